//! All tables of an import, as they are read, and what they come to together.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::care::Care;
use super::children::{self, Children};
use super::kept::{Made, RowPlace, Twice};
use super::line::Line;
use super::rows::Tables;
use super::staff::{self, Staff};
use super::tables::TABLES;
use super::tell::{self, Findings};
use super::{reviews, rows};
use crate::intake::error::IntakeError;
use crate::intake::family::{Joiner, MemberRow, Outcome, Request, TableFacts};
use crate::intake::fault::RefusedRow;
use crate::intake::layout::Known;
use crate::intake::member::Member;
use crate::intake::roles::Roles;
use crate::intake::row::Row;
use crate::model::Kind;

/// The tables of one import.
pub(super) struct Join {
    given: Vec<TableFacts>,
    members: Vec<&'static Member>,
    as_at: Option<NaiveDate>,
    today: NaiveDate,
    latest: Option<NaiveDate>,
    tables: Tables,
    refused: Vec<(usize, RefusedRow)>,
}

impl Join {
    pub(super) fn new(request: &Request) -> Join {
        let member = |facts: &TableFacts| TABLES.iter().find(|member| member.name == facts.member);
        let mut join = Join {
            given: request.tables.clone(),
            members: request.tables.iter().filter_map(member).collect(),
            as_at: request.as_at,
            today: request.options.today,
            latest: None,
            tables: Tables { roles: request.options.roles.clone(), ..Tables::default() },
            refused: Vec::new(),
        };
        for facts in &request.tables {
            join.tables.begin(facts);
        }
        join
    }

    /// The day as at which children are described: as said, else the latest in the tables that is not after today.
    fn day(&self) -> NaiveDate {
        self.as_at.or(self.latest).unwrap_or(self.today)
    }

    /// Sees to rows that stand twice, table by table.
    fn settle(&mut self) -> Vec<RowPlace> {
        let mut equal = Vec::new();
        for twice in self.tables.settle() {
            equal.extend(twice.equal);
            self.refused.extend(twice.refused);
        }
        equal
    }

    /// One outcome a table, with the rows that were refused in it.
    fn outcomes(&mut self) -> Vec<Outcome> {
        let outcome = |table: usize, member: &Member| {
            let refused = self.refused.iter().filter(|(of, _)| *of == table);
            Outcome {
                rows: refused.map(|(_, row)| Err(row.clone())).collect(),
                known: Known::nothing(member.kind),
                extra: Vec::new(),
                as_at: None,
                told: Vec::new(),
                warnings: Vec::new(),
            }
        };
        self.members.iter().enumerate().map(|(table, member)| outcome(table, member)).collect()
    }

    /// The first table of a name.
    fn first(&self, name: &str) -> Option<usize> {
        self.given.iter().position(|facts| facts.member == name)
    }
}

impl Joiner for Join {
    fn take(&mut self, mut row: MemberRow) {
        let Some(member) = self.members.get(row.table) else { return };
        let place = RowPlace { table: row.table, row: row.row };
        let mut line = Line::new(member, &mut row);
        let keep = self.tables.read(member.name, &mut line);
        let latest = line.latest().filter(|day| *day <= self.today);
        match line.refused() {
            Some(refused) => self.refused.push((place.table, refused)),
            None => {
                keep.into_iter().for_each(|keep| keep(&mut self.tables, place));
                self.latest = self.latest.max(latest);
            }
        }
    }

    fn lacks(&self) -> Option<(usize, IntakeError)> {
        let codes = staff::codes(&self.tables.involvements.rows().collect::<Vec<_>>());
        let needed = self.tables.roles.is_none() && !codes.is_empty();
        needed.then_some((self.first("ssd_involvements").unwrap_or_default(), IntakeError::RolesUnknown { codes }))
    }

    fn finish(mut self: Box<Self>) -> Vec<Outcome> {
        let equal = self.settle();
        let as_at = self.day();
        let mut outcomes = self.outcomes();
        let tables = &self.tables;
        let episodes: Vec<&rows::Episode> = tables.episodes.rows().collect();
        let no_roles = Roles::default();
        let staff = Staff::new(
            tables.roles.as_ref().unwrap_or(&no_roles),
            &tables.involvements.rows().collect::<Vec<_>>(),
            &tables.professionals.rows().collect::<Vec<_>>(),
            &tables.teams.rows().collect::<Vec<_>>(),
        );
        let (whole, then) = (Care::as_at(&episodes, NaiveDate::MAX), Care::as_at(&episodes, as_at));
        let person = |review: &rows::Review| reviews::person(review, &whole).map(str::to_owned);
        let reviewed = children::reviewed(tables.reviews.rows(), person, as_at);
        let children = Children::new(tables, &then, &staff, &reviewed, as_at);
        place(&mut outcomes, children.all());
        let reviews = reviews::all(tables, &whole, &staff);
        let findings = Findings { tables, care: &whole, staff: &staff, reviews: &reviews, as_at };
        for (table, sentence) in tell::all(&findings, &equal) {
            if let Some(outcome) = self.first(table).and_then(|at| outcomes.get_mut(at)) {
                outcome.told.push(sentence);
            }
        }
        let review_extra: BTreeSet<String> =
            tables.reviews.rows().flat_map(|review| review.extra.keys().cloned()).collect();
        let child_extra: BTreeSet<String> =
            tables.persons.rows().flat_map(|person| person.extra.keys().cloned()).collect();
        let reviews_known = reviews::known(tables);
        place(&mut outcomes, reviews.made);
        for (outcome, facts) in outcomes.iter_mut().zip(&self.given) {
            match facts.member {
                "ssd_cla_episodes" => {
                    outcome.known =
                        Known { child: true, extra: true, fields: children.known(), ..Known::nothing(Kind::Child) };
                    outcome.extra = child_extra.iter().cloned().collect();
                    outcome.as_at = Some(as_at);
                }
                "ssd_cla_reviews" => {
                    outcome.known = reviews_known.clone();
                    outcome.extra = review_extra.iter().cloned().collect();
                }
                _ => {}
            }
            outcome.rows.sort_by_key(|row| match row {
                Ok(row) => row.row,
                Err(refused) => refused.row,
            });
        }
        outcomes
    }
}

