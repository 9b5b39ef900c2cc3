//! One made-up child in care: the facts that the extract of children shows and that notes are written from.
//!
//! A child has no name here or anywhere: only an id, dates and circumstances.

use chrono::NaiveDate;

use super::chance::Chance;
use super::days::{shifted, today, working_from, year_end, year_start};
use super::margins::Margins;
use super::schedule::{self, Held, Stage};

/// How a child is spoken of.
#[derive(Debug)]
pub(super) struct Pronouns {
    /// The word in the extract.
    pub(super) gender: &'static str,
    /// she, he
    pub(super) he: &'static str,
    /// her, him
    pub(super) him: &'static str,
    /// her, his
    pub(super) his: &'static str,
}

const PRONOUNS: [Pronouns; 2] = [
    Pronouns { gender: "Female", he: "she", him: "her", his: "her" },
    Pronouns { gender: "Male", he: "he", him: "him", his: "his" },
];

/// A permanence plan, with what goes with it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The words in the extract.
    pub(super) title: &'static str,
    /// The words in a sentence, after "the plan of".
    pub(super) words: &'static str,
    /// Youngest and oldest age in years.
    ages: (i64, i64),
    /// How common it is among children whose age allows it.
    weight: u64,
    /// Pieces of work that this plan needs, as a sentence has them.
    pub(super) work: &'static [&'static str],
    /// Legal status, placement type, and the placement in a sentence.
    pub(super) legal: &'static str,
    pub(super) placement: &'static str,
    pub(super) home: &'static str,
}

const fn plan(titles: (&'static str, &'static str), ages: (i64, i64), weight: u64) -> Plan {
    Plan { title: titles.0, words: titles.1, ages, weight, work: &[], legal: "", placement: "", home: "" }
}

/// The plans of this council.
pub(super) const PLANS: [Plan; 7] = [
    Plan {
        work: &[
            "the matching report for panel",
            "the long-term match",
            "the delegated authority agreement",
            "the sibling assessment",
            "the therapy referral",
            "the life story work",
        ],
        legal: "Full care order",
        placement: "Foster placement",
        home: "foster placement",
        ..plan(("Long-term fostering", "long-term fostering"), (2, 17), 42)
    },
    Plan {
        work: &[
            "the connected persons assessment",
            "the support plan for the carers",
            "the family time assessment",
            "the updated care plan",
        ],
        legal: "Full care order",
        placement: "Placement with relative or friend",
        home: "placement with relatives",
        ..plan(("Family and friends care", "growing up with relatives"), (0, 16), 13)
    },
    Plan {
        work: &[
            "the special guardianship assessment",
            "the special guardianship support plan",
            "the court statement",
            "the family time plan",
        ],
        legal: "Interim care order",
        placement: "Placement with relative or friend",
        home: "placement with relatives",
        ..plan(("Special guardianship", "special guardianship"), (0, 12), 10)
    },
    Plan {
        work: &[
            "the child's permanence report",
            "the life story book",
            "the adoption support assessment",
            "the medical for the adoption panel",
        ],
        legal: "Placement order granted",
        placement: "Foster placement",
        home: "foster placement",
        ..plan(("Adoption", "adoption"), (0, 5), 60)
    },
    Plan {
        work: &[
            "the parenting assessment",
            "the placement with parents assessment",
            "the support plan for going home",
            "the drug and alcohol testing report",
        ],
        legal: "Section 20 accommodation",
        placement: "Foster placement",
        home: "foster placement",
        ..plan(("Return home", "a return home"), (0, 15), 9)
    },
    Plan {
        work: &[
            "the education, health and care needs assessment",
            "the therapeutic support plan",
            "the move-on plan",
            "the missing risk assessment",
        ],
        legal: "Full care order",
        placement: "Children's home",
        home: "children's home",
        ..plan(("Residential care to adulthood", "residential care until adulthood"), (9, 17), 12)
    },
    Plan {
        work: &[
            "the pathway plan",
            "the needs assessment for leaving care",
            "the staying put agreement",
            "the housing application",
        ],
        legal: "Section 20 accommodation",
        placement: "Supported accommodation",
        home: "supported lodgings",
        ..plan(("Supported independence", "moving to independence with support"), (16, 17), 60)
    },
];
/// The plan of young people who came to this country alone.
const ALONE_WORK: &[&str] = &["the asylum statement", "the pathway plan", "the age assessment paperwork"];

/// A piece of work that the plan needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// What it is, as a sentence has it.
    pub(super) what: &'static str,
    /// When it was asked for.
    pub(super) asked: NaiveDate,
    /// When it is to be done.
    pub(super) due: NaiveDate,
    /// When it is done.
    pub(super) done: NaiveDate,
}

#[derive(Debug)]
pub(super) struct Child {
    pub(super) number: u64,
    pub(super) stage: Stage,
    pub(super) pronouns: &'static Pronouns,
    pub(super) born: NaiveDate,
    pub(super) started: NaiveDate,
    /// Came to this country alone, and seeks asylum.
    pub(super) alone: bool,
    pub(super) plan: &'static Plan,
    pub(super) plan_since: NaiveDate,
    pub(super) placed: NaiveDate,
    pub(super) team: usize,
    /// Which of the team's workers.
    pub(super) worker: u64,
    /// All reviews, with the one before the year.
    pub(super) reviews: Vec<Held>,
    /// Two pieces of work, the second asked for when the first is done.
    pub(super) work: [Work; 2],
    /// How far off the next review is when the list ends.
    pub(super) next_review: NaiveDate,
}

