//! One cell: trimmed and in Unicode form C; blank where it holds nothing or a placeholder; read by the form of its
//! field.
//!
//! Databases write "nothing" as text (`NULL`), spreadsheets as `#N/A`, and case management systems as the worker `-1`
//! or the day 1900-01-01. In dates and fields all of these are blank. A reference is stricter: there `1900-01-01` could
//! be somebody's own numbering, so only the words for nothing and `-1` are.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::source::UNWORKED;
use crate::model::Choice;
use crate::model::english::or_list;

const NOTHING: [&str; 3] = ["NULL", "N/A", "#N/A"];
/// What Python and R write for a missing value, and what is not a value of any field.
const NOTHING_OF_PROGRAMS: [&str; 3] = ["nan", "NaT", "<NA>"];
/// What they also write for a missing value. It may be a value of some fields, but not an id, a name or a date. In capitals only,
/// since `Na` is a surname.
const NOBODY: [&str; 2] = ["None", "NA"];
const LONGEST_SHOWN: usize = 120;

/// Returns the cell without outer space (no-break spaces too), in Unicode form C.
pub(super) fn tidy(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    if cell.is_ascii() || is_nfc_quick(cell.chars()) == IsNormalized::Yes {
        Cow::Borrowed(cell)
    } else {
        Cow::Owned(cell.nfc().collect())
    }
}

/// Whether a tidy cell of a date or a field holds nothing, or a placeholder for nothing.
pub(super) fn is_blank(cell: &str) -> bool {
    is_nothing(cell) || cell == "1900-01-01"
}

/// Whether a trimmed cell of an id or a name is blank or a word for a missing value.
pub(super) fn is_blank_name(cell: &str) -> bool {
    is_nothing(cell) || NOBODY.contains(&cell)
}

fn is_nothing(cell: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(cell));
    cell.is_empty() || cell == "-1" || says(&NOTHING) || says(&NOTHING_OF_PROGRAMS)
}

/// Whether a character is invisible: direction marks, joiners, soft hyphens, byte order marks.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
    )
}

/// Returns a tidy cell as a keyboard would write it: no-break spaces as spaces, curly quotes as straight ones, and no
/// letters that nobody sees.
pub(super) fn plain(cell: Cow<'_, str>) -> Cow<'_, str> {
    let odd = |letter: char| {
        matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2018}'..='\u{201f}') || is_invisible(letter)
    };
    if cell.is_ascii() || !cell.contains(odd) {
        return cell;
    }
    let plain = cell.chars().filter(|letter| !is_invisible(*letter));
    let letter = |letter| match letter {
        '\u{a0}' | '\u{2007}' | '\u{202f}' => ' ',
        '\u{2018}'..='\u{201b}' => '\'',
        '\u{201c}'..='\u{201f}' => '"',
        other => other,
    };
    Cow::Owned(plain.map(letter).collect())
}

/// Refuses a null character, which no program writes into a text.
pub(super) fn whole(cell: Cow<'_, str>) -> Result<String, String> {
    match cell.contains('\0') {
        true => Err("the cell holds a null character: the file is damaged; export it again".to_owned()),
        false => Ok(cell.into_owned()),
    }
}

/// Refuses what a spreadsheet shows where it could not work a cell out. `#N/A` is none of these: it means nothing is known.
pub(super) fn worked_out(cell: &str) -> Result<(), String> {
    const ERRORS: [&str; 8] = ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"];
    if !cell.starts_with(['#', '=']) {
        return Ok(());
    }
    if cell == UNWORKED {
        return Err(
            "this is a formula whose result was not saved; open the workbook in Excel, save it and import it again"
                .to_owned(),
        );
    }
    match ERRORS.iter().any(|error| error.eq_ignore_ascii_case(cell)) {
        true => Err("the spreadsheet could not work this cell out; mend it there and import the file again".to_owned()),
        false => Ok(()),
    }
}

/// Returns the cell as a list of faults shows it: on one line, and cut short where it is long.
pub(super) fn shown(cell: &str) -> String {
    let cell = cell.trim();
    let mut start: String = cell.chars().take(LONGEST_SHOWN).collect();
    if start.len() < cell.len() {
        start.push('…');
    }
    crate::model::shown(&start).replace('\n', " ")
}

/// Reads a whole number, 0 or more: `3`, or `3.0` as a spreadsheet may write it.
pub(super) fn integer(cell: &str) -> Result<i64, String> {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.bytes().any(|byte| byte != b'0') {
        return Err("expected a whole number, 0 or more, such as 3".to_owned());
    }
    whole.parse().map_err(|_| "this number is too large; expected a whole number such as 3".to_owned())
}

