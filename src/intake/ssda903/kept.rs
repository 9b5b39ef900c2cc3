//! All rows of the return, by child, as they are read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::lines::{Episode, HeaderLine, Once, Raw, ReviewLine, Spell};
use super::tables::{At, Table};
use crate::intake::family::Request;
use crate::intake::fault::{Fault, RefusedRow, Warning};

/// All rows of the return, by child.
pub(super) struct Return {
    /// The tables given, in order.
    pub(super) tables: Vec<Table>,
    pub(super) request: Request,
    /// The latest day in the tables that is not after today.
    pub(super) latest: Option<NaiveDate>,
    pub(super) headers: BTreeMap<String, Vec<HeaderLine>>,
    pub(super) episodes: BTreeMap<String, Vec<Episode>>,
    pub(super) reviews: BTreeMap<String, Vec<ReviewLine>>,
    pub(super) spells: BTreeMap<Table, BTreeMap<String, Vec<Spell>>>,
    pub(super) once: BTreeMap<Table, BTreeMap<String, Vec<Once>>>,
    /// The dates of birth that the tables besides Header give.
    pub(super) births: BTreeMap<String, BTreeSet<NaiveDate>>,
    /// Children of whom a row of Reviews was refused.
    pub(super) unsure_reviews: BTreeSet<String>,
    /// Cells of columns outside the return, by heading.
    pub(super) others: BTreeMap<At, BTreeMap<String, String>>,
    pub(super) refused: Vec<(usize, RefusedRow)>,
    pub(super) warnings: Vec<(usize, Warning)>,
}

impl Return {
    pub(super) fn new(request: &Request) -> Return {
        Return {
            tables: request.tables.iter().filter_map(|table| Table::named(table.member)).collect(),
            request: request.clone(),
            latest: None,
            headers: BTreeMap::new(),
            episodes: BTreeMap::new(),
            reviews: BTreeMap::new(),
            spells: BTreeMap::new(),
            once: BTreeMap::new(),
            births: BTreeMap::new(),
            unsure_reviews: BTreeSet::new(),
            others: BTreeMap::new(),
            refused: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Keeps one row, or says what is wrong with it.
    pub(super) fn keep(&mut self, table: Table, raw: &Raw) -> Result<(), Vec<Fault>> {
        match table {
            Table::Header => HeaderLine::of(raw).map(|line| put(&mut self.headers, line.child.clone(), line)),
            Table::Episodes => Episode::of(raw).map(|(child, line)| put(&mut self.episodes, child, line)),
            Table::Reviews => ReviewLine::of(raw).map(|line| put(&mut self.reviews, line.child.clone(), line)),
            Table::Uasc => self.keep_once(table, Once::of(raw, "DUC", &[])),
            Table::PrevPerm => self.keep_once(table, Once::of(raw, "", &["PREV_PERM", "DATE_PERM"])),
            Table::Oc2 => self.keep_once(table, Once::of(raw, "", OC2_KEPT)),
            Table::Missing => self.keep_spell(table, Spell::of(raw, "MISSING", "MIS_START", "MIS_END")),
            Table::PlacedAdoption => self.keep_spell(table, Spell::of(raw, "", "DATE_PLACED", "DATE_PLACED_CEASED")),
            Table::SwEpisodes => self.keep_spell(table, Spell::of(raw, "SW_ID", "SW_DECOM", "SW_DEC")),
            Table::DoLo => self.keep_spell(table, Spell::of(raw, "", "DOLO_START", "DOLO_END")),
            Table::Oc3 | Table::Ad1 => Ok(()),
        }
    }

    fn keep_once(&mut self, table: Table, read: Result<(String, Once), Vec<Fault>>) -> Result<(), Vec<Fault>> {
        read.map(|(child, line)| put(self.once.entry(table).or_default(), child, line))
    }

    fn keep_spell(&mut self, table: Table, read: Result<(String, Spell), Vec<Fault>>) -> Result<(), Vec<Fault>> {
        read.map(|(child, line)| put(self.spells.entry(table).or_default(), child, line))
    }
}

/// The columns of OC2 that are kept: needs and health. Offending and substances are not needed to draw a sample.
const OC2_KEPT: &[&str] =
    &["SDQ_SCORE", "SDQ_REASON", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT"];

fn put<T>(lines: &mut BTreeMap<String, Vec<T>>, child: String, line: T) {
    lines.entry(child).or_default().push(line);
}
