//! From a figure to its cases: a count is a link to the first row that it counts, and says by which column to filter for the others.

use std::collections::BTreeMap;

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{Url, Worksheet};

use super::cases::Heading;
use super::cells::At;
use super::style::Style;
use super::{WorkbookError, cases, page, wording};
use crate::model::{CaseLine, Estimate, Findings};
use crate::reporting::xml_text::cut;

/// The most letters of what a link says when the pointer is over it.
const LONGEST_TIP: usize = 240;

/// The first rows that have something.
pub(super) struct Places {
    /// Of Cases: column and words to the row.
    cases: BTreeMap<(u16, String), u32>,
    /// Of Cases: column of a field, its value and the words of the overall grade to the row.
    values: BTreeMap<(u16, String, String), u32>,
    /// Of Findings: the words of a theme to the row.
    findings: BTreeMap<String, u32>,
    /// How many rows of Findings there are.
    rows_of_findings: usize,
}

impl Places {
    /// Looks them up once for the workbook.
    pub(super) fn of(findings: &Findings) -> Places {
        let mut places =
            Places { cases: BTreeMap::new(), values: BTreeMap::new(), findings: BTreeMap::new(), rows_of_findings: 0 };
        for (row, case) in cases::rows(findings) {
            places.take_case(findings, row, case);
        }
        for (rows, line) in wording::lengths(findings) {
            for theme in line.themes.iter() {
                if !places.findings.contains_key(theme.as_ref()) {
                    let row = u32::try_from(places.rows_of_findings).unwrap_or(u32::MAX);
                    places.findings.insert(theme.to_string(), row.saturating_add(page::HEADINGS + 1));
                }
            }
            places.rows_of_findings += rows;
        }
        places
    }

    /// How many rows the findings take.
    pub(super) fn rows_of_findings(&self) -> usize {
        self.rows_of_findings
    }

    fn take_case(&mut self, findings: &Findings, row: u32, case: &CaseLine) {
        let questions = findings.criteria.iter().enumerate();
        let answers = questions
            .zip(&case.answers)
            .map(|((at, one), answer)| (Heading::Criterion(at, &one.label), answer.given()));
        for (heading, words) in std::iter::once((Heading::Overall, case.overall.as_deref())).chain(answers) {
            if let (Some(column), Some(words)) = (cases::column_of(findings, &heading), words) {
                self.cases.entry((column, words.to_owned())).or_insert(row);
            }
        }
        let fields = [("iro", &case.iro), ("team", &case.team)];
        for (field, value) in fields {
            if let (Some((column, _)), Some(value), Some(grade)) = (cases::field_column(field), value, &case.overall) {
                self.values.entry((column, value.clone(), grade.clone())).or_insert(row);
            }
        }
    }

    /// Links the count of a grade among the cases with one value of a field.
    pub(super) fn to_value(
        &self,
        sheet: &mut Worksheet,
        count: &Count,
        (field, value, estimate): (&str, &str, &Estimate),
    ) -> Result<(), WorkbookError> {
        let Some((column, heading)) = cases::field_column(field) else { return Ok(()) };
        match self.values.get(&(column, value.to_owned(), estimate.label.clone())) {
            Some(row) => {
                let told = format!(
                    "The first of these cases. For all of them filter the columns '{heading}' and 'Overall grade' of Cases by '{value}' and '{}'.",
                    estimate.label
                );
                link(sheet, count, (cases::SHEET, (*row, column)), &told)
            }
            None => Ok(()),
        }
    }

    /// Links a count to the first case with these words in the column of a heading.
    pub(super) fn to_case(
        &self,
        sheet: &mut Worksheet,
        count: &Count,
        (findings, heading, words): (&Findings, &Heading, &str),
    ) -> Result<(), WorkbookError> {
        let Some(column) = cases::column_of(findings, heading) else { return Ok(()) };
        match self.cases.get(&(column, words.to_owned())) {
            Some(row) => {
                let told = format!(
                    "The first of these cases. For all of them filter the column '{}' of Cases by '{words}'.",
                    heading.words()
                );
                link(sheet, count, (cases::SHEET, (*row, column)), &told)
            }
            None => Ok(()),
        }
    }

    /// Links a count to the first finding that carries a theme.
    pub(super) fn to_finding(&self, sheet: &mut Worksheet, count: &Count, theme: &str) -> Result<(), WorkbookError> {
        match self.findings.get(theme) {
            Some(row) => {
                let told = format!(
                    "The first finding with it. For all of them filter the column 'Themes' of Findings by what contains '{theme}'."
                );
                link(sheet, count, (wording::SHEET, (*row, wording::THEMES)), &told)
            }
            None => Ok(()),
        }
    }
}

/// A count that is already on its cell.
pub(super) struct Count<'a> {
    /// Where it stands.
    pub(super) at: At,
    /// What it is.
    pub(super) count: u64,
    /// The look of the sheet.
    pub(super) style: &'a Style,
}

/// Makes a count a link, still a number.
fn link(sheet: &mut Worksheet, count: &Count, (to, cell): (&str, At), told: &str) -> Result<(), WorkbookError> {
    let tip = cut(told, LONGEST_TIP);
    let target = format!("internal:'{to}'!{}", row_col_to_cell(cell.0, cell.1));
    sheet.write_url(count.at.0, count.at.1, Url::new(target).set_tip(tip))?;
    sheet.write_with_format(count.at.0, count.at.1, count.count, &count.style.linked)?;
    Ok(())
}
