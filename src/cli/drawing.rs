//! From a request to a draw: the frame is fixed and digested first, then a seed is taken, then the cases are picked.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::context::{Context, person_named};
use super::failure::Failure;
use super::staff::{STAFF_FIELDS, Staff};
use crate::calendar::Period;
use crate::model::{Cohort, Design, Kind, NOT_RECORDED, Seed, name_key};
use crate::sampling::{self, Draw, Drawn, FrameDigest, Offered, Scheme, Slot, Survey};
use crate::search::Query;
use crate::store::{CaseRow, Condition, FieldRef, FrameQuery, FrameTally, PersonRow, Register, Seen};

/// More untold records than this part of the population refuse a draw.
const UNTOLD_PART: u64 = 5;

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

/// What a first walk along the frame tells.
pub(super) struct Fixed {
    /// Its counts.
    pub tally: FrameTally,
    /// Its digest.
    pub sha256: String,
    /// How it is drawn from, as far as no seed is needed.
    pub scheme: Scheme,
}

impl Frame {
    /// The fields of `--by`, then the one that gives sizes.
    fn fields(&self) -> Result<Vec<FieldRef>, Failure> {
        let by = self.design.by.iter().map(|name| by_field(name, self.kind));
        by.chain(self.design.size_field.iter().map(|name| field_of("--size-field", name, self.kind))).collect()
    }

