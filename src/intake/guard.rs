//! Guards for CSV cells that a spreadsheet would change: an apostrophe in front keeps them as they are.
//!
//! A spreadsheet reads `=1+1` as a formula, `0012345` as the number 12345 and `2-10` as a date. In lists that people may also write by
//! hand only formulas are guarded, and only an apostrophe before a formula is removed on reading, since `'t Hooft` is a name. Files of
//! refused rows are read back, so every cell that a spreadsheet would change is guarded, and so is every cell that begins with an
//! apostrophe.

/// How a formula begins. Some spreadsheets skip a tab or a line break in front of it.
const FORMULA_LIKE: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// The digits of a number that a spreadsheet keeps.
const DIGITS_KEPT: usize = 15;

/// Guards a cell that a spreadsheet could read as a formula.
pub fn guarded(cell: String) -> String {
    if is_formula_like(&cell) { format!("'{cell}") } else { cell }
}

/// The cell as it was before [`guarded`].
pub(super) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula_like(rest)).unwrap_or(cell)
}

fn is_formula_like(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA_LIKE)
}

/// Guards a cell that a spreadsheet could read as a formula, a number or a date.
pub fn guarded_as_text(cell: String) -> String {
    let changes = would_change(&cell) || cell.starts_with('\'') || is_formula_like(&cell);
    if changes { format!("'{cell}") } else { cell }
}

/// The cell as it was before [`guarded_as_text`].
pub(super) fn unguarded_text(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn would_change(cell: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = digits(cell) && ((cell.len() > 1 && cell.starts_with('0')) || cell.len() > DIGITS_KEPT);
    let in_two = |marks: &[char]| cell.split_once(marks).is_some_and(|(first, second)| digits(first) && digits(second));
    is_number || in_two(&['-', '/']) || in_two(&['E', 'e'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_change_has_an_apostrophe() {
        for cell in ["=1+1", "+x", "-dash", "@you", "\t=1", "\r=1", "'=1"] {
            assert_eq!(guarded(cell.to_owned()), format!("'{cell}"));
            assert_eq!(guarded_as_text(cell.to_owned()), format!("'{cell}"));
        }
        assert_eq!(guarded("'t Hooft".to_owned()), "'t Hooft");
        assert_eq!(unguarded("'t Hooft"), "'t Hooft");
        for cell in ["0042", "12345678901234567", "2-10", "1/2", "1E5"] {
            assert_eq!(guarded_as_text(cell.to_owned()), format!("'{cell}"));
            assert_eq!(guarded(cell.to_owned()), cell);
        }
        for cell in ["", "0", "42", "05/10/26", "2026-10-05", "A plan", "123456789012345", "1.5", "E5", "a-1"] {
            assert_eq!(guarded_as_text(cell.to_owned()), cell);
        }
    }

    proptest! {
        #[test]
        fn a_guarded_cell_comes_back(cell in "['=+@0-9a-z/\\-]{0,8}") {
            let (formula, text) = (guarded(cell.clone()), guarded_as_text(cell.clone()));
            prop_assert_eq!((unguarded(&formula), unguarded_text(&text)), (cell.as_str(), cell.as_str()));
        }
    }
}
