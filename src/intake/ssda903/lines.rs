//! One row of a table of the return, and the typed line that it is.

use chrono::NaiveDate;

use super::codes;
use super::rules::Rule;
use super::tables::{At, Table};
use crate::intake::family::MemberRow;
use crate::intake::fault::{Fault, Warning};
use crate::intake::headings::key;
use crate::model::Value;

/// One row, its cells read.
pub(super) struct Raw {
    pub(super) at: At,
    table: Table,
    values: Vec<Option<Value>>,
    faults: Vec<Fault>,
}

/// Columns whose faults do not refuse a row: the rest of it is as good without them.
const SPARED: [&str; 2] = ["DOB", "PL_DISTANCE"];

impl Raw {
    /// A row, and what is told of cells that it can do without.
    pub(super) fn new(table: Table, row: MemberRow) -> (Raw, Vec<Warning>) {
        let spared = |fault: &Fault| {
            let named = |name: &str| key(name) == key(&fault.column);
            table != Table::Header && SPARED.iter().any(|name| named(name))
        };
        let (told, faults): (Vec<Fault>, Vec<Fault>) = row.faults.into_iter().partition(spared);
        let at = At { source: row.table, row: row.row };
        let told = told.into_iter().map(|fault| Rule::Unread.broken(fault)).collect();
        (Raw { at, table, values: row.values, faults }, told)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(self.table.place(name)?)?.as_ref()
    }

    /// The cell's text, where it holds any.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(Value::as_text)
    }

    /// The cell's code, in capitals and without the fraction of a number.
    fn code(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| codes::plain(&text).to_uppercase())
    }

    /// The cell's day, where it holds one that can be read.
    pub(super) fn day(&self, name: &str) -> Option<NaiveDate> {
        if let Some(Value::Date(day)) = self.value(name) { Some(*day) } else { None }
    }

    fn number(&self, name: &str) -> Option<f64> {
        if let Some(Value::Number(number)) = self.value(name) { Some(*number) } else { None }
    }

    /// The fault of a cell that cannot be read.
    fn fault(&self, name: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| key(&fault.column) == key(name))
    }

    /// The child and the day that the row cannot do without, or all that is wrong with the row. A fault of the day is one
    /// against this rule of the return.
    fn child_and_day(&self, name: &str, rule: Option<Rule>) -> Result<(String, NaiveDate), Vec<Fault>> {
        let mut faults = self.faults.clone();
        if self.day(name).is_none() && self.fault(name).is_none() {
            faults.push(Fault::new(self.at.row, name, "", "expected a date such as 02/11/2026"));
        }
        for fault in faults.iter_mut().filter(|fault| key(&fault.column) == key(name)) {
            fault.reason = rule.map_or(fault.reason.clone(), |rule| rule.refuses(&fault.reason));
        }
        match (self.child(), self.day(name)) {
            (Ok(child), Some(day)) if faults.is_empty() => Ok((child, day)),
            (Err(fault), _) if faults.iter().all(|other| other.column != fault.column) => {
                faults.insert(0, fault);
                Err(faults)
            }
            _ => Err(faults),
        }
    }

    /// The child, without whom no row of the return says anything.
    fn child(&self) -> Result<String, Fault> {
        self.text("CHILD").ok_or_else(|| Fault::new(self.at.row, "CHILD", "", "expected the child's id"))
    }

    /// The child, where the row has no fault.
    fn sound(&self) -> Result<String, Vec<Fault>> {
        match self.child() {
            Ok(child) if self.faults.is_empty() => Ok(child),
            Err(fault) if self.fault("CHILD").is_none() => Err([vec![fault], self.faults.clone()].concat()),
            _ => Err(self.faults.clone()),
        }
    }

    /// The child's id, if it can be read, whatever else is wrong.
    pub(super) fn child_if_read(&self) -> Option<String> {
        self.text("CHILD")
    }

    /// The last day in the row that is not after another; births, and the end of a status that lies ahead, left out.
    pub(super) fn latest_day(&self, today: NaiveDate) -> Option<NaiveDate> {
        let cells = self.table.member().columns.iter().zip(&self.values);
        cells
            .filter(|(column, _)| !matches!(column.name, "DOB" | "DUC"))
            .filter_map(|(_, value)| if let Some(Value::Date(day)) = value { Some(*day) } else { None })
            .filter(|day| *day <= today)
            .max()
    }
}

/// A child, as Header has it.
#[derive(Clone, Debug)]
pub(super) struct HeaderLine {
    pub(super) at: At,
    pub(super) child: String,
    pub(super) born: Option<NaiveDate>,
    /// SEX, ETHNIC and MOTHER in capitals, of whatever list.
    pub(super) sex: Option<String>,
    pub(super) ethnicity: Option<String>,
    pub(super) mother: Option<String>,
}

/// A stretch of care in which nothing changed: one placement under one legal status.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Episode {
    pub(super) at: At,
    pub(super) began: NaiveDate,
    pub(super) ended: Option<NaiveDate>,
    /// RNE, LS, CIN, PLACE, PLACE_PROVIDER, REC: in capitals, of whatever list.
    pub(super) new_episode: Option<String>,
    pub(super) legal_status: Option<String>,
    pub(super) need: Option<String>,
    pub(super) placement: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) reason_ended: Option<String>,
    pub(super) urn: Option<String>,
    pub(super) distance: Option<f64>,
    pub(super) out_of_area: Option<bool>,
}

