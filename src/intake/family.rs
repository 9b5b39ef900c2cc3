//! Tables that are read together: the files of a return, the tables of a data set.
//!
//! A [`Family`] is a set of [`Member`] tables, each known by its columns, and a [`Joiner`]. All tables of one family that
//! an import gives, from however many files and sheets, are read into one joiner, which holds what it needs of them, and
//! then says for each table which records it makes and which of its rows are refused. A family is one line of a table:
//! see `FAMILIES` in `formats`.
//!
//! ```text
//! open   -> Part   a table that belongs to a family, not read yet
//! join   -> Group  for each part, in the order given: its records, its refused rows, what is told of it
//! ```

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::about::About;
use super::dates::DateRules;
use super::error::{IntakeError, MonthFirstColumn, SwappedColumn, listed};
use super::fault::{Fault, RefusedRow, Warning};
use super::layout::{Heading, Known};
use super::member::{Fate, Member, MemberColumn};
use super::options::Options;
use super::row::{Ending, Row};
use super::shape;
use super::source::{BEGINNING, Cells, Rows, Shape, Table};
use super::totals;
use super::typed::{CellForm, Hints, Typed};
use crate::model::Value;

/// A set of tables that are read together.
pub(super) struct Family {
    /// Its name, for people.
    pub(super) name: &'static str,
    /// Its tables.
    pub(super) members: &'static [Member],
    /// Makes what reads them together.
    pub(super) joiner: fn(&Request) -> Box<dyn Joiner>,
}

/// What a joiner is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// The tables given, in order: the name of each member, and which of its columns the table has.
    pub(super) tables: Vec<TableFacts>,
    /// The day as at which children are described, where the person says one.
    pub(super) as_at: Option<NaiveDate>,
    /// What the person says of the import, the day of it among the rest.
    pub(super) options: Options,
}

/// One table that a joiner is given.
#[derive(Clone, Debug)]
pub(super) struct TableFacts {
    /// The member's name.
    pub(super) member: &'static str,
    /// The names of the member's columns that the table has.
    pub(super) has: Vec<&'static str>,
    /// The headings of other columns that are kept under their own names.
    pub(super) others: Vec<String>,
}

/// One row of a table, its cells read.
#[derive(Debug)]
pub(super) struct MemberRow {
    /// Which table, by its place among those given.
    pub(super) table: usize,
    /// Where a person finds the row.
    pub(super) row: u64,
    /// The values, aligned with the member's columns; none where the cell is blank, broken or not there.
    pub(super) values: Vec<Option<Value>>,
    /// What is wrong with its cells. The joiner decides whether the row is still good for something.
    pub(super) faults: Vec<Fault>,
    /// Filled cells of columns that the member does not know, by their headings.
    pub(super) extra: BTreeMap<String, String>,
}

/// Reads the tables of a family together.
pub(super) trait Joiner {
    /// Takes one row. Every row that is taken must come out again: as a record, in one, or refused, unless it only serves.
    fn take(&mut self, row: MemberRow);

    /// What must be known before records can be made, and is not, with the table that needs it.
    fn lacks(&self) -> Option<(usize, IntakeError)> {
        None
    }

    /// Makes the records: one outcome for each table given, in order.
    fn finish(self: Box<Self>) -> Vec<Outcome>;
}

/// What comes of one table.
pub(super) struct Outcome {
    /// Its records and refused rows.
    pub(super) rows: Vec<Result<Row, RefusedRow>>,
    /// Which parts of a record the tables together can know.
    pub(super) known: Known,
    /// The names under which columns besides are kept.
    pub(super) extra: Vec<String>,
    /// For children: the day as at which they are described.
    pub(super) as_at: Option<NaiveDate>,
    /// What the person should know.
    pub(super) told: Vec<String>,
    /// Rules of the data standard that rows break without being refused.
    pub(super) warnings: Vec<Warning>,
}

/// A table that belongs to a family, not read yet.
pub struct Part {
    /// What the headings tell.
    pub about: About,
    family: &'static Family,
    member: &'static Member,
    headings: Vec<Heading>,
    /// How the column of each heading is read.
    fates: Vec<Fate>,
    table: Table,
    stated: Option<totals::Stated>,
    rules: DateRules,
}

/// What came of one table of a family.
pub struct Group {
    /// What the table is and knows.
    pub about: About,
    /// Its records and refused rows, in the order of the rows as far as records are made row by row.
    pub rows: Vec<Result<Row, RefusedRow>>,
    /// For children: the day as at which they are described.
    pub as_at: Option<NaiveDate>,
    /// Rules of the data standard that rows break without being refused.
    pub warnings: Vec<Warning>,
    /// What the table came to.
    pub ending: Ending,
}

