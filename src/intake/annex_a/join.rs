//! Lists 8 and 9 to children: each row of List 8 is one, and each of List 9 whom List 8 does not name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::lists::{CARE_LEAVERS, CHILDREN_IN_CARE, LISTS, LOCATION};
use super::values;
use crate::intake::family::{Joiner, MemberRow, Outcome, Request, TableFacts};
use crate::intake::fault::{Fault, RefusedRow};
use crate::intake::layout::Known;
use crate::intake::member::Member;
use crate::intake::row::Row;
use crate::model::english::counted;
use crate::model::{Kind, Record, Value};

/// The lists of one import.
pub(super) struct Join {
    tables: Vec<TableFacts>,
    members: Vec<&'static Member>,
    rows: Vec<Vec<Result<Row, RefusedRow>>>,
    not_kept: Vec<u64>,
    as_at: Option<NaiveDate>,
    latest: Option<NaiveDate>,
    today: NaiveDate,
}

impl Join {
    pub(super) fn new(request: &Request) -> Join {
        let member = |facts: &TableFacts| LISTS.iter().find(|member| member.name == facts.member);
        Join {
            members: request.tables.iter().filter_map(member).collect(),
            rows: request.tables.iter().map(|_| Vec::new()).collect(),
            not_kept: vec![0; request.tables.len()],
            tables: request.tables.clone(),
            as_at: request.as_at,
            latest: None,
            today: request.options.today,
        }
    }

    /// Notes the latest day of a row that is not after today; days of birth do not count.
    fn note_days(&mut self, member: &Member, row: &MemberRow) {
        let columns = member.columns.iter().zip(&row.values).filter(|(column, _)| column.means != "born");
        let days = columns.filter_map(|(_, value)| if let Some(Value::Date(day)) = value { Some(*day) } else { None });
        self.latest = days.filter(|day| *day <= self.today).max().max(self.latest);
    }

    /// What the care leavers' list says besides of each child.
    fn of_leavers(&self) -> HashMap<String, BTreeMap<String, String>> {
        let rows = self.of(CARE_LEAVERS).flatten().flatten();
        rows.map(|row| (row.record.reference.clone(), row.record.extra.clone())).collect()
    }

    fn of(&self, list: &'static str) -> impl Iterator<Item = &Vec<Result<Row, RefusedRow>>> {
        self.rows.iter().zip(&self.tables).filter(move |(_, facts)| facts.member == list).map(|(rows, _)| rows)
    }

    fn outcome(&self, table: usize, rows: Vec<Result<Row, RefusedRow>>, told: Vec<String>) -> Outcome {
        let kept = self.tables.get(table).is_some_and(|facts| is_kept(facts.member));
        let extra: BTreeSet<String> = rows.iter().flatten().flat_map(|row| row.record.extra.keys().cloned()).collect();
        let as_at = self.as_at.or(self.latest).unwrap_or(self.today);
        Outcome {
            rows,
            known: self.known(table),
            extra: extra.into_iter().collect(),
            as_at: kept.then_some(as_at),
            told,
            warnings: Vec::new(),
        }
    }

    fn known(&self, table: usize) -> Known {
        let (Some(member), Some(facts)) = (self.members.get(table), self.tables.get(table)) else {
            return Known::nothing(Kind::Child);
        };
        let has = |name: &&str| facts.has.contains(name);
        let means = member.columns.iter().filter(|column| has(&column.name)).map(|column| column.means);
        let known = Known { child: true, extra: true, ..Known::nothing(Kind::Child) };
        means.fold(known, |known, field| known.with(Kind::Child, field))
    }
}

fn is_kept(list: &str) -> bool {
    list == CHILDREN_IN_CARE || list == CARE_LEAVERS
}

impl Joiner for Join {
    fn take(&mut self, row: MemberRow) {
        let table = row.table;
        let Some(member) = self.members.get(table).copied() else { return };
        if !is_kept(member.name) {
            self.not_kept.iter_mut().skip(table).take(1).for_each(|count| *count += 1);
            return;
        }
        self.note_days(member, &row);
        let made = child(member, row);
        if let Some(rows) = self.rows.get_mut(table) {
            rows.push(made);
        }
    }

