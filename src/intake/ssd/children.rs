//! Children as they stood on a day, derived from the tables.
//!
//! A child is whoever has an episode of care that had begun. What follows is as at the day, or, where care had ended by then,
//! as at the last day on which it had not:
//!
//! | field | from |
//! |---|---|
//! | started, ceased | the latest period of care: the day of entering care, and the end of its last episode |
//! | need | the latest episode of that period that has one |
//! | legal_status | the status in force; of several, the one that began last |
//! | placement_type, placement_provider, placement_started, distance_miles | the placement in force; of several, the one that began last (999.9 miles is not known) |
//! | placements_12m | placements in force on any day of the twelve months before, temporary ones too, as from the SSDA903 return |
//! | missing_12m | episodes of being missing, not of being away, that began in the twelve months before; none is 0 where the table is there |
//! | uasc | yes where a status of unaccompanied asylum seeker was in force on any day of the twelve months before; else no, where the table is there |
//! | permanence_plan, plan_since | the care plan in force and its first day; without one, Adoption since the agency's decision, unless reversed |
//! | last_review | the latest review of the period that was held |
//! | last_iro_contact | the latest that any episode gives |
//! | iro, worker, team | who had the role on the day; the team is that of the worker, or else of the IRO |

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Months, NaiveDate};

use super::care::{Care, Period};
use super::kept::Made;
use super::plan;
use super::rows::{Permanence, Person, Placement, Review, Status, Tables};
use super::staff::Staff;
use crate::model::{Kind, Record, Value};

/// Everything that a child's fields are derived from, by person.
pub(super) struct Children<'a> {
    tables: &'a Tables,
    care: &'a Care,
    staff: &'a Staff<'a>,
    as_at: NaiveDate,
    persons: HashMap<&'a str, &'a Person>,
    placements: HashMap<&'a str, Vec<&'a Placement>>,
    legal: HashMap<&'a str, Vec<&'a Status>>,
    immigration: HashMap<&'a str, Vec<&'a Status>>,
    plans: HashMap<&'a str, Vec<&'a Status>>,
    permanence: HashMap<&'a str, Vec<&'a Permanence>>,
    missing: HashMap<&'a str, Vec<NaiveDate>>,
    reviewed: &'a HashMap<String, Vec<NaiveDate>>,
}

