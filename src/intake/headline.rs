//! The row of headings of a table, wherever it stands.
//!
//! Above the headings an extract may have a title, the day on which it was run, a count of rows. The row of headings is
//! the one with the most cells that are known as headings; where none is known, the first row that is filled at least half
//! as far as the fullest. The headings may stand in two rows, the upper one merged over several columns (`Placement` over `Type` and `Provider`):
//! then a column goes by both together where both together are known, else by the lower one, else by the upper.

use std::collections::HashSet;

use super::error::IntakeError;
use super::headings::{self, Known};
use super::layout::Heading;
use super::options::Options;
use super::refusals;
use super::source::{BEGINNING, Cells, Rows, Shape, Table};
use super::totals;
use crate::model::Kind;

/// All headings that are known, in the form in which they are compared.
pub(super) struct Vocabulary(HashSet<String>);

impl Vocabulary {
    /// What extracts use, with the columns of all formats and what the mapping file adds.
    pub(super) fn of(options: &Options, of_formats: impl Iterator<Item = &'static str>) -> Vocabulary {
        let mut keys: HashSet<String> = HashSet::new();
        for kind in Kind::ALL {
            keys.extend(Known::of(kind).keys().map(str::to_owned));
        }
        keys.extend(headings::identifying_names());
        keys.extend(of_formats.map(headings::key));
        keys.extend(options.columns.iter().flat_map(|mapping| mapping.headings()).map(headings::key));
        keys.remove("");
        Vocabulary(keys)
    }

    /// Exactly these headings.
    pub(super) fn only(keys: impl IntoIterator<Item = &'static str>) -> Vocabulary {
        Vocabulary(keys.into_iter().map(headings::key).collect())
    }

    fn knows(&self, heading: &Heading) -> bool {
        self.0.contains(&heading.key) || self.without_hint(heading).is_some()
    }

    /// A heading that is not known, without what is added to it, where it is known then: `Date of event (dd/mm/yyyy)`,
    /// `1. Case note ID`.
    fn without_hint(&self, heading: &Heading) -> Option<Heading> {
        let plain = Some(heading).filter(|heading| !self.0.contains(&heading.key)).and_then(hintless)?;
        self.0.contains(&plain.key).then_some(plain)
    }

    /// How many cells of a row are known headings.
    pub(super) fn known_in(&self, cells: &Cells) -> usize {
        cells.iter().map(Heading::new).filter(|heading| self.knows(heading)).count()
    }
}

/// As few known headings as make a row the row of headings.
const FEWEST: usize = 2;

/// The headings of a table, once found.
pub(super) struct Headline {
    /// One a column.
    pub(super) headings: Vec<Heading>,
    /// The row in which they stand, the upper one where they stand in two.
    pub(super) row: u64,
    /// What the person should know of how they were found.
    pub(super) told: Vec<String>,
    /// A count of rows that a title above the headings states.
    pub(super) stated: Option<totals::Stated>,
}

/// Where the headings stand among the first rows.
struct Place {
    at: usize,
    tiers: usize,
    headings: Vec<Heading>,
}

/// Finds the headings, and leaves the table at the row below them.
///
/// # Errors
/// [`IntakeError::Empty`] where nothing stands in the table, [`IntakeError::BrokenHeadings`] where its first row is broken.
pub(super) fn take(table: &mut Table, vocabulary: &Vocabulary) -> Result<Headline, IntakeError> {
    take_at(table, vocabulary, None)
}

/// Takes the headings from the row that the mapping file says, where it says one; else as [`take`].
///
/// # Errors
/// As [`take`], and [`IntakeError::NoHeadingRow`] where nothing stands in that row.
pub(super) fn take_at(table: &mut Table, vocabulary: &Vocabulary, row: Option<u64>) -> Result<Headline, IntakeError> {
    let rows: Vec<(u64, Shape, Cells)> = table.rows.look(BEGINNING).cloned().collect();
    let filled = |(_, shape, cells): &(u64, Shape, Cells)| *shape != Shape::Sound || !cells.all_blank();
    let Some(first) = rows.iter().position(filled) else {
        // What cannot be read shows when it is.
        table.rows.next(&mut Cells::default())?;
        return Err(IntakeError::Empty);
    };
    let headings = |at: usize| rows.get(at).map(|(_, _, cells)| cells.iter().map(Heading::new).collect::<Vec<_>>());
    let of_refused = headings(first).is_some_and(|headings| refusals::places(&headings).is_some());
    let said = row.filter(|_| !of_refused);
    let alone = |at: usize| Place { at, tiers: 1, headings: headings(at).unwrap_or_default() };
    let place = match said {
        Some(said) => {
            let at = rows.iter().position(|(row, _, cells)| *row == said && !cells.all_blank());
            alone(at.ok_or(IntakeError::NoHeadingRow { row: said })?)
        }
        None => place(&rows, vocabulary).unwrap_or_else(|| alone(first_full(&rows).unwrap_or(first))),
    };
    if let Some((row, shape, _)) = rows.get(place.at)
        && *shape != Shape::Sound
    {
        return Err(IntakeError::BrokenHeadings { row: *row });
    }
    let mut cells = Cells::default();
    for _ in 0..place.at + place.tiers {
        table.rows.next(&mut cells)?;
    }
    let above: Vec<&(u64, Shape, Cells)> = rows.iter().take(place.at).filter(|row| filled(row)).collect();
    let stated = above.iter().find_map(|(row, _, cells)| totals::in_title(*row, cells));
    let row = rows.get(place.at).map_or(0, |row| row.0);
    let mut told = told(&above, &place, &rows);
    let headings = without_hints(&place.headings, vocabulary, &mut told);
    Ok(Headline { row, told, stated, headings })
}

