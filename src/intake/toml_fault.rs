//! A fault in a text that people write as TOML (a rubric, a plan), told with the place where its author finds it.

use std::ops::Range;

use serde::de::DeserializeOwned;

/// A fault in a text, with its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}\n    {text}\n{advice}")]
pub struct TomlFault {
    /// The line, the first being 1.
    pub line: usize,
    /// The character in the line, the first being 1.
    pub column: usize,
    /// The line itself, without its end.
    pub text: String,
    /// What is wrong, and what was expected.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl TomlFault {
    /// A fault at a part of a text, the part being given in bytes.
    pub(super) fn at(text: &str, span: Range<usize>, problem: String, advice: String) -> TomlFault {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        TomlFault {
            line: line + 1,
            column: column + 1,
            text: text.lines().nth(line).unwrap_or_default().to_owned(),
            problem,
            advice,
        }
    }
}

/// Reads a text as the keys of a `thing` (`rubric`, `plan`).
///
/// # Errors
/// [`TomlFault`] for text that is not TOML, and for a key that is missing, unknown or of the wrong form.
pub(super) fn read<T: DeserializeOwned>(text: &str, thing: &str) -> Result<T, TomlFault> {
    toml::from_str(text).map_err(|error| {
        let (problem, advice) = in_plain_words(error.message(), thing);
        TomlFault::at(text, error.span().unwrap_or(0..0), problem, advice)
    })
}

/// Says in plain words what the reader of TOML found, and what to do.
fn in_plain_words(message: &str, thing: &str) -> (String, String) {
    let ticked: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let list = |names: &[&str]| names.join(", ");
    match (message, ticked.as_slice()) {
        (m, [key, known @ ..]) if m.starts_with("unknown field") => (
            format!("'{key}' is not a key of a {thing} here"),
            format!("Take it out, or correct its spelling. The keys here are: {}.", list(known)),
        ),
        (m, [word, known @ ..]) if m.starts_with("unknown variant") => {
            (format!("'{word}' is not one of the words that may stand here"), format!("Write one of: {}.", list(known)))
        }
        (m, [key, ..]) if m.starts_with("missing field") => {
            (format!("the key '{key}' is missing"), format!("Add a line '{key} = ...' to this part."))
        }
        (m, _) if m.starts_with("duplicate key") => {
            ("this key stands twice".to_owned(), "Keep one of the two.".to_owned())
        }
        (m, _) if m.starts_with("invalid type") || m.starts_with("invalid value") => {
            let (found, wanted) =
                m.split_once(": ").map_or(m, |(_, what)| what).split_once(", expected ").unwrap_or((m, ""));
            (
                format!("the value has the wrong form: here stands {}, and {} is expected", found_in_words(found), wanted_in_words(wanted)),
                "Words stand in quotation marks, numbers without, lists in square brackets, and yes and no are true and false, without quotation marks."
                    .to_owned(),
            )
        }
        (m, _) => (
            format!("this is not written as TOML: {m}"),
            "Look for a quotation mark, a bracket or an equals sign that is missing here or in the line above."
                .to_owned(),
        ),
    }
}

/// What stands there, in plain words.
fn found_in_words(found: &str) -> String {
    match found.split_once(' ') {
        Some(("string", words)) => words.to_owned(),
        Some(("integer" | "boolean", _)) => found.split('`').nth(1).unwrap_or(found).to_owned(),
        Some(("floating", _)) => found.split('`').nth(1).unwrap_or(found).to_owned(),
        _ if found.starts_with("sequence") => "a list".to_owned(),
        _ if found.starts_with("map") => "a part with keys of its own".to_owned(),
        _ => "something else".to_owned(),
    }
}

/// What was expected, in plain words.
fn wanted_in_words(wanted: &str) -> &str {
    match wanted {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, not below 0,",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a string" | "str" | "string" => "a text in quotation marks",
        "a boolean" | "bool" => "true or false",
        "a sequence" | "seq" => "a list in square brackets",
        _ if wanted.contains("struct") || wanted.contains("map") => {
            "a part with keys of its own, such as { id = \"...\" }"
        }
        _ => "another form",
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[derive(Debug, serde::Deserialize)]
    struct Part {
        _id: String,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Small {
        _version: u32,
        _is_on: Option<bool>,
        _words: Option<Vec<String>>,
        _parts: Option<Vec<Part>>,
    }

    #[test]
    fn a_value_of_the_wrong_form_is_told_in_plain_words() {
        for (text, found, wanted) in [
            ("_version = \"1\"", "\"1\"", "a whole number"),
            ("_version = -1", "-1", "a whole number"),
            ("_version = 1.5", "1.5", "a whole number"),
            ("_version = [1]", "a list", "a whole number"),
            ("_version = 1\n_is_on = \"yes\"", "\"yes\"", "true or false"),
            ("_version = 1\n_words = \"one\"", "\"one\"", "a list in square brackets"),
            ("_version = 1\n_words = [true]", "true", "a text in quotation marks"),
            ("_version = 1\n_parts = [\"one\"]", "\"one\"", "a part with keys of its own"),
        ] {
            let fault = read::<Small>(text, "rubric").unwrap_err();
            let told = format!("here stands {found}, and {wanted}");
            assert!(fault.problem.contains(&told), "{text}: {}", fault.problem);
        }
    }
}
