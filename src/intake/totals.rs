//! Rows of an extract that are no records: totals, and the headings once more. They are told and left out; and a count of
//! rows that the extract itself states is compared with what was read.
//!
//! A row is a total where one cell says so in words (`Total`, `Grand total`, `Total records: 231`, `(231 rows affected)`)
//! and all others are blank or numbers. A record has more than that: its child, or its day.

use super::headings::key;
use super::source::Cells;
use crate::model::english::{counted, counted_as, first_of, one_or_more};

/// A count of rows that an extract states, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    pub(super) row: u64,
    pub(super) count: u64,
}

/// What a row of totals says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Total {
    /// The numbers with the columns in which they stand.
    pub(super) numbers: Vec<(usize, u64)>,
    /// Whether it says in words that it counts rows or records.
    counts_rows: bool,
}

impl Total {
    /// The number of rows that it states: the one that words say is that, else the only number there is.
    pub(super) fn count(&self) -> Option<u64> {
        match self.numbers.as_slice() {
            [(_, only)] => Some(*only),
            [(_, first), ..] if self.counts_rows => Some(*first),
            _ => None,
        }
    }
}

const WORDS: [&str; 8] =
    ["total", "totals", "grand total", "subtotal", "sub total", "sub-total", "count", "overall total"];
const OF_ROWS: [&str; 4] = ["record", "records", "row", "rows"];

/// Reads a row of totals; `None` where the row is none.
pub(super) fn read(cells: &Cells) -> Option<Total> {
    let mut total = Total { numbers: Vec::new(), counts_rows: false };
    let mut said = false;
    for (at, cell) in cells.iter().enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        if let Some(number) = number(cell) {
            total.numbers.extend(number.map(|number| (at, number)));
        } else if let Some(words) = said_in(cell).filter(|_| !said) {
            said = true;
            total.counts_rows = words.counts_rows;
            total.numbers.extend(words.number.map(|number| (at, number)));
        } else {
            return None;
        }
    }
    said.then_some(total)
}

/// A count of rows in a title: only where words say that it is one.
pub(super) fn in_title(row: u64, cells: &Cells) -> Option<Stated> {
    let total = read(cells).filter(|total| total.counts_rows)?;
    total.count().map(|count| Stated { row, count })
}

/// Watches the rows of a table for those that are no records.
pub(super) struct LeftOut {
    headings: Vec<String>,
    stated: Option<Stated>,
    totals: Vec<u64>,
    repeated: Vec<u64>,
    rules: Vec<u64>,
    remarks: Vec<u64>,
}

impl LeftOut {
    pub(super) fn new(headings: &[String], stated: Option<Stated>) -> LeftOut {
        let headings = headings.iter().map(|heading| key(heading)).collect();
        LeftOut { headings, stated, totals: Vec::new(), repeated: Vec::new(), rules: Vec::new(), remarks: Vec::new() }
    }

    /// Whether the row is no record; `above` records stand above it.
    pub(super) fn is(&mut self, row: u64, cells: &Cells, above: u64) -> bool {
        if self.is_headings(cells) {
            self.repeated.push(row);
            return true;
        }
        if is_rule(cells) {
            self.rules.push(row);
            return true;
        }
        if is_remark(cells) {
            self.remarks.push(row);
            return true;
        }
        let Some(total) = Self::may_be_total(cells).then(|| read(cells)).flatten() else { return false };
        self.totals.push(row);
        if let Some(count) = total.count().filter(|_| self.stated.is_none())
            && (above > 0 || count == 0)
        {
            self.stated = Some(Stated { row, count });
        }
        true
    }

    /// Most rows show by their length that they are no total: quick to tell, before words are looked at.
    fn may_be_total(cells: &Cells) -> bool {
        cells.iter().map(str::trim).filter(|cell| !cell.is_empty()).all(|cell| cell.len() <= 60)
    }

    fn is_headings(&self, cells: &Cells) -> bool {
        let mut filled = 0;
        for (heading, cell) in self.headings.iter().zip(cells.iter()) {
            let first = cell.trim().chars().next();
            // Headings begin as they did; that tells most rows apart without more ado.
            if first.and_then(|letter| letter.to_lowercase().next()) != heading.chars().next() && first.is_some() {
                return false;
            }
            if first.is_some() && key(cell) != *heading {
                return false;
            }
            filled += usize::from(first.is_some());
        }
        filled > 1 && filled * 2 >= self.headings.iter().filter(|heading| !heading.is_empty()).count()
    }

    /// What the person should know, once `read` rows were read.
    pub(super) fn told(&self, read: u64) -> Vec<String> {
        let mut told = Vec::new();
        if !self.repeated.is_empty() {
            told.push(format!("The headings stand again in {}, and are no record.", rows(&self.repeated)));
        }
        if !self.rules.is_empty() {
            told.push(format!("A line of dashes stands in {}, and is no record.", rows(&self.rules)));
        }
        if !self.remarks.is_empty() {
            told.push(format!(
                "What the program that made the file says stands in {}, and is no record.",
                rows(&self.remarks)
            ));
        }
        if !self.totals.is_empty() {
            told.push(format!("A total stands in {}, and is no record.", rows(&self.totals)));
        }
        if let Some(Stated { row, count }) = self.stated {
            told.push(match count == read {
                true => format!("The file itself states {} (row {row}), and as many were read.", counted(count, "row")),
                false => format!(
                    "The file itself states {count} (row {row}), but {} read. If that is a count of rows, \
                     the export is not whole.",
                    counted_as(read, "row was", "rows were")
                ),
            });
        }
        told
    }
}

