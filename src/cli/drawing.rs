//! From a frame to a draw: the frame is fixed and digested first, then a seed is taken, then the cases are picked.
//!
//! A large frame is walked along by as many threads as the computer runs at a time, each its own stretch; what they find is
//! put together in the order of the references, so that it is the same however many there were.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::resume_unwind;
use std::thread;

use super::context::Context;
use super::failure::Failure;
use super::frame::Frame;
use super::staff::Staff;
use crate::model::{Kind, NOT_RECORDED, Seed};
use crate::sampling::{Draw, DrawError, Drawn, FrameDigest, Offered, Scheme, Survey};
use crate::store::{FrameTally, Register, Seen, Walk};

/// More untold records than this part of the population refuse a draw.
const UNTOLD_PART: u64 = 5;
/// The references of a frame are kept in at most so many bytes between its survey and the draw; a larger one is walked along again.
const KEPT: usize = 64 << 20;
/// More threads than these would wait for the disk.
const MOST_THREADS: usize = 8;
/// Stands between the spellings of several fields.
const APART: char = '\u{1f}';

/// What a first walk along the frame tells.
pub(super) struct Fixed {
    /// Its counts.
    pub tally: FrameTally,
    /// Its digest.
    pub sha256: String,
    /// How it is drawn from, as far as no seed is needed.
    pub scheme: Scheme,
}

/// What was found on a walk along a frame, or a stretch of one.
struct Found {
    tally: FrameTally,
    digest: FrameDigest,
    survey: Survey,
    /// Spellings in fields of staff that are read as something else.
    names: BTreeMap<String, String>,
}

impl Found {
    /// Takes in what was found on the stretch that follows.
    fn take_in(&mut self, following: Found) {
        self.tally.add(&following.tally);
        self.survey.take_in(following.survey);
        self.names.extend(following.names);
    }
}

/// How spellings of staff are read.
#[derive(Clone, Copy)]
enum Reading<'a> {
    /// As they were learnt.
    Learnt(&'a BTreeMap<String, String>),
    /// By the list of people.
    List(&'a Staff),
}

impl Reading<'_> {
    fn name(&self, spelling: &str) -> String {
        match self {
            Reading::Learnt(names) => names.get(spelling).map_or(spelling, String::as_str).to_owned(),
            Reading::List(staff) => staff.name(spelling),
        }
    }

    /// The name of a record's stratum from its first fields, of each of which it is told whether it holds names of staff.
    fn stratum(&self, seen: &Seen<'_>, staff: &[bool], learnt: &mut BTreeMap<String, String>) -> String {
        let mut names = Vec::with_capacity(staff.len());
        for (place, is_staff) in staff.iter().enumerate() {
            // That it can be read was seen when it was spelt.
            let spelling = seen.value(place).ok().flatten().unwrap_or(NOT_RECORDED);
            let name = if *is_staff { self.name(spelling) } else { spelling.to_owned() };
            if name != spelling {
                learnt.insert(spelling.to_owned(), name.clone());
            }
            names.push(name);
        }
        names.join(" | ")
    }
}

impl Frame {
    /// Fixes the frame: counts it, takes its digest, and makes the scheme of the draw. With a list of people it learns how the
    /// list reads the spellings in the frame's fields of staff; without, they are read as they were learnt.
    pub(super) fn fix(
        &mut self,
        register: &Register,
        staff: Option<&Staff>,
        allow_unknown: bool,
    ) -> Result<Fixed, Failure> {
        let reading = staff.map_or(Reading::Learnt(&self.names), Reading::List);
        let Found { mut tally, digest, survey, names } = self.find(register, reading)?;
        if staff.is_some() {
            self.names = names;
        }
        if self.kind != Kind::Child {
            tally.not_in_newest = register.not_in_newest(self.kind, &self.period)?;
        }
        self.check(&tally, allow_unknown)?;
        let scheme = survey.scheme().map_err(|error| too_few(error, &tally))?;
        Ok(Fixed { tally, sha256: digest.finish(), scheme })
    }

    /// Whether the first walk asks for each record's child.
    fn wants_child(&self) -> bool {
        self.design.one_per_child || !self.left_out.is_empty()
    }

