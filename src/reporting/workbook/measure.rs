//! How much room words take, so that a row is made tall enough for them before any program opens the sheet.

/// The tallest row that Excel allows, in points.
pub(super) const TALLEST: f64 = 409.0;
/// Height of one line of words, in points.
const LINE: f64 = 12.75;
/// Room above and below the words of a row, in points.
const AIR: f64 = 4.0;
/// Pixels of a unit of column width, and of an em of the font at 10 points.
const UNIT: f64 = 7.0;
const EM: f64 = 13.34;
/// Pixels that a cell keeps free at its sides.
const SIDES: f64 = 4.0;

/// Returns the height in points that the tallest of some words in columns of some widths needs.
pub(super) fn height(words: &[(&str, f64)]) -> f64 {
    let lines = words.iter().map(|(text, width)| lines(text, *width)).max().unwrap_or(1);
    (f64::from(lines) * LINE + AIR).min(TALLEST)
}

/// Whether words in a column of a width need a row taller than the tallest.
pub(super) fn overflows(text: &str, width: f64) -> bool {
    f64::from(lines(text, width)) * LINE + AIR > TALLEST
}

/// Returns how many pixels wide some columns are together, as a chart under them is drawn.
pub(super) fn pixels(widths: &[f64]) -> u32 {
    let total: f64 = widths.iter().map(|width| width * UNIT + 5.0).sum();
    (1..10_000).find(|pixels| f64::from(*pixels) >= total).unwrap_or(10_000)
}

/// Returns how many lines words take in a column of a width, breaking between words.
fn lines(text: &str, width: f64) -> u32 {
    let room = (width * UNIT - SIDES).max(EM);
    text.split('\n').map(|paragraph| lines_of_paragraph(paragraph, room)).sum::<u32>().max(1)
}

/// Breaks words into lines that fit so many pixels, as a chart's bold title or label shows them.
pub(super) fn broken(text: &str, pixels: u32) -> String {
    let room = (f64::from(pixels) - BESIDE_TITLE).max(EM * 6.0);
    let (mut told, mut used) = (String::new(), 0.0);
    for word in text.split(' ') {
        let long: f64 = word.chars().map(letter).sum::<f64>() * EM * BOLD;
        if used > 0.0 {
            let fits = used + long + letter(' ') * EM <= room;
            told.push(if fits { ' ' } else { '\n' });
            used = if fits { used + letter(' ') * EM } else { 0.0 };
        }
        told.push_str(word);
        used += long;
    }
    told
}

/// Pixels beside a title that stay free, and how much wider bold letters are.
const BESIDE_TITLE: f64 = 24.0;
const BOLD: f64 = 1.08;

fn lines_of_paragraph(paragraph: &str, room: f64) -> u32 {
    let (mut lines, mut used) = (1_u32, 0.0);
    for word in paragraph.split(' ') {
        let long: f64 = word.chars().map(letter).sum::<f64>() * EM;
        if used > 0.0 && used + long > room {
            lines = lines.saturating_add(1);
            used = 0.0;
        }
        used += long;
        while used > room {
            lines = lines.saturating_add(1);
            used -= room;
        }
        used += letter(' ') * EM;
    }
    lines
}

/// Widths of the letters from space to tilde in thousandths of an em: the published metrics of Helvetica, which Arial
/// shares.
#[rustfmt::skip]
const LETTERS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/// Width in thousandths of an em of every other letter: of the widest, so that words come out too long rather than too
/// short.
const OTHER: u16 = 1000;
/// How much wider than its metrics a screen may draw a letter.
const HINTED: f64 = 1.02;

/// Returns the width of a letter in ems.
fn letter(letter: char) -> f64 {
    let place = (letter as usize).checked_sub(' ' as usize);
    let thousandths = place.and_then(|place| LETTERS.get(place)).copied().unwrap_or(OTHER);
    f64::from(thousandths) / 1000.0 * HINTED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_wrap_take_more_lines() {
        assert_eq!(lines("", 10.0), 1);
        assert_eq!(lines("one two", 20.0), 1);
        assert_eq!(lines("one two three four five six", 10.0), 3);
        assert_eq!(lines("a\nb\nc", 10.0), 3);
        assert!(lines(&"x".repeat(100), 10.0) >= 9);
    }

    #[test]
    fn a_title_is_broken_between_words_and_keeps_them_all() {
        let told = broken("one two three four five six seven eight nine ten", 120);
        assert!(told.contains('\n') && told.lines().all(|line| line.chars().count() < 20), "{told}");
        assert_eq!(told.replace('\n', " "), "one two three four five six seven eight nine ten");
        assert_eq!(broken("short", 600), "short");
    }

    #[test]
    fn no_row_is_taller_than_excel_allows() {
        assert!(height(&[(&"word ".repeat(9_000), 40.0)]) <= TALLEST);
    }
}
