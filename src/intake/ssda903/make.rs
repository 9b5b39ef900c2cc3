//! What comes of each table: children, reviews, refused rows, warnings, and what is told of the table as a whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::care::{self, Period};
use super::checks::{self, Against};
use super::children::{self, Given, Lines};
use super::codes;
use super::kept::Return;
use super::lines::{Episode, ReviewLine};
use super::reviews;
use super::tables::{self, At, Table};
use crate::intake::care_periods::review_type;
use crate::intake::family::Outcome;
use crate::intake::layout::Known;
use crate::intake::row::{Knowledge, Row};
use crate::model::english::counted_as;
use crate::model::{Kind, Record, Value};

/// Makes one outcome for each table given, in order.
pub(super) fn outcomes(read: &Return) -> Vec<Outcome> {
    let maker = Maker::new(read);
    let tables = read.tables.iter().enumerate();
    let mut outcomes: Vec<Outcome> = tables.map(|(source, table)| maker.empty(source, *table)).collect();
    let made = maker.children().into_iter().chain(maker.reviews());
    let refused = read.refused.iter().cloned().map(|(source, row)| (source, Err(row)));
    for (source, row) in made.map(|(at, row)| (at.source, Ok(row))).chain(refused) {
        if let Some(outcome) = outcomes.get_mut(source) {
            outcome.rows.push(row);
        }
    }
    for (source, warning) in read.warnings.iter().cloned().chain(maker.warnings()) {
        if let Some(outcome) = outcomes.get_mut(source) {
            outcome.warnings.push(warning);
        }
    }
    for (outcome, table) in outcomes.iter_mut().zip(&read.tables) {
        outcome.warnings.sort_by_key(|warning| (warning.fault.row, warning.rule));
        outcome.rows.sort_by_key(|row| row.as_ref().map_or_else(|refused| refused.row, |row| row.row));
        outcome.told.extend(maker.told(*table));
    }
    outcomes
}

/// What is worked out once for all tables.
struct Maker<'a> {
    read: &'a Return,
    /// The day as at which children are described.
    day: NaiveDate,
    periods: BTreeMap<&'a String, Vec<Period>>,
    /// The children who come in: those of Header and of Episodes.
    children: BTreeSet<&'a String>,
    /// The table with which they come in: the first Header, else the first Episodes.
    of_children: Option<usize>,
    numbers: BTreeMap<(&'a String, NaiveDate), i64>,
}

