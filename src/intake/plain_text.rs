//! A whole text file that a person or another program wrote: a manifest, a plan, a rubric, a list.
//!
//! Editors and shells on Windows write UTF-8 with a byte order mark, or UTF-16; all of these are read. A text in any other encoding is
//! refused, because its letters could not be known for certain.

use std::io;

/// Decodes a text: UTF-8 with or without a byte order mark, or UTF-16 with one.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] where the bytes are neither.
pub fn decode_text(bytes: &[u8]) -> io::Result<String> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "neither UTF-8 nor UTF-16");
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks(2).map(|pair| unit([pair[0], *pair.get(1).unwrap_or(&0)])).collect();
        bytes.len().is_multiple_of(2).then(|| String::from_utf16(&units).ok()).flatten().ok_or_else(invalid)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).map_err(|_| invalid()),
        bytes => String::from_utf8(bytes.to_vec()).map_err(|_| invalid()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_editors_and_shells_write_it() {
        let text = "{\"seed\": \"\u{e9}\"}\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), marked, little, big] {
            assert_eq!(decode_text(&bytes).unwrap(), text);
        }
        for bytes in [&b"caf\xe9"[..], b"\xff\xfea", b"\xff\xfe\x00\xd8"] {
            assert_eq!(decode_text(bytes).unwrap_err().kind(), io::ErrorKind::InvalidData);
        }
    }
}