/// A review.
#[derive(Clone, Debug)]
pub(super) struct ReviewLine {
    pub(super) at: At,
    pub(super) child: String,
    pub(super) held: NaiveDate,
    pub(super) participation: Option<&'static str>,
    /// The date of birth as Reviews gives it.
    pub(super) born: Option<NaiveDate>,
}

/// What a table with one row a child says of a child.
#[derive(Clone, Debug)]
pub(super) struct Once {
    pub(super) at: At,
    pub(super) ended: Option<NaiveDate>,
    /// What is kept under the column's own name.
    pub(super) extra: Vec<(&'static str, String)>,
}

/// Something of a child that began, and may have ended.
#[derive(Clone, Debug)]
pub(super) struct Spell {
    pub(super) at: At,
    pub(super) what: Option<String>,
    pub(super) began: NaiveDate,
    pub(super) ended: Option<NaiveDate>,
}

impl HeaderLine {
    pub(super) fn of(raw: &Raw) -> Result<HeaderLine, Vec<Fault>> {
        let child = raw.sound()?;
        let [sex, ethnicity, mother] = ["SEX", "ETHNIC", "MOTHER"].map(|column| raw.code(column));
        Ok(HeaderLine { at: raw.at, child, born: raw.day("DOB"), sex, ethnicity, mother })
    }

    /// Whether two rows say the same of a child.
    pub(super) fn says_as(&self, other: &HeaderLine) -> bool {
        let said = |line: &HeaderLine| {
            let gender = line.sex.as_ref().map(|code| codes::sex(code).unwrap_or_else(|_| code.clone()));
            (line.born, gender, line.ethnicity.clone(), line.mother.clone())
        };
        said(self) == said(other)
    }
}

impl Episode {
    pub(super) fn of(raw: &Raw) -> Result<(String, Episode), Vec<Fault>> {
        let (child, began) = raw.child_and_day("DECOM", Some(Rule::Began))?;
        in_order(raw, began, "DEC")?;
        let episode = Episode {
            at: raw.at,
            began,
            ended: raw.day("DEC"),
            new_episode: raw.code("RNE"),
            legal_status: raw.code("LS"),
            need: raw.code("CIN"),
            placement: raw.code("PLACE"),
            provider: raw.code("PLACE_PROVIDER"),
            reason_ended: raw.code("REC"),
            urn: raw.code("URN"),
            distance: raw.number("PL_DISTANCE"),
            out_of_area: raw.code("PL_LOCATION").and_then(|code| match code.as_str() {
                "OUT" => Some(true),
                "IN" => Some(false),
                _ => None,
            }),
        };
        Ok((child, episode))
    }

    /// Whether two rows say the same of an episode.
    pub(super) fn says_as(&self, other: &Episode) -> bool {
        *self == Episode { at: self.at, ..other.clone() }
    }
}

impl ReviewLine {
    pub(super) fn of(raw: &Raw) -> Result<ReviewLine, Vec<Fault>> {
        let found = raw.child_and_day("REVIEW", Some(Rule::Held));
        let cell = raw.text("REVIEW_CODE");
        let code = cell.as_deref().map(|cell| codes::find(codes::PARTICIPATION, cell).ok_or(cell)).transpose();
        match (found, code) {
            (Ok((child, held)), Ok(code)) => {
                let participation = code.map(|code| code.code);
                Ok(ReviewLine { at: raw.at, child, held, participation, born: raw.day("DOB") })
            }
            (Err(faults), Ok(_)) => Err(faults),
            (found, Err(cell)) => {
                let reason = Rule::Participation.refuses("expected one of PN0, PN1, PN2, PN3, PN4, PN5, PN6 or PN7");
                let mut faults = found.err().unwrap_or_default();
                faults.push(Fault::new(raw.at.row, "REVIEW_CODE", cell, reason));
                Err(faults)
            }
        }
    }
}

impl Once {
    /// Reads the child, when it ended, and what is kept under the names of the columns.
    pub(super) fn of(raw: &Raw, ended: &str, kept: &[&'static str]) -> Result<(String, Once), Vec<Fault>> {
        let child = raw.sound()?;
        let extra = kept.iter().filter_map(|name| Some((*name, raw.text(name)?))).collect();
        Ok((child, Once { at: raw.at, ended: raw.day(ended), extra }))
    }
}

impl Spell {
    /// Reads the child, what it was, and from when to when.
    pub(super) fn of(raw: &Raw, what: &str, began: &str, ended: &str) -> Result<(String, Spell), Vec<Fault>> {
        let (child, first) = raw.child_and_day(began, None)?;
        in_order(raw, first, ended)?;
        Ok((child, Spell { at: raw.at, what: raw.code(what), began: first, ended: raw.day(ended) }))
    }
}

/// Refuses a row that ends before it begins.
fn in_order(raw: &Raw, began: NaiveDate, ended: &str) -> Result<(), Vec<Fault>> {
    match raw.day(ended) {
        Some(day) if day < began => {
            let reason = format!("it ends before it begins on {}", crate::calendar::british(began));
            Err(vec![Fault::new(raw.at.row, ended, &crate::calendar::british(day), reason)])
        }
        _ => Ok(()),
    }
}
