//! A file of grades, `case,auditor,grade`: a row is what one auditor gave one case. An empty grade is a missing one.

use std::collections::BTreeMap;

use super::cell::tidy;
use super::error::{IntakeError, MissingHeading};
use super::fault::Fault;
use super::headings::nearest;
use super::headline::{self, Vocabulary};
use super::source::{self, Cells, Rows, Shape, Source};

/// One row of a file of grades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeRow {
    /// The row, as a spreadsheet counts.
    pub row: u64,
    /// The case.
    pub case: String,
    /// Who graded it.
    pub auditor: String,
    /// The grade; `None` where the cell is empty.
    pub grade: Option<String>,
}

/// A file of grades, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradesFile {
    /// The rows, in the order of the file.
    pub rows: Vec<GradeRow>,
    /// What is wrong with others.
    pub faults: Vec<Fault>,
}

const COLUMNS: [(&str, &str); 3] = [("case", "case"), ("auditor", "auditor"), ("grade", "grade")];

/// Reads a file of grades. Other columns are passed over.
///
/// # Errors
/// [`IntakeError`] where the file is no table that can be read, or has not each of the columns once.
pub fn read_grades(source: &dyn Source) -> Result<GradesFile, IntakeError> {
    let vocabulary = Vocabulary::only(COLUMNS.map(|(key, _)| key));
    let tables = source::tables(source, None, &|cells| vocabulary.known_in(cells))?;
    let mut first = tables.into_iter().next().ok_or(IntakeError::Empty)?;
    let headings = headline::take(&mut first, &vocabulary)?.headings;
    let (rows, width) = (&mut first.rows, if first.ragged { headings.len() } else { 0 });
    let found: Vec<(String, String)> = headings.into_iter().map(|heading| (heading.key, heading.shown)).collect();
    let [case, auditor, grade] = [place(&found, 0)?, place(&found, 1)?, place(&found, 2)?];
    let (mut file, mut cells, mut seen) = (GradesFile::default(), Cells::default(), BTreeMap::new());
    while let Some((row, shape)) = rows.next(&mut cells)? {
        if shape == Shape::Sound && cells.all_blank() {
            continue;
        }
        cells.pad(width);
        let cell = |at: usize| cells.get(at).map(tidy).unwrap_or_default().into_owned();
        let one = GradeRow {
            row,
            case: cell(case),
            auditor: cell(auditor),
            grade: Some(whole_number(cell(grade))).filter(|cell| !cell.is_empty()),
        };
        match fault(&one, shape, cells.len() > found.len(), &mut seen) {
            Some(fault) => file.faults.push(fault),
            None => file.rows.push(one),
        }
    }
    Ok(file)
}

/// Finds the one column with a heading.
fn place(found: &[(String, String)], column: usize) -> Result<usize, IntakeError> {
    let (key, field) = COLUMNS[column];
    let mut places = found.iter().enumerate().filter(|(_, (found, _))| found == key);
    match (places.next(), places.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some((_, (_, first))), Some((_, (_, second)))) => {
            Err(IntakeError::TwoColumns { field, first: first.clone(), second: second.clone() })
        }
        _ => {
            let headings: Vec<String> = found.iter().map(|(_, shown)| shown.clone()).collect();
            Err(IntakeError::HeadingMissing(Box::new(MissingHeading {
                field,
                holds: "grades",
                usual: vec![key],
                nearest: nearest(&headings, &[key]),
                found: headings,
                unmatched: Vec::new(),
            })))
        }
    }
}

fn fault(one: &GradeRow, shape: Shape, too_long: bool, seen: &mut BTreeMap<(String, String), u64>) -> Option<Fault> {
    let whole = |reason: &str| Some(Fault::new(one.row, "", "", reason));
    match shape {
        Shape::Sound if too_long => {
            return whole(
                "it has more cells than there are headings; a comma in a cell needs quotation marks around it",
            );
        }
        Shape::Sound => {}
        Shape::CutOff => return whole("the file ends inside a quoted cell; export it again"),
        Shape::QuoteInside { .. } | Shape::TooLong => {
            return whole("a quotation mark is not closed, or stands inside a cell without being doubled");
        }
    }
    if one.case.is_empty() {
        return Some(Fault::new(one.row, "case", "", "the case is missing"));
    }
    if one.auditor.is_empty() {
        return Some(Fault::new(one.row, "auditor", "", "the auditor is missing"));
    }
    let first = seen.get(&(one.case.clone(), one.auditor.clone())).copied();
    if let Some(first) = first {
        let reason =
            format!("{} has graded case {} in row {first} already; leave one of the two", one.auditor, one.case);
        return Some(Fault::new(one.row, "auditor", &one.auditor, reason));
    }
    seen.insert((one.case.clone(), one.auditor.clone()), one.row);
    None
}

/// A grade that is a whole number, without the `.0` that some programs put behind it.
pub fn whole_number(grade: String) -> String {
    match grade.split_once('.') {
        Some((whole, rest)) if is_figures(whole) && !rest.is_empty() && rest.bytes().all(|byte| byte == b'0') => {
            whole.to_owned()
        }
        _ => grade,
    }
}

fn is_figures(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<GradesFile, IntakeError> {
        read_grades(&text.as_bytes().to_vec())
    }

    #[test]
    fn one_and_one_point_nought_are_one_grade() {
        for (written, read) in
            [("1.0", "1"), ("2", "2"), ("10.000", "10"), ("1.5", "1.5"), ("1.", "1."), ("a.0", "a.0"), (".0", ".0")]
        {
            assert_eq!(whole_number(written.to_owned()), read);
        }
    }

    #[test]
    fn grades_are_read_with_their_rows() {
        let file = read("Grade,Case,note,Auditor\ngood,1,x,Ann\n\n,1,,Bob\n").unwrap();
        let rows: Vec<(u64, &str, &str, Option<&str>)> =
            file.rows.iter().map(|r| (r.row, r.case.as_str(), r.auditor.as_str(), r.grade.as_deref())).collect();
        assert_eq!(rows, [(2, "1", "Ann", Some("good")), (4, "1", "Bob", None)]);
    }

    #[test]
    fn rows_that_cannot_be_are_named() {
        let file = read("case,auditor,grade\n1,Ann,3\n1,Ann,2\n,Ann,3\n2,,3\n3,Ann,3,4\n4,\"Ann\"x,3\n").unwrap();
        let faults: Vec<(u64, &str)> = file.faults.iter().map(|fault| (fault.row, fault.column.as_str())).collect();
        assert_eq!(faults, [(3, "auditor"), (4, "case"), (5, "auditor"), (6, ""), (7, "")]);
        assert!(file.faults[0].reason.contains("in row 2 already"));
    }

    #[test]
    fn a_file_without_its_columns_is_refused() {
        assert!(matches!(read("case,grade\n1,2\n"), Err(IntakeError::HeadingMissing(_))));
        assert!(matches!(read("case,auditor,grade,Grade\n"), Err(IntakeError::TwoColumns { .. })));
        assert!(matches!(read(""), Err(IntakeError::Empty)));
    }
}
