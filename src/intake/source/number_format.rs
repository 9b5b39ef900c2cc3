//! How a spreadsheet's number format shows an id.
//!
//! Councils show the number 42 as `P00042` by the format `"P"00000`, and that is the id people know. A format that only puts
//! digits or letters round a whole number is applied; what any other would show is not an id anybody could look up
//! (`4.2E+01`, `42.00`, `4,200%`), so it is left to the reader to refuse.
//!
//! Formats are those of ECMA-376 part 1, 18.8.31: up to four sections divided by `;`, of which the first is for positive
//! numbers; `0`, `#` and `?` stand for digits, text stands in quotation marks or behind a backslash, `_x` leaves the width of x,
//! `*x` fills with x, and brackets hold colours, conditions and locales.

/// The digits of a number that a spreadsheet keeps.
const DIGITS_KEPT: usize = 15;

/// How a format shows a whole number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// The number itself.
    Plain,
    /// The number among other characters, or with zeros in front.
    Pattern(Vec<Piece>),
    /// A day or a time.
    Day,
    /// Something that is not the number with characters round it.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A character that is shown as it is.
    Literal(char),
    /// A digit, shown as a zero if the number has none here.
    Zero,
    /// A digit, not shown if the number has none here.
    Digit,
    /// A digit, shown as a space if the number has none here.
    Space,
}

impl NumberFormat {
    /// Reads a format code, such as `"P"00000`.
    pub(super) fn parse(code: &str) -> NumberFormat {
        if code.eq_ignore_ascii_case("general") || code == "@" {
            return NumberFormat::Plain;
        }
        let mut pieces = Vec::new();
        let mut letters = code.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                ';' => break,
                '"' => pieces.extend(letters.by_ref().take_while(|letter| *letter != '"').map(Piece::Literal)),
                '\\' | '!' => pieces.extend(letters.next().map(Piece::Literal)),
                '_' | '*' => drop(letters.next()),
                '[' => {
                    let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                    match bracket(&inside) {
                        Some(shown) => pieces.extend(shown.chars().map(Piece::Literal)),
                        None => return if is_elapsed(&inside) { NumberFormat::Day } else { NumberFormat::Other },
                    }
                }
                '0' => pieces.push(Piece::Zero),
                '#' => pieces.push(Piece::Digit),
                '?' => pieces.push(Piece::Space),
                ' ' | '-' | '+' | '(' | ')' | ':' | '$' | '£' | '\'' => pieces.push(Piece::Literal(letter)),
                'G' | 'g' if general(&mut letters) => pieces.push(Piece::Digit),
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return NumberFormat::Day,
                _ => return NumberFormat::Other,
            }
        }
        let is_digit = |piece: &Piece| *piece == Piece::Digit;
        match pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_))).count() {
            0 => NumberFormat::Other,
            1 if pieces.len() == 1 && (is_digit(&pieces[0]) || pieces[0] == Piece::Zero) => NumberFormat::Plain,
            _ if pieces.iter().all(is_digit) => NumberFormat::Plain,
            _ => NumberFormat::Pattern(pieces),
        }
    }

    /// The number as the format shows it; `None` if that is not the number's own digits among other characters.
    pub(super) fn shows(&self, number: f64) -> Option<String> {
        let digits = whole_digits(number)?;
        match self {
            NumberFormat::Plain => Some(digits),
            NumberFormat::Pattern(pieces) => Some(filled(pieces, &digits)),
            NumberFormat::Day | NumberFormat::Other => None,
        }
    }
}

/// The digits of a whole number of 0 or more with no more digits than a spreadsheet keeps.
pub(super) fn whole_digits(number: f64) -> Option<String> {
    let digits = (number >= 0.0 && number.fract() == 0.0).then(|| format!("{number:.0}"))?;
    (digits.len() <= DIGITS_KEPT).then_some(digits)
}

