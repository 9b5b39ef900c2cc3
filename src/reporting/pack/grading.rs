//! The answers: headings in row 1, ids in row 2, one case a row from row 3.

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, Format, Formula, Note, Url, Worksheet,
};

use super::descriptors::{self, Lists};
use super::{Look, put};
use crate::model::{Criterion, Finding, Grading, PACK_SHEETS, Pack, PackCase, UNUSABLE_REASONS, pack_columns};
use crate::reporting::workbook::WorkbookError;

/// The first row of cases.
const FIRST: u32 = 2;
/// The longest that the message beside a cell may be.
const LONGEST_MESSAGE: usize = 250;
/// The longest that a note on a heading may be.
const LONGEST_NOTE: usize = 1_500;

pub(super) fn write(sheet: &mut Worksheet, pack: &Pack, look: &Look) -> Result<(), WorkbookError> {
    let columns = pack_columns(&pack.rubric);
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let end = FIRST + u32::try_from(pack.cases.len().max(1)).unwrap_or(u32::MAX - FIRST) - 1;
    for (at, column) in (0..).zip(&columns) {
        let (heading, width, note) = head(pack, column);
        put(sheet, (0, at), &heading, &look.heading)?;
        put(sheet, (1, at), column, &look.id)?;
        sheet.set_column_width(at, width)?;
        if !note.is_empty() {
            let words: String = note.chars().take(LONGEST_NOTE).collect();
            sheet.insert_note(
                0,
                at,
                &Note::new(words).set_author("").add_author_prefix(false).set_width(360).set_height(180),
            )?;
        }
    }
    sheet.set_row_height(0, 58)?;
    for (row, (place, case)) in (FIRST..).zip(pack.cases.iter().enumerate()) {
        write_case(sheet, row, (pack, &columns, case, place), look)?;
        sheet.set_row_height(row, 66)?;
    }
    lists(sheet, pack, (&columns, end))?;
    marks(sheet, &columns, end)?;
    word_marks(sheet, pack, (&columns, end))?;
    sheet.set_freeze_panes(FIRST, 2)?;
    sheet.set_repeat_rows(0, 1)?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

/// The criterion of a column, and which part of its answer the column is.
fn part<'a>(pack: &'a Pack, column: &str) -> Option<(&'a Criterion, String)> {
    let criteria = pack.rubric.criteria().iter();
    let mut found = criteria.filter_map(|one| {
        let rest = column.strip_prefix(one.id.as_str())?;
        matches!(rest, "" | ".note" | ".finding" | ".theme").then(|| (one, rest.to_owned()))
    });
    found.next()
}

/// Heading, width and what a note on the heading says.
fn head(pack: &Pack, column: &str) -> (String, f64, String) {
    let fixed = |heading: &str, width: f64, note: &str| (heading.to_owned(), width, note.to_owned());
    match column {
        "case" => fixed("Case", 7.0, "Leads to the record's text"),
        "record" => fixed("Record", 18.0, ""),
        "child" => fixed("Child", 12.0, ""),
        "date" => fixed("Date", 11.0, ""),
        "iro" => fixed("IRO", 16.0, ""),
        "urgent" => fixed("URGENT: a child may be unsafe", 24.0, "Ring the team manager first: nobody is told by this file. Then write here what you saw, and send the file back today."),
        "unusable" => fixed("Cannot be graded because", 18.0, "Only where the case cannot be graded at all"),
        "overall" => fixed("Overall grade", 16.0, "Blank: the grade that your answers suggest"),
        "overall.reason" => fixed("Why the overall is another than the answers suggest", 28.0, ""),
        "finished" => fixed("Finished?", 10.0, "yes, when the case is done"),
        _ => match part(pack, column) {
            Some((one, part)) if part.is_empty() => (format!("{}: {}", one.title, one.question), 24.0, descriptors::words(pack, one)),
            Some((one, part)) if part == ".note" => (format!("{}: your evidence", one.title), 24.0, "For you and the moderator: dates and documents".to_owned()),
            Some((one, part)) if part == ".finding" => (format!("{}: finding", one.title), 32.0, "A strength or a concern in words, without names. Begin with 'strength:' or 'concern:' where the grade does not tell which.".to_owned()),
            Some((one, _)) => (format!("{}: theme", one.title), 26.0, "Several are divided by a semicolon".to_owned()),
            None => fixed(column, 12.0, ""),
        },
    }
}

