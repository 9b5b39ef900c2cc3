//! The turn of a programme: which period is drawn, in which cycle, and where along the tickets.

use super::ask::{Asker, Reply};
use super::context::Context;
use super::drawing::new_seed;
use super::failure::Failure;
use crate::calendar::Period;
use crate::model::{Plan, Rotation, Seed};
use crate::store::{Change, Cycle, Register, State};

/// Digits of a seed that orders a whole cycle: more than a draw's, since its SHA-256 is shown for so long.
const DIGITS: usize = 40;

/// One period's draw of a programme.
pub(super) struct Turn {
    /// The programme's id.
    pub programme: String,
    /// The cycle that it belongs to, of a programme over children; its seed is blank where it begins with this draw.
    pub cycle: Option<Cycle>,
    /// Where along the tickets it begins, of a programme over children.
    pub rotation: Option<Rotation>,
    /// Whether another cycle ends with this draw.
    ends_another: bool,
}

impl Turn {
    /// The turn of a plan in a period, where the plan is a programme.
    pub(super) fn new(register: &Register, plan: &Plan, period: &Period) -> Result<Option<Turn>, Failure> {
        if !plan.programme {
            return Ok(None);
        }
        let samples = register.samples_of(&plan.id)?;
        let standing = samples.iter().find(|other| other.state != State::Withdrawn && other.period.overlaps(period));
        if let Some(other) = standing {
            return Err(Failure::person(format!(
                "{} is already drawn for {}: it is the sample {}; nothing was drawn",
                plan.id,
                other.period.label(),
                other.name
            ))
            .hint(format!("To go on with it: dipsample sample show {}", other.name))
            .hint(format!(
                "To set it aside and draw the period again: dipsample sample withdraw {} --reason \"...\"",
                other.name
            )));
        }
        let turn = Turn { programme: plan.id.clone(), cycle: None, rotation: None, ends_another: false };
        let (Some(length), Some(place)) = (plan.cycle(), plan.period.place(period)) else { return Ok(Some(turn)) };
        let cycles = register.cycles(&plan.id)?;
        let open = cycles.iter().find(|cycle| !cycle.closed);
        let next = Cycle {
            number: u32::try_from(cycles.len() + 1).unwrap_or(u32::MAX),
            first: place,
            length,
            seed: String::new(),
            closed: false,
        };
        let (cycle, ends_another) = match open {
            None => (next, false),
            Some(open) if open.length != length => return Err(other_length(plan, open)),
            Some(open) => {
                let of_cycle = samples.iter().filter(|other| other.origin.cycle == Some(open.number));
                let places: Vec<i64> = of_cycle.filter_map(|other| plan.period.place(&other.period)).collect();
                let first = places.iter().copied().chain([open.first]).min().unwrap_or(open.first);
                let last = places.iter().copied().chain([open.first]).max().unwrap_or(open.first);
                let length = i64::from(length);
                match place {
                    place if place >= first + length => (next, true),
                    place if place <= last - length => return Err(too_early(plan, period)),
                    _ => (open.clone(), false),
                }
            }
        };
        let rotation = Some(Rotation::new(length, place - cycle.first));
        Ok(Some(Turn { cycle: Some(cycle), rotation, ends_another, ..turn }))
    }

    /// Asks a person who sits at a terminal whether a cycle is to end with a period that has not begun: a year mistyped would end it for good.
    pub(super) fn must_be_meant(&self, period: &Period, context: &mut Context<'_>) -> Result<(), Failure> {
        if !(self.ends_another && period.first() > context.desk.today() && context.can_ask()) {
            return Ok(());
        }
        let question = format!(
            "{} has not begun, and to draw it ends the cycle of {} and discloses its seed. Is that meant? [y/n] > ",
            period.label(),
            self.programme
        );
        match Asker::new(context.desk).key(&question, &['y', 'n']) {
            Reply::Text(key) if key == "y" => Ok(()),
            _ => Err(Failure::person("nothing was drawn, and the cycle goes on")
                .hint("Give the period that was meant: --period 2026-10")),
        }
    }

    /// The seed of the cycle, taken now where the cycle begins with this draw; none where each draw has its own.
    pub(super) fn seed(&self, context: &mut Context<'_>, change: &Change<'_>) -> Result<Option<Seed>, Failure> {
        let Some(cycle) = &self.cycle else { return Ok(None) };
        if !cycle.seed.is_empty() {
            return Ok(Some(Seed::new(&cycle.seed)?));
        }
        let now = context.desk.now();
        if self.ends_another {
            change.close_cycle(&self.programme, &now)?;
        }
        let seed = new_seed(context, DIGITS)?;
        change.open_cycle(&self.programme, &Cycle { seed: seed.as_str().to_owned(), ..cycle.clone() }, &now)?;
        Ok(Some(seed))
    }

    /// Tells that a cycle has ended.
    pub(super) fn tell(&self, context: &mut Context<'_>) {
        if self.ends_another {
            context.notice(&format!(
                "With this period a new cycle of {} begins under a new seed; the seed of the one before is disclosed now in its manifests.",
                self.programme
            ));
        }
    }
}

fn other_length(plan: &Plan, open: &Cycle) -> Failure {
    Failure::person(format!(
        "{} now has a cycle of {} periods, and the cycle that is open was begun with {}; nothing was drawn",
        plan.id,
        plan.cycle().unwrap_or_default(),
        open.length
    ))
    .hint(format!("To end that cycle, so that the next draw begins another: dipsample plan close {}", plan.id))
}

fn too_early(plan: &Plan, period: &Period) -> Failure {
    Failure::person(format!(
        "{} lies too long before the newest period of this cycle of {}: a child could come twice; nothing was drawn",
        period.label(),
        plan.id
    ))
    .hint("Draw it without the plan, or give a later period")
}
