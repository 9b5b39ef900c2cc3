//! What an import of the data set says besides its counts: keys that lead nowhere, rows that stand twice, what is left out.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::care::Care;
use super::children;
use super::kept::RowPlace;
use super::reviews::Reviews;
use super::rows::Tables;
use super::staff::{self, Staff};
use crate::intake::roles::Roles;
use crate::model::english::counted;

/// Everything that there may be something to tell of.
pub(super) struct Findings<'a> {
    pub(super) tables: &'a Tables,
    pub(super) care: &'a Care,
    pub(super) staff: &'a Staff<'a>,
    pub(super) reviews: &'a Reviews,
    pub(super) as_at: NaiveDate,
}

/// A sentence with the table under which it is told.
pub(super) type Sentence = (&'static str, String);

/// All sentences, in a fixed order.
pub(super) fn all(findings: &Findings<'_>, equal: &[RowPlace]) -> Vec<Sentence> {
    let mut told = Told::default();
    care(findings, &mut told);
    reviews(findings.reviews, &mut told);
    people(findings, &mut told);
    let first = findings.tables.first_table();
    told.count(
        first,
        equal.len() as u64,
        "row of these tables equals an earlier one, and counts once",
        "rows of these tables equal earlier ones, and count once",
    );
    told.0
}

#[derive(Default)]
struct Told(Vec<Sentence>);

impl Told {
    /// Adds a sentence for something that happened so often, if it did.
    fn count(&mut self, table: &'static str, count: u64, one: &str, several: &str) {
        match count {
            0 => {}
            1 => self.0.push((table, format!("1 {one}."))),
            _ => self.0.push((table, format!("{count} {several}."))),
        }
    }
}

fn care(findings: &Findings<'_>, told: &mut Told) {
    let tables = findings.tables;
    if !tables.episodes.is_there() {
        let needs = "No child comes in by this table alone: ssd_cla_episodes says who is in care; import it together with this one.";
        told.0.extend(tables.of_children().into_iter().map(|table| (table, needs.to_owned())));
        return;
    }
    let in_care = children::in_care(tables);
    let persons: BTreeSet<&str> = tables.persons.rows().map(|person| person.id.as_str()).collect();
    told.count(
        "ssd_person",
        persons.difference(&in_care).count() as u64,
        "person has no episode of care in these tables, and is left out",
        "persons have no episode of care in these tables, and are left out",
    );
    let later = tables.episodes.rows().filter(|episode| episode.stretch.start > findings.as_at).count() as u64;
    told.count(
        "ssd_cla_episodes",
        later,
        "episode begins after the day as at which children are described, and is not used for them",
        "episodes begin after the day as at which children are described, and are not used for them",
    );
    if tables.persons.is_there() {
        told.count(
            "ssd_cla_episodes",
            in_care.difference(&persons).count() as u64,
            "child in care is not in ssd_person, so that the date of birth is not known",
            "children in care are not in ssd_person, so that their dates of birth are not known",
        );
    }
    told.count(
        "ssd_cla_episodes",
        findings.care.contradictory.len() as u64,
        "period of care (clae_cla_id) is given to two persons, and leads to neither",
        "periods of care (clae_cla_id) are given to two persons each, and lead to neither",
    );
}

fn reviews(reviews: &Reviews, told: &mut Told) {
    told.count(
        "ssd_cla_reviews",
        reviews.without_child,
        "review leads to no child by its clar_cla_id, and comes in without one",
        "reviews lead to no child by their clar_cla_id, and come in without one",
    );
    told.count(
        "ssd_cla_reviews",
        reviews.two_children,
        "review has another person (clar_cla_person_id) than its period of care; the review's own is taken",
        "reviews have another person (clar_cla_person_id) than their period of care; the review's own is taken",
    );
    told.count(
        "ssd_cla_reviews",
        reviews.outside_care,
        "review was held on a day on which the child was not in care",
        "reviews were held on days on which the child was not in care",
    );
}

fn people(findings: &Findings<'_>, told: &mut Told) {
    let codes = staff::codes(&findings.tables.involvements.rows().collect::<Vec<_>>());
    if let Some(roles) = findings.tables.roles.as_ref().filter(|_| !codes.is_empty()) {
        told.0.extend(roles_meant(roles, &codes).into_iter().map(|sentence| ("ssd_involvements", sentence)));
    }
    told.count(
        "ssd_involvements",
        findings.staff.unknown_professionals,
        "involvement names a professional who is not in ssd_professionals, and goes by the id",
        "involvements name professionals who are not in ssd_professionals, and go by the id",
    );
    told.count(
        "ssd_involvements",
        findings.staff.unknown_teams,
        "involvement names a team that is not in ssd_department, and goes by what it says",
        "involvements name teams that are not in ssd_department, and go by what they say",
    );
}

fn roles_meant(roles: &Roles, codes: &[(String, u64)]) -> Vec<String> {
    let count = |wanted: &[String]| -> u64 {
        codes.iter().filter(|(code, _)| wanted.iter().any(|one| staff::same(one, code))).map(|(_, count)| count).sum()
    };
    let mut told = vec![format!(
        "The IRO is whoever has the role {} ({}).",
        roles.iro.join(", "),
        counted(count(&roles.iro), "involvement")
    )];
    if !roles.worker.is_empty() {
        let meant = roles.worker.join(", ");
        told.push(format!(
            "The worker is whoever has the role {meant} ({}).",
            counted(count(&roles.worker), "involvement")
        ));
    }
    let absent: Vec<&str> = roles
        .iro
        .iter()
        .chain(&roles.worker)
        .filter(|one| count(std::slice::from_ref(one)) == 0)
        .map(String::as_str)
        .collect();
    if !absent.is_empty() {
        told.push(format!("No involvement has the role {}: look whether that is right.", absent.join(", ")));
    }
    told
}

impl Tables {
    /// The tables given that serve to describe children.
    fn of_children(&self) -> Vec<&'static str> {
        let given = [
            ("ssd_person", self.persons.is_there()),
            ("ssd_cla_placement", self.placements.is_there()),
            ("ssd_legal_status", self.legal.is_there()),
            ("ssd_missing", self.missing.is_there()),
            ("ssd_permanence", self.permanence.is_there()),
            ("ssd_cla_care_plan", self.plans.is_there()),
            ("ssd_immigration_status", self.immigration.is_there()),
        ];
        given.into_iter().filter(|(_, is_there)| *is_there).map(|(table, _)| table).collect()
    }

    /// A table that was given, under which to tell what is about all of them.
    fn first_table(&self) -> &'static str {
        match () {
            () if self.episodes.is_there() => "ssd_cla_episodes",
            () if self.reviews.is_there() => "ssd_cla_reviews",
            () if self.involvements.is_there() => "ssd_involvements",
            () => self.of_children().first().copied().unwrap_or("ssd_professionals"),
        }
    }
}