fn write_case(
    sheet: &mut Worksheet,
    row: u32,
    (pack, columns, case, place): (&Pack, &[String], &PackCase, usize),
    look: &Look,
) -> Result<(), WorkbookError> {
    for (at, column) in (0..).zip(columns) {
        match column.as_str() {
            "case" => {
                let to = format!("internal:'{}'!A{}", PACK_SHEETS[3], super::records::row_of(pack, place) + 1);
                sheet.write_url_with_format(row, at, Url::new(to).set_text(case.case.to_string()), &look.link)?;
            }
            "record" => put(sheet, (row, at), &case.record, &look.fixed)?,
            "child" => put(sheet, (row, at), case.child.as_deref().unwrap_or_default(), &look.fixed)?,
            "date" => match case.date {
                Some(date) => {
                    sheet.write_datetime_with_format(row, at, date, &look.date)?;
                }
                None => put(sheet, (row, at), "", &look.fixed)?,
            },
            "iro" => put(sheet, (row, at), case.iro.as_deref().unwrap_or_default(), &look.fixed)?,
            column => answer(sheet, (row, at), &said(pack, column, &case.grading), &look.answer)?,
        }
    }
    Ok(())
}

fn answer(sheet: &mut Worksheet, at: (u32, u16), words: &str, format: &Format) -> Result<(), WorkbookError> {
    match words {
        "" => {
            sheet.write_blank(at.0, at.1, format)?;
            Ok(())
        }
        words => put(sheet, at, words, format),
    }
}

/// What the auditor has said so far, as the cell has it.
fn said(pack: &Pack, column: &str, grading: &Grading) -> String {
    let rubric = &pack.rubric;
    let grade = |id: &String| rubric.grade_label(id).unwrap_or(id).to_owned();
    match column {
        "urgent" => String::new(),
        "unusable" => grading.unusable.clone().unwrap_or_default(),
        "overall" => grading.overall.as_ref().map(grade).unwrap_or_default(),
        "overall.reason" => grading.overall_reason.clone().unwrap_or_default(),
        "finished" => {
            if grading.finished {
                "yes".to_owned()
            } else {
                String::new()
            }
        }
        _ => match part(pack, column) {
            Some((one, part)) => of_criterion(pack, one, &part, grading),
            None => String::new(),
        },
    }
}

fn of_criterion(pack: &Pack, one: &Criterion, part: &str, grading: &Grading) -> String {
    let answer = grading.answers.get(&one.id);
    match part {
        "" => answer
            .and_then(|answer| answer.grade.as_deref())
            .and_then(|id| pack.rubric.answers(one).into_iter().find(|(known, _)| *known == id))
            .map_or(String::new(), |(_, label)| label.to_owned()),
        ".note" => answer.and_then(|answer| answer.note.clone()).unwrap_or_default(),
        ".finding" => {
            let line = |finding: &Finding| format!("{}: {}", finding.bearing.id(), finding.text);
            let own = grading.findings.iter().filter(|finding| *finding.criterion == *one.id);
            own.map(line).collect::<Vec<_>>().join("\n")
        }
        _ => {
            let own = grading.themes.iter().filter(|tag| tag.criterion.as_ref() == Some(&one.id));
            own.filter_map(|tag| pack.rubric.theme(&tag.theme))
                .map(|theme| theme.label.clone())
                .collect::<Vec<_>>()
                .join("; ")
        }
    }
}

