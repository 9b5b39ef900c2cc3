//! Actions: what is being done because of the findings, and whether it worked.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across};
use super::table::{Column, widths, write as write_table, write_filtered};
use super::{Source, WorkbookError, marks, page};
use crate::model::ActionLine;

/// What this sheet and Summary say while no action is recorded.
pub(super) const NONE: &str = "No actions are recorded for this sample.";
/// The column of the states.
const STATE: u16 = 5;
const NOTE: &str = "What is to be done because of these findings, by whom and by when, and the check within three months that it worked.";

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let columns = columns();
    let last = page::last_column(&widths(&columns));
    let findings = source.findings;
    let as_of = findings.actions_as_of.map_or(String::new(), |day| {
        format!(
            " Whether one is overdue is as of {}, the day of the register's newest entry.",
            crate::calendar::british(day)
        )
    });
    page::head(sheet, source, ("Actions", &format!("{NOTE}{as_of}")), &widths(&columns))?;
    let end = match findings.actions.is_empty() {
        true => {
            let end = write_table(sheet, page::HEADINGS, (&columns, &[]), source.style)?;
            put_across(sheet, (end, 0), last, (NONE, &source.style.plain))?;
            end
        }
        false => write_filtered(sheet, (page::HEADINGS, "Actions"), (&columns, &findings.actions), source.style)? - 1,
    };
    if !findings.actions.is_empty() {
        marks::overdue(sheet, (page::HEADINGS + 1, end), STATE)?;
    }
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

fn columns() -> Vec<Column<ActionLine>> {
    vec![
        Column::new("Action", 8.0, |line: &ActionLine| Cell::Count(line.id.unsigned_abs())),
        Column::new("What", 44.0, |line: &ActionLine| Cell::of(&line.what)),
        Column::new("Because of", 28.0, |line: &ActionLine| Cell::of(because(line))),
        Column::new("Owner", 18.0, |line: &ActionLine| Cell::of(&line.owner)),
        Column::new("Due", 12.0, |line: &ActionLine| Cell::Day(line.due)),
        Column::new("State", 20.0, |line: &ActionLine| Cell::of(state(line))),
        Column::new("Check due", 12.0, |line: &ActionLine| line.check_due.map_or(Cell::Empty, Cell::Day)),
        Column::new("Expected effect", 28.0, |line: &ActionLine| Cell::words(line.effect.as_deref())),
        Column::new("What showed it", 36.0, |line: &ActionLine| Cell::of(line.evidence.join("; "))),
    ]
}

fn because(line: &ActionLine) -> String {
    let record = line.record.as_ref().map(|record| format!("record {record}"));
    let parts: Vec<String> = line.about.iter().cloned().chain(record).collect();
    if parts.is_empty() { "the sample as a whole".to_owned() } else { parts.join("; ") }
}

fn state(line: &ActionLine) -> String {
    let late = if line.overdue { "OVERDUE, " } else { "" };
    format!("{late}{}", line.state.label())
}