/// Reads a number, 0 or more, that may have a fraction.
pub(super) fn number(cell: &str) -> Result<f64, String> {
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match cell.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Ok(number),
        _ => Err("expected a number, 0 or more, such as 12.5".to_owned()),
    }
}

/// Reads one value of a closed list. A code that contains a digit may be followed by its meaning, as in
/// `PN1 - child attends`.
pub(super) fn choice(list: &'static [Choice], cell: &str) -> Result<&'static str, String> {
    if let Some(choice) = Choice::find(list, cell) {
        return Ok(choice.id);
    }
    let code = cell.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let coded = |choice: &&Choice| choice.id.bytes().any(|byte| byte.is_ascii_digit());
    match list.iter().filter(coded).find(|choice| choice.id.eq_ignore_ascii_case(code)) {
        Some(choice) => Ok(choice.id),
        None => Err(format!("expected one of {}", or_list(list.iter().map(|choice| choice.id)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Form, Kind};

    fn choices(kind: Kind, field: &str) -> &'static [Choice] {
        match kind.fields()[kind.position(field).unwrap()].form {
            Form::Choice(list) => list,
            _ => panic!("{field} is no choice"),
        }
    }

    #[test]
    fn outer_space_goes_and_letters_are_composed() {
        for (cell, expected) in [
            ("\u{a0} Dustin\u{a0}Hazlett \t", "Dustin\u{a0}Hazlett"),
            ("Zoe\u{308}", "Zo\u{eb}"),
            ("0042", "0042"),
            ("  ", ""),
        ] {
            assert_eq!(tidy(cell), expected);
        }
    }

    #[test]
    fn placeholders_are_blank_but_a_reference_has_fewer_of_them() {
        for cell in ["", "-1", "NULL", "null", "N/A", "#N/A"] {
            assert!(is_blank(cell) && is_blank_name(cell), "{cell}");
        }
        assert!(is_blank("1900-01-01") && !is_blank_name("1900-01-01"));
        for cell in ["0", "-10", "none", "no", "na", "Na", "Nan Grey", "Natasha"] {
            assert!(!is_blank(cell) && !is_blank_name(cell), "{cell}");
        }
    }

    // What pandas and R write for a missing value: https://pandas.pydata.org/docs/user_guide/missing_data.html
    #[test]
    fn what_python_and_r_write_for_nothing_is_blank_where_it_can_be_no_value() {
        for cell in ["nan", "NaN", "NaT", "<NA>"] {
            assert!(is_blank(cell) && is_blank_name(cell), "{cell}");
        }
        for cell in ["None", "NA"] {
            assert!(!is_blank(cell) && is_blank_name(cell), "{cell}");
        }
    }

    #[test]
    fn invisible_marks_are_removed() {
        for mark in
            ['\u{ad}', '\u{200b}', '\u{200e}', '\u{202a}', '\u{202e}', '\u{2060}', '\u{2066}', '\u{2069}', '\u{feff}']
        {
            assert_eq!(
                plain(Cow::Owned(format!("{mark}Ann{mark} Grey{mark}"))),
                "Ann Grey",
                "{}",
                mark.escape_unicode()
            );
        }
        assert_eq!(plain(Cow::Borrowed("Zo\u{eb} O\u{2019}Brien")), "Zo\u{eb} O'Brien");
    }

    #[test]
    fn whole_numbers_come_with_or_without_a_nought_behind_the_point() {
        for (cell, expected) in [("3", Some(3)), ("3.0", Some(3)), ("007", Some(7)), ("12.00", Some(12))] {
            assert_eq!(integer(cell).ok(), expected, "{cell}");
        }
        for cell in ["3.5", "-3", "3.", ".0", "1,200", "three", "99999999999999999999", "1e3", "٣"] {
            assert!(integer(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn numbers_are_plain_and_not_below_nought() {
        assert_eq!(number("12.5"), Ok(12.5));
        assert_eq!(number("0"), Ok(0.0));
        for cell in ["-0.5", "inf", "NaN", "1e3", "12,5", "12 miles", ".", ""] {
            assert!(number(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_code_may_carry_its_meaning_but_a_word_may_not() {
        let participation = choices(Kind::Review, "participation");
        for cell in ["PN6", "pn6", "PN6 - does not attend, conveys feelings", "PN6: other"] {
            assert_eq!(choice(participation, cell), Ok("PN6"), "{cell}");
        }
        assert!(choice(participation, "PN60").is_err());
        let consulted = choices(Kind::Review, "consulted");
        assert_eq!(choice(consulted, "No - declined"), Err("expected one of yes, declined or no".to_owned()));
    }

    #[test]
    fn a_long_value_is_cut_short_on_one_line() {
        assert_eq!(shown(" a\nb "), "a b");
        assert_eq!(shown(&"é".repeat(500)).chars().count(), LONGEST_SHOWN + 1);
    }
}
