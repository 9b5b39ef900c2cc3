//! Method: how the cases were found and the figures made, numbered and in plain English, so that it can be done again.

use rust_xlsxwriter::Worksheet;

use super::cells::{Cell, put_across, put_text};
use super::measure::height;
use super::table::{Column, write as write_table};
use super::{Source, WorkbookError, intervals, page};
use crate::calendar::in_words;
use crate::model::{Allocation, Design, DesignKind, EarlierDraw, Findings, Kind, SeedFrom, Stratum, UnknownField};
use crate::reporting::words::{cases, period_in_words};

/// Number, subject, and five columns that words run across and small tables use.
const WIDTHS: [f64; 7] = [26.0, 24.0, 16.0, 26.0, 26.0, 14.0, 26.0];
const NOTE: &str = "Read from top to bottom: each line says one thing about where the figures come from.";

/// One numbered line: its subject and what it says.
type Told = (&'static str, String);

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, source: &Source) -> Result<(), WorkbookError> {
    page::head(sheet, source, ("Method", NOTE), &WIDTHS)?;
    let last = page::last_column(&WIDTHS);
    put_text(sheet, (page::HEADINGS, 0), "Subject", &source.style.heading)?;
    put_across(sheet, (page::HEADINGS, 1), last, ("What was done", &source.style.heading))?;
    let wide: f64 = WIDTHS.iter().skip(1).sum();
    let mut row = page::HEADINGS + 1;
    for (number, (subject, words)) in (1_u32..).zip(told(source)) {
        put_text(sheet, (row, 0), &format!("{number}. {subject}"), &source.style.text)?;
        put_across(sheet, (row, 1), last, (&words, &source.style.text))?;
        sheet.set_row_height(row, height(&[(subject, WIDTHS[0] - 4.0), (&words, wide - 2.0)]))?;
        row += 1;
    }
    let end = write_tables(sheet, row + 1, source)?;
    sheet.set_print_area(0, 0, end, last)?;
    Ok(())
}

fn told(source: &Source) -> Vec<Told> {
    let mut told = drawn(source.findings);
    told.extend(graded(source.findings));
    told.extend(counted(source.findings));
    told.extend(again(source));
    told
}

/// What the population is and how cases were picked from it.
fn drawn(findings: &Findings) -> Vec<Told> {
    let (basis, method) = (&findings.basis, &findings.method);
    let condition = match &method.condition {
        Some(condition) => format!("Only records that meet this condition could be picked: {condition}"),
        None if method.words.is_some() => "No condition besides the words.".to_owned(),
        None => "No condition: every record of the population could be picked.".to_owned(),
    };
    let words = method.words.as_ref().map(|words| {
        format!("Only records in whose text these words occur could be picked, and the figures speak for those only: {words}")
    });
    let mut told = vec![
        (
            "Population and frame",
            format!(
                "The population is every {} of the period {}: {}. The frame is the part that the draw could pick from: {}.",
                basis.kind.id(),
                period(findings),
                basis.kind.counted(basis.population),
                basis.kind.counted(basis.frame)
            ),
        ),
        ("Condition", condition),
        ("Could not be told", unknown(&method.unknown)),
        (
            "As of",
            format!(
                "The frame was taken from the register as it was after {}. Later imports do not change it.",
                method.as_of
            ),
        ),
        ("Design", design(findings)),
        (
            "Seed",
            format!(
                "{} – {}; all chance comes from this text: the same frame and the same seed give the same cases.",
                method.seed,
                match method.seed_from {
                    SeedFrom::Computer => "taken from the computer's own chance once the frame was fixed",
                    SeedFrom::Typed => "typed by hand, and not taken from the computer's own chance",
                }
            ),
        ),
        ("Drawn", format!("{}, on {}, by {}.", cases(basis.drawn), in_words(method.drawn_on), method.drawn_by)),
        ("Earlier draws", earlier(&method.earlier)),
        ("Changed since", changed(method.changed_since)),
    ];
    for sentence in &method.story {
        told.push(("Besides", sentence.clone()));
    }
    if let Some(words) = words {
        told.insert(2, ("Words", words));
    }
    told
}

/// The period in words, with what was typed where that differs.
fn period(findings: &Findings) -> String {
    let typed = &findings.basis.period;
    match findings.trend.last() {
        Some(own) if own.label != *typed => format!("{} ({typed})", own.label),
        _ => typed.clone(),
    }
}

fn unknown(fields: &[UnknownField]) -> String {
    if fields.is_empty() {
        return "None: whether a record belongs to the frame could be told for every record.".to_owned();
    }
    "For some records a field that the condition uses is blank, so they could be neither kept nor left out; they are \
     counted by field below."
        .to_owned()
}

