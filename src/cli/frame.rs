//! From a request to a draw: the frame is fixed and digested first, then a seed is taken, then the cases are picked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::context::Context;
use super::failure::Failure;
use super::staff::{STAFF_FIELDS, Staff};
use crate::calendar::Period;
use crate::model::{Cohort, Design, Kind, NOT_RECORDED, Seed};
use crate::sampling::{Draw, DrawError, Drawn, FrameDigest, Offered, Scheme, Survey};
use crate::search::Query;
use crate::store::{Condition, FieldRef, FrameQuery, FrameTally, Register, Seen};

/// More untold records than this part of the population refuse a draw.
const UNTOLD_PART: u64 = 5;

/// The references of a frame are kept in at most so many bytes between its survey and the draw; a larger one is walked along twice.
const KEPT: usize = 64 << 20;

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

/// How spellings in the fields of staff are read.
enum Names<'a> {
    /// As they were learnt.
    Known(&'a BTreeMap<String, String>),
    /// By the list of people, remembering each.
    Learning(&'a Staff, Learnt),
}

/// Spellings with their places among the names.
#[derive(Default)]
struct Learnt {
    places: HashMap<String, usize>,
    names: Vec<String>,
}

impl Names<'_> {
    fn read<'v>(&'v mut self, spelling: &'v str) -> &'v str {
        match self {
            Names::Known(known) => known.get(spelling).map_or(spelling, String::as_str),
            Names::Learning(staff, learnt) => {
                let place = learnt.places.get(spelling).copied().unwrap_or_else(|| {
                    learnt.names.push(staff.name(spelling));
                    learnt.places.insert(spelling.to_owned(), learnt.names.len() - 1);
                    learnt.names.len() - 1
                });
                &learnt.names[place]
            }
        }
    }

    /// The spellings that are read as something else.
    fn learnt(self) -> Option<BTreeMap<String, String>> {
        let Names::Learning(_, Learnt { places, names }) = self else { return None };
        let read = places.into_iter().map(|(spelling, place)| (spelling, names[place].clone()));
        Some(read.filter(|(spelling, name)| spelling != name).collect())
    }
}