impl<'a> Children<'a> {
    /// Looks everything up by person. `reviewed` holds the days on which a person's reviews were held.
    pub(super) fn new(
        tables: &'a Tables,
        care: &'a Care,
        staff: &'a Staff<'a>,
        reviewed: &'a HashMap<String, Vec<NaiveDate>>,
        as_at: NaiveDate,
    ) -> Children<'a> {
        let missing = by_person(tables.missing.rows(), |one| &one.person);
        let began = |(person, all): (&'a str, Vec<&'a super::rows::Missing>)| {
            (person, all.into_iter().filter(|one| one.missing).map(|one| one.start).collect())
        };
        Children {
            tables,
            care,
            staff,
            as_at,
            persons: tables.persons.rows().map(|person| (person.id.as_str(), person)).collect(),
            placements: placements(tables, care),
            legal: by_person(tables.legal.rows(), |one| &one.person),
            immigration: by_person(tables.immigration.rows(), |one| &one.person),
            plans: by_person(tables.plans.rows(), |one| &one.person),
            permanence: by_person(tables.permanence.rows(), |one| &one.person),
            missing: missing.into_iter().map(began).collect(),
            reviewed,
        }
    }

    /// The canonical fields that these tables can know, aligned with the fields of a child.
    pub(super) fn known(&self) -> Vec<bool> {
        let tables = self.tables;
        let staffed = tables.involvements.is_there() && tables.roles.is_some();
        let workers = tables.roles.as_ref().is_some_and(|roles| !roles.worker.is_empty());
        let placed = tables.placements.is_there();
        let knows = |name: &str| match name {
            "born" => tables.persons.has("pers_dob"),
            "gender" => tables.persons.has("pers_gender") || tables.persons.has("pers_sex"),
            "ethnicity" => tables.persons.has("pers_ethnicity"),
            "started" | "ceased" => true,
            "need" => tables.episodes.has("clae_cla_primary_need_code"),
            "last_iro_contact" => tables.episodes.has("clae_cla_last_iro_contact_date"),
            "legal_status" => tables.legal.is_there(),
            "placement_type" | "placement_started" | "placements_12m" => placed,
            "placement_provider" => tables.placements.has("clap_cla_placement_provider"),
            "distance_miles" => tables.placements.has("clap_cla_placement_distance"),
            "missing_12m" => tables.missing.has("miss_missing_episode_type"),
            "uasc" => tables.immigration.is_there(),
            "permanence_plan" | "plan_since" => tables.plans.is_there() || tables.permanence.is_there(),
            "last_review" => tables.reviews.is_there(),
            "iro" | "team" => staffed,
            "worker" => staffed && workers,
            _ => false,
        };
        Kind::Child.fields().iter().map(|field| knows(field.name)).collect()
    }

    /// All children who had come into care by the day, by their ids.
    pub(super) fn all(&self) -> Vec<Made> {
        let rows = self.tables.episodes.places_by(|episode| &episode.person);
        let made = |person: &String| {
            let period = self.care.latest(person)?;
            let place = rows.get(person.as_str()).copied()?;
            let values = self.values(person, period);
            let record = Record {
                reference: person.clone(),
                child: Some(person.clone()),
                date: None,
                values: Kind::Child.fields().iter().map(|field| values.get(field.name).cloned()).collect(),
                extra: self.persons.get(person.as_str()).map(|one| one.extra.clone()).unwrap_or_default(),
            };
            Some(Made { place, record })
        };
        self.care.by_person.keys().filter_map(made).collect()
    }

    fn values(&self, person: &str, period: &Period) -> BTreeMap<&'static str, Value> {
        let day = last_day_in_care(period, self.as_at);
        let year = Year::before(day);
        let mut values = BTreeMap::new();
        let mut put = |name: &'static str, value: Option<Value>| {
            if let Some(value) = value {
                values.insert(name, value);
            }
        };
        let of = self.persons.get(person);
        put("born", of.and_then(|one| one.born).map(Value::Date));
        put("gender", of.and_then(|one| one.gender.clone()).map(Value::Text));
        put("ethnicity", of.and_then(|one| one.ethnicity.clone()).map(Value::Text));
        put("started", Some(Value::Date(period.started)));
        put("ceased", period.ceased.map(Value::Date));
        put("need", period.episodes.iter().rev().find_map(|episode| episode.need.clone()).map(Value::Text));
        put("last_iro_contact", self.last_iro_contact(person).map(Value::Date));
        put("last_review", self.last_review(person, period).map(Value::Date));
        put("legal_status", self.status(&self.legal, person, day).and_then(|one| one.says.clone()).map(Value::Text));
        if self.tables.immigration.is_there() {
            put("uasc", Some(Value::Text(self.uasc(person, &year).to_owned())));
        }
        if self.tables.missing.is_there() {
            let began = self.missing.get(person).map_or(0, |days| days.iter().filter(|day| year.holds(**day)).count());
            put("missing_12m", Some(counted(began)));
        }
        let plan = self.plan(person, day);
        put("permanence_plan", plan.as_ref().map(|(words, _)| Value::Text(words.clone())));
        put("plan_since", plan.and_then(|(_, since)| since).map(Value::Date));
        let (iro, worker) = (self.staff.iro(person, day), self.staff.worker(person, day));
        put("iro", iro.as_ref().map(|one| Value::Text(one.name.clone())));
        put("worker", worker.as_ref().map(|one| Value::Text(one.name.clone())));
        put("team", worker.or(iro).and_then(|one| one.team).map(Value::Text));
        self.put_placement(person, day, &year, &mut values);
        values
    }

    fn put_placement(&self, person: &str, day: NaiveDate, year: &Year, values: &mut BTreeMap<&'static str, Value>) {
        let Some(placements) = self.placements.get(person) else { return };
        let in_year =
            |one: &&&Placement| one.stretch.start <= year.last && one.stretch.end.is_none_or(|end| end > year.after);
        values.insert("placements_12m", counted(placements.iter().filter(in_year).count()));
        let in_force = placements.iter().filter(|one| one.stretch.covers(day));
        let Some(current) = in_force.max_by_key(|one| (one.stretch.start, &one.id)) else { return };
        values.insert("placement_started", Value::Date(current.stretch.start));
        values.extend(current.kind.clone().map(|kind| ("placement_type", Value::Text(kind))));
        values.extend(current.provider.clone().map(|one| ("placement_provider", Value::Text(one))));
        values.extend(current.distance_miles.map(|miles| ("distance_miles", Value::Number(miles))));
    }

    /// Of what was in force on a day, what began last.
    fn status(&self, all: &HashMap<&str, Vec<&'a Status>>, person: &str, day: NaiveDate) -> Option<&'a Status> {
        let in_force = |one: &&&Status| {
            one.start.is_none_or(|start| start <= day) && one.end.is_none_or(|end| end > day) && one.says.is_some()
        };
        all.get(person)?.iter().filter(in_force).max_by_key(|one| (one.start, &one.id)).copied()
    }

    fn uasc(&self, person: &str, year: &Year) -> &'static str {
        let says = |one: &&&Status| {
            let words = one.says.as_deref().unwrap_or_default().to_lowercase();
            let named = words.contains("uasc") || words.contains("unaccompanied");
            let began = one.start.is_none_or(|start| start <= year.last);
            named && began && one.end.is_none_or(|end| end > year.after)
        };
        let found = self.immigration.get(person).is_some_and(|all| all.iter().any(|one| says(&one)));
        if found { "yes" } else { "no" }
    }

    fn plan(&self, person: &str, day: NaiveDate) -> Option<(String, Option<NaiveDate>)> {
        if let Some(plan) = self.status(&self.plans, person, day) {
            return plan.says.clone().map(|words| (words, plan.start));
        }
        let stands = |one: &&&Permanence| {
            one.decided.is_some_and(|decided| decided <= day) && one.reversed.is_none_or(|reversed| reversed > day)
        };
        let decision = self.permanence.get(person)?.iter().filter(stands).max_by_key(|one| (one.decided, &one.id))?;
        Some((plan::ADOPTION.to_owned(), decision.decided))
    }

    fn last_iro_contact(&self, person: &str) -> Option<NaiveDate> {
        let episodes = self.care.by_person.get(person)?.iter().flat_map(|period| &period.episodes);
        episodes.filter_map(|episode| episode.last_iro_contact).filter(|day| *day <= self.as_at).max()
    }

    fn last_review(&self, person: &str, period: &Period) -> Option<NaiveDate> {
        let last = period.ceased.unwrap_or(self.as_at);
        let within = |day: &&NaiveDate| period.started <= **day && **day <= last;
        self.reviewed.get(person)?.iter().filter(within).max().copied()
    }
}