impl Child {
    pub(super) fn new((number, rank): (u64, u64), margins: &Margins, mut chance: Chance) -> Child {
        let chance = &mut chance;
        let stage = schedule::stage(rank, margins);
        let alone = chance.happens(5);
        let age_days = age(stage, alone, chance);
        let born = shifted(year_end(), -age_days);
        let oldest = shifted(year_start(), -3_000);
        let earliest = if alone { shifted(year_start(), -700) } else { shifted(born, 20).max(oldest) };
        let started = schedule::started(stage, earliest, chance);
        let reviews = schedule::reviews(stage, started, margins, chance);
        let plan = plan_for(age_days / 365, alone, chance);
        let plan_since = plan_day(started, &reviews, chance);
        let placed = shifted(started, chance.between(0, ((reviews[0].held - started).num_days() - 1).max(0)));
        let last = reviews[reviews.len() - 1].held;
        Child {
            team: team(stage, age_days, chance),
            worker: chance.below(1 << 20),
            work: work(plan, alone, reviews[0].held, chance),
            next_review: working_from(shifted(last, chance.between(100, 160)).max(shifted(today(), 9))),
            pronouns: &PRONOUNS[usize::from(chance.happens(if alone { 90 } else { 53 }))],
            number,
            stage,
            born,
            started,
            alone,
            plan,
            plan_since,
            placed,
            reviews,
        }
    }

    /// The id in the council's system: seven digits, so that low numbers begin with a nought.
    pub(super) fn id(&self) -> String {
        format!("{:07}", 998_900 + 7 * self.number)
    }

    /// The age in whole years on a day, a year being 365.25 days.
    pub(super) fn age_on(&self, date: NaiveDate) -> i64 {
        (date - self.born).num_days() * 4 / 1_461
    }

    /// The last review before a day.
    pub(super) fn review_before(&self, date: NaiveDate) -> NaiveDate {
        self.reviews.iter().rev().map(|held| held.held).find(|held| *held < date).unwrap_or(self.started)
    }

    /// The first review after a day.
    pub(super) fn review_after(&self, date: NaiveDate) -> NaiveDate {
        self.reviews.iter().map(|held| held.held).find(|held| *held > date).unwrap_or(self.next_review)
    }

    /// The piece of work that matters on a day.
    pub(super) fn work_on(&self, date: NaiveDate) -> Work {
        self.work[usize::from(self.work[1].asked <= date)]
    }
}

/// The age in days at the year's end: teenagers are the most, and nobody is older than the care began allows.
fn age(stage: Stage, alone: bool, chance: &mut Chance) -> i64 {
    let youngest = match (alone, stage) {
        (true, _) => 15 * 366,
        (false, Stage::Settled { .. }) => 620,
        (false, _) => 460,
    };
    let oldest = 17 * 365 + 300;
    let one = chance.between(youngest, oldest);
    if chance.happens(45) { one.max(chance.between(youngest, oldest)) } else { one }
}

fn plan_for(age: i64, alone: bool, chance: &mut Chance) -> &'static Plan {
    if alone {
        return &PLANS[6];
    }
    let fits = |plan: &Plan| (plan.ages.0..=plan.ages.1).contains(&age);
    let weights = PLANS.each_ref().map(|plan| if fits(plan) { plan.weight } else { 0 });
    &PLANS[chance.weighted(&weights)]
}

/// A plan is made at a review or, for a settled child, at one long ago.
fn plan_day(started: NaiveDate, reviews: &[Held], chance: &mut Chance) -> NaiveDate {
    let first = reviews[0].held;
    let since = (first - started).num_days();
    match since > 200 {
        true => working_from(shifted(started, chance.between(100, since - 60))),
        false => first,
    }
}

fn team(stage: Stage, age_days: i64, chance: &mut Chance) -> usize {
    match stage {
        _ if age_days > 16 * 366 => 4,
        Stage::New { .. } | Stage::NewAndReviewedTwice { .. } => 2,
        _ if chance.happens(8) => 3,
        _ => usize::from(chance.happens(48)),
    }
}

/// Two different pieces of work, most of them late.
fn work(plan: &'static Plan, alone: bool, from: NaiveDate, chance: &mut Chance) -> [Work; 2] {
    let list = if alone { ALONE_WORK } else { plan.work };
    let first = usize::try_from(chance.below(list.len() as u64)).unwrap_or(0);
    let step = 1 + usize::try_from(chance.below(list.len() as u64 - 1)).unwrap_or(0);
    let asked = from.max(shifted(year_start(), chance.between(-120, 10)));
    let one = piece(list[first], asked, chance);
    let next = shifted(one.done, chance.between(15, 60));
    [one, piece(list[(first + step) % list.len()], next, chance)]
}

fn piece(what: &'static str, asked: NaiveDate, chance: &mut Chance) -> Work {
    let due = working_from(shifted(asked, chance.between(25, 70)));
    let days = if chance.happens(30) { -chance.between(1, 8) } else { chance.between(30, 190) };
    Work { what, asked, due, done: working_from(shifted(due, days)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::chance::Root;

    #[test]
    fn a_child_is_born_before_care_begins_and_is_under_eighteen() {
        let margins = Margins::of(400);
        for number in 0..400 {
            let child = Child::new((number, number), &margins, Root::new("c").stream("child", number));
            assert!(child.born < child.started, "{child:?}");
            assert!((1..18).contains(&child.age_on(year_end())), "{child:?}");
            assert!(child.placed >= child.started && child.placed < child.reviews[0].held, "{child:?}");
            assert!(child.plan_since <= child.reviews[0].held);
            assert!(child.work[0].asked < child.work[0].due && child.work[0].done < child.work[1].asked);
        }
    }
}