fn design(findings: &Findings) -> String {
    let design = &findings.method.design;
    let size = design.size;
    let how = match design.kind {
        _ if design.one_per_child => return one_per_child(findings),
        DesignKind::Simple => format!(
            "A simple random draw of {size}: the seed gives every record of the frame a ticket, and the smallest tickets are drawn.",
        ),
        DesignKind::Stratified => format!(
            "A stratified random draw of {size} by {}, {}: the seed gives every record a ticket, and the smallest tickets of each \
             stratum are drawn.",
            labels(findings),
            shared_out(design),
        ),
        DesignKind::Systematic => format!(
            "A systematic draw of {size}: records at equal distances along the frame in the order of {}, from a start that the \
             seed gives.",
            design.order.join(", then "),
        ),
        DesignKind::Pps => format!(
            "A draw of {size} with chances in proportion to {} (Pareto sampling on the records' tickets); a record so large that \
             its chance would be more than 1 is taken for certain.",
            design.size_field.as_deref().unwrap_or("a size"),
        ),
    };
    match design.weighs() {
        true => format!("{how} Shares weigh each case by the records that it stands for.{}", below(design)),
        false => how,
    }
}

fn one_per_child(findings: &Findings) -> String {
    let design = &findings.method.design;
    let strata = match design.is_stratified() {
        true => format!(" by {}, {}", labels(findings), shared_out(design)),
        false => String::new(),
    };
    format!(
        "A draw of {} children{strata}, and of one record of each: the seed gives every child a ticket and the smallest are drawn; \
         then a second seed made from it gives each record of a drawn child a ticket, and the smallest is taken. Shares weigh \
         each case by the records that it stands for.{}",
        design.size,
        below(design)
    )
}

/// How cases were shared out over the strata.
fn shared_out(design: &Design) -> String {
    let how = match design.allocation {
        Allocation::Proportional => "shared out in proportion to the records in each stratum",
        Allocation::Equal => "shared out equally",
        Allocation::Neyman => "shared out by size and by how far earlier gradings of each stratum differ (Neyman)",
        Allocation::Given => return "shared out as was asked for each stratum".to_owned(),
    };
    format!("{how}, with at least {} from each or all of it where it is smaller", design.at_least)
}

fn below(design: &Design) -> &'static str {
    if design.is_stratified() { " The allocation stands below." } else { "" }
}

/// The fields that make the strata, in words.
fn labels(findings: &Findings) -> String {
    let label = |name: &String| {
        let (kind, field) = match name.strip_prefix("child.") {
            Some(field) => (Kind::Child, field),
            None => (findings.basis.kind, name.as_str()),
        };
        kind.fields().iter().find(|known| known.name == field).map_or(field, |known| known.label).to_owned()
    };
    findings.method.design.by.iter().map(label).collect::<Vec<_>>().join(" and ")
}

fn earlier(draws: &[EarlierDraw]) -> String {
    match draws {
        [] => "None: no earlier draw of this kind was made for this or an overlapping period.".to_owned(),
        [_] => {
            "One earlier draw of this kind was made for this or an overlapping period; it is listed below.".to_owned()
        }
        many => format!(
            "{} earlier draws of this kind were made for this or overlapping periods; they are listed below.",
            many.len()
        ),
    }
}

fn changed(records: u64) -> String {
    match records {
        0 => "No drawn record has changed in a later extract.".to_owned(),
        1 => "One drawn record is changed or missing in a later extract; it was graded as it was when drawn. The sheet Cases says which.".to_owned(),
        many => format!("{many} drawn records are changed or missing in a later extract; they were graded as they were when drawn. The sheet Cases says which."),
    }
}

/// Who graded, against what.
fn graded(findings: &Findings) -> Vec<Told> {
    let (method, rubric) = (&findings.method, &findings.rubric);
    let auditors = if method.auditors == 1 { "1 person".to_owned() } else { format!("{} people", method.auditors) };
    let last = method
        .graded_by
        .map_or(String::new(), |day| format!(" The last counted grading was finished on {}.", in_words(day)));
    let scale: Vec<&str> = rubric.scale.iter().map(|grade| grade.label.as_str()).collect();
    vec![
        (
            "Graded",
            format!(
                "By {auditors}. {} of the cases were drawn, by the same seed, to be graded by a second person who did not see the first grading.{last}",
                method.double
            ),
        ),
        (
            "Rubric",
            format!(
                "{} ({}), version {}. Grades, worst first: {}. SHA-256 of its text: {}",
                rubric.title,
                rubric.rubric,
                rubric.version,
                scale.join(", "),
                rubric.sha256
            ),
        ),
    ]
}

/// Which answers count and how sure the figures are.
fn counted(findings: &Findings) -> Vec<Told> {
    let mut told = vec![
        (
            "What counts",
            "The moderated answer where there is one; else the single grading; else what both auditors gave. Where two \
             differ and nobody has moderated, or the second is still out, the case is waiting and is not counted."
                .to_owned(),
        ),
        (
            "Provisional",
            "While any drawn case is ungraded or waiting, everything says PROVISIONAL, how many cases are missing, and what \
             the result can still come to at worst and at best. An interval is then given only for the unbroken run of \
             settled cases in the order drawn, because only that is a random sample."
                .to_owned(),
        ),
        ("Cases", tally(findings)),
    ];
    told.push(("Intervals", intervals::meaning(findings)));
    told.extend(intervals::used(findings).into_iter().map(|line| ("Interval used", line)));
    if !findings.sentences.limits.is_empty() {
        told.push(("What it cannot tell", findings.sentences.limits.clone()));
    }
    told.extend(findings.sentences.notes.iter().map(|note| ("Note", note.clone())));
    told
}