/// Whether a row is a line of dashes, as database programs put it under the headings.
fn is_rule(cells: &Cells) -> bool {
    let mut filled = 0;
    for cell in cells.iter().map(str::trim).filter(|cell| !cell.is_empty()) {
        if !cell.bytes().all(|byte| matches!(byte, b'-' | b'=' | b'_' | b'+' | b'|' | b' ')) || cell.len() < 2 {
            return false;
        }
        filled += 1;
    }
    filled > 0
}

/// Whether the only cell of a row says when the program that made the file was done.
fn is_remark(cells: &Cells) -> bool {
    const BEGINNINGS: [&str; 2] = ["completion time:", "commands completed successfully"];
    let mut filled = cells.iter().map(str::trim).filter(|cell| !cell.is_empty());
    match (filled.next(), filled.next()) {
        (Some(only), None) => BEGINNINGS.iter().any(|beginning| only.to_lowercase().starts_with(beginning)),
        _ => false,
    }
}

/// Rows as a sentence names them, the first ten.
fn rows(rows: &[u64]) -> String {
    const NAMED: usize = 10;
    let named: Vec<String> = rows.iter().map(u64::to_string).collect();
    format!("{} {}", one_or_more(rows.len(), "row", "rows"), first_of(&named, NAMED))
}

struct Words {
    number: Option<u64>,
    counts_rows: bool,
}

/// Whether a cell says that it is a total: `Total records: 231`, `231 rows affected`, `Number of rows`.
fn said_in(cell: &str) -> Option<Words> {
    let lower = cell.to_lowercase();
    let split = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != ',');
    let (mut words, mut found) = (Vec::new(), None);
    for word in split.filter(|word| !word.is_empty() && *word != "-") {
        match number(word) {
            Some(value) if found.is_none() => found = value,
            Some(_) => return None,
            None => words.push(word),
        }
    }
    let of_rows = words.iter().any(|word| OF_ROWS.contains(word));
    let rest: Vec<&str> = words.iter().filter(|word| !OF_ROWS.contains(word)).copied().collect();
    let total = WORDS.contains(&rest.join(" ").as_str());
    let counted =
        of_rows && matches!(rest.as_slice(), ["number", "of"] | ["affected" | "returned" | "selected" | "found"]);
    (total || counted || (of_rows && rest.is_empty() && found.is_some()))
        .then_some(Words { number: found, counts_rows: of_rows || total && words.len() == 1 && found.is_some() })
}

/// A number as a total has it: `231`, `1,204`, `12.5`, `40%`. The inner value is there where it is a whole number.
fn number(cell: &str) -> Option<Option<u64>> {
    let figures = cell.strip_suffix('%').unwrap_or(cell).replace(',', "");
    let whole = figures.strip_suffix(".0").unwrap_or(&figures);
    let plain = !figures.is_empty() && figures.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| whole.parse().ok().filter(|_| !cell.ends_with('%')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(line: &str) -> Option<Option<u64>> {
        let mut cells = Cells::default();
        line.split('|').for_each(|cell| cells.push(cell));
        read(&cells).map(|total| total.count())
    }

    #[test]
    fn lines_of_dashes_and_remarks_are_told_from_records() {
        for (line, expected) in [
            ("-----|----|---", true),
            ("=====||", true),
            ("----- ---- --", true),
            ("Completion time: 2026-11-02T09:30:00.0000000+00:00||", true),
            ("Commands completed successfully.|", true),
            ("-|-|-", false),
            ("----|C1|---", false),
            ("N1|Completion time: 10:00|", false),
            ("||", false),
        ] {
            let mut cells = Cells::default();
            line.split('|').for_each(|cell| cells.push(cell));
            assert_eq!(LeftOut::new(&[], None).is(3, &cells, 0), expected, "{line}");
        }
    }

    #[test]
    fn totals_are_told_from_records() {
        for (line, count) in [
            ("Total||231", Some(231)),
            ("Total: 231|", Some(231)),
            ("Grand Total|1,204|", Some(1204)),
            ("|Total|231.0|", Some(231)),
            ("Total records|231", Some(231)),
            ("(231 rows affected)", Some(231)),
            ("231 records", Some(231)),
            ("Number of rows: 5|", Some(5)),
            ("Total|12|40%", Some(12)),
            ("Total|12|30", None),
            ("Totals||", None),
        ] {
            assert_eq!(total(line), Some(count), "{line}");
        }
        for line in ["Total|C1|02/11/2026", "42|Total|North", "total recall|1", "Team A|5", "|", "5|6", "Total|Total|3"]
        {
            assert_eq!(total(line), None, "{line}");
        }
    }

    #[test]
    fn a_title_states_a_count_only_in_words() {
        let stated = |cell: &str| {
            let mut cells = Cells::default();
            cells.push(cell);
            in_title(2, &cells).map(|stated| (stated.row, stated.count))
        };
        assert_eq!(stated("Total records: 12"), Some((2, 12)));
        assert_eq!(stated("Total 12"), Some((2, 12)));
        assert_eq!(stated("IRO oversights, October 2026"), None);
        assert_eq!(stated("2026"), None);
    }
}
