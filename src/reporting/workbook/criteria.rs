//! Criteria: each question, the shares of its answers with their intervals, and one stacked bar a question.

use rust_xlsxwriter::Worksheet;

use super::cases::Heading;
use super::cells::{At, Cell, put_text};
use super::charts::{Rows, Run, Stack, TitleCell, place};
use super::links::Count;
use super::measure::pixels as wide;
use super::style::{Paint, paint};
use super::table::{Column, widths, write as write_table};
use super::wide::{
    COLUMNS_BOUNDED, COLUMNS_EACH, SHARE, WideRow, before, bounded_columns, estimate_columns, in_order, name_grades,
};
use super::{Source, WorkbookError, calibration, page, trend};
use crate::model::{CriterionShares, Findings};
use crate::reporting::titles;
use crate::reporting::words::grades_shown;

/// The sheet's name.
pub(super) const SHEET: &str = "Criteria";
/// Columns before the estimates.
const BEFORE: u16 = 3;
const NOTE: &str = "Each question of the rubric and how its answers fell. Share is of the cases on which the question was \
answered; it lies between Low and High with the confidence that Method names. Of a check, not applicable is a share of all cases and yes and no \
are shares of the rest.";

const BOUNDS: &str =
    " While answers are missing, Least and Most are the smallest and the largest share that each can still come to.";
const WAITING: &str = " Not agreed yet counts the cases in which two auditors agree overall but differ on the question; until it is moderated, \
Share leaves them out.";

/// What is said instead of a chart.
const NOT_ANSWERED: &str = "No question has been answered yet.";

/// More questions than this go on over the page and have their headings there again; fewer leave the page to a chart.
const MOST_ON_A_PAGE: usize = 14;

/// Questions that have the same answers, and so one table and one chart.
struct Answers<'a> {
    /// Ids and words of the answers, in the order of the columns.
    columns: Vec<(String, String)>,
    /// How many of them make up the whole, with their paints.
    stacked: Vec<Paint>,
    questions: Vec<&'a CriterionShares>,
    /// Whether there are periods to show the course of.
    has_course: bool,
    /// Whether answers are missing, so that the least and the most that each share can come to are shown.
    is_bounded: bool,
    /// Whether a question waits for moderation, so that the number of cases in which it does is shown.
    has_waiting: bool,
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    let parts = parts(source.findings);
    let widest = parts.iter().max_by_key(|part| part.columns.len());
    let widths = widest.map_or(vec![30.0, 60.0], |part| widths(&columns(part)));
    let mut note = NOTE.to_owned();
    note += if source.findings.basis.provisional { BOUNDS } else { "" };
    note += if has_waiting(source.findings) { WAITING } else { "" };
    page::head(sheet, source, ("Criteria", &note), &widths)?;
    let beside = page::last_column(&widths) + 2;
    let mut row = page::HEADINGS;
    for part in &parts {
        row = write_part(sheet, (row, beside), part, source)? + 1;
    }
    if parts.is_empty() {
        put_text(sheet, (row, 0), NOT_ANSWERED, &source.style.plain)?;
    }
    row = calibration::write(sheet, (row, &widths), source)?;
    sheet.set_freeze_panes(page::HEADINGS + 2, 0)?;
    let is_long = parts.first().is_some_and(|part| part.questions.len() > MOST_ON_A_PAGE);
    match is_long {
        true => sheet.set_repeat_rows(page::HEADINGS, page::HEADINGS + 1)?,
        false => sheet.set_repeat_rows(0, 0)?,
    };
    sheet.set_print_area(0, 0, row, page::last_column(&widths))?;
    Ok(())
}

fn write_part(
    sheet: &mut Worksheet,
    (top, beside): (u32, u16),
    part: &Answers,
    source: &Source,
) -> Result<u32, WorkbookError> {
    let labels: Vec<String> = part.columns.iter().map(|(_, label)| label.clone()).collect();
    let rows: Vec<WideRow> = part.questions.iter().map(|question| wide_row(question, part)).collect();
    name_grades(sheet, (top, part.before()), (&labels, part.columns_each()), source.style)?;
    let end = write_table(sheet, top + 1, (&columns(part), &rows), source.style)?;
    let courses = trend::places(source.findings);
    let last = page::last_column(&widths(&columns(part)));
    for (row, (line, question)) in (top + 2..).zip(rows.iter().zip(&part.questions)) {
        put_text(sheet, (row, beside), &line.name, &source.style.aside)?;
        courses.draw(sheet, (row, last), &question.criterion)?;
        link_counts(sheet, (row, part), (line, question), source)?;
    }
    if !part.is_answered() {
        put_text(sheet, (end, 0), NOT_ANSWERED, &source.style.plain)?;
        return Ok(end + 1);
    }
    let bars = u32::try_from(rows.len()).unwrap_or(0);
    let pixels = (90 + 32 * bars).min(530);
    let rows = Rows { sheet: SHEET, first: top + 2, last: end - 1, names: beside };
    let wide = wide(&widths(&columns(part))) * 9 / 10;
    let title = TitleCell { sheet: SHEET, at: (top, beside) };
    title.put(sheet, (&title_of(part, source.findings), wide), source.style)?;
    let stack = Stack { rows, parts: stacked(part, top), run: Run::Across, title: Some(title) };
    place(sheet, (end, 0), &stack.chart((wide, pixels - 12), &spoken(part)), pixels)?;
    Ok(end + 1)
}