/// The twelve months that end with a day.
struct Year {
    after: NaiveDate,
    last: NaiveDate,
}

impl Year {
    fn before(last: NaiveDate) -> Year {
        Year { after: last.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN), last }
    }

    fn holds(&self, day: NaiveDate) -> bool {
        self.after < day && day <= self.last
    }
}

/// The day as at which a child is described: where care had ended, the last on which it had not.
fn last_day_in_care(period: &Period, as_at: NaiveDate) -> NaiveDate {
    match period.ceased {
        Some(ceased) if ceased > period.started => ceased.pred_opt().unwrap_or(ceased),
        Some(ceased) => ceased,
        None => as_at,
    }
}

/// The placements of each person, by whichever key leads to one: the person, the period of care, an episode.
fn placements<'a>(tables: &'a Tables, care: &'a Care) -> HashMap<&'a str, Vec<&'a Placement>> {
    let of_episodes: HashMap<&str, &str> = tables
        .episodes
        .rows()
        .filter_map(|episode| Some((episode.placement.as_deref()?, episode.person.as_str())))
        .collect();
    let mut found: HashMap<&str, Vec<&Placement>> = HashMap::new();
    for one in tables.placements.rows() {
        let by_period = || one.period.as_deref().and_then(|period| care.person(period));
        let by_episode = || one.id.as_deref().and_then(|id| of_episodes.get(id).copied());
        if let Some(person) = one.person.as_deref().or_else(by_period).or_else(by_episode) {
            found.entry(person).or_default().push(one);
        }
    }
    found
}

/// The days on which each person's reviews were held, up to a day.
pub(super) fn reviewed<'a>(
    reviews: impl Iterator<Item = &'a Review>,
    person: impl Fn(&Review) -> Option<String>,
    as_at: NaiveDate,
) -> HashMap<String, Vec<NaiveDate>> {
    let mut days: HashMap<String, Vec<NaiveDate>> = HashMap::new();
    for review in reviews {
        let held = review.held().filter(|day| *day <= as_at);
        if let (Some(day), Some(person)) = (held, person(review)) {
            days.entry(person).or_default().push(day);
        }
    }
    days
}

/// The persons of the tables who have an episode at all.
pub(super) fn in_care(tables: &Tables) -> BTreeSet<&str> {
    tables.episodes.rows().map(|episode| episode.person.as_str()).collect()
}

fn counted(count: usize) -> Value {
    Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The rows of each person.
fn by_person<'a, T>(
    rows: impl Iterator<Item = &'a T>,
    person: impl Fn(&'a T) -> &'a str,
) -> HashMap<&'a str, Vec<&'a T>> {
    let mut found: HashMap<&str, Vec<&T>> = HashMap::new();
    for row in rows {
        found.entry(person(row)).or_default().push(row);
    }
    found
}
