//! The cells of one column, one after the other, to values of one form.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::cell;
use super::dates::{self, DateOrder, DateRules, Evidence};
use super::error::{MonthFirstColumn, SwappedColumn};
use super::id;
use super::source::{Cell, Was};
use crate::calendar::british_day;
use crate::model::english::counted_as;
use crate::model::{Choice, Form, Value};

/// Reads a cell of a format's own codes into the value of a canonical field.
pub(super) type Coding = fn(&str) -> Result<String, String>;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug)]
pub(super) enum CellForm {
    /// The id of a record, a child, a person: text, whatever it looks like.
    Id,
    /// The name of a person or a team.
    Name,
    /// A value of a canonical form. Text is written plainly: no-break spaces as spaces, curly quotes as straight ones.
    Form(Form),
    /// A code of the format's own, which becomes a text.
    Coded(Coding),
    /// Text that is kept as it is written.
    Kept,
}

/// What the first cells of a column show of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints {
    /// The day whose number is 0, where bare numbers are a spreadsheet's own numbers for days.
    pub(super) days_from: Option<NaiveDate>,
    /// Whether every whole number is written with `.0` behind it, as programs do that took ids for numbers.
    pub(super) pointed: bool,
}

impl Hints {
    /// What the first cells of a column of text show; `days_from` is there where the file is a workbook, in which a number
    /// may be a day anywhere.
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>, days_from: Option<NaiveDate>) -> Hints {
        let (mut any, mut pointed, mut serial) = (false, true, true);
        for cell in cells.map(cell::tidy).filter(|cell| !cell::is_blank(cell)) {
            any = true;
            pointed = pointed && without_point(&cell).is_some();
            serial = serial && dates::serial_figures(&cell).is_some();
        }
        let days_from = days_from.or_else(|| (any && serial).then(dates::usual_epoch).flatten());
        Hints { days_from, pointed: any && pointed }
    }
}