impl<'a> Maker<'a> {
    fn new(read: &'a Return) -> Maker<'a> {
        let day = read.request.as_at.or(read.latest).unwrap_or(read.request.options.today);
        let periods = read.episodes.iter().map(|(child, lines)| (child, care::periods(lines))).collect();
        let children = read.headers.keys().chain(read.episodes.keys()).collect();
        let first = |table: Table| read.tables.iter().position(|given| *given == table);
        let of_children = first(Table::Header).or_else(|| first(Table::Episodes));
        let mut maker = Maker { read, day, periods, children, of_children, numbers: BTreeMap::new() };
        maker.numbers = maker.number_reviews();
        maker
    }

    fn given(&self, table: Table) -> bool {
        self.read.tables.contains(&table)
    }

    fn has(&self, column: &str) -> bool {
        let tables = self.read.request.tables.iter().filter(|table| table.member == Table::Episodes.member().name);
        tables.into_iter().any(|table| table.has.contains(&column))
    }

    /// An outcome of a table of which nothing has come yet.
    fn empty(&self, source: usize, table: Table) -> Outcome {
        let kind = table.member().kind;
        let makes_records = table == Table::Reviews || self.of_children == Some(source);
        let as_at = self.read.request.as_at.or(self.read.latest).filter(|_| kind == Kind::Child);
        let (mut known, mut extra) = (Known::nothing(kind), Vec::new());
        if makes_records {
            extra.extend(self.other_headings(source, kind));
            let told = self.read.request.tables.iter().zip(&self.read.tables).flat_map(tables::told);
            let numbered = if self.given(Table::Episodes) { &["number", "type"][..] } else { &[] };
            for field in told.chain(numbered.iter().copied()) {
                match field.strip_prefix("extra.") {
                    Some(name) if kind == Kind::Child => extra.push(name.to_owned()),
                    _ => known = known.with(kind, field),
                }
            }
            known = Known { child: true, date: true, ..known };
        }
        Outcome { rows: Vec::new(), known, extra, as_at, told: Vec::new(), warnings: Vec::new() }
    }

    fn children(&self) -> Vec<(At, Row)> {
        let given = Given {
            tables: &self.read.tables,
            distance: self.has("PL_DISTANCE"),
            location: self.has("PL_LOCATION"),
            day: self.day,
        };
        let Some(source) = self.of_children else { return Vec::new() };
        let made = self.children.iter().map(|child| {
            let (mut record, mut knows) = children::describe(child, &self.lines(child), &given);
            for at in self.others_of(child) {
                self.add_others(at, &mut record, &mut knows);
            }
            (At { source, row: self.row_of(child) }, record, knows)
        });
        made.map(|(at, record, knows)| (at, row(at, record, knows))).collect()
    }

    /// The headings of columns outside the return that are kept with a table's records. For children these are the columns of every
    /// Header and Episodes table.
    fn other_headings(&self, source: usize, kind: Kind) -> BTreeSet<String> {
        let of_children = |table: &Table| matches!(table, Table::Header | Table::Episodes);
        let tables = self.read.request.tables.iter().zip(&self.read.tables).enumerate();
        let ours = tables.filter(|(at, (_, table))| *at == source || (kind == Kind::Child && of_children(table)));
        ours.flat_map(|(_, (facts, _))| facts.others.iter().cloned()).collect()
    }

    /// The rows whose other columns are kept with a child: the current episode, then Header, which wins if both have a column.
    fn others_of(&self, child: &str) -> Vec<At> {
        let read = self.read;
        if read.others.is_empty() {
            return Vec::new();
        }
        let episodes = read.episodes.get(child).map_or(&[][..], Vec::as_slice);
        let standing = care::standing(episodes, self.day).map(|standing| standing.episode.at);
        let header = read.headers.get(child).and_then(|lines| lines.last()).map(|line| line.at);
        standing.into_iter().chain(header).collect()
    }

    /// Adds the other columns of a row to a record.
    fn add_others(&self, at: At, record: &mut Record, knows: &mut Knowledge) {
        let headings = self.read.request.tables.get(at.source).map_or(&[][..], |facts| &facts.others);
        knows.extra.extend(headings.iter().cloned());
        record.extra.extend(self.read.others.get(&at).cloned().unwrap_or_default());
    }

    /// The row that names a child first: of Header, else of Episodes.
    fn row_of(&self, child: &str) -> u64 {
        let of_header = self.read.headers.get(child).and_then(|lines| lines.first()).map(|line| line.at);
        let of_episodes = || self.read.episodes.get(child).into_iter().flatten().map(|line| line.at).min();
        of_header.or_else(of_episodes).map_or(0, |at| at.row)
    }

    fn lines(&self, child: &str) -> Lines<'a> {
        let read = self.read;
        let mut births = read.births.get(child).into_iter().flatten();
        let held = read.reviews.get(child).into_iter().flatten().map(|line| line.held);
        Lines {
            header: read.headers.get(child).and_then(|lines| lines.first()),
            born: births.next().copied().filter(|_| births.next().is_none()),
            episodes: read.episodes.get(child).map_or(&[], Vec::as_slice),
            spells: read.spells.iter().filter_map(|(table, by)| Some((*table, by.get(child)?.as_slice()))).collect(),
            once: read.once.iter().filter_map(|(table, by)| Some((*table, by.get(child)?.first()?))).collect(),
            last_review: held.filter(|held| *held <= self.day).max(),
        }
    }

    /// The number of each review that has one.
    fn number_reviews(&self) -> BTreeMap<(&'a String, NaiveDate), i64> {
        let all = self.read.reviews.values().flatten().map(|line| line.held);
        let Some(reaches_to) = all.min().map(codes::first_day_of_year) else { return BTreeMap::new() };
        let mut numbers = BTreeMap::new();
        for (child, lines) in &self.read.reviews {
            let Some(periods) = self.periods.get(child) else { continue };
            if !self.read.unsure_reviews.contains(child) {
                let held = lines.iter().map(|line| line.held).collect();
                let found = reviews::numbers(periods, &held, reaches_to);
                numbers.extend(found.into_iter().map(|(day, number)| ((child, day), number)));
            }
        }
        numbers
    }

    fn reviews(&self) -> Vec<(At, Row)> {
        let lines = self.read.reviews.iter().flat_map(|(child, lines)| lines.iter().map(move |line| (child, line)));
        let made = lines.map(|(child, line)| {
            let mut row = review(line, self.numbers.get(&(child, line.held)).copied());
            if let Some(knows) = &mut row.knows {
                self.add_others(line.at, &mut row.record, knows);
            }
            (line.at, row)
        });
        made.collect()
    }

    fn warnings(&self) -> Vec<checks::Placed> {
        let read = self.read;
        let mut told: Vec<checks::Placed> = read.headers.values().flatten().flat_map(checks::header).collect();
        told.extend(read.episodes.values().flat_map(|lines| checks::episodes(lines, self.day)));
        let births = |child: &String| read.headers.get(child).and_then(|lines| lines.first()?.born);
        let header: BTreeMap<String, Option<NaiveDate>> =
            read.headers.keys().map(|child| (child.clone(), births(child))).collect();
        let header = self.given(Table::Header).then_some(&header);
        for (child, lines) in &read.reviews {
            let periods = self.periods.get(child).map_or(&[][..], Vec::as_slice);
            let against = Against { header, periods, day: self.day };
            told.extend(lines.iter().flat_map(|line| checks::review(line, &against)));
        }
        told.extend(self.warnings_of_the_others());
        told
    }