    fn find(&self, register: &Register, reading: Reading<'_>) -> Result<Found, Failure> {
        let threads = match Survey::can_keep(&self.design) {
            true => thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS),
            false => 1,
        };
        match self.find_side_by_side(register, reading, threads)? {
            Some(found) => Ok(found),
            None => self.find_side_by_side(register, reading, 1)?.ok_or_else(|| Failure::ours("a walk found nothing")),
        }
    }

    /// Walks along the frame with so many threads; nothing where its digest asks for references that were too many to be kept.
    fn find_side_by_side(
        &self,
        register: &Register,
        reading: Reading<'_>,
        threads: usize,
    ) -> Result<Option<Found>, Failure> {
        let fields = self.fields()?;
        let query = self.query(&fields, self.wants_child());
        let walks = register.walks(&query, threads)?;
        let most = KEPT / walks.len().max(1);
        if let [walk] = walks.as_slice() {
            return self.find_along(walk, reading, most, true).map(Some);
        }
        let found: Vec<Result<Found, Failure>> = thread::scope(|scope| {
            let along: Vec<_> = walks
                .into_iter()
                .map(|walk| scope.spawn(move || self.find_along(&walk, reading, most, false)))
                .collect();
            along.into_iter().map(|one| one.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        });
        let mut found = found.into_iter();
        let Some(mut whole) = found.next().transpose()? else { return Ok(None) };
        for following in found {
            whole.take_in(following?);
        }
        let digest = &mut whole.digest;
        Ok(whole.survey.references(|reference| digest.feed(reference)).then_some(whole))
    }

    fn find_along(&self, walk: &Walk<'_>, reading: Reading<'_>, most: usize, digests: bool) -> Result<Found, Failure> {
        let (staff, sized) = (self.staff_fields(), self.design.size_field.is_some());
        let wants_child = self.wants_child();
        let mut survey = Survey::new(&self.design).keeping(most);
        let mut digest = FrameDigest::default();
        let (mut names, mut left_out, mut spelt) = (BTreeMap::new(), 0, String::new());
        let mut tally = walk.go(|seen| {
            let child = if wants_child { seen.child()? } else { None };
            if child.is_some_and(|child| self.left_out.contains(child)) {
                left_out += 1;
                return Ok::<(), Failure>(());
            }
            let record = seen.record()?;
            if digests {
                digest.feed(record.as_bytes());
            }
            spell(&seen, staff.len(), &mut spelt)?;
            let size = if sized { seen.value(staff.len())? } else { None };
            let row = Offered { record, child, by: &spelt, size };
            survey.see_spelt(row, || reading.stratum(&seen, &staff, &mut names));
            Ok(())
        })?;
        tally.frame -= left_out;
        tally.left_out = left_out;
        Ok(Found { tally, digest, survey, names })
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
                "for {unknown} of {population} {} it cannot be told whether they belong to the frame, because {} ({fields})",
                self.kind.plural(),
                why_untold(tally)
            ))
            .hint("That is more than a fifth: the sample would speak for the others only. Import an extract that has what is missing,")
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

/// Writes the values of the first fields of a record beside each other.
fn spell(seen: &Seen<'_>, fields: usize, spelt: &mut String) -> Result<(), Failure> {
    spelt.clear();
    for place in 0..fields {
        if place > 0 {
            // With its length the text before cannot be taken for one with this mark in it.
            let length = spelt.len();
            let _ = write!(spelt, "{APART}{length}{APART}");
        }
        spelt.push_str(seen.value(place)?.unwrap_or(NOT_RECORDED));
    }
    Ok(())
}

/// The fields that are blank where the frame cannot be told, in words.
pub(super) fn untold(tally: &FrameTally) -> String {
    tally.unknown_fields.iter().map(|(field, count)| format!("{field}: {count}")).collect::<Vec<_>>().join(", ")
}

/// Why it cannot be told of records whether they belong to a frame.
pub(super) fn why_untold(tally: &FrameTally) -> &'static str {
    let of_child = tally.unknown_fields.keys().any(|field| field.starts_with("child."));
    let childless = tally.unknown_fields.get("child").copied().unwrap_or_default();
    match (of_child, childless) {
        (true, childless) if childless >= tally.unknown => "their child is not in the register",
        (true, 1..) => "a field is blank or their child is not in the register",
        _ => "a field is blank",
    }
}

/// A new seed: so many digits from the operating system. Each digit comes from a byte under 250, so that all are equally likely.
pub(super) fn new_seed(context: &mut Context<'_>, length: usize) -> Result<Seed, Failure> {
    let mut digits = String::new();
    while digits.len() < length {
        let bytes = context.random::<32>()?;
        digits.extend(bytes.iter().filter(|&&byte| byte < 250).map(|byte| char::from(b'0' + byte % 10)));
    }
    digits.truncate(length);
    Ok(Seed::new(&digits)?)
}