fn tally(findings: &Findings) -> String {
    let basis = &findings.basis;
    format!(
        "Drawn {}: graded and counted {}, waiting {}, not graded {}, unusable because not of the population {}, unusable because \
         the record could not be read {}.",
        basis.drawn, basis.graded, basis.waiting, basis.ungraded, basis.ineligible, basis.not_obtained
    )
}

/// How to do it again, and what may be read from the names.
fn again(source: &Source) -> Vec<Told> {
    let method = &source.findings.method;
    let names = if source.face.identifiable {
        "This copy names children and staff as the register does. It was made so on purpose and the register's journal \
         says by whom; handle it as you handle the case records."
    } else {
        "References, children and staff stand here under pseudonyms that only the register's key can undo. The auditors' \
         words are as written, and so are typed reasons but for names on the list of people. An identifiable copy has to be asked for and is journalled."
    };
    vec![
        (
            "Draw it again",
            format!(
                "The manifest {name} holds the frame, the seed and the cases. Whoever keeps the register writes it with: dipsample sample \
                 manifest {sample} > \"{name}\". Whoever has it repeats the draw with: dipsample verify \"{name}\"",
                name = method.manifest_name,
                sample = source.findings.basis.samples.join(" "),
            ),
        ),
        ("The manifest's SHA-256", digest(&method.manifest_sha256)),
        ("The frame's SHA-256", digest(&method.frame_sha256)),
        ("Names", names.to_owned()),
        ("Programs", format!("Drawn with {}; this file was made by {}.", method.program, source.face.program)),
    ]
}

/// A digest, or why there is none.
fn digest(sha256: &str) -> String {
    match sha256 {
        "" => "Left out of this copy: with so few records, whoever tries all references would find them from it. The register has it."
            .to_owned(),
        sha256 => sha256.to_owned(),
    }
}

/// Writes allocation, unknown fields and earlier draws under the numbered lines; returns the last row.
fn write_tables(sheet: &mut Worksheet, top: u32, source: &Source) -> Result<u32, WorkbookError> {
    let method = &source.findings.method;
    let mut row = top;
    if method.design.is_stratified() {
        row = part(sheet, row, ("Allocation", &strata_columns(), &method.strata), source)?;
    }
    if !method.unknown.is_empty() {
        row = part(sheet, row, ("Records that could not be told", &unknown_columns(), &method.unknown), source)?;
    }
    if !method.earlier.is_empty() {
        row = part(
            sheet,
            row,
            ("Earlier draws for this or an overlapping period", &earlier_columns(), &method.earlier),
            source,
        )?;
    }
    Ok(row)
}

fn part<Row>(
    sheet: &mut Worksheet,
    row: u32,
    (title, columns, rows): (&str, &[Column<Row>], &[Row]),
    source: &Source,
) -> Result<u32, WorkbookError> {
    sheet.set_row_height(row, 24)?;
    put_text(sheet, (row, 0), title, &source.style.part)?;
    Ok(write_table(sheet, row + 1, (columns, rows), source.style)? + 1)
}

fn strata_columns() -> Vec<Column<Stratum>> {
    vec![
        Column::new("Stratum", WIDTHS[0], |part: &Stratum| Cell::Text(part.stratum.clone())),
        Column::new("Records in the frame", WIDTHS[1], |part: &Stratum| Cell::Count(part.frame)),
        Column::new("Drawn", WIDTHS[2], |part: &Stratum| Cell::Count(part.size)),
    ]
}

fn unknown_columns() -> Vec<Column<UnknownField>> {
    vec![
        Column::new("Field", WIDTHS[0], |field: &UnknownField| Cell::Text(field.field.clone())),
        Column::new("Records where it is blank", WIDTHS[1], |field: &UnknownField| Cell::Count(field.count)),
    ]
}

fn earlier_columns() -> Vec<Column<EarlierDraw>> {
    vec![
        Column::new("Sample", WIDTHS[0], |draw: &EarlierDraw| Cell::Text(draw.sample.clone())),
        Column::new("Period", WIDTHS[1], |draw: &EarlierDraw| Cell::Text(period_in_words(&draw.period))),
        Column::new("State", WIDTHS[2], |draw: &EarlierDraw| Cell::Text(draw.state.clone())),
        Column::new("Why withdrawn", WIDTHS[3], |draw: &EarlierDraw| Cell::words(draw.reason.as_deref())),
        Column::new("Seed", WIDTHS[4], |draw: &EarlierDraw| Cell::Text(draw.seed.clone())),
        Column::new("Cases graded", WIDTHS[5], |draw: &EarlierDraw| Cell::Count(draw.graded)),
        Column::new("SHA-256 of its frame", WIDTHS[6], |draw: &EarlierDraw| Cell::Text(draw.frame_sha256.clone())),
    ]
}
