//! Reviews: whose each is, which number it has in the period of care, and who chaired it.
//!
//! A review is tied to its child by the person, where the extract has the column, and else by the period of care, which leads
//! to one person. Reviews are numbered, by their day, where the first of the period is certain to be there: the period began no
//! earlier than the reviews of the extract reach back, or its first review lies within 28 days (the 20 working days in which
//! the first is due). The first is `first`, the second `second`, the others `subsequent`; one that was cancelled or not held
//! has no number. Older reviews are cut off by the data set's window of six years, and nothing is guessed of them.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::care::Care;
use super::kept::Made;
use super::rows::{Review, Tables};
use super::staff::Staff;
use crate::intake::care_periods::{Held, numbered, review_type};
use crate::intake::layout::Known;
use crate::model::{Kind, Record, Value};

/// What the reviews came to.
#[derive(Default)]
pub(super) struct Reviews {
    pub(super) made: Vec<Made>,
    /// Reviews whose period of care leads to no child, or to two.
    pub(super) without_child: u64,
    /// Reviews whose person is not the one of their period of care.
    pub(super) two_children: u64,
    /// Reviews held on a day on which the child was not in care.
    pub(super) outside_care: u64,
}

/// The person whom a review is about.
pub(super) fn person<'a>(review: &'a Review, care: &'a Care) -> Option<&'a str> {
    review.person.as_deref().or_else(|| care.person(review.period.as_deref()?))
}

/// What these tables can know of a review.
pub(super) fn known(tables: &Tables) -> Known {
    let reviews = &tables.reviews;
    let child = knows_child(tables);
    let staffed = tables.involvements.is_there() && tables.roles.is_some() && child;
    let knows = |name: &str| match name {
        "due" => reviews.has("clar_cla_review_due_date"),
        "cancelled" => reviews.has("clar_cla_review_cancelled"),
        "participation" => reviews.has("clar_cla_review_participation"),
        "number" | "type" => tables.episodes.is_there(),
        "iro" | "team" => staffed,
        _ => false,
    };
    let fields = Kind::Review.fields().iter().map(|field| knows(field.name)).collect();
    Known { reference: true, child, date: true, fields, extra: true }
}

/// Whether the tables say whose a review is.
pub(super) fn knows_child(tables: &Tables) -> bool {
    tables.reviews.has("clar_cla_person_id") || (tables.reviews.has("clar_cla_id") && tables.episodes.is_there())
}

/// Makes the records of all reviews.
pub(super) fn all(tables: &Tables, care: &Care, staff: &Staff<'_>) -> Reviews {
    let numbers = numbers(tables, care);
    let mut reviews = Reviews::default();
    for (place, review) in tables.reviews.with_places() {
        let person = person(review, care);
        let number = numbers.get(review.id.as_str()).copied();
        let by_period = review.period.as_deref().and_then(|period| care.person(period));
        reviews.without_child += u64::from(person.is_none() && knows_child(tables));
        reviews.two_children +=
            u64::from(review.person.is_some() && by_period.is_some() && by_period != review.person.as_deref());
        if let (Some(person), Some(date)) = (person, review.held()) {
            reviews.outside_care += u64::from(tables.episodes.is_there() && care.on(person, date).is_none());
        }
        reviews.made.push(Made { place, record: record(review, person, number, staff) });
    }
    reviews
}

fn record(review: &Review, person: Option<&str>, number: Option<i64>, staff: &Staff<'_>) -> Record {
    let day = review.date.or(review.due);
    let (iro, worker) = match (person, day) {
        (Some(person), Some(day)) => (staff.iro(person, day), staff.worker(person, day)),
        _ => (None, None),
    };
    let value = |name: &str| match name {
        "due" => review.due.map(Value::Date),
        "cancelled" => review.cancelled.clone().map(Value::Text),
        "participation" => review.participation.clone().map(Value::Text),
        "number" => number.map(Value::Integer),
        "type" => number.map(|number| Value::Text(review_type(number).to_owned())),
        "iro" => iro.as_ref().map(|one| Value::Text(one.name.clone())),
        "team" => worker.as_ref().or(iro.as_ref()).and_then(|one| one.team.clone()).map(Value::Text),
        _ => None,
    };
    Record {
        reference: review.id.clone(),
        child: person.map(str::to_owned),
        date: review.date,
        values: Kind::Review.fields().iter().map(|field| value(field.name)).collect(),
        extra: review.extra.clone(),
    }
}

/// The number of each review that was held, by its id, where it has one.
fn numbers<'a>(tables: &'a Tables, care: &'a Care) -> HashMap<&'a str, i64> {
    let Some(reaches_to) = tables.reviews.rows().flat_map(|review| [review.date, review.due]).flatten().min() else {
        return HashMap::new();
    };
    let mut of_periods: BTreeMap<(&str, NaiveDate), Vec<Held<&str>>> = BTreeMap::new();
    for review in tables.reviews.rows() {
        let Some((person, date)) = person(review, care).zip(review.held()) else { continue };
        if let Some(period) = care.on(person, date) {
            of_periods.entry((person, period.started)).or_default().push((date, review.due, &review.id));
        }
    }
    of_periods.into_iter().flat_map(|((_, began), held)| numbered(began, reaches_to, held)).collect()
}
