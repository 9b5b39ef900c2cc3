//! The disputes that IROs raised: which child, which type, when, and how they ended.

use chrono::NaiveDate;

use super::chance::{Chance, Shuffling};
use super::child::Child;
use super::council::Council;
use super::days::{shifted, today, working_days_after, working_in_year, write_british, year_end, year_start};
use super::extracts::Row;
use super::margins::DISPUTES;
use super::staff::TEAMS;

/// Which dispute is of which type, and which child it is about.
pub(super) struct Order {
    types: Shuffling,
    children: Shuffling,
}

impl Order {
    /// Shuffles the disputes of a council.
    pub(super) fn new(council: &Council) -> Order {
        let chance = &mut council.root.stream("disputes", 0);
        let children = Shuffling::new(council.margins.children, chance);
        Order { types: Shuffling::new(council.margins.disputes_in_all(), chance), children }
    }
}

/// Writes the cells of one dispute.
pub(super) fn write_row(council: &Council, (number, order): (u64, &Order), row: &mut Row) {
    let chance = &mut council.root.stream("dispute", number);
    let place = category(order.types.of(number), &council.margins.disputes);
    let title = DISPUTES[place % DISPUTES.len()].0;
    let formal = place >= DISPUTES.len();
    let child = child_for(title, council, order.children.of(number * 2 / 3));
    let (raised, responded, resolved) = dates(&child, chance);
    row.text(&format!("D{:05}", 790 + 4 * number));
    row.text(&child.id());
    row.text(&council.staff.iro_spelling(child.number, number));
    row.text(TEAMS[child.team]);
    row.text(if formal { "Formal" } else { "Informal" });
    row.text(title);
    row.date(Some(raised));
    row.date(responded);
    row.date(resolved);
    let outcome =
        if formal { ["Agreed at formal meeting", "Agreed by head of service"] } else { ["Agreed", "Moved to formal"] };
    row.text(if resolved.is_some() { outcome[chance.weighted(&[80, 20])] } else { "" });
    let manager = council.staff.manager(child.team);
    row.text(&text((title, formal), (raised, &manager), &child, chance));
}

/// The place in the list of types of the dispute at this place of all.
fn category(place: u64, counts: &[u64]) -> usize {
    let mut left = place;
    for (category, count) in counts.iter().enumerate() {
        if left < *count {
            return category;
        }
        left -= count;
    }
    0
}

/// How many children are looked at for one whom the dispute can be about.
const TRIES: u64 = 200;

fn child_for(title: &str, council: &Council, first: u64) -> Child {
    let fits = |child: &Child| match title {
        "Asylum application or appeal delayed" => child.alone,
        "Adoption plan drifting" | "Life story work drifting" => child.plan.title == "Adoption",
        _ => child.started < shifted(year_end(), -60),
    };
    (0..TRIES)
        .map(|step| council.child((first + step) % council.margins.children))
        .find(fits)
        .unwrap_or_else(|| council.child(first))
}

fn dates(child: &Child, chance: &mut Chance) -> (NaiveDate, Option<NaiveDate>, Option<NaiveDate>) {
    let from = child.reviews[0].held.max(year_start());
    let raised = working_in_year(shifted(from, chance.between(1, (year_end() - from).num_days().max(1))));
    let working_days =
        |low: i64, high: i64, chance: &mut Chance| usize::try_from(chance.between(low, high)).unwrap_or(1);
    let first = working_days_after(raised, working_days(1, 14, chance));
    let late = chance.happens(30);
    let last = working_days_after(first, if late { working_days(20, 45, chance) } else { working_days(1, 6, chance) });
    let known = |date: NaiveDate| Some(date).filter(|date| *date <= today());
    (raised, known(first), known(last))
}

/// What a dispute of no listed type may be about.
const OTHER: [&str; 6] = [
    "family time was cut without a review",
    "visits have been further apart than they should be",
    "the savings account was never opened",
    "a school place was given up before one was found",
    "brothers and sisters were moved apart without notice",
    "what was decided at the review has not been sent to the carers",
];
const OPENINGS: [&str; 4] = [
    "I raised this with the manager, NAME, on DATE.",
    "On DATE I wrote to NAME.",
    "Put to NAME on DATE after the matter had been left since the last review.",
    "Discussed with NAME and recorded on DATE.",
];
const ENDINGS: [&str; 4] = [
    "I asked for a written answer by DATE.",
    "Without an answer by DATE I will take it to the next stage.",
    "The plan cannot be reviewed properly until this is put right, and I have asked for that by DATE.",
    "We agreed to look at it together by DATE.",
];

fn text(
    (title, formal): (&str, bool),
    (raised, manager): (NaiveDate, &str),
    child: &Child,
    chance: &mut Chance,
) -> String {
    let date = |date: NaiveDate| {
        let mut text = String::new();
        write_british(date, &mut text);
        text
    };
    let opening = chance.pick(&OPENINGS).replace("NAME", manager).replace("DATE", &date(raised));
    let days = if formal { 20 } else { 10 };
    let ending = chance.pick(&ENDINGS).replace("DATE", &date(working_days_after(raised, days)));
    let review = date(child.review_before(raised));
    let matter = if title == "Other" { chance.pick(&OTHER).to_owned() } else { title.to_lowercase() };
    format!(
        "{opening} The matter is this: {matter}. The plan is {}, and the last review was on {review}. {ending}",
        child.plan.words
    )
}
