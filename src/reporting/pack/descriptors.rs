//! What each grade of each question looks like in the record; and behind it the lists from which cells are filled.

use rust_xlsxwriter::Worksheet;

use super::{Look, put, tall};
use crate::model::{Criterion, PACK_SHEETS, Pack};
use crate::reporting::workbook::WorkbookError;

/// The column from which the lists stand.
const LISTS: u16 = 8;
/// Widths of question, answer and what it looks like, in characters.
const WIDTHS: [f64; 3] = [34.0, 22.0, 90.0];

pub(super) fn write(sheet: &mut Worksheet, pack: &Pack, look: &Look) -> Result<(), WorkbookError> {
    for (column, (heading, width)) in
        (0..).zip(["Question", "Answer", "What an auditor sees in the record"].into_iter().zip(WIDTHS))
    {
        put(sheet, (0, column), heading, &look.heading)?;
        sheet.set_column_width(column, width)?;
    }
    let mut row = 1;
    for one in pack.rubric.criteria() {
        let question = format!("{}\n{}", one.title, one.question);
        for (place, (id, label)) in pack.rubric.answers(one).into_iter().enumerate() {
            let words = one.descriptors.iter().find(|known| known.answer == id).map_or("", |known| known.text.as_str());
            put(sheet, (row, 0), if place == 0 { &question } else { "" }, &look.words)?;
            put(sheet, (row, 1), label, &look.words)?;
            put(sheet, (row, 2), words, &look.words)?;
            let first = if place == 0 { tall(&question, WIDTHS[0]) } else { 0.0 };
            sheet.set_row_height(row, tall(words, WIDTHS[2]).max(first))?;
            row += 1;
        }
    }
    sheet.set_print_area(0, 0, row.saturating_sub(1), 2)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    write_lists(sheet, pack, look)
}

/// What each grade looks like, for a note on the heading.
pub(super) fn words(pack: &Pack, one: &Criterion) -> String {
    let of = |(id, label): (&str, &str)| {
        let words = one.descriptors.iter().find(|known| known.answer == id)?;
        Some(format!("{label}: {}", words.text))
    };
    pack.rubric.answers(one).into_iter().rev().filter_map(of).collect::<Vec<_>>().join("\n\n")
}

fn write_lists(sheet: &mut Worksheet, pack: &Pack, look: &Look) -> Result<(), WorkbookError> {
    for (column, list) in (LISTS..).zip(Lists::of(pack).0) {
        sheet.set_column_width(column, 30)?;
        for (row, words) in (0..).zip(std::iter::once(&list.name).chain(&list.entries)) {
            put(sheet, (row, column), words, if row == 0 { &look.id } else { &look.words })?;
        }
    }
    Ok(())
}

/// One list: its name and what can be chosen.
struct List {
    name: String,
    entries: Vec<String>,
}

/// The lists from which cells are filled, each in a column of its own.
pub(super) struct Lists(Vec<List>);

impl Lists {
    pub(super) fn of(pack: &Pack) -> Lists {
        let rubric = &pack.rubric;
        let scale = List {
            name: "overall".to_owned(),
            entries: rubric.scale().iter().map(|grade| grade.label.clone()).collect(),
        };
        let mut lists = vec![scale];
        for one in rubric.criteria() {
            let entries = rubric.answers(one).into_iter().rev().map(|(_, label)| label.to_owned()).collect();
            lists.push(List { name: one.id.clone(), entries });
            let offered = |id: &String| rubric.theme(id).map(|theme| theme.label.clone());
            lists.push(List {
                name: format!("{}.theme", one.id),
                entries: one.themes.iter().filter_map(offered).collect(),
            });
        }
        Lists(lists)
    }

    fn range(&self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|list| list.name == name)?;
        let entries = self.0.get(at)?.entries.len();
        let column = rust_xlsxwriter::utility::column_number_to_name(LISTS + u16::try_from(at).ok()?);
        (entries > 0).then(|| format!("={}!${column}$2:${column}${}", PACK_SHEETS[2], entries + 1))
    }

    /// Where the scale stands.
    pub(super) fn scale(&self) -> String {
        self.range("overall").unwrap_or_default()
    }

    /// Where the answers to a question stand.
    pub(super) fn answers(&self, one: &Criterion) -> String {
        self.range(&one.id).unwrap_or_default()
    }

    /// Where its themes stand, if it has any.
    pub(super) fn themes(&self, one: &Criterion) -> Option<String> {
        self.range(&format!("{}.theme", one.id))
    }
}