    fn finish(mut self: Box<Self>) -> Vec<Outcome> {
        let leavers = self.of_leavers();
        let in_care: BTreeSet<String> =
            self.of(CHILDREN_IN_CARE).flatten().flatten().map(|row| row.record.reference.clone()).collect();
        let lists = std::mem::take(&mut self.rows);
        let mut outcomes = Vec::with_capacity(lists.len());
        for (table, mut rows) in lists.into_iter().enumerate() {
            let list = self.tables.get(table).map_or("", |facts| facts.member);
            let mut told = Vec::new();
            match list {
                CHILDREN_IN_CARE => add_leavers(&mut rows, &leavers),
                CARE_LEAVERS => told.extend(leave_to_list_8(&mut rows, &in_care)),
                _ => told.push(format!(
                    "This is {list} of Annex A: it is understood, and nothing of its {} is kept, since it holds no children in care.",
                    counted(self.not_kept.get(table).copied().unwrap_or_default(), "row")
                )),
            }
            outcomes.push(self.outcome(table, rows, told));
        }
        outcomes
    }
}

/// One row to a child.
fn child(member: &Member, row: MemberRow) -> Result<Row, RefusedRow> {
    let MemberRow { row, values, mut faults, extra, .. } = row;
    let mut record = Record {
        reference: String::new(),
        child: None,
        date: None,
        values: vec![None; Kind::Child.fields().len()],
        extra,
    };
    for (column, value) in member.columns.iter().zip(values) {
        let Some(value) = value.filter(|value| *value != Value::Text(String::new())) else { continue };
        match column.means {
            "child" => record.child = Some(value.as_text()),
            "out_of_area" => locate(&mut record, &value.as_text()),
            means => match means.strip_prefix("extra.") {
                Some(name) => drop(record.extra.insert(name.to_owned(), value.as_text())),
                None => put(&mut record, means, value),
            },
        }
    }
    match record.child.clone() {
        Some(child) if faults.is_empty() => {
            record.reference = child;
            Ok(Row { row, record, derived_reference: false, collision_suffix: None, knows: None })
        }
        child => {
            if child.is_none() && faults.iter().all(|fault| fault.column != "Child Unique ID") {
                faults.push(Fault::new(row, "Child Unique ID", "", "expected the child's id"));
            }
            Err(RefusedRow { row, reference: child, faults })
        }
    }
}

fn put(record: &mut Record, field: &str, value: Value) {
    if let Some(slot) = Kind::Child.position(field).and_then(|at| record.values.get_mut(at)) {
        *slot = Some(value);
    }
}

/// Notes whether the placement is out of the area, where the words tell it; else keeps them.
fn locate(record: &mut Record, location: &str) {
    match values::out_of_area(location) {
        Some(answer) => put(record, "out_of_area", Value::Text(answer.to_owned())),
        None => drop(record.extra.insert(LOCATION.to_owned(), location.to_owned())),
    }
}

/// Adds to children in care what the list of care leavers says of them besides.
fn add_leavers(rows: &mut [Result<Row, RefusedRow>], leavers: &HashMap<String, BTreeMap<String, String>>) {
    for row in rows.iter_mut().flatten() {
        for (name, value) in leavers.get(&row.record.reference).into_iter().flatten() {
            row.record.extra.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// Takes out of the list of care leavers those whom List 8 names.
fn leave_to_list_8(rows: &mut Vec<Result<Row, RefusedRow>>, in_care: &BTreeSet<String>) -> Vec<String> {
    let before = rows.len();
    rows.retain(|row| row.as_ref().map_or(true, |row| !in_care.contains(&row.record.reference)));
    let told = |count: usize| match count {
        1 => "1 child is in List 8 as well, to which this list adds; what both say is taken from List 8.".to_owned(),
        _ => format!(
            "{count} children are in List 8 as well, to which this list adds; what both say is taken from List 8."
        ),
    };
    let both = before - rows.len();
    let leavers = rows.iter().filter(|row| row.is_ok()).count();
    let mut sentences: Vec<String> = (both > 0).then(|| told(both)).into_iter().collect();
    if leavers > 0 {
        sentences.push("Care leavers come in without a day on which care began: from their 18th birthday on they are in no population of children in care.".to_owned());
    }
    sentences
}