    fn query<'a>(&'a self, fields: &'a [FieldRef]) -> FrameQuery<'a> {
        FrameQuery {
            kind: self.kind,
            period: &self.period,
            condition: self.condition.as_ref(),
            words: self.words.as_ref(),
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
        fields.extend_from_slice(others);
        let mut joined = String::new();
        register.stream_frame(&self.query(&fields), |seen| {
            self.join(&seen, &mut joined)?;
            let stratum = match self.design.is_stratified() {
                true => self.merged.get(&joined).map_or(joined.as_str(), String::as_str),
                false => "",
            };
            let size = if by < own { seen.value(by)? } else { None };
            let row = Offered { record: seen.record()?, child: seen.child()?, by: &joined, size };
            each(&Step { row, stratum, values: seen.from_value(own) })
        })
    }

    /// Joins the values of the fields in `--by`.
    fn join(&self, seen: &Seen<'_>, joined: &mut String) -> Result<(), Failure> {
        joined.clear();
        for (place, field) in self.design.by.iter().enumerate() {
            if place > 0 {
                joined.push_str(" | ");
            }
            let value = seen.value(place)?.unwrap_or(NOT_RECORDED);
            let person = STAFF_FIELDS.contains(&field.as_str()).then(|| self.names.get(value)).flatten();
            joined.push_str(person.map_or(value, String::as_str));
        }
        Ok(())
    }

    /// Fixes the frame: counts it, takes its digest, and makes the scheme of the draw.
    pub(super) fn fix(&self, register: &Register, allow_unknown: bool) -> Result<Fixed, Failure> {
        let mut digest = FrameDigest::default();
        let mut survey = Survey::new(&self.design);
        let mut tally = self.walk(register, &[], |step| {
            digest.feed(step.row.record);
            survey.see(step.row);
            Ok(())
        })?;
        if self.kind != Kind::Child {
            tally.not_in_newest = register.not_in_newest(self.kind, &self.period)?;
        }
        self.check(&tally, allow_unknown)?;
        Ok(Fixed { tally, sha256: digest.finish(), scheme: survey.scheme()? })
    }

    /// Learns how the list of people reads the spellings in the frame's staff fields.
    pub(super) fn learn_names(&mut self, register: &Register, staff: &Staff) -> Result<(), Failure> {
        let of_staff: Vec<FieldRef> =
            self.fields()?.into_iter().filter(|field| STAFF_FIELDS.contains(&field.name.as_str())).collect();
        if of_staff.is_empty() {
            return Ok(());
        }
        let mut spellings: HashSet<String> = HashSet::new();
        register.stream_frame::<Failure>(&self.query(&of_staff), |seen| {
            for place in 0..of_staff.len() {
                if let Some(spelling) = seen.value(place)?.filter(|spelling| !spellings.contains(*spelling)) {
                    spellings.insert(spelling.to_owned());
                }
            }
            Ok(())
        })?;
        let named = spellings.into_iter().map(|spelling| (staff.name(&spelling), spelling));
        let names =
            named.filter(|(name, spelling)| name != spelling).map(|(name, spelling)| (spelling, name)).collect();
        self.names = names;
        Ok(())
    }

    /// Picks the cases.
    pub(super) fn draw(&self, register: &Register, seed: &Seed, fixed: &Fixed) -> Result<Drawn, Failure> {
        let mut draw = Draw::new(seed, &fixed.scheme);
        self.walk(register, &[], |step| {
            draw.offer(step.row);
            Ok(())
        })?;
        Ok(draw.finish())
    }

    /// Refuses a frame that is empty, or of which too much cannot be told.
    fn check(&self, tally: &FrameTally, allow_unknown: bool) -> Result<(), Failure> {
        let FrameTally { population, frame, unknown, .. } = *tally;
        let fields = untold(tally);
        if population == 0 {
            return Err(Failure::person(format!(
                "the register holds no {} of {}",
                self.kind.plural(),
                self.period.label()
            ))
            .hint("Import the extract of that period first, or give another --period"));
        }
        if unknown * UNTOLD_PART > population && !allow_unknown {
            return Err(Failure::person(format!(
                "for {unknown} of {population} {} it cannot be told whether they belong to the frame, because a field is blank ({fields})",
                self.kind.plural()
            ))
            .hint("That is more than a fifth: the sample would speak for the others only. Import an extract that has the field,")
            .hint("or leave the condition out, or add --allow-unknown to draw all the same; the manifest will say so"));
        }
        if frame == 0 {
            return Err(Failure::person(format!(
                "the frame is empty: none of {population} {} of {} fits{}",
                self.kind.plural(),
                self.period.label(),
                if self.words.is_some() { "" } else { " the condition" }
            ))
            .hint(match (&self.condition, &self.words) {
                (None, Some(_)) => "Look for other words (--words), or give another --period",
                (Some(_), Some(_)) => "Change the condition (--where) or the words (--words), or give another --period",
                _ => "Change the condition (--where), or give another --period",
            }));
        }
        Ok(())
    }
}

/// The fields that are blank where the frame cannot be told, in words.
pub(super) fn untold(tally: &FrameTally) -> String {
    tally.unknown_fields.iter().map(|(field, count)| format!("{field}: {count}")).collect::<Vec<_>>().join(", ")
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

/// A new seed: 20 digits from the operating system. Each digit comes from a byte under 250, so that all are equally likely.
pub(super) fn new_seed(context: &mut Context<'_>) -> Result<Seed, Failure> {
    let mut digits = String::new();
    while digits.len() < Seed::DIGITS {
        let bytes: [u8; 32] = context
            .desk
            .random()
            .map_err(|error| Failure::ours(format!("the computer gave no random numbers: {error}")))?;
        digits.extend(bytes.iter().filter(|&&byte| byte < 250).map(|byte| char::from(b'0' + byte % 10)));
    }
    digits.truncate(Seed::DIGITS);
    Ok(Seed::new(&digits)?)
}

/// Who grades what.
pub(super) struct Roster {
    auditors: Vec<PersonRow>,
    people: Vec<PersonRow>,
    double: u64,
}

impl Roster {
    /// Finds the auditors on the list, and how many cases are to be graded twice.
    pub(super) fn new(people: &[PersonRow], names: &[String], double: u64) -> Result<Roster, Failure> {
        let auditors = names.iter().map(|name| person_named(people, name.trim())).collect::<Result<Vec<_>, _>>()?;
        let again =
            auditors.iter().enumerate().find(|(place, row)| auditors[..*place].iter().any(|other| other.id == row.id));
        if let Some((_, row)) = again {
            return Err(Failure::person(format!("--auditors names {} twice", row.person.name)));
        }
        if double > 0 && auditors.len() == 1 {
            return Err(Failure::person("two different people must grade a case twice; name at least two auditors"));
        }
        Ok(Roster { auditors, people: people.to_vec(), double })
    }

    /// How many cases are to be graded twice.
    pub(super) fn twice(&self) -> u64 {
        self.double
    }

    /// Gives the cases out.
    pub(super) fn give(&self, kind: Kind, seed: &Seed, drawn: &Drawn, cases: &mut [CaseRow]) -> Result<(), Failure> {
        let twice = match self.double {
            0 => BTreeSet::new(),
            double => sampling::twice(seed, &drawn.strata, &drawn.cases, double)
                .map_err(|error| Failure::person(error.to_string()))?,
        };
        for case in cases.iter_mut() {
            case.twice = twice.contains(&case.case.case);
        }
        if self.auditors.is_empty() {
            return Ok(());
        }
        let first: Vec<Slot> = cases.iter().map(|case| self.slot(kind, case, None)).collect();
        let given = self.share_out(&first)?;
        for (case, auditor) in cases.iter_mut().zip(&given) {
            case.auditor = Some(self.auditors[*auditor].id);
        }
        let mut doubled: Vec<&mut CaseRow> = cases.iter_mut().filter(|case| case.twice).collect();
        let second: Vec<Slot> = doubled.iter().map(|case| self.slot(kind, case, case.auditor)).collect();
        let given = self.share_out(&second)?;
        for (case, auditor) in doubled.iter_mut().zip(&given) {
            case.second_auditor = Some(self.auditors[*auditor].id);
        }
        Ok(())
    }

    fn share_out(&self, slots: &[Slot]) -> Result<Vec<usize>, Failure> {
        sampling::share_out(slots, self.auditors.len()).map_err(|slot| {
            Failure::person(format!(
                "none of the auditors may grade case {}: it is their own work, or a declared conflict",
                slot.case
            ))
            .hint("Name another auditor")
        })
    }

    fn slot(&self, kind: Kind, case: &CaseRow, other: Option<i64>) -> Slot {
        let permitted = (0..self.auditors.len())
            .filter(|&place| {
                let auditor = &self.auditors[place];
                Some(auditor.id) != other && bar(&self.people, auditor, kind, case).is_none()
            })
            .collect();
        Slot { case: case.case.case, permitted }
    }
}

/// Why a person may not grade a case, if they may not: it is their own work, or a declared conflict with whose work it is.
pub(super) fn bar(people: &[PersonRow], auditor: &PersonRow, kind: Kind, case: &CaseRow) -> Option<String> {
    let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
    let own = |field: &str| case.record.text_of(kind, field);
    // Where the record names its IRO that is whose work it is; else the child's IRO of the day.
    let workers = [own("iro").or_else(|| of_child("iro")), own("worker").or_else(|| of_child("worker"))];
    for spelling in workers.into_iter().flatten() {
        if auditor.person.answers_to(&spelling) {
            return Some(format!("it is the work of {}, and nobody grades their own", auditor.person.name));
        }
        let worker = people.iter().find(|row| row.person.answers_to(&spelling));
        let is_worker = |name: &String| match worker {
            Some(worker) => worker.person.answers_to(name),
            None => name_key(name) == name_key(&spelling),
        };
        let by_auditor = auditor.person.conflicts.iter().any(is_worker);
        let by_worker =
            worker.is_some_and(|row| row.person.conflicts.iter().any(|name| auditor.person.answers_to(name)));
        if by_auditor || by_worker {
            let worker = worker.map_or(spelling.as_str(), |row| row.person.name.as_str());
            return Some(format!("a conflict between {} and {worker} is declared", auditor.person.name));
        }
    }
    None
}