/// A heading without a number before it and brackets behind it; `None` where it has neither.
fn hintless(heading: &Heading) -> Option<Heading> {
    let shown = heading.shown.trim_end_matches(|letter: char| "*:?. ".contains(letter));
    let open = match shown.chars().last() {
        Some(')') => shown.rfind('('),
        Some(']') => shown.rfind('['),
        _ => None,
    };
    let before = open.map_or(shown, |at| &shown[..at]);
    let figures = before.chars().take_while(char::is_ascii_digit).count();
    let numbered = before.get(figures..).filter(|_| (1..=3).contains(&figures));
    let rest = numbered.and_then(|rest| rest.strip_prefix(['.', ')'])).unwrap_or(before);
    let plain = Heading::new(rest);
    (!plain.key.is_empty() && plain.key != heading.key).then_some(plain)
}

/// Sets aside what is added to headings that are known without it, where no other column has that heading, and says so.
fn without_hints(headings: &[Heading], vocabulary: &Vocabulary, told: &mut Vec<String>) -> Vec<Heading> {
    let plain: Vec<Option<Heading>> = headings.iter().map(|heading| vocabulary.without_hint(heading)).collect();
    let is_only = |one: &Heading| {
        let same = plain.iter().flatten().filter(|other| other.key == one.key).count();
        same == 1 && !headings.iter().any(|heading| heading.key == one.key)
    };
    let mut read = Vec::new();
    let settled = headings
        .iter()
        .zip(&plain)
        .map(|(heading, plain)| match plain.as_ref().filter(|plain| is_only(plain)) {
            Some(plain) => {
                read.push(format!("'{}' as '{}'", heading.shown, plain.shown));
                plain.clone()
            }
            None => heading.clone(),
        })
        .collect();
    if !read.is_empty() {
        told.push(format!("Headings read without what is added to them: {}.", read.join(", ")));
    }
    settled
}

/// Where no heading is known: the first row that is filled at least half as far as the fullest. What stands above is a title.
fn first_full(rows: &[(u64, Shape, Cells)]) -> Option<usize> {
    let filled = |(_, _, cells): &(u64, Shape, Cells)| cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let most = rows.iter().map(filled).max().filter(|most| *most > 0)?;
    rows.iter().position(|row| filled(row) * 2 >= most)
}

fn told(above: &[&(u64, Shape, Cells)], place: &Place, rows: &[(u64, Shape, Cells)]) -> Vec<String> {
    let row = rows.get(place.at).map_or(0, |row| row.0);
    let mut told = Vec::new();
    match above.len() {
        0 => {}
        1 => told.push(format!("1 row stands above the headings in row {row}, and is no record.")),
        more => told.push(format!("{more} rows stand above the headings in row {row}, and are no records.")),
    }
    if place.tiers == 2 {
        told.push(format!("The headings stand in two rows, {row} and {}.", row + 1));
    }
    told
}

/// The row, or the two, in which most headings are known; one row rather than two where it knows as many, since a title may stand
/// right above the headings.
fn place(rows: &[(u64, Shape, Cells)], vocabulary: &Vocabulary) -> Option<Place> {
    let mut best: Option<(usize, Place)> = None;
    let mut better = |known: usize, place: Place| {
        let beats = |(most, found): &(usize, Place)| known > *most || (known == *most && place.tiers < found.tiers);
        if known >= FEWEST && best.as_ref().is_none_or(beats) {
            best = Some((known, place));
        }
    };
    for (at, (row, shape, cells)) in rows.iter().enumerate() {
        let headings: Vec<Heading> = cells.iter().map(Heading::new).collect();
        if *shape != Shape::Sound || headings.iter().any(|heading| is_value(&heading.shown)) {
            continue;
        }
        let single = headings.iter().filter(|heading| vocabulary.knows(heading)).count();
        better(single, Place { at, tiers: 1, headings: headings.clone() });
        let below = rows.get(at + 1).filter(|(next, shape, _)| *next == row + 1 && *shape == Shape::Sound);
        if let Some((_, _, lower)) = below
            && !cells.all_blank()
        {
            let joined = joined(&headings, lower, vocabulary);
            if !joined.iter().any(|heading| is_value(&heading.shown)) {
                let known = joined.iter().filter(|heading| vocabulary.knows(heading)).count();
                let filled = lower.iter().filter(|cell| !cell.trim().is_empty()).count();
                // A record below the headings may hold words that are headings, but not mostly; and a title above them
                // makes none of them better known.
                let both = known * 2 >= filled && known > vocabulary.known_in(lower);
                better(if both { known } else { 0 }, Place { at, tiers: 2, headings: joined });
            }
        }
    }
    best.map(|(_, place)| place)
}

