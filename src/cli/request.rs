//! What was typed, understood: from the flags of a draw (and its plan) to frame, rubric, seed, roster and name.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::commands::draw::DrawArgs;
use super::context::Context;
use super::drawing::{Fixed, new_seed};
use super::failure::Failure;
use super::frame::{self, Frame};
use super::planned::Asked;
use super::programme::Turn;
use super::roster::Roster;
use super::staff::Staff;
use super::{lone, spread, typed};
use crate::calendar::Period;
use crate::model::english::{counted, is_or_are};
use crate::model::{Allocation, Design, Excluded, Kind, Plan, Rubric, Seed};
use crate::store::{Change, Condition, Origin, Register};

/// Everything that was asked, understood.
pub(super) struct Request {
    /// What is drawn from.
    pub frame: Frame,
    /// By what it is graded.
    pub rubric: Rubric,
    /// The seed as typed, where one was.
    pub seed: Option<Seed>,
    /// Who grades.
    pub roster: Roster,
    /// By when.
    pub due: Option<NaiveDate>,
    /// The sample's name.
    pub name: String,
    /// Whether much that cannot be told is no hindrance.
    pub allow_unknown: bool,
    /// Its plan, its programme, and what its frame leaves out.
    pub origin: Origin,
    /// The plan by which it is drawn.
    pub plan: Option<Plan>,
    /// Its turn in a programme.
    pub turn: Option<Turn>,
    /// The list of people, by which names of staff are read.
    pub staff: Staff,
}

impl Request {
    /// Fixes the frame and learns the names of staff in it.
    pub(super) fn fix(&mut self, register: &Register) -> Result<Fixed, Failure> {
        let fixed = self.frame.fix(register, Some(&self.staff), self.allow_unknown);
        let fixed = fixed.map_err(|failure| self.of_plan(failure))?;
        self.must_have_room(&fixed)?;
        Ok(fixed)
    }

    /// Refuses a second step for which the frame has not enough left.
    fn must_have_room(&self, fixed: &Fixed) -> Result<(), Failure> {
        let Some(step) = self.frame.design.second_step else { return Ok(()) };
        let strata = fixed.scheme.strata();
        let units: u64 = strata.iter().map(|one| one.children.unwrap_or(one.frame)).sum();
        let left = units - strata.iter().map(|one| one.size).sum::<u64>();
        if step <= left {
            return Ok(());
        }
        let what = if self.frame.design.one_per_child { Kind::Child } else { self.frame.kind };
        Err(Failure::person(format!(
            "a second step of {step} cannot be drawn: the first leaves {left} of {} in the frame; nothing was drawn",
            what.counted(units)
        ))
        .hint(format!("Give a second step of at most {left} (--second-step), or draw fewer at first")))
    }

    /// A failure of the frame as it is told of a plan, whose condition no flag changes.
    pub(super) fn of_plan(&self, failure: Failure) -> Failure {
        match &self.plan {
            Some(plan) if failure.message.starts_with("the frame is empty") => {
                Failure::person(format!("{}; nothing was drawn", failure.message))
                    .hint(format!("The plan {} found nothing in this period; give another with --period", plan.id))
            }
            Some(plan) if plan.programme && failure.message.starts_with("a sample of") => failure
                .hint(format!(
                    "The programme {} draws {} in every period, so that its periods can be compared, and --size cannot change that:",
                    plan.id, plan.size
                ))
                .hint("Import what is missing of the period, or copy the plan and give the copy another id and size"),
            _ => failure,
        }
    }
}

/// Understands what was asked.
pub(super) fn understand(asked: &Asked, context: &mut Context<'_>, register: &Register) -> Result<Request, Failure> {
    let args = &asked.args;
    let kind = typed::kind(args.kind.as_deref().unwrap_or_default())?;
    let period = match &args.period {
        Some(text) => Period::parse(text)?,
        None => last_month(context.desk.today()),
    };
    let condition = args.condition.as_deref().map(|text| Condition::parse(text, kind)).transpose()?;
    let design = design(args, kind)?;
    let Some(as_of) = register.newest_batch()? else {
        return Err(Failure::person("nothing has been imported yet")
            .hint("Bring an extract in first: dipsample import FILE.csv"));
    };
    let people = register.people()?;
    let words = frame::words(args.words.as_deref(), kind)?;
    let left_out = args.not_audited_for.map(|months| register.children_drawn_since(&period, months)).transpose()?;
    let turn = asked.plan.as_ref().map(|plan| Turn::new(register, plan, &period)).transpose()?.flatten();
    let design = Design {
        rotation: turn.as_ref().and_then(|turn| turn.rotation.clone()),
        second_step: args.second_step,
        not_audited_for: args.not_audited_for,
        ..design
    };
    let (names, merged, left_out) = (BTreeMap::new(), BTreeMap::new(), left_out.unwrap_or_default());
    let mut frame = Frame { kind, period, condition, words, as_of, design, names, merged, left_out };
    if asked.plan.is_some() {
        frame.must_have_fields(register)?;
    }
    if asked.all_if_fewer {
        take_all_if_fewer(&mut frame, register, context)?;
    }
    if frame.design.sequential.is_some() {
        single(args)?;
    }
    let double = lone::double(asked, &people, context)?;
    let double = double.map(|text| double_count(text, frame.design.size)).transpose()?;
    let staff = Staff::new(&people);
    let rubric = rubric(args, context, kind)?;
    if frame.design.allocation == Allocation::Neyman {
        frame.design = spread::learnt(&frame, context, register, (&rubric, &staff))?;
    }
    Ok(Request {
        rubric,
        seed: args.seed.as_deref().map(Seed::new).transpose()?,
        roster: Roster::new(&people, &args.auditors, double)?,
        due: args.due.as_deref().map(|day| typed::day("--due", day)).transpose()?,
        name: name(
            args,
            register,
            asked.plan.as_ref().map_or(kind.id(), |plan| plan.id.as_str()),
            frame.period.text(),
        )?,
        allow_unknown: args.allow_unknown,
        origin: Origin {
            plan: asked.plan.as_ref().map(|plan| plan.digest.clone()),
            programme: turn.as_ref().map(|turn| turn.programme.clone()),
            cycle: turn.as_ref().and_then(|turn| turn.cycle.as_ref()).map(|cycle| cycle.number),
            excluded: Vec::new(),
        },
        plan: asked.plan.clone(),
        turn,
        staff,
        frame,
    })
}