    fn warnings_of_the_others(&self) -> Vec<checks::Placed> {
        let mut told = Vec::new();
        let joined = self.given(Table::Header) || self.given(Table::Episodes);
        for (table, by_child) in &self.read.spells {
            let began = BEGINNINGS.iter().find(|(of, _)| of == table).map_or("", |(_, column)| column);
            told.extend(by_child.values().flat_map(|lines| checks::spells(lines, began, self.day)));
            let named = by_child.iter().flat_map(|(child, lines)| lines.iter().map(move |line| (child, line.at)));
            told.extend(checks::unjoined(named.filter(|_| joined), &self.children));
        }
        for by_child in self.read.once.values() {
            let named = by_child.iter().flat_map(|(child, lines)| lines.iter().map(move |line| (child, line.at)));
            told.extend(checks::unjoined(named.filter(|_| joined), &self.children));
        }
        told
    }

    /// What is told of a table as a whole.
    fn told(&self, table: Table) -> Option<String> {
        let joined = self.given(Table::Header) || self.given(Table::Episodes);
        match table {
            Table::Oc3 => Some("Understood, and nothing of it is kept: care leavers are no longer in care.".to_owned()),
            Table::Ad1 => Some("Understood, and nothing of it is kept: it is about adopters.".to_owned()),
            Table::Header => None,
            Table::Episodes => self.told_of_starts(),
            Table::Reviews => self.told_of_numbers(),
            _ if joined => None,
            _ => Some(
                "Nothing of it comes in without Header or Episodes, which say who the children are: give them together."
                    .to_owned(),
            ),
        }
    }

    fn told_of_starts(&self) -> Option<String> {
        let standing = |lines: &Vec<Episode>| care::standing(lines, self.day);
        let found: Vec<bool> =
            self.read.episodes.values().filter_map(standing).map(|standing| standing.started.is_none()).collect();
        let unknown = found.iter().filter(|unknown| **unknown).count();
        (unknown > 0).then(|| {
            format!(
                "Of {}, {} in care before these files begin: when it started is not in them, and stays as it was.",
                Kind::Child.counted(found.len() as u64),
                counted_as(unknown, "was", "were")
            )
        })
    }

    fn told_of_numbers(&self) -> Option<String> {
        if !self.given(Table::Episodes) {
            return Some(
                "Number and type of reviews need Episodes, which is not given; they stay as they were.".to_owned(),
            );
        }
        let all = self.read.reviews.values().map(Vec::len).sum::<usize>();
        let lines =
            self.read.reviews.iter().flat_map(|(child, lines)| lines.iter().map(move |line| (child, line.held)));
        let numbered = lines.filter(|line| self.numbers.contains_key(line)).count();
        (numbered < all).then(|| {
            format!(
                "Of {all} reviews, {numbered} have their number and type; of the others the start of care, or every review since, is not in these files."
            )
        })
    }
}

/// The columns with which the spells of a table begin.
const BEGINNINGS: [(Table, &str); 4] = [
    (Table::Missing, "MIS_START"),
    (Table::PlacedAdoption, "DATE_PLACED"),
    (Table::SwEpisodes, "SW_DECOM"),
    (Table::DoLo, "DOLO_START"),
];

fn row(at: At, record: Record, knows: Knowledge) -> Row {
    Row { row: at.row, record, derived_reference: false, collision_suffix: None, knows: Some(knows) }
}

/// Makes the record of a review.
fn review(line: &ReviewLine, number: Option<i64>) -> Row {
    let fields = Kind::Review.fields().len();
    let (mut values, mut knows) = (vec![None; fields], vec![false; fields]);
    let mut know = |field: &str, value: Option<Value>| {
        if let Some(place) = Kind::Review.position(field)
            && let (Some(slot), Some(known)) = (values.get_mut(place), knows.get_mut(place))
        {
            (*slot, *known) = (value, true);
        }
    };
    know("participation", line.participation.map(|code| Value::Text(code.to_owned())));
    if let Some(number) = number {
        know("number", Some(Value::Integer(number)));
        know("type", Some(Value::Text(review_type(number).to_owned())));
    }
    let record = Record {
        reference: format!("{}/{}", line.child, line.held),
        child: Some(line.child.clone()),
        date: Some(line.held),
        values,
        extra: BTreeMap::new(),
    };
    let knows = Knowledge { fields: knows, extra: Vec::new() };
    Row { derived_reference: true, ..row(line.at, record, knows) }
}