/// What brackets show: a currency shows its sign; a colour or a locale shows nothing. `None` for a condition or an elapsed time.
fn bracket(inside: &str) -> Option<&str> {
    const COLOURS: [&str; 8] = ["black", "blue", "cyan", "green", "magenta", "red", "white", "yellow"];
    if let Some(currency) = inside.strip_prefix('$') {
        return Some(currency.split('-').next().unwrap_or_default());
    }
    let lower = inside.to_ascii_lowercase();
    (COLOURS.contains(&lower.as_str()) || lower.starts_with("color")).then_some("")
}

/// `[h]`, `[mm]`, `[s]`: elapsed hours, minutes or seconds.
fn is_elapsed(inside: &str) -> bool {
    !inside.is_empty() && inside.chars().all(|letter| matches!(letter.to_ascii_lowercase(), 'h' | 'm' | 's'))
}

/// Takes the rest of the word `General`, if it follows its first letter.
fn general(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let ahead: String = letters.clone().take(6).collect();
    let found = ahead.eq_ignore_ascii_case("eneral");
    if found {
        letters.by_ref().take(6).for_each(drop);
    }
    found
}

/// Fills digits in from the right. Any that are left over go to the first place.
fn filled(pieces: &[Piece], digits: &str) -> String {
    let places = pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_))).count();
    let surplus = digits.len().saturating_sub(places);
    let (first, mut rest) = (&digits[..surplus], digits[surplus..].chars());
    let mut missing = places - rest.as_str().len();
    let (mut shown, mut begun) = (String::new(), false);
    for piece in pieces {
        let empty = match piece {
            Piece::Literal(letter) => {
                shown.push(*letter);
                continue;
            }
            Piece::Zero => "0",
            Piece::Digit => "",
            Piece::Space => " ",
        };
        if !begun {
            shown.push_str(first);
            begun = true;
        }
        if missing > 0 {
            missing -= 1;
            shown.push_str(empty);
        } else {
            shown.extend(rest.next());
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    // What Excel shows, by the rules of ECMA-376 part 1, 18.8.31.
    #[test]
    fn a_format_that_puts_characters_round_a_number_is_applied() {
        for (code, number, shown) in [
            ("General", 42.0, "42"),
            ("0", 42.0, "42"),
            ("#", 42.0, "42"),
            ("@", 42.0, "42"),
            ("000000", 42.0, "000042"),
            ("\"P\"00000", 42.0, "P00042"),
            ("000\\-000", 43.0, "000-043"),
            ("00000;@", 44.0, "00044"),
            ("0000 0000", 45.0, "0000 0045"),
            ("[$-809]000000", 46.0, "000046"),
            ("\"000\"0", 47.0, "00047"),
            ("00000_)", 49.0, "00049"),
            ("[Red]0000", 5.0, "0005"),
            ("General\"/26\"", 17.0, "17/26"),
            ("\"C\"###0", 17.0, "C17"),
            ("00-00", 123_456.0, "1234-56"),
            ("???0", 7.0, "   7"),
        ] {
            assert_eq!(NumberFormat::parse(code).shows(number).as_deref(), Some(shown), "{code}");
        }
    }

    #[test]
    fn any_other_format_shows_no_id() {
        for code in ["0.00", "#,##0", "0%", "0.00E+00", "# ?/?", "\"text only\"", "[>100]0;00", "0.0,"] {
            assert_eq!(NumberFormat::parse(code).shows(42.0), None, "{code}");
        }
        for code in ["dd/mm/yyyy", "mmm-yy", "h:mm", "[h]:mm", "[$-809]d mmmm yyyy"] {
            assert_eq!(NumberFormat::parse(code), NumberFormat::Day, "{code}");
        }
    }

    #[test]
    fn a_number_with_a_fraction_or_with_more_digits_than_are_kept_shows_none() {
        for number in [0.5, -1.0, 1e15, 12_345_678_901_234_567.0, f64::NAN, f64::INFINITY] {
            assert_eq!(NumberFormat::Plain.shows(number), None, "{number}");
        }
        assert_eq!(NumberFormat::Plain.shows(123_456_789_012_345.0).as_deref(), Some("123456789012345"));
    }
}