impl Part {
    pub(super) fn new(
        (family, member): (&'static Family, &'static Member),
        headline: super::headline::Headline,
        table: Table,
        options: &Options,
    ) -> Part {
        let super::headline::Headline { headings, told, stated, .. } = headline;
        let fates: Vec<Fate> = headings.iter().map(|heading| member.fate(heading, options)).collect();
        let named = |wanted: fn(&Fate) -> bool| {
            let pairs = headings.iter().zip(&fates).filter(move |(_, fate)| wanted(fate));
            pairs.map(|(heading, _)| heading.shown.clone()).collect::<Vec<String>>()
        };
        let columns = headings.iter().zip(&fates).map(|(heading, fate)| (heading.shown.clone(), fate.words(heading)));
        let about = About {
            sheet: table.sheet.clone(),
            hidden: table.hidden,
            format: member.format,
            table: Some(member.name),
            kind: member.kind,
            encoding: table.encoding.clone(),
            known: Known::nothing(member.kind),
            left_out: named(|fate| matches!(fate, Fate::LeftOut(_))),
            identifying: named(|fate| matches!(fate, Fate::LeftOut(_))),
            kept: named(|fate| matches!(fate, Fate::KeptThough)),
            columns: columns.collect(),
            extra: Vec::new(),
            unmatched: options.columns.iter().flat_map(|mapping| mapping.unmatched(&headings)).collect(),
            told: table
                .told
                .iter()
                .cloned()
                .chain(told)
                .chain(not_kept(member, &named(|fate| matches!(fate, Fate::NotKept))))
                .collect(),
        };
        Part { about, family, member, headings, fates, table, stated, rules: options.date_rules() }
    }

    fn facts(&self) -> TableFacts {
        let has = |column: &&MemberColumn| self.headings.iter().any(|heading| column.is(heading));
        let others = self.headings.iter().zip(&self.fates);
        let others = others.filter(|(_, fate)| matches!(fate, Fate::Kept | Fate::KeptThough));
        TableFacts {
            member: self.member.name,
            has: self.member.columns.iter().filter(has).map(|column| column.name).collect(),
            others: others.map(|(heading, _)| heading.shown.clone()).collect(),
        }
    }
}

/// The notice about columns outside the data standard that are not kept.
fn not_kept(member: &Member, headings: &[String]) -> Option<String> {
    let has_own = member.columns.len() > 1;
    (has_own && !headings.is_empty())
        .then(|| format!("Not kept, since {} does not need them: {}.", member.name, listed(headings)))
}

/// Reads all parts together, each family on its own; gives a group for each part, in order. `as_at` is the day as at which
/// children are described, where the person says one.
///
/// # Errors
/// The place of the part that cannot be read, with the reason. Nothing of any part may then stay in the register.
pub fn join(parts: Vec<Part>, options: &Options, as_at: Option<NaiveDate>) -> Result<Vec<Group>, (usize, IntakeError)> {
    let mut groups: Vec<Option<Group>> = parts.iter().map(|_| None).collect();
    let mut waiting: Vec<(usize, Part)> = parts.into_iter().enumerate().collect();
    while let Some(family) = waiting.first().map(|(_, part)| part.family) {
        let (ours, others) = waiting.into_iter().partition(|(_, part)| std::ptr::eq(part.family, family));
        waiting = others;
        for (at, group) in join_one(family, ours, options, as_at)? {
            if let Some(place) = groups.get_mut(at) {
                *place = Some(group);
            }
        }
    }
    Ok(groups.into_iter().flatten().collect())
}

fn join_one(
    family: &'static Family,
    parts: Vec<(usize, Part)>,
    options: &Options,
    as_at: Option<NaiveDate>,
) -> Result<Vec<(usize, Group)>, (usize, IntakeError)> {
    let tables = parts.iter().map(|(_, part)| part.facts()).collect();
    let mut joiner = (family.joiner)(&Request { tables, as_at, options: options.clone() });
    let mut read = Vec::with_capacity(parts.len());
    for (table, (at, part)) in parts.into_iter().enumerate() {
        read.push((at, part.read(table, &mut *joiner).map_err(|error| (at, error))?));
    }
    if let Some((table, error)) = joiner.lacks() {
        return Err((read.get(table).map_or(0, |(at, _)| *at), error));
    }
    let group = |((at, part), outcome): ((usize, ReadPart), Outcome)| (at, part.group(outcome));
    Ok(read.into_iter().zip(joiner.finish()).map(group).collect())
}