/// Makes the counts of a question links to their first cases.
fn link_counts(
    sheet: &mut Worksheet,
    (row, part): (u32, &Answers),
    (line, question): (&WideRow, &CriterionShares),
    source: &Source,
) -> Result<(), WorkbookError> {
    let findings = source.findings;
    let place = findings.criteria.iter().position(|one| one.criterion == question.criterion).unwrap_or(0);
    let heading = Heading::Criterion(place, &question.label);
    for (at, estimate) in (0..).zip(&line.estimates) {
        let Some(estimate) = estimate else { continue };
        let count = Count { at: (row, part.first_column(at)), count: estimate.count, style: source.style };
        source.places.to_case(sheet, &count, (findings, &heading, &estimate.label))?;
    }
    Ok(())
}

impl Answers<'_> {
    /// Columns before those of the answers.
    fn before(&self) -> u16 {
        BEFORE + u16::from(self.has_waiting)
    }

    /// The first column of an answer.
    fn first_column(&self, answer: u16) -> u16 {
        self.before() + self.columns_each() * answer
    }

    /// Columns of each answer.
    fn columns_each(&self) -> u16 {
        if self.is_bounded { COLUMNS_BOUNDED } else { COLUMNS_EACH }
    }

    /// Whether any case answers any of the questions, so that there is something to draw.
    fn is_answered(&self) -> bool {
        self.questions.iter().flat_map(|question| &question.grades).any(|grade| grade.share.is_some())
    }
}

/// The stacked bars of the first table, as Summary draws them where there is no trend; `None` without a question that is answered.
pub(super) fn first_stack(findings: &Findings) -> Option<(Stack, String)> {
    let parts = parts(findings);
    let part = parts.first().filter(|part| part.is_answered())?;
    let widest = parts.iter().max_by_key(|part| part.columns.len())?;
    let beside = page::last_column(&widths(&columns(widest))) + 2;
    let first = page::HEADINGS + 2;
    let last = first + u32::try_from(part.questions.len()).unwrap_or(1) - 1;
    let rows = Rows { sheet: SHEET, first, last, names: beside };
    let stack = Stack { rows, parts: stacked(part, page::HEADINGS), run: Run::Across, title: None };
    Some((stack, spoken(part)))
}

fn columns(part: &Answers) -> Vec<Column<WideRow>> {
    let labels: Vec<String> = part.columns.iter().map(|(_, label)| label.clone()).collect();
    let mut columns = vec![before(0, "Criterion", 27.0), before(1, "Question", 48.0), before(2, "Out of", 7.0)];
    if part.has_waiting {
        columns.push(before(usize::from(BEFORE), "Not agreed yet", 8.0));
    }
    columns.extend(if part.is_bounded { bounded_columns(&labels) } else { estimate_columns(&labels) });
    if part.has_course {
        columns.push(Column::new("Course", 12.0, |_: &WideRow| Cell::Empty));
    }
    columns
}

/// The answers that make up the whole, for a table whose headings begin on a row.
fn stacked(part: &Answers, top: u32) -> Vec<(At, u16, Paint)> {
    let first = |at| part.first_column(at);
    (0..).zip(&part.stacked).map(|(at, paint)| ((top, first(at)), first(at) + SHARE, *paint)).collect()
}

/// What the chart of a table shows: of grades a finding, of checks what they are.
fn title_of(part: &Answers, findings: &Findings) -> String {
    match part.questions.first().is_some_and(|question| is_check(question)) {
        true => "Answers to each check, of the cases to which it applies".to_owned(),
        false => titles::criteria(findings),
    }
}

fn wide_row(question: &CriterionShares, part: &Answers) -> WideRow {
    let ids: Vec<String> = part.columns.iter().map(|(id, _)| id.clone()).collect();
    let of = question.grades.first().map(|estimate| estimate.of);
    WideRow {
        before: vec![
            Cell::of(question.label.clone()),
            Cell::of(question.question.clone()),
            Cell::count(of),
            Cell::Count(question.waiting),
        ],
        estimates: in_order(&question.grades, &ids),
        name: format!("{} (n\u{a0}=\u{a0}{})", question.label, of.unwrap_or(0)),
    }
}

fn spoken(part: &Answers) -> String {
    let names: Vec<&str> = part.questions.iter().map(|question| question.label.as_str()).collect();
    format!(
        "Stacked bar chart of the answers to each question, the figures are in the table above it: {}.",
        names.join(", ")
    )
}

/// The graded questions, then the checks.
fn parts(findings: &Findings) -> Vec<Answers<'_>> {
    let (checks, graded): (Vec<_>, Vec<_>) = findings.criteria.iter().partition(|question| is_check(question));
    let scale = findings.rubric.scale.len();
    let has_course = !trend::places(findings).is_empty();
    let (is_bounded, has_waiting) = (findings.basis.provisional, has_waiting(findings));
    let answers = |questions: &[&CriterionShares]| -> Vec<(String, String)> {
        let first = questions.first().map_or(&[][..], |question| &question.grades);
        grades_shown(first, &findings.rubric)
            .into_iter()
            .map(|estimate| (estimate.name.clone(), estimate.label.clone()))
            .collect()
    };
    let graded = Answers {
        columns: answers(&graded),
        stacked: (0..scale).map(|place| paint(place, scale)).collect(),
        questions: graded,
        has_course,
        is_bounded,
        has_waiting,
    };
    let mut yes_no = answers(&checks);
    yes_no.sort_by_key(|(id, _)| ["no", "yes"].iter().position(|known| known == id).unwrap_or(2));
    let checks = Answers {
        columns: yes_no,
        stacked: vec![paint(0, 2), paint(1, 2)],
        questions: checks,
        has_course,
        is_bounded,
        has_waiting,
    };
    [graded, checks].into_iter().filter(|part| !part.questions.is_empty()).collect()
}

fn has_waiting(findings: &Findings) -> bool {
    findings.criteria.iter().any(|question| question.waiting > 0)
}

fn is_check(question: &CriterionShares) -> bool {
    question.grades.iter().any(|estimate| estimate.name == "yes")
}
