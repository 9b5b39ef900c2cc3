//! JSON as text for a screen or a file: characters that a screen would obey or hide are escaped, as JSON allows for any character.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::model::is_hidden;

/// Escapes hidden characters in strings and leaves the rest to another formatter.
struct Escaping<F>(F);

macro_rules! left_to_the_other {
    ($($name:ident($($more:ident: $type:ty),*);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $more: $type)*) -> io::Result<()> {
            self.0.$name(writer $(, $more)*)
        }
    )*};
}

impl<F: Formatter> Formatter for Escaping<F> {
    left_to_the_other! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((place, letter)) = rest.char_indices().find(|(_, letter)| is_hidden(*letter)) {
            writer.write_all(&rest.as_bytes()[..place])?;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[place + letter.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

/// The value on one line.
///
/// # Errors
/// The error of the value's own `Serialize`.
pub(super) fn compact(value: &impl Serialize) -> serde_json::Result<String> {
    text(value, CompactFormatter)
}

/// The value on several indented lines.
pub(super) fn pretty(value: &Value) -> String {
    text(value, PrettyFormatter::new()).unwrap_or_default()
}

fn text(value: &impl Serialize, formatter: impl Formatter) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping(formatter)))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_read_back_as_they_were() {
        let value =
            json!({ "a\u{202e}": ["née \u{1b}[2J\n\u{7f}\u{9b}\u{2066}\u{200b}", {}, [], 1.5], "tag": "\u{e0041}" });
        let one = compact(&value).unwrap();
        assert!(
            one.contains("née \\u001b[2J\\n\\u007f\\u009b\\u2066\\u200b") && one.contains("\\udb40\\udc41"),
            "{one}"
        );
        for text in [one, pretty(&value)] {
            assert!(!text.chars().any(|letter| is_hidden(letter) && letter != '\n'), "{text:?}");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
        let plain = json!({ "a": [1, { "b": [] }], "c": "née £5" });
        assert_eq!(pretty(&plain), serde_json::to_string_pretty(&plain).unwrap());
        assert_eq!(compact(&plain).unwrap(), plain.to_string());
    }
}
