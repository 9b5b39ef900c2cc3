//! Numbers and lists as English has them: plurals, verbs that agree, "A, B and C", quotation marks, percentages.

use std::fmt::Display;

/// Returns a count with its noun, whose plural ends in s: `1 case`, `2 cases`.
///
/// ```
/// use dipsample::model::english::counted;
/// assert_eq!([counted(1, "case"), counted(0, "case")], ["1 case", "0 cases"]);
/// ```
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let ending = one_or_more(count, "", "s");
    format!("{count} {one}{ending}")
}

/// Returns a count with the words for one or for several: `1 child is`, `2 children are`.
pub fn counted_as<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, several: &str) -> String {
    let words = one_or_more(count, one, several);
    format!("{count} {words}")
}

/// Returns the words for one thing or those for none or several, as the count asks: `was` or `were`.
pub fn one_or_more<'a, N: Copy + PartialEq + From<u8>>(count: N, one: &'a str, several: &'a str) -> &'a str {
    if count == N::from(1) { one } else { several }
}

/// Returns `is` or `are`, as the count asks.
pub fn is_or_are<N: Copy + PartialEq + From<u8>>(count: N) -> &'static str {
    one_or_more(count, "is", "are")
}

/// Returns `a`, `a and b`, `a, b and c`; nothing for an empty list.
///
/// ```
/// use dipsample::model::english::and_list;
/// assert_eq!(and_list(["drift", "delay", "purpose"]), "drift, delay and purpose");
/// ```
pub fn and_list(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    list(parts, "and")
}

/// Returns `a`, `a or b`, `a, b or c`; nothing for an empty list.
pub fn or_list(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    list(parts, "or")
}

/// Returns a list that names no more than `most`: `a and b`, or `a, b and 3 more`.
pub fn first_of(parts: &[impl AsRef<str>], most: usize) -> String {
    let named = parts.iter().take(most).map(|part| part.as_ref().to_owned());
    let more = parts.len().saturating_sub(most);
    and_list(named.chain((more > 0).then(|| format!("{more} more"))))
}

fn list(parts: impl IntoIterator<Item = impl AsRef<str>>, word: &str) -> String {
    let mut text = String::new();
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let between = match (text.is_empty(), parts.peek()) {
            (true, _) => String::new(),
            (_, Some(_)) => ", ".to_owned(),
            (_, None) => format!(" {word} "),
        };
        text += &between;
        text += part.as_ref();
    }
    text
}

/// Returns words in double quotation marks, on one line.
pub fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\n', " "))
}

/// Returns the percentage of a count, rounded half up from the exact counts; a dash out of nothing. What is not none is never
/// 0%, nor what is not all 100%.
///
/// ```
/// use dipsample::model::english::percent_of;
/// assert_eq!([percent_of(1, 8), percent_of(1, 201), percent_of(0, 0)], ["13%", "<1%", "–"]);
/// ```
pub fn percent_of(count: u64, of: u64) -> String {
    let (count, of) = (u128::from(count), u128::from(of));
    match of {
        0 => "–".to_owned(),
        _ if count > 0 && 200 * count < of => LEAST.to_owned(),
        _ if count < of && 200 * (of - count) <= of => MOST.to_owned(),
        _ => format!("{}%", (200 * count + of) / (2 * of)),
    }
}

/// Returns a fraction 0..1 as a whole percentage, rounded half up as a spreadsheet does; a half that rounding of sums hides
/// counts as a half. What is not none is never 0%, nor what is not all 100%.
///
/// ```
/// assert_eq!(dipsample::model::english::percent(0.355), "36%");
/// ```
pub fn percent(fraction: f64) -> String {
    match points(fraction) {
        0 if fraction > 0.0 => LEAST.to_owned(),
        100 if fraction < 1.0 => MOST.to_owned(),
        points => format!("{points}%"),
    }
}

/// Returns a fraction 0..1 as a percentage with one decimal place where it needs one: `95%`, `99.5%`.
pub fn percent_to_a_tenth(fraction: f64) -> String {
    let text = format!("{:.1}", fraction * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// Returns a fraction as a whole number of percentage points, rounded half up.
pub fn points(fraction: f64) -> i64 {
    (fraction * 100.0 + 0.5 + 1e-9).floor() as i64
}

/// More than none, and less than half of a hundredth.
const LEAST: &str = "<1%";
/// Less than all, by half of a hundredth at most.
const MOST: &str = ">99%";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_and_verbs_agree_with_their_count() {
        assert_eq!(counted(0_u64, "case"), "0 cases");
        assert_eq!((counted(1_u32, "case"), counted(2_usize, "case")), ("1 case".to_owned(), "2 cases".to_owned()));
        assert_eq!(counted_as(1, "child is", "children are"), "1 child is");
        assert_eq!(counted_as(3, "child is", "children are"), "3 children are");
        assert_eq!([is_or_are(0), is_or_are(1), is_or_are(2)], ["are", "is", "are"]);
    }

    #[test]
    fn lists_read_as_english() {
        let parts = ["a", "b", "c", "d"];
        for (count, and, or) in [(0, "", ""), (1, "a", "a"), (2, "a and b", "a or b"), (3, "a, b and c", "a, b or c")] {
            assert_eq!((and_list(&parts[..count]), or_list(&parts[..count])), (and.to_owned(), or.to_owned()));
        }
        assert_eq!(
            (first_of(&parts, 4), first_of(&parts, 2)),
            ("a, b, c and d".to_owned(), "a, b and 2 more".to_owned())
        );
        assert_eq!((first_of(&parts[..1], 2), first_of(&[] as &[&str], 2)), ("a".to_owned(), String::new()));
    }

    #[test]
    fn quotation_marks_hold_one_line() {
        assert_eq!(quoted("late\nand unclear"), "\"late and unclear\"");
    }

    #[test]
    fn percentages_are_rounded_half_up_from_exact_counts() {
        for (count, of, words) in [
            (28, 60, "47%"),
            (23, 60, "38%"),
            (9, 60, "15%"),
            (1, 200, "1%"),
            (1, 201, "<1%"),
            (200, 201, ">99%"),
            (199, 200, ">99%"),
            (0, 7, "0%"),
            (7, 7, "100%"),
        ] {
            assert_eq!(percent_of(count, of), words);
        }
        assert_eq!(percent_of(u64::MAX, u64::MAX), "100%");
        assert_eq!([percent(0.004), percent(0.996), percent(0.99)], ["<1%", ">99%", "99%"]);
        assert_eq!([percent(0.145), percent(0.285), percent(0.0), percent(1.0)], ["15%", "29%", "0%", "100%"]);
        assert_eq!([percent_to_a_tenth(0.95), percent_to_a_tenth(0.995)], ["95%", "99.5%"]);
    }
}
