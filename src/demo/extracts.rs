//! The extracts: CSV files as a council's system gives them, written row by row to whatever the caller offers.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::chance::Chance;
use super::child::Child;
use super::council::Council;
use super::days::{shifted, working_days_after, working_from, write_british, year_end, year_start};
use super::disputes;
use super::note::{self, Cast};
use super::schedule::{Held, ReviewType};
use super::staff::TEAMS;
use crate::model::Role;

/// The people, beside the extracts.
pub const PEOPLE_FILE: &str = "people.csv";
/// The children in care.
pub const CHILDREN_FILE: &str = "extracts/children.csv";
/// The notes that IROs wrote between reviews.
pub const OVERSIGHTS_FILE: &str = "extracts/oversights.csv";
/// The reviews held.
pub const REVIEWS_FILE: &str = "extracts/reviews.csv";
/// The disputes raised.
pub const DISPUTES_FILE: &str = "extracts/disputes.csv";

const PEOPLE: &[&str] = &["name", "login", "also", "role", "team", "manager", "fte", "from", "to", "conflict"];
const CHILDREN: &[&str] = &[
    "Person ID",
    "Date of birth",
    "Gender",
    "Ethnicity",
    "Disability",
    "UASC",
    "Date started to be looked after",
    "Date ceased to be looked after",
    "Legal status",
    "Category of need",
    "Placement type",
    "Placement provider",
    "Placement start date",
    "Number of placements in the last 12 months",
    "Distance (miles)",
    "Out of area",
    "Missing episodes in the last 12 months",
    "Permanence plan",
    "Plan since",
    "Date of latest review",
    "Date of last IRO contact",
    "IRO",
    "Team",
    "Allocated worker",
];
const OVERSIGHTS: &[&str] = &[
    "Case note ID",
    "Person ID",
    "Case note type",
    "Date of event",
    "Date recorded",
    "Recorded by",
    "Allocated worker",
    "Team",
    "Text",
];
const REVIEWS: &[&str] = &[
    "Review ID",
    "Person ID",
    "Review type",
    "Date due",
    "Date planned",
    "Date held",
    "Participation code",
    "IRO",
    "Team",
    "Cancelled",
    "Reason late",
    "Decisions sent",
    "Record sent",
    "RAG",
    "Care plan",
    "Consulted",
];
const DISPUTES: &[&str] = &[
    "Dispute ID",
    "Person ID",
    "IRO",
    "Team",
    "Stage",
    "Type",
    "Date raised",
    "Date responded",
    "Date resolved",
    "Outcome",
    "Text",
];

/// One row in the making, quoted where it must be.
pub(super) struct Row(String);

impl Row {
    fn new() -> Row {
        Row(String::with_capacity(1_200))
    }

    fn next(&mut self) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
    }

    /// Adds a cell of text.
    pub(super) fn text(&mut self, words: &str) {
        self.next();
        match words.contains([',', '"', '\n', '\r']) {
            true => {
                self.0.push('"');
                self.0.push_str(&words.replace('"', "\"\""));
                self.0.push('"');
            }
            false => self.0.push_str(words),
        }
    }

    /// Adds a date, or an empty cell.
    pub(super) fn date(&mut self, date: Option<NaiveDate>) {
        self.next();
        if let Some(date) = date {
            write_british(date, &mut self.0);
        }
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.0.push_str("\r\n");
        out.write_all(self.0.as_bytes())?;
        self.0.clear();
        Ok(())
    }
}

fn headings(names: &[&str], out: &mut dyn Write) -> io::Result<Row> {
    let mut row = Row::new();
    names.iter().for_each(|name| row.text(name));
    row.end(out)?;
    Ok(row)
}