/// The whole number that is written with `.0` behind it.
fn without_point(cell: &str) -> Option<&str> {
    let (whole, fraction) = cell.split_once('.')?;
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (figures(whole) && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// One column, with what its cells said so far.
pub(super) struct Typed {
    form: CellForm,
    heading: String,
    hints: Hints,
    evidence: Evidence,
    choices: Vec<(String, &'static str)>,
    serials: u64,
    points: u64,
    /// Cells that say their offset from UTC, and those of them whose day in Britain is another.
    moments: u64,
    moved: u64,
}

/// As many spellings of a choice as a column remembers.
const SPELLINGS: usize = 32;

impl Typed {
    pub(super) fn new(form: CellForm, heading: String, hints: Hints) -> Typed {
        let evidence = Evidence::default();
        Typed { form, heading, hints, evidence, choices: Vec::new(), serials: 0, points: 0, moments: 0, moved: 0 }
    }

    /// Reads one cell; nothing where it is blank, and the error is what was expected.
    pub(super) fn read<'a>(
        &mut self,
        cell: impl Into<Cell<'a>>,
        row: u64,
        rules: &DateRules,
    ) -> Result<Option<Value>, String> {
        let Cell { text, was } = cell.into();
        let cell = cell::tidy(text);
        cell::worked_out(&cell)?;
        if let CellForm::Id = self.form {
            return self.id(&cell, was).map(|id| id.map(Value::Text));
        }
        if cell::is_blank(&cell) || (matches!(self.form, CellForm::Name) && cell::is_blank_name(&cell)) {
            return Ok(None);
        }
        Ok(match self.form {
            CellForm::Id | CellForm::Kept => Some(Value::Text(cell::whole(cell)?)),
            CellForm::Name => Some(Value::Text(cell::whole(cell::plain(cell))?)),
            CellForm::Coded(coding) => Some(Value::Text(coding(&cell::whole(cell::plain(cell))?)?)),
            CellForm::Form(Form::Date) => self.date(&cell, (row, was), rules)?.map(Value::Date),
            CellForm::Form(Form::Text) => Some(Value::Text(cell::whole(cell::plain(cell))?)),
            CellForm::Form(Form::Integer) => Some(Value::Integer(cell::integer(&cell)?)),
            CellForm::Form(Form::Number) => Some(Value::Number(cell::number(&cell)?)),
            CellForm::Form(Form::Choice(list)) => Some(Value::Text(self.choice(cell::plain(cell), list)?.to_owned())),
        })
    }

    /// The column as one whose dates are month first, if its cells so far show it.
    pub(super) fn month_first(&self) -> Option<MonthFirstColumn> {
        let (rows, count) = self.evidence.month_first()?;
        Some(MonthFirstColumn { heading: self.heading.clone(), rows: rows.to_vec(), count })
    }

    /// What the person should know of how the column was read.
    pub(super) fn told(&self) -> Option<String> {
        if self.serials > 0 {
            let cells = counted_as(self.serials, "cell is a number", "cells are numbers");
            return Some(format!(
                "In '{}', {cells} by which a spreadsheet counts days, read as the day meant.",
                self.heading
            ));
        }
        if self.moments > 0 {
            let cells = counted_as(self.moments, "cell is a time", "cells are times");
            let moved = counted_as(self.moved, "is", "are");
            return Some(format!(
                "In '{}', {cells} in UTC or with an offset, read as the day in Britain; {moved} on another day than the one written.",
                self.heading
            ));
        }
        (self.points > 0).then(|| {
            let cells = counted_as(self.points, "id is", "ids are");
            format!("In '{}', {cells} written as a number with .0 behind it, and read without.", self.heading)
        })
    }

    fn id(&mut self, cell: &str, was: Option<&Was>) -> Result<Option<String>, String> {
        if self.hints.pointed
            && let Some(whole) = without_point(cell)
        {
            self.points += 1;
            return Ok(Some(whole.to_owned()));
        }
        id::read(cell, was)
    }

    /// The column as one whose days and months a spreadsheet of another country swapped, if its cells so far show it.
    pub(super) fn swapped(&self) -> Option<SwappedColumn> {
        let (rows, count) = self.evidence.swapped()?;
        Some(SwappedColumn { heading: self.heading.clone(), rows: rows.to_vec(), count })
    }

    fn date(
        &mut self,
        cell: &str,
        (row, was): (u64, Option<&Was>),
        rules: &DateRules,
    ) -> Result<Option<NaiveDate>, String> {
        if let Some(epoch) = self.hints.days_from
            && let Some(days) = dates::serial_figures(cell)
        {
            self.serials += 1;
            return rules.of_serial(epoch, days);
        }
        let (date, leaning) = rules.read(cell);
        if let (Some(Was::Day), Ok(Some(day))) = (was, &date) {
            self.evidence.note_real(row, *day);
        } else if rules.order == DateOrder::Dmy {
            self.evidence.note(row, leaning);
        }
        match (british_day(cell), &date) {
            (Some(day), Ok(Some(written))) => {
                self.moments += 1;
                self.moved += u64::from(day != *written);
                Ok(Some(day))
            }
            _ => date,
        }
    }

    fn choice(&mut self, cell: Cow<'_, str>, list: &'static [Choice]) -> Result<&'static str, String> {
        if let Some((_, known)) = self.choices.iter().find(|(spelling, _)| *spelling == cell) {
            return Ok(known);
        }
        let found = cell::choice(list, &cell)?;
        if self.choices.len() < SPELLINGS {
            self.choices.push((cell.into_owned(), found));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> DateRules {
        DateRules::new(DateOrder::Dmy, None, NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
    }

    fn read(form: CellForm, hints: Hints, cell: &str) -> Result<Option<String>, String> {
        Typed::new(form, "Heading".to_owned(), hints).read(cell, 2, &rules()).map(|value| value.map(|v| v.as_text()))
    }

    // Excel's own number for 2 November 2026 is 46328, and for 31 October 2023 it is 45230.
    #[test]
    fn a_spreadsheets_number_is_a_day_only_where_the_column_or_the_file_says_so() {
        let date = CellForm::Form(Form::Date);
        let serial = Hints::of(["46328", "", "45230.5"].into_iter(), None);
        assert_eq!(read(date, serial, "46328"), Ok(Some("2026-11-02".to_owned())));
        assert_eq!(read(date, serial, "45230.5"), Ok(Some("2023-10-31".to_owned())));
        let mixed = Hints::of(["46328", "02/11/2026"].into_iter(), None);
        assert!(read(date, mixed, "46328").unwrap_err().contains("spreadsheet's own number"));
        let workbook = Hints::of(["46328", "02/11/2026"].into_iter(), NaiveDate::from_ymd_opt(1904, 1, 1));
        assert_eq!(read(date, workbook, "44866"), Ok(Some("2026-11-02".to_owned())));
        assert!(read(date, serial, "99999").is_err());
    }

    #[test]
    fn ids_that_were_taken_for_numbers_lose_their_point_where_all_have_one() {
        let all = Hints::of(["1.0", "", "22.0"].into_iter(), None);
        assert_eq!(read(CellForm::Id, all, "1.0"), Ok(Some("1".to_owned())));
        assert_eq!(read(CellForm::Id, all, "0071"), Ok(Some("0071".to_owned())));
        let some = Hints::of(["1.0", "1.1"].into_iter(), None);
        assert_eq!(read(CellForm::Id, some, "1.0"), Ok(Some("1.0".to_owned())));
    }

    #[test]
    fn ids_codes_and_names_are_written_plainly_and_notes_as_they_are() {
        let cell = "Dustin\u{a0}O\u{2019}Hara";
        assert_eq!(read(CellForm::Form(Form::Text), Hints::default(), cell), Ok(Some("Dustin O'Hara".to_owned())));
        assert_eq!(read(CellForm::Id, Hints::default(), cell), Ok(Some("Dustin O'Hara".to_owned())));
        assert_eq!(read(CellForm::Kept, Hints::default(), cell), Ok(Some(cell.to_owned())));
    }

    #[test]
    fn what_a_spreadsheet_could_not_work_out_is_refused() {
        for form in [CellForm::Id, CellForm::Kept, CellForm::Form(Form::Date)] {
            for cell in ["#REF!", "#DIV/0!", "#value!", "=(formula without a result)"] {
                assert!(read(form, Hints::default(), cell).is_err(), "{cell}");
            }
            assert_eq!(read(form, Hints::default(), "#N/A"), Ok(None));
        }
    }
}
