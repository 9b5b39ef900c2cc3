//! In which encoding a text is written, and its bytes to text, without ever putting in a letter that nobody wrote.
//!
//! What a file is in is found by its bytes: a byte order mark; else UTF-8, where all of it is; else UTF-16, where every
//! second byte of its beginning is nought; else Windows-1252, in which British programs of Windows write where they do
//! not write Unicode. A text of which one part is UTF-8 and another is not is ambiguous, and is refused with the row;
//! so are bytes that mean nothing in the encoding. The person may say the encoding; then it is that or nothing.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::intake::error::IntakeError;
use crate::intake::source::input::Source;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes that Windows-1252 gives to no letter.
const UNUSED_IN_1252: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
const CHUNK: usize = 64 * 1024;

/// The encoding of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    encoding: &'static Encoding,
    /// Whether it begins with a byte order mark of UTF-8.
    marked: bool,
    /// Whether its bytes alone tell it, and not a mark or the person.
    guessed: bool,
}

impl Written {
    /// The name of the encoding, as the import tells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Written { marked: true, .. } => "UTF-8 with BOM",
            Written { encoding, .. } => encoding.name(),
        }
    }

    /// What the person should know of how the encoding was found.
    pub(super) fn told(self) -> Option<String> {
        let unsure = self.guessed && self.encoding != UTF_8;
        unsure.then(|| {
            format!(
                "The letters are written in {}, as the bytes show (--encoding says otherwise): look whether £ and names are right.",
                self.encoding.name()
            )
        })
    }

    /// Whether every letter takes two bytes or four.
    pub(super) fn is_utf16(self) -> bool {
        [UTF_16LE, UTF_16BE].contains(&self.encoding)
    }

    /// The whole as one text.
    pub(super) fn whole(self, source: Box<dyn Read>) -> Result<String, IntakeError> {
        let (mut bytes, mut text, cells) = (Vec::new(), String::new(), self.cells());
        self.bytes(source).read_to_end(&mut bytes)?;
        let body = bytes.strip_prefix(UTF8_MARK).unwrap_or(&bytes);
        for (line, number) in body.split_inclusive(|byte| *byte == b'\n').zip(1..) {
            cells.decode(line, &mut text).ok_or_else(|| cells.error(number))?;
        }
        Ok(text)
    }

    /// The bytes as the rows are split from them: UTF-16 as UTF-8, all else as it is.
    pub(super) fn bytes(self, source: Box<dyn Read>) -> Box<dyn Read> {
        match self.is_utf16() {
            true => Box::new(Transcoder::new(source, self.encoding)),
            false => source,
        }
    }

    /// How the cells of a row become text once they are split.
    pub(super) fn cells(self) -> CellText {
        let split_as_utf8 = [UTF_8, UTF_16LE, UTF_16BE].contains(&self.encoding);
        CellText(if split_as_utf8 { UTF_8 } else { self.encoding }, self.encoding)
    }
}

/// Turns the bytes of one cell into text: the encoding of the bytes, and that of the file.
#[derive(Clone, Copy)]
pub(super) struct CellText(&'static Encoding, &'static Encoding);

impl CellText {
    pub(super) fn is_utf8(self) -> bool {
        self.0 == UTF_8
    }

    /// Puts the text of a cell behind `text`; `None` where a byte means nothing.
    pub(super) fn decode(self, cell: &[u8], text: &mut String) -> Option<()> {
        if self.0 == WINDOWS_1252 && cell.iter().any(|byte| UNUSED_IN_1252.contains(byte)) {
            return None;
        }
        text.push_str(&self.0.decode_without_bom_handling_and_without_replacement(cell)?);
        Some(())
    }

    pub(super) fn error(self, row: u64) -> IntakeError {
        match self.1 == UTF_8 {
            true => IntakeError::NotUtf8 { row },
            false => IntakeError::Undecodable { row, encoding: self.1.name() },
        }
    }
}

/// Finds the encoding of a text, or takes the one that the person says.
///
/// # Errors
/// [`IntakeError`] where there is no encoding of that name, or the source cannot be read.
pub(super) fn find(source: &dyn Source, asked: Option<&str>) -> Result<Written, IntakeError> {
    let mut scan = Scan::default();
    let mut input = source.glance()?;
    let head = head(&mut *input)?;
    let marked = head.starts_with(UTF8_MARK);
    if let Some(asked) = asked {
        let encoding = Encoding::for_label(asked.trim().as_bytes())
            .filter(|encoding| encoding.is_ascii_compatible() || [UTF_16LE, UTF_16BE].contains(encoding))
            .ok_or_else(|| IntakeError::UnknownEncoding { encoding: asked.to_owned() })?;
        return Ok(Written { encoding, marked: marked && encoding == UTF_8, guessed: false });
    }
    if let Some((encoding, _)) = Encoding::for_bom(&head) {
        return Ok(Written { encoding, marked, guessed: false });
    }
    if let Some(encoding) = by_noughts(&head) {
        return Ok(Written { encoding, marked: false, guessed: true });
    }
    scan.feed(&head);
    let mut chunk = vec![0; CHUNK];
    loop {
        match read(&mut *input, &mut chunk)? {
            0 => break,
            count => scan.feed(chunk.get(..count).unwrap_or_default()),
        }
    }
    let other = scan.other || !scan.rest.is_empty();
    let encoding = if other && !scan.letters { WINDOWS_1252 } else { UTF_8 };
    Ok(Written { encoding, marked: false, guessed: true })
}