/// Gives each record to the table in which its row stands.
fn place(outcomes: &mut [Outcome], made: Vec<Made>) {
    for Made { place, record } in made {
        if let Some(outcome) = outcomes.get_mut(place.table) {
            outcome.rows.push(Ok(Row {
                row: place.row,
                record,
                derived_reference: false,
                collision_suffix: None,
                knows: None,
            }));
        }
    }
}

/// Puts a row that was read into its table.
type Keep = Box<dyn FnOnce(&mut Tables, RowPlace)>;

impl Tables {
    /// Notes the columns of a table that is given.
    fn begin(&mut self, facts: &TableFacts) {
        match facts.member {
            "ssd_person" => self.persons.add_columns(&facts.has),
            "ssd_cla_episodes" => self.episodes.add_columns(&facts.has),
            "ssd_cla_reviews" => self.reviews.add_columns(&facts.has),
            "ssd_cla_placement" => self.placements.add_columns(&facts.has),
            "ssd_legal_status" => self.legal.add_columns(&facts.has),
            "ssd_missing" => self.missing.add_columns(&facts.has),
            "ssd_permanence" => self.permanence.add_columns(&facts.has),
            "ssd_cla_care_plan" => self.plans.add_columns(&facts.has),
            "ssd_immigration_status" => self.immigration.add_columns(&facts.has),
            "ssd_involvements" => self.involvements.add_columns(&facts.has),
            "ssd_professionals" => self.professionals.add_columns(&facts.has),
            _ => self.teams.add_columns(&facts.has),
        }
    }

    /// Reads one row of a table; the row is kept by calling what is returned, once nothing is wrong with it.
    fn read(&self, table: &str, line: &mut Line) -> Option<Keep> {
        match table {
            "ssd_person" => keep(rows::person(line), |tables, place, row| tables.persons.push(place, row)),
            "ssd_cla_episodes" => keep(rows::episode(line), |tables, place, row| tables.episodes.push(place, row)),
            "ssd_cla_reviews" => keep(rows::review(line), |tables, place, row| tables.reviews.push(place, row)),
            "ssd_cla_placement" => keep(rows::placement(line), |tables, place, row| tables.placements.push(place, row)),
            "ssd_legal_status" => keep(rows::legal_status(line), |tables, place, row| tables.legal.push(place, row)),
            "ssd_missing" => keep(rows::missing(line), |tables, place, row| tables.missing.push(place, row)),
            "ssd_permanence" => keep(rows::permanence(line), |tables, place, row| tables.permanence.push(place, row)),
            "ssd_cla_care_plan" => keep(rows::care_plan(line), |tables, place, row| tables.plans.push(place, row)),
            "ssd_immigration_status" => {
                keep(rows::immigration(line), |tables, place, row| tables.immigration.push(place, row))
            }
            "ssd_involvements" => {
                keep(rows::involvement(line), |tables, place, row| tables.involvements.push(place, row))
            }
            "ssd_professionals" => {
                keep(rows::professional(line), |tables, place, row| tables.professionals.push(place, row))
            }
            _ => keep(rows::team(line), |tables, place, row| tables.teams.push(place, row)),
        }
    }

    /// Sees to rows that stand twice. An episode may stand once for each of its placements.
    fn settle(&mut self) -> Vec<Twice> {
        let episode = |one: &rows::Episode| {
            Some(format!("{} {}", one.id.as_ref()?, one.placement.as_deref().unwrap_or_default()))
        };
        vec![
            self.persons.settle("pers_person_id", |one| Some(one.id.clone())),
            self.episodes.settle("clae_cla_episode_id", episode),
            self.reviews.settle("clar_cla_review_id", |one| Some(one.id.clone())),
            self.placements.settle("clap_cla_placement_id", |one| one.id.clone()),
            self.legal.settle("lega_legal_status_id", |one| one.id.clone()),
            self.missing.settle("miss_table_id", |one| one.id.clone()),
            self.permanence.settle("perm_table_id", |one| one.id.clone()),
            self.plans.settle("lacp_table_id", |one| one.id.clone()),
            self.immigration.settle("immi_immigration_status_id", |one| one.id.clone()),
            self.involvements.settle("invo_involvements_id", |one| one.id.clone()),
            self.professionals.settle("prof_professional_id", |one| Some(one.id.clone())),
            self.teams.settle("dept_team_id", |one| Some(one.id.clone())),
        ]
    }
}

fn keep<T: 'static>(row: Option<T>, push: fn(&mut Tables, RowPlace, T)) -> Option<Keep> {
    row.map(|row| Box::new(move |tables: &mut Tables, place: RowPlace| push(tables, place, row)) as Keep)
}