/// Whether a cell is a value and no heading: it begins with a figure and holds no word.
fn is_value(cell: &str) -> bool {
    cell.starts_with(|letter: char| letter.is_ascii_digit()) && !cell.chars().any(char::is_alphabetic)
}

/// The headings of two rows, the upper of which reaches over the blank cells to its right.
fn joined(upper: &[Heading], lower: &Cells, vocabulary: &Vocabulary) -> Vec<Heading> {
    let lower: Vec<Heading> = lower.iter().map(Heading::new).collect();
    let blank = Heading::new("");
    let mut over = &blank;
    (0..upper.len().max(lower.len()))
        .map(|at| {
            let own = upper.get(at).unwrap_or(&blank);
            let under = lower.get(at).unwrap_or(&blank);
            if !own.shown.is_empty() {
                over = own;
            }
            let both = Heading::new(&format!("{} {}", over.shown, under.shown));
            match (under.shown.is_empty(), over.shown.is_empty()) {
                (true, _) => own.clone(),
                (false, true) => under.clone(),
                (false, false) if vocabulary.knows(&both) => both,
                (false, false) if vocabulary.knows(under) => under.clone(),
                (false, false) => both,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::source::{self, Source};
    use chrono::NaiveDate;

    fn headline(text: &str) -> (Vec<String>, Vec<String>, Option<u64>) {
        let options = Options::new(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap());
        let vocabulary = Vocabulary::of(&options, crate::intake::formats::columns());
        let source: &dyn Source = &text.as_bytes().to_vec();
        let mut tables = source::tables(source, None, &|cells| vocabulary.known_in(cells)).unwrap();
        let found = take(&mut tables[0], &vocabulary).unwrap();
        let mut cells = Cells::default();
        let next = tables[0].rows.next(&mut cells).unwrap().map(|(row, _)| row);
        (found.headings.into_iter().map(|heading| heading.shown).collect(), found.told, next)
    }

    #[test]
    fn headings_stand_below_titles() {
        let (headings, told, next) = headline(
            "IRO oversights,,\nRun on 02/11/2026,,\n,,\nPerson ID,Case note type,Date of event\n1,Team,02/11/2026\n",
        );
        assert_eq!(headings, ["Person ID", "Case note type", "Date of event"]);
        assert_eq!(
            (told[0].as_str(), next),
            ("2 rows stand above the headings in row 4, and are no records.", Some(5))
        );
    }

    #[test]
    fn hints_in_headings_are_set_aside_where_no_other_column_has_the_heading() {
        let (headings, told, _) = headline(
            "1. Person ID,Case note ID *,Date of event (dd/mm/yyyy) *,Recorded by [full name],Widgets (n)\n1,N1,02/11/2026,Ann,3\n",
        );
        assert_eq!(headings, ["Person ID", "Case note ID *", "Date of event", "Recorded by", "Widgets (n)"]);
        assert!(told[0].contains("'Date of event (dd/mm/yyyy) *' as 'Date of event'"), "{told:?}");
        for line in [
            "Person ID,Date of event,Date of event (planned)",
            "Person ID,Date of event (planned),Date of event (actual)",
        ] {
            let (headings, told, _) = headline(&format!("{line}\n1,02/11/2026,03/11/2026\n"));
            assert_eq!((headings.join(","), told), (line.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_title_right_above_the_headings_is_no_part_of_them() {
        let (headings, told, next) = headline("Total records: 4\nPerson ID,Team,Date of event\n1,North,02/11/2026\n");
        assert_eq!((headings.join(","), next), ("Person ID,Team,Date of event".to_owned(), Some(3)));
        assert!(told[0].starts_with("1 row stands above"));
    }

    #[test]
    fn where_nothing_is_known_the_first_row_is_it() {
        let (headings, told, next) = headline("\nx,y,\n1,2,\n");
        assert_eq!((headings, told.len(), next), (vec!["x".to_owned(), "y".to_owned(), String::new()], 0, Some(3)));
    }

    #[test]
    fn headings_in_two_rows_are_joined_where_that_is_known() {
        let (headings, told, next) = headline(
            "Person ID,Team,Placement,,,Review\n,,Type,Provider,Start date,Date held\n7,North,U1,PR1,01/02/2026,02/11/2026\n",
        );
        assert_eq!(
            headings,
            ["Person ID", "Team", "Placement Type", "Placement Provider", "Placement Start date", "Date held"]
        );
        assert_eq!((told.len(), next), (1, Some(3)));
    }

    #[test]
    fn a_row_of_values_below_the_headings_is_no_second_row_of_them() {
        let (headings, _, next) = headline("Person ID,Case note type,Date of event\nA1,Team,\nA2,IRO,02/11/2026\n");
        assert_eq!((headings.len(), next), (3, Some(2)));
        assert_eq!(headings[1], "Case note type");
    }
}