/// Refuses what a sequential plan, whose cases are graded once each in their order, leaves no room for.
fn single(args: &DrawArgs) -> Result<(), Failure> {
    match (&args.double, args.second_step) {
        (Some(_), _) => Err(Failure::usage(
            "--double does not go with --sequential: its guarantee is that of one grading a case, in the order of the draw",
        )),
        (_, Some(_)) => Err(Failure::usage(
            "--second-step does not go with --sequential, which says by itself when enough cases are graded",
        )),
        _ => Ok(()),
    }
}

/// Draws all records of the frame where there are fewer than were asked for.
fn take_all_if_fewer(frame: &mut Frame, register: &Register, context: &mut Context<'_>) -> Result<(), Failure> {
    let there = frame.walk(register, &[], |_| Ok(()))?.frame;
    if (1..frame.design.size).contains(&there) {
        context.notice(&format!(
            "The plan asks for {}, or for all where there are fewer: there {} {there}, and all are drawn.",
            counted(frame.design.size, "case"),
            is_or_are(there)
        ));
        frame.design.size = there;
    }
    Ok(())
}

/// The seed: that of the programme's cycle, the one that was typed, or a new one.
pub(super) fn seed(request: &Request, context: &mut Context<'_>, change: &Change<'_>) -> Result<Seed, Failure> {
    let of_cycle = request.turn.as_ref().map(|turn| turn.seed(context, change)).transpose()?.flatten();
    match of_cycle.or_else(|| request.seed.clone()) {
        Some(seed) => Ok(seed),
        None => new_seed(context, Seed::DIGITS),
    }
}

/// What was left out of the frame for a declared reason.
pub(super) fn excluded(args: &DrawArgs, fixed: &Fixed) -> Vec<Excluded> {
    let reason = |months| match months {
        1 => "children of a sample whose period ended in the month before this one ended".to_owned(),
        _ => format!("children of a sample whose period ended in the {months} months before this one ended"),
    };
    args.not_audited_for
        .map(|months| Excluded { reason: reason(months), count: fixed.tally.left_out })
        .into_iter()
        .collect()
}

/// The month before the one that a day lies in.
fn last_month(today: NaiveDate) -> Period {
    Period::month_of(Period::month_of(today).first() - chrono::Days::new(1))
}

fn design(args: &DrawArgs, kind: Kind) -> Result<Design, Failure> {
    let cohort = typed::cohort(args.cohort.as_deref())?;
    Ok(Design { cohort, ..args.design.design(args.size.unwrap_or_default(), kind)? })
}

/// How many cases a share of the sample is: rounded half up, at least one.
pub(super) fn double_count(text: &str, size: u64) -> Result<u64, Failure> {
    let share = typed::share("--double", text)?;
    Ok(((share * size as f64 + 0.5).floor() as u64).max(u64::from(share > 0.0)).min(size))
}

fn rubric(args: &DrawArgs, context: &Context<'_>, kind: Kind) -> Result<Rubric, Failure> {
    let name = args.rubric.as_deref().unwrap_or(match kind {
        Kind::Oversight => "oversight",
        Kind::Review => "review-record",
        Kind::Dispute => "dispute",
        Kind::Child => "care-plan",
    });
    super::rubrics::find(context, name)
}

fn name(args: &DrawArgs, register: &Register, of: &str, period: &str) -> Result<String, Failure> {
    let taken: Vec<String> = register.samples()?.into_iter().map(|sample| sample.name.to_lowercase()).collect();
    if let Some(name) = &args.name {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || ['-', '_', '.'].contains(&c));
        if !plain || name.eq_ignore_ascii_case("last") || name.chars().all(|c| c.is_ascii_digit()) {
            return Err(Failure::person(format!("'{name}' cannot be a sample's name"))
                .hint("Use letters, digits and hyphens, as in october-north"));
        }
        return match taken.contains(&name.to_lowercase()) {
            true => Err(Failure::person(format!("there is already a sample '{name}'; nothing was drawn"))),
            false => Ok(name.clone()),
        };
    }
    let stem = format!("{of}-{}", period.replace("..", "-to-").replace('/', "-"));
    let names = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}-{number}")));
    Ok(names.into_iter().find(|name| !taken.contains(&name.to_lowercase())).expect("names go on for ever"))
}
