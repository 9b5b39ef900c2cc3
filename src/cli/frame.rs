//! A frame as a person asks for it: of which records, with which fields, and a walk along it.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::failure::Failure;
use super::staff::STAFF_FIELDS;
use crate::calendar::Period;
use crate::model::{Cohort, Design, Kind, NOT_RECORDED};
use crate::sampling::Offered;
use crate::search::Query;
use crate::store::{Condition, FieldRef, FrameQuery, FrameTally, Register, Seen};

/// A frame and how it is cut into strata.
pub(super) struct Frame {
    /// What kind of record.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The condition.
    pub condition: Option<Condition>,
    /// The words that must occur in the text.
    pub words: Option<Query>,
    /// The newest batch that is looked at.
    pub as_of: i64,
    /// How the sample is drawn.
    pub design: Design,
    /// Spellings of staff that strata read as a person's name.
    pub names: BTreeMap<String, String>,
    /// The stratum of each value that was merged with others; empty before the draw has made its strata.
    pub merged: BTreeMap<String, String>,
    /// Children whose records are left out.
    pub left_out: BTreeSet<String>,
}

/// One record of a frame on a walk along it.
pub(super) struct Step<'a> {
    /// The record as a draw looks at it.
    pub row: Offered<'a>,
    /// The name of its stratum.
    pub stratum: &'a str,
    /// The values of the other fields asked for.
    pub values: Seen<'a>,
}

/// Joins the values of the fields in `--by`, of each of which it is told whether it holds names of staff.
fn join(seen: &Seen<'_>, staff: &[bool], names: &BTreeMap<String, String>, joined: &mut String) -> Result<(), Failure> {
    joined.clear();
    for (place, is_staff) in staff.iter().enumerate() {
        if place > 0 {
            joined.push_str(" | ");
        }
        let value = seen.value(place)?;
        let name = value.filter(|_| *is_staff).and_then(|spelling| names.get(spelling)).map(String::as_str);
        joined.push_str(name.or(value).unwrap_or(NOT_RECORDED));
    }
    Ok(())
}

impl Frame {
    /// The fields of `--by`, then the one that gives sizes.
    pub(super) fn fields(&self) -> Result<Vec<FieldRef>, Failure> {
        let by = self.design.by.iter().map(|name| by_field(name, self.kind));
        by.chain(self.design.size_field.iter().map(|name| field_of("--size-field", name, self.kind))).collect()
    }

    /// Of each field of `--by`, whether it holds names of staff.
    pub(super) fn staff_fields(&self) -> Vec<bool> {
        self.design.by.iter().map(|field| STAFF_FIELDS.contains(&field.as_str())).collect()
    }

    /// The frame with these fields, and with each record's child where that is wanted.
    pub(super) fn query<'a>(&'a self, fields: &'a [FieldRef], child: bool) -> FrameQuery<'a> {
        FrameQuery {
            kind: self.kind,
            period: &self.period,
            condition: self.condition.as_ref(),
            words: self.words.as_ref(),
            child,
            fields,
            as_of: self.as_of,
            any_day: self.design.cohort == Cohort::Any,
        }
    }

    /// Walks along the frame with the fields that the design needs, and any others.
    pub(super) fn walk(
        &self,
        register: &Register,
        others: &[FieldRef],
        mut each: impl FnMut(&Step<'_>) -> Result<(), Failure>,
    ) -> Result<FrameTally, Failure> {
        let mut fields = self.fields()?;
        let (by, own) = (self.design.by.len(), fields.len());
        let staff = self.staff_fields();
        fields.extend_from_slice(others);
        let query = self.query(&fields, true);
        let mut left_out = 0;
        let mut joined = String::new();
        let mut tally = register.stream_frame(&query, |seen| {
            let child = seen.child()?;
            if child.is_some_and(|child| self.left_out.contains(child)) {
                left_out += 1;
                return Ok(());
            }
            join(&seen, &staff, &self.names, &mut joined)?;
            let stratum = match self.design.is_stratified() {
                true => self.merged.get(&joined).map_or(joined.as_str(), String::as_str),
                false => "",
            };
            let size = if by < own { seen.value(by)? } else { None };
            let row = Offered { record: seen.record()?, child, by: &joined, size };
            each(&Step { row, stratum, values: seen.from_value(own) })
        })?;
        tally.frame -= left_out;
        tally.left_out = left_out;
        Ok(tally)
    }

    /// Refuses a frame that needs a field which no record of the population has.
    pub(super) fn must_have_fields(&self, register: &Register) -> Result<(), Failure> {
        let lacking = register.fields_lacking(&self.query(&self.fields()?, false))?;
        let Some(field) = lacking.first() else { return Ok(()) };
        Err(Failure::person(format!(
            "no record of the {} of {} has a value of '{field}', which the plan needs; nothing was drawn",
            self.kind.plural(),
            self.period.label()
        ))
        .hint(match field.trim_start_matches("child.") {
            "oversights_12m" => "Import the oversights of the twelve months that end with the period first".to_owned(),
            name => {
                format!("Import an extract that has it; how a column is told to be {name}: dipsample import --help")
            }
        }))
    }

    /// Says where the frame rests on a count of twelve months' oversights and the register does not hold all of these months.
    pub(super) fn tell_months(&self, register: &Register, context: &mut Context<'_>) -> Result<(), Failure> {
        let months = register.months_without_oversights(&self.query(&[], false))?;
        if !months.is_empty() {
            context.notice(&format!(
                "Careful: the register holds no oversight of {} of the months that oversights_12m counts ({}). If oversights were made in them, the \
                 count is too low, and the frame holds children whom it should not: import these months first.",
                months.len(),
                months.join(", ")
            ));
        }
        Ok(())
    }
}

/// Reads the words that must occur in the text of a kind of record.
pub(super) fn words(typed: Option<&str>, kind: Kind) -> Result<Option<Query>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    if kind.position("text").is_none() {
        return Err(Failure::person(format!(
            "--words: {} have no text in which words could be looked for",
            kind.plural()
        ))
        .hint("Look for words in the records about them, as with --kind oversight"));
    }
    Ok(Some(Query::parse(typed)?))
}

/// Reads a field that is counted or cut into strata by.
pub(super) fn by_field(name: &str, kind: Kind) -> Result<FieldRef, Failure> {
    field_of("--by", name, kind)
}

fn field_of(flag: &str, name: &str, kind: Kind) -> Result<FieldRef, Failure> {
    FieldRef::parse(name, kind).map_err(|error| {
        let mut failure = Failure::from(error);
        failure.message = failure.message.replacen("--where", flag, 1);
        failure
    })
}