/// Joins the values of the fields in `--by`, of each of which it is told whether it holds names of staff.
fn join(seen: &Seen<'_>, staff: &[bool], names: &mut Names<'_>, joined: &mut String) -> Result<(), Failure> {
    joined.clear();
    for (place, is_staff) in staff.iter().enumerate() {
        if place > 0 {
            joined.push_str(" | ");
        }
        match seen.value(place)? {
            Some(spelling) if *is_staff => joined.push_str(names.read(spelling)),
            value => joined.push_str(value.unwrap_or(NOT_RECORDED)),
        }
    }
    Ok(())
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

    /// The frame with these fields, and with each record's child where that is wanted.
    fn query<'a>(&'a self, fields: &'a [FieldRef], child: bool) -> FrameQuery<'a> {
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
        each: impl FnMut(&Step<'_>) -> Result<(), Failure>,
    ) -> Result<FrameTally, Failure> {
        self.walk_reading(register, others, (&mut Names::Known(&self.names), true), each)
    }

    /// The same, with the way in which names of staff are read, and whether a record's child is wanted.
    fn walk_reading(
        &self,
        register: &Register,
        others: &[FieldRef],
        (names, wants_child): (&mut Names<'_>, bool),
        mut each: impl FnMut(&Step<'_>) -> Result<(), Failure>,
    ) -> Result<FrameTally, Failure> {
        let mut fields = self.fields()?;
        let (by, own) = (self.design.by.len(), fields.len());
        let staff: Vec<bool> = self.design.by.iter().map(|field| STAFF_FIELDS.contains(&field.as_str())).collect();
        fields.extend_from_slice(others);
        let wants_child = wants_child || !self.left_out.is_empty();
        let query = self.query(&fields, wants_child);
        let mut left_out = 0;
        let mut joined = String::new();
        let mut tally = register.stream_frame(&query, |seen| {
            let child = if wants_child { seen.child()? } else { None };
            if child.is_some_and(|child| self.left_out.contains(child)) {
                left_out += 1;
                return Ok(());
            }
            join(&seen, &staff, names, &mut joined)?;
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

    /// Fixes the frame: counts it, takes its digest, and makes the scheme of the draw. With a list of people it learns how the
    /// list reads the spellings in the frame's fields of staff; without, they are read as they were learnt.
    pub(super) fn fix(
        &mut self,
        register: &Register,
        staff: Option<&Staff>,
        allow_unknown: bool,
    ) -> Result<Fixed, Failure> {
        let mut digest = FrameDigest::default();
        let mut survey = Survey::new(&self.design).keeping(KEPT);
        let known = std::mem::take(&mut self.names);
        let mut names = staff.map_or(Names::Known(&known), |staff| Names::Learning(staff, Learnt::default()));
        let tally = self.walk_reading(register, &[], (&mut names, self.design.one_per_child), |step| {
            digest.feed(step.row.record);
            survey.see(step.row);
            Ok(())
        });
        let learnt = names.learnt();
        self.names = learnt.unwrap_or(known);
        let mut tally = tally?;
        if self.kind != Kind::Child {
            tally.not_in_newest = register.not_in_newest(self.kind, &self.period)?;
        }
        self.check(&tally, allow_unknown)?;
        let scheme = survey.scheme().map_err(|error| too_few(error, &tally))?;
        Ok(Fixed { tally, sha256: digest.finish(), scheme })
    }

    /// Picks the cases, from the references as they were kept or on a second walk.
    pub(super) fn draw(&self, register: &Register, seed: &Seed, fixed: &Fixed) -> Result<Drawn, Failure> {
        let mut draw = Draw::new(seed, &fixed.scheme);
        if !draw.offer_kept() {
            self.walk(register, &[], |step| {
                draw.offer(step.row);
                Ok(())
            })?;
            return Ok(draw.finish());
        }
        let mut drawn = draw.finish();
        for case in &mut drawn.cases {
            let version = register.version_at(self.kind, &case.record, &self.period, self.as_of)?;
            case.child = version.and_then(|version| version.record.child);
        }
        Ok(drawn)
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
            return Err(self.empty(tally));
        }
        Ok(())
    }

    /// What is said of an empty frame: what left nothing in it, and how that is changed.
    fn empty(&self, tally: &FrameTally) -> Failure {
        let FrameTally { population, left_out, .. } = *tally;
        let (plural, label) = (self.kind.plural(), self.period.label());
        let narrowed = self.condition.is_some() || self.words.is_some();
        if left_out > 0 {
            let (whole, other) = match narrowed {
                true => (
                    format!("{left_out} of {population} {plural} of {label} fit, and all of these"),
                    ", or change what the frame asks for",
                ),
                false => (format!("all {population} {plural} of {label}"), ""),
            };
            return Failure::person(format!(
                "the frame is empty: {whole} are of children whom --not-audited-for leaves out, because they were in a sample not long ago"
            ))
            .hint(format!("Give fewer months (--not-audited-for), or leave it out{other}"));
        }
        let fits = match (&self.condition, self.words.is_some()) {
            (_, true) => " fits",
            (Some(_), false) => " fits the condition",
            (None, false) => " can be drawn from",
        };
        Failure::person(format!("the frame is empty: none of {population} {plural} of {label}{fits}")).hint(
            match (&self.condition, &self.words) {
                (None, Some(_)) => "Look for other words (--words), or give another --period",
                (Some(_), Some(_)) => "Change the condition (--where) or the words (--words), or give another --period",
                (Some(_), None) => "Change the condition (--where), or give another --period",
                (None, None) => "Give another --period",
            },
        )
    }
}

/// A draw that cannot be made, with what was left out where the frame is too small for it.
fn too_few(error: DrawError, tally: &FrameTally) -> Failure {
    let too_small = matches!(error, DrawError::LargerThanFrame { .. } | DrawError::LargerThanChildren { .. });
    let failure = Failure::from(error);
    match tally.left_out {
        left_out if too_small && left_out > 0 => failure.hint(format!(
            "--not-audited-for leaves {left_out} out, because their children were in a sample not long ago: fewer months leave fewer out"
        )),
        _ => failure,
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

/// A new seed: so many digits from the operating system. Each digit comes from a byte under 250, so that all are equally likely.
pub(super) fn new_seed(context: &mut Context<'_>, length: usize) -> Result<Seed, Failure> {
    let mut digits = String::new();
    while digits.len() < length {
        let bytes: [u8; 32] = context
            .desk
            .random()
            .map_err(|error| Failure::ours(format!("the computer gave no random numbers: {error}")))?;
        digits.extend(bytes.iter().filter(|&&byte| byte < 250).map(|byte| char::from(b'0' + byte % 10)));
    }
    digits.truncate(length);
    Ok(Seed::new(&digits)?)
}