/// Reads the first bytes of a source.
pub(super) fn head(input: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(CHUNK);
    input.take(CHUNK as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn read(input: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Text in UTF-16 has a nought beside nearly every letter of English: before it, or behind it.
fn by_noughts(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let (mut first, mut second) = (0, 0);
    for pair in head.chunks_exact(2) {
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    let most = |count: usize| pairs > 0 && count * 3 >= pairs * 2;
    match (most(first), most(second)) {
        (true, false) => Some(UTF_16BE),
        (false, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// What the bytes of a text show: letters beyond ASCII in UTF-8, and bytes that UTF-8 has not.
#[derive(Default)]
struct Scan {
    letters: bool,
    other: bool,
    /// The beginning of a letter whose end is in the next chunk.
    rest: Vec<u8>,
}

impl Scan {
    fn feed(&mut self, chunk: &[u8]) {
        if self.rest.is_empty() && chunk.is_ascii() {
            return;
        }
        let joined = [self.rest.as_slice(), chunk].concat();
        let mut left = joined.as_slice();
        self.rest.clear();
        while !left.is_empty() {
            match std::str::from_utf8(left) {
                Ok(text) => {
                    self.letters |= !text.is_ascii();
                    return;
                }
                Err(error) => {
                    let (sound, bad) = left.split_at(error.valid_up_to());
                    self.letters |= !sound.is_ascii();
                    let Some(length) = error.error_len() else {
                        self.rest = bad.to_vec();
                        return;
                    };
                    self.other = true;
                    left = bad.get(length..).unwrap_or_default();
                }
            }
        }
    }
}

/// UTF-16 to UTF-8 as it is read. Half a pair becomes a byte that UTF-8 has not, so that the row which holds it is known.
struct Transcoder {
    source: Box<dyn Read>,
    decoder: Decoder,
    input: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Transcoder {
    fn new(source: Box<dyn Read>, encoding: &'static Encoding) -> Transcoder {
        let decoder = encoding.new_decoder_with_bom_removal();
        Transcoder { source, decoder, input: vec![0; CHUNK], text: Vec::new(), at: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let count = read(&mut *self.source, &mut self.input)?;
        self.ended = count == 0;
        self.text.clear();
        self.at = 0;
        let mut left = self.input.get(..count).unwrap_or_default();
        let mut space = vec![0; CHUNK * 3 + 16];
        loop {
            let (result, taken, given) = self.decoder.decode_to_utf8_without_replacement(left, &mut space, self.ended);
            self.text.extend_from_slice(space.get(..given).unwrap_or_default());
            left = left.get(taken..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.text.push(0xff),
            }
        }
    }
}

impl Read for Transcoder {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.text.len() && !self.ended {
            self.fill()?;
        }
        let left = self.text.get(self.at..).unwrap_or_default();
        let count = left.len().min(space.len());
        if let (Some(to), Some(from)) = (space.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8], asked: Option<&str>) -> &'static str {
        find(&bytes.to_vec(), asked).unwrap().name()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn the_encoding_is_found_by_mark_and_by_bytes() {
        let text = "Person ID,Team\n42,Zoë\n";
        for (bytes, expected) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (b"Person ID\n".to_vec(), "UTF-8"),
            (format!("\u{feff}{text}").into_bytes(), "UTF-8 with BOM"),
            (utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), "UTF-16LE"),
            (utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), "UTF-16BE"),
            (utf16(text, u16::to_le_bytes), "UTF-16LE"),
            (utf16(text, u16::to_be_bytes), "UTF-16BE"),
            (b"Person ID,Team\n42,Zo\xeb costs \xa35\n".to_vec(), "windows-1252"),
        ] {
            assert_eq!(name(&bytes, None), expected);
        }
        let far = [&b"a,b\n".repeat(100_000)[..], b"1,\xa35\n"].concat();
        assert_eq!(name(&far, None), "windows-1252");
    }

    #[test]
    fn a_letter_across_two_chunks_is_one_letter() {
        for shift in 0..3 {
            let bytes = [vec![b'a'; CHUNK - shift], "é€😀".as_bytes().to_vec()].concat();
            assert_eq!(name(&bytes, None), "UTF-8", "{shift}");
        }
        assert_eq!(name(&[vec![b'a'; CHUNK], b"\xe2\x82".to_vec()].concat(), None), "windows-1252");
    }

    #[test]
    fn the_person_may_say_it() {
        for (asked, expected) in
            [("UTF-8", "UTF-8"), ("cp1252", "windows-1252"), ("latin1", "windows-1252"), ("utf-16le", "UTF-16LE")]
        {
            assert_eq!(name(b"a,b\n", Some(asked)), expected);
        }
        assert!(matches!(find(&b"a".to_vec(), Some("ebcdic")), Err(IntakeError::UnknownEncoding { .. })));
        assert!(matches!(find(&b"a".to_vec(), Some("iso-2022-jp")), Err(IntakeError::UnknownEncoding { .. })));
    }

    // The letters of 0x80, 0xA3 and 0x92 are those of the code page's own table (Microsoft, bestfit1252.txt).
    #[test]
    fn windows_1252_is_read_by_its_own_table_and_its_gaps_are_refused() {
        let cells = Written { encoding: WINDOWS_1252, marked: false, guessed: true }.cells();
        let mut text = String::new();
        assert_eq!(cells.decode(b"\x80 \xa3 it\x92s", &mut text), Some(()));
        assert_eq!(text, "€ £ it’s");
        assert_eq!(cells.decode(b"\x81", &mut text), None);
    }

    #[test]
    fn half_a_pair_is_a_byte_that_utf8_has_not() {
        let mut bytes = utf16("a,b\n1,x", u16::to_le_bytes);
        bytes.extend([0x00, 0xd8, b'y', 0]);
        let mut text = Vec::new();
        Transcoder::new(Box::new(io::Cursor::new(bytes)), UTF_16LE).read_to_end(&mut text).unwrap();
        assert_eq!(text, b"a,b\n1,x\xffy");
    }
}
