//! Quoting for commands that a person may paste into a shell, so that no value can run anything.
//!
//! Values come from files that others made. In `sh`, PowerShell and `cmd` together, letters, digits and a few marks are safe
//! between double quotes; a value with anything else is left out of the command, and the person types it.

/// Quotes a word that the person typed themselves.
pub(super) fn quoted(word: &str) -> String {
    let plain = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "-_./:=@+,".contains(c));
    let quotable = |c: char| c.is_alphanumeric() || (c.is_ascii() && !c.is_control() && !"\"$`\\!%".contains(c));
    match (plain, word.chars().all(quotable)) {
        (true, _) => word.to_owned(),
        (_, true) => format!("\"{word}\""),
        _ if cfg!(windows) => format!("\"{}\"", word.replace('"', "\\\"")),
        _ => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// Quotes a name from a file or the register; `None` if it contains anything that a shell could act on.
pub(super) fn pasteable(name: &str) -> Option<String> {
    let safe = |c: char| c.is_alphanumeric() || " -.,'@_".contains(c);
    (!name.is_empty() && !name.starts_with('-') && name.chars().all(safe)).then(|| format!("\"{name}\""))
}

/// The command that adds a person to the list, ready to be pasted where their name is safe in a shell.
pub(super) fn add_person(name: &str, rest: &str) -> String {
    match pasteable(name) {
        Some(name) => format!("dipsample person add {name}{rest}"),
        None => format!(
            "dipsample person add NAME{rest} (type the name yourself: it holds characters that a shell acts on)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_offered_for_pasting_only_where_no_shell_acts_on_it() {
        for name in ["Ann Grey", "O'Brien, Seán", "J. Smith-Jones", "Zoë 2"] {
            assert_eq!(pasteable(name), Some(format!("\"{name}\"")));
        }
        for name in
            ["", "$(touch x)", "`x`", "a\"b", "%PATH%", "a;b", "a\nb", "^x", "\u{201c}x", "-rf", "a|b", "a&b", "\\x"]
        {
            assert_eq!(pasteable(name), None, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_typed_word_comes_back_as_one_word_from_a_shell() {
        for word in
            ["a", "a b", "it's", "$(date)", "`x`", "a\"b", "", "x!y", "50%", "a\\b", "late >= 3", "\u{e9}t\u{e9}", "*"]
        {
            let script = format!("printf %s {}", quoted(word));
            let out = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(out.stdout).unwrap(), word, "{script}");
        }
    }
}