impl Council {
    /// Writes the people; returns how many.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_people(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut row = headings(PEOPLE, out)?;
        let people = self.people();
        for person in &people {
            row.text(&person.name);
            row.text(person.login.as_deref().unwrap_or(""));
            row.text(&person.also.join("; "));
            row.text(person.role.map_or("", Role::id));
            row.text(person.team.as_deref().unwrap_or(""));
            row.text(person.manager.as_deref().unwrap_or(""));
            row.text(&person.fte.map(|fte| fte.to_string()).unwrap_or_default());
            row.date(person.from);
            row.date(person.to);
            row.text(&person.conflicts.join("; "));
            row.end(out)?;
        }
        Ok(people.len() as u64)
    }

    /// Writes the children in care at the year's end; returns how many.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_children(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut row = headings(CHILDREN, out)?;
        for number in 0..self.margins.children {
            let child = self.child(number);
            self.child_row(&child, &mut row);
            row.end(out)?;
        }
        Ok(self.margins.children)
    }

    fn child_row(&self, child: &Child, row: &mut Row) {
        let chance = &mut self.root.stream("circumstances", child.number);
        let plan = child.plan;
        row.text(&child.id());
        row.date(Some(child.born));
        row.text(child.pronouns.gender);
        row.text(ETHNICITY[if child.alone { 3 } else { chance.weighted(&[74, 9, 6, 4, 4, 3]) }]);
        row.text(if chance.happens(11) { "Learning disability" } else { "None" });
        row.text(if child.alone { "Yes" } else { "No" });
        row.date(Some(child.started));
        row.date(None);
        row.text(if child.alone { "Section 20 accommodation" } else { plan.legal });
        row.text(NEED[if child.alone { 4 } else { chance.weighted(&[66, 6, 9, 13, 6]) }]);
        row.text(plan.placement);
        row.text(PROVIDER[chance.weighted(&[55, 32, 8, 5])]);
        row.date(Some(child.placed));
        row.text(&counted(&[62, 25, 9, 4], 1, chance));
        let miles = chance.below(60).min(chance.below(60)).min(chance.below(90));
        row.text(&format!("{miles}.{}", chance.below(10)));
        row.text(if miles > 20 { "Yes" } else { "No" });
        let missing = if child.age_on(year_end()) >= 12 { &[68, 16, 9, 7][..] } else { &[98, 2][..] };
        row.text(&counted(missing, 0, chance));
        row.text(plan.title);
        row.date(Some(child.plan_since));
        row.date(child.reviews.last().map(|held| held.held));
        row.date(self.oversight_days(child).last().copied());
        row.text(&self.staff.iro_spelling(child.number, child.number / 7));
        row.text(TEAMS[child.team]);
        row.text(&self.staff.worker(child.team, child.worker));
    }

    /// Writes the oversights of the year, child by child; returns how many.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_oversights(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut row = headings(OVERSIGHTS, out)?;
        let mut text = String::with_capacity(1_200);
        let mut count = 0;
        for number in 0..self.margins.children {
            let child = self.child(number);
            let chance = &mut self.root.stream("notes", number);
            let worker = self.staff.worker(child.team, child.worker);
            let cast = Cast { worker, manager: self.staff.manager(child.team) };
            for date in self.oversight_days(&child) {
                text.clear();
                note::write(&child, date, &cast, (chance, &mut text));
                row.text(&format!("{:09}", 99_980_000 + 13 * count));
                row.text(&child.id());
                row.text(if chance.happens(15) { "IRO midway oversight" } else { "IRO oversight" });
                row.date(Some(date));
                let days = if chance.happens(70) { 0 } else { chance.between(1, 6) };
                row.date(Some(working_from(shifted(date, days))));
                row.text(&self.staff.iro_spelling(number, count));
                row.text(&cast.worker);
                row.text(TEAMS[child.team]);
                row.text(&text);
                row.end(out)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Writes the reviews held in the year, child by child; returns how many.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_reviews(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut row = headings(REVIEWS, out)?;
        let mut count = 0;
        for number in 0..self.margins.children {
            let child = self.child(number);
            let chance = &mut self.root.stream("review rows", number);
            for held in child.reviews.iter().filter(|held| held.held >= year_start()) {
                row.text(&format!("R{:07}", 40_100 + 3 * count));
                row.text(&child.id());
                review_row(held, &child, (&mut *chance, &mut row), &self.staff.iro_spelling(number, count));
                row.end(out)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Writes the disputes raised in the year; returns how many.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_disputes(&self, out: &mut dyn Write) -> io::Result<u64> {
        let mut row = headings(DISPUTES, out)?;
        let count = self.margins.disputes_in_all();
        let order = disputes::Order::new(self);
        for number in 0..count {
            disputes::write_row(self, (number, &order), &mut row);
            row.end(out)?;
        }
        Ok(count)
    }
}

const ETHNICITY: [&str; 6] = [
    "White British",
    "White other",
    "Mixed",
    "Any other ethnic group",
    "Asian or Asian British",
    "Black or Black British",
];
const NEED: [&str; 5] =
    ["Abuse or neglect", "Child's disability", "Family in acute stress", "Family dysfunction", "Absent parenting"];
const PROVIDER: [&str; 4] = ["Own provision", "Independent fostering agency", "Private provider", "Voluntary body"];

/// A small number, counted from `low`; one in twenty is missing, as in any real extract.
fn counted(weights: &[u64], low: usize, chance: &mut Chance) -> String {
    match chance.happens(6) {
        true => String::new(),
        false => (low + chance.weighted(weights)).to_string(),
    }
}

const LATE: [&str; 5] = [
    "Child unwell",
    "Social worker's report not ready",
    "IRO on sick leave",
    "Parents asked for another day",
    "School holiday",
];

fn review_row(held: &Held, child: &Child, (chance, row): (&mut Chance, &mut Row), iro: &str) {
    let late = held.held > held.due;
    let planned = if late && chance.happens(60) { working_from(shifted(held.due, -3)) } else { held.held };
    let young = child.age_on(held.held) < 4;
    row.text(match held.review {
        ReviewType::First => "First",
        ReviewType::Second => "Second",
        ReviewType::Subsequent => "Subsequent",
    });
    row.date(Some(held.due));
    row.date(Some(planned));
    row.date(Some(held.held));
    let participation = 1 + chance.weighted(&[38, 6, 3, 4, 22, 20, 7]);
    row.text(&format!("PN{}", if young { 0 } else { participation }));
    row.text(iro);
    row.text(TEAMS[child.team]);
    row.text("No");
    row.text(if late { chance.pick(&LATE) } else { "" });
    row.date(Some(sent(held.held, (5, 95), chance)));
    row.date(Some(sent(held.held, (20, 93), chance)));
    row.text(["Green", "Amber", "Red"][chance.weighted(&[58, 31, 11])]);
    row.text(["Present", "Not authorised", "Not written"][chance.weighted(&[88, 5, 7])]);
    row.text(if young { "" } else { ["Yes", "Declined", "No"][chance.weighted(&[84, 12, 4])] });
}

/// When a paper went out: within so many working days, so many times in a hundred.
fn sent(held: NaiveDate, (days, percent): (usize, u64), chance: &mut Chance) -> NaiveDate {
    let most = days as u64;
    let taken = if chance.happens(percent) { 1 + chance.below(most) } else { most + 1 + chance.below(most) };
    working_days_after(held, usize::try_from(taken).unwrap_or(days))
}