/// The lists from which a cell is filled.
fn lists(sheet: &mut Worksheet, pack: &Pack, (columns, end): (&[String], u32)) -> Result<(), WorkbookError> {
    let places = Lists::of(pack);
    for (at, column) in (0..).zip(columns) {
        let validation = match column.as_str() {
            "finished" => Some(DataValidation::new().allow_list_strings(&["yes", "no"])?),
            "unusable" => Some(
                DataValidation::new()
                    .allow_list_strings(&UNUSABLE_REASONS.iter().map(|reason| reason.id).collect::<Vec<_>>())?,
            ),
            "overall" => Some(DataValidation::new().allow_list_formula(Formula::new(places.scale()))),
            column => match part(pack, column) {
                Some((one, part)) if part.is_empty() => {
                    let words: String = one.question.chars().take(LONGEST_MESSAGE).collect();
                    let list = DataValidation::new().allow_list_formula(Formula::new(places.answers(one)));
                    Some(list.set_input_title(title(&one.title))?.set_input_message(&words)?)
                }
                Some((one, part)) if part == ".theme" => places.themes(one).map(|range| {
                    // Several themes may stand in one cell, which no list holds: so another entry is asked about, not refused.
                    DataValidation::new()
                        .allow_list_formula(Formula::new(range))
                        .set_error_style(DataValidationErrorStyle::Information)
                }),
                _ => None,
            },
        };
        if let Some(validation) = validation {
            sheet.add_data_validation(FIRST, at, end, at, &validation)?;
        }
    }
    Ok(())
}

/// The title of a message beside a cell holds 32 characters.
fn title(words: &str) -> String {
    let fitted: String = words.chars().take(31).collect();
    match fitted.rsplit_once(' ') {
        Some((whole, _)) if fitted.chars().count() > 30 => whole.to_owned(),
        _ => fitted,
    }
}

/// Cells that still want an answer are yellow once anything is said on the case.
fn marks(sheet: &mut Worksheet, columns: &[String], end: u32) -> Result<(), WorkbookError> {
    let wanted = Format::new().set_background_color(rust_xlsxwriter::Color::RGB(0x00FF_F4C2));
    let name = |id: &str| columns.iter().position(|column| column == id).and_then(|at| u16::try_from(at).ok());
    let Some(unusable) = name("unusable") else { return Ok(()) };
    let unusable = rust_xlsxwriter::utility::column_number_to_name(unusable);
    for (at, column) in (0..).zip(columns) {
        let required = column == "finished" || (at >= 7 && !column.contains('.') && column != "overall");
        if required {
            let own = rust_xlsxwriter::utility::column_number_to_name(at);
            let row = FIRST + 1;
            let formula = format!("=AND(ISBLANK({own}{row}),ISBLANK(${unusable}{row}))");
            let mark = ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(&wanted);
            sheet.add_conditional_format(FIRST, at, end, at, &mark)?;
        }
    }
    Ok(())
}

/// The cell of a finding is yellow where the answer beside it wants words and neither finding nor note has any.
fn word_marks(sheet: &mut Worksheet, pack: &Pack, (columns, end): (&[String], u32)) -> Result<(), WorkbookError> {
    let wanted = Format::new().set_background_color(rust_xlsxwriter::Color::RGB(0x00FF_F4C2));
    let row = FIRST + 1;
    for one in pack.rubric.criteria() {
        let answers = pack.rubric.answers(one).into_iter();
        let wanting: Vec<String> =
            answers.filter(|(id, _)| pack.rubric.wants_words(one, id).0).map(|(_, label)| label.to_owned()).collect();
        let place = columns.iter().position(|column| *column == one.id).and_then(|at| u16::try_from(at).ok());
        let (Some(at), false) = (place, wanting.is_empty()) else { continue };
        let name = |offset: u16| rust_xlsxwriter::utility::column_number_to_name(at + offset);
        let (answer, note, finding) = (name(0), name(1), name(2));
        let one_of: Vec<String> =
            wanting.iter().map(|label| format!("${answer}{row}=\"{}\"", label.replace('"', "\"\""))).collect();
        let formula = format!("=AND(ISBLANK(${finding}{row}),ISBLANK(${note}{row}),OR({}))", one_of.join(","));
        let mark = ConditionalFormatFormula::new().set_rule(Formula::new(formula)).set_format(&wanted);
        sheet.add_conditional_format(FIRST, at + 2, end, at + 2, &mark)?;
    }
    Ok(())
}
