//! What a person types in a command: kinds, days, shares, names, sentences; and a day and a command as a person reads them.

use chrono::NaiveDate;

use super::failure::Failure;
use crate::calendar::british;
use crate::intake;
use crate::model::{Cohort, Kind, Lines, find_hidden};
use crate::statistics::Portion;

/// Reads a kind.
pub(super) fn kind(text: &str) -> Result<Kind, Failure> {
    Kind::parse(text).ok_or_else(|| {
        Failure::person(format!("there is no kind of record '{text}'"))
            .hint("The kinds are: oversight, review, dispute, child")
    })
}

/// Reads a name or a label on one line; `what` is what it names, as `the name`.
pub(super) fn label(what: &str, text: &str) -> Result<String, Failure> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    seen_whole(what, &text, Lines::One)?;
    Ok(text)
}

/// Reads a text of one or more lines that is not blank.
pub(super) fn words(flag: &str, text: &str) -> Result<String, Failure> {
    match text.trim() {
        "" => Err(Failure::person(format!("{flag} says nothing")).hint("Type a sentence in double quotes")),
        text => seen_whole(flag, text, Lines::Several).map(|()| text.to_owned()),
    }
}

/// Refuses a text with hidden characters.
fn seen_whole(what: &str, text: &str, lines: Lines) -> Result<(), Failure> {
    match find_hidden(text, lines) {
        None => Ok(()),
        Some(hidden) => Err(Failure::person(format!("{what} \"{text}\" has {hidden}"))
            .hint("Type it by hand instead of pasting it, then enter the command again")),
    }
}

/// Reads which children belong to a population.
pub(super) fn cohort(text: Option<&str>) -> Result<Cohort, Failure> {
    match text {
        None | Some("end") => Ok(Cohort::End),
        Some("any") => Ok(Cohort::Any),
        Some(other) => Err(Failure::usage(format!("--cohort takes end or any, not '{other}'"))),
    }
}

/// Reads a date as it is typed: `2026-11-02`, `02/11/2026`, `2 Nov 2026`.
pub(super) fn day(flag: &str, text: &str) -> Result<NaiveDate, Failure> {
    intake::day_as_typed(text).ok_or_else(|| {
        Failure::person(format!("{flag}: '{text}' is not a date"))
            .hint("Type it as 2026-11-02, 02/11/2026 (the day first) or 2 Nov 2026, with four figures for the year")
    })
}

/// Reads a share: `0.25` or `25%`.
pub(super) fn share(flag: &str, text: &str) -> Result<f64, Failure> {
    let number = match text.trim().strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.trim().parse::<f64>(),
    };
    match number {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(Failure::person(format!("{flag}: '{text}' is not a share")).hint("Type it as 25% or as 0.25")),
    }
}

/// Reads a share without rounding: `0.25` or `25%`, with at most nine digits behind the point.
pub(super) fn portion(flag: &str, text: &str) -> Result<Portion, Failure> {
    Portion::parse(text).ok_or_else(|| {
        Failure::person(format!("{flag}: '{text}' is not a share from 0% to 100%")).hint("Type it as 25% or as 0.25")
    })
}

/// The day of a time that the register keeps, in British order.
pub(super) fn day_of(at: &str) -> String {
    at.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| at.to_owned(), british)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_typed() {
        let typed = |text: &str| day("--due", text).map(|day| day.to_string());
        for text in ["2026-12-31", " 31/12/2026 ", "31.12.2026", "31-12-2026", "31 Dec 2026", "31 december 2026"] {
            assert_eq!(typed(text).ok().as_deref(), Some("2026-12-31"), "{text}");
        }
        assert_eq!(typed("1900-01-01").ok().as_deref(), Some("1900-01-01"));
        for text in ["", "soon", "31/12", "31/12/26", "12/31/2026", "31/02/2026", "2026-13-01", "46387", "31 12 2026 x"]
        {
            assert_eq!(typed(text).unwrap_err().message, format!("--due: '{text}' is not a date"));
        }
    }

    #[test]
    fn names_and_sentences_hold_nothing_that_cannot_be_seen() {
        assert_eq!(label("the name", "  Zo\u{eb}\t Wren\n").unwrap(), "Zo\u{eb} Wren");
        assert_eq!(words("--what", " One\ntwo ").unwrap(), "One\ntwo");
        for hidden in ["\u{1b}", "\u{7}", "\u{7f}", "\u{9b}", "\u{202e}", "\u{2066}", "\u{200b}", "\u{feff}"] {
            let typed = format!("Ann{hidden} Bell");
            for refused in [label("the name", &typed), words("--what", &typed)] {
                assert!(refused.unwrap_err().message.contains("cannot be seen (U+"), "{hidden:?}");
            }
        }
        assert_eq!(words("--what", " ").unwrap_err().message, "--what says nothing");
    }

    #[test]
    fn shares_are_read_without_rounding() {
        for (text, parts, whole) in [
            ("5%", 5, 100),
            ("0.05", 5, 100),
            (" 2.5 % ", 25, 1000),
            (".1", 1, 10),
            ("1", 1, 1),
            ("0", 0, 1),
            ("100%", 1, 1),
            ("07%", 7, 100),
        ] {
            assert_eq!(portion("--margin", text).ok(), Portion::new(parts, whole), "{text}");
        }
        for text in ["", "%", ".", "5", "101%", "-5%", "1e-2", "5 percent", "0.00000000001", "NaN", "1/2", "\u{663}%"] {
            assert!(portion("--margin", text).is_err(), "{text}");
        }
    }
}