/// A part whose rows the joiner has.
struct ReadPart {
    about: About,
    misshapen: Vec<RefusedRow>,
    rows_read: u64,
}

/// One column of a part while its rows are read.
struct Column {
    heading: String,
    fate: Fate,
    typed: Typed,
}

impl Part {
    fn columns(&mut self) -> Vec<Column> {
        let days_from = self.table.days_from;
        let sound: Vec<Cells> = self.table.rows.look(BEGINNING).map(|(_, _, cells)| cells.clone()).collect();
        let column = |(at, (heading, fate)): (usize, (&Heading, &Fate))| {
            let form = match fate {
                Fate::Read { form, .. } => *form,
                _ => CellForm::Kept,
            };
            let hints = Hints::of(sound.iter().filter_map(|cells| cells.get(at)), days_from);
            Column {
                heading: heading.shown.clone(),
                fate: *fate,
                typed: Typed::new(form, heading.shown.clone(), hints),
            }
        };
        self.headings.iter().zip(&self.fates).enumerate().map(column).collect()
    }

    /// Gives every row to the joiner.
    fn read(mut self, table: usize, joiner: &mut dyn Joiner) -> Result<ReadPart, IntakeError> {
        let mut columns = self.columns();
        let headings: Vec<String> = columns.iter().map(|column| column.heading.clone()).collect();
        let mut left_out = totals::LeftOut::new(&headings, self.stated);
        let (mut cells, mut misshapen, mut rows_read) = (Cells::default(), Vec::new(), 0);
        while let Some((row, shape)) = self.table.rows.next(&mut cells)? {
            if shape == Shape::Sound && (cells.all_blank() || left_out.is(row, &cells, rows_read)) {
                continue;
            }
            if self.table.ragged {
                cells.pad(headings.len());
            }
            rows_read += 1;
            match shape::fault(row, shape, &cells, &headings) {
                Some(fault) => misshapen.push(RefusedRow { row, reference: None, faults: vec![fault] }),
                None => joiner.take(self.row(table, row, &cells, &mut columns)),
            }
        }
        let swapped: Vec<SwappedColumn> = columns.iter().filter_map(|column| column.typed.swapped()).collect();
        if !swapped.is_empty() {
            return Err(IntakeError::Swapped(swapped));
        }
        let month_first: Vec<MonthFirstColumn> =
            columns.iter().filter_map(|column| column.typed.month_first()).collect();
        if !month_first.is_empty() {
            return Err(IntakeError::MonthFirst(month_first));
        }
        let mut about = self.about;
        about.told.extend(columns.iter().filter_map(|column| column.typed.told()));
        about.told.extend(left_out.told(rows_read));
        Ok(ReadPart { about, misshapen, rows_read })
    }

    fn row(&self, table: usize, row: u64, cells: &Cells, columns: &mut [Column]) -> MemberRow {
        let values = vec![None; self.member.columns.len()];
        let mut read = MemberRow { table, row, values, faults: Vec::new(), extra: BTreeMap::new() };
        for (column, cell) in columns.iter_mut().zip(cells.with_origins()) {
            let place = match column.fate {
                Fate::LeftOut(_) | Fate::Unused | Fate::NotKept | Fate::Nameless => continue,
                Fate::Read { place, .. } => Some(place),
                Fate::Kept | Fate::KeptThough => None,
            };
            match (column.typed.read(cell, row, &self.rules), place) {
                (Err(reason), _) => read.faults.push(Fault::new(row, &column.heading, cell.text, reason)),
                (Ok(value), Some(place)) => {
                    if let Some(slot) = read.values.get_mut(place) {
                        *slot = value;
                    }
                }
                (Ok(Some(value)), None) => drop(read.extra.insert(column.heading.clone(), value.as_text())),
                (Ok(None), None) => {}
            }
        }
        read
    }
}

impl ReadPart {
    fn group(self, outcome: Outcome) -> Group {
        let ReadPart { mut about, misshapen, rows_read } = self;
        let Outcome { mut rows, known, extra, as_at, told, warnings } = outcome;
        about.known = known;
        about.extra = extra;
        about.told.extend(told);
        rows.extend(misshapen.into_iter().map(Err));
        let refused = rows.iter().filter(|row| row.is_err()).count() as u64;
        Group { about, rows, as_at, warnings, ending: Ending { rows_read, refused, told: Vec::new() } }
    }
}

impl std::fmt::Debug for Part {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Part").field("about", &self.about).field("family", &self.family.name).finish_non_exhaustive()
    }
}
