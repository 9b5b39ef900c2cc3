//! A walk along a frame, on a connection of its own: by itself, or one of several that divide a large frame between them.

use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::guard::Budget;
use super::sql::{FIXED, Order, Path, Versions};
use super::{FrameQuery, FrameTally, Seen, born_by, counted, guard, sql};
use crate::model::Kind;
use crate::store::error::StoreError;
use crate::store::open::Register;

/// A period with fewer than one in so many of a table's records is found by its dates, each record by itself, and sorted in memory;
/// for others the table's index of references is walked along, where a record costs about so many times less.
const BY_DATES: i64 = 16;
/// The same where order does not matter and the whole table is walked along, with its texts.
const BY_DATES_IN_ANY_ORDER: i64 = 4;
/// Tables of fewer records than these are not walked along side by side: it would not pay.
const LARGE: i64 = 200_000;
/// Kilobytes of the register that are held in memory where each record's child is looked up, by all walks side by side together. A walk along one index needs no more
/// than SQLite's own two megabytes, and is quicker so.
const CACHE_FOR_CHILDREN: i64 = 32_000;
/// So many references of a table are looked at to cut it in parts of about the same size.
const LOOKED_AT: i64 = 128;

/// A frame, or the stretch of it between two references, ready to be walked along once.
pub struct Walk<'a> {
    query: &'a FrameQuery<'a>,
    reader: Connection,
    /// The work that it may still cost.
    budget: Arc<Budget>,
    text: String,
    parameters: Vec<(&'static str, Value)>,
}

/// The stretch of the references from one, if any, to before another.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) from: Option<String>,
    pub(super) before: Option<String>,
    /// How many stretches there are.
    of: usize,
}

impl Stretch {
    /// All there is.
    fn whole() -> Stretch {
        Stretch { from: None, before: None, of: 1 }
    }
}

impl Walk<'_> {
    /// Gives out the records of the frame, and returns its counts.
    ///
    /// # Errors
    /// As [`Register::stream_frame`].
    pub fn go<E: From<StoreError>>(&self, mut each: impl FnMut(Seen<'_>) -> Result<(), E>) -> Result<FrameTally, E> {
        let query = self.query;
        let mut statement =
            self.reader.prepare(&self.text).map_err(|error| guard::refused(query, &self.budget, error))?;
        for (name, value) in &self.parameters {
            if let Some(place) = statement.parameter_index(name).map_err(StoreError::from)? {
                statement.raw_bind_parameter(place, value).map_err(StoreError::from)?;
            }
        }
        let mut rows = statement.raw_query();
        let mut tally = FrameTally::default();
        let (used, asks_child) = (sql::used_names(query), sql::tells_of_child(query));
        let used = (query.condition.is_some() || !used.is_empty()).then_some(used.as_slice());
        while let Some(row) = rows.next().map_err(|error| guard::refused(query, &self.budget, error))? {
            self.budget.row();
            if tally.count(row, used, asks_child).map_err(StoreError::from)? {
                each(Seen { row, first: FIXED })?;
            }
        }
        Ok(tally)
    }
}

impl Register {
    /// Walks along a frame in the order of the references' bytes: at most so many, each along the stretch that follows on the one
    /// before, so that they can go at the same time. A frame that is not large is one stretch.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn walks<'a>(&self, query: &'a FrameQuery<'a>, most: usize) -> Result<Vec<Walk<'a>>, StoreError> {
        let path = self.path_to(query, Order::References)?;
        let large = path != Path::Dates && self.rows(query.kind)? >= LARGE;
        self.in_stretches(query, path, if large { most } else { 1 })
    }

    fn in_stretches<'a>(
        &self,
        query: &'a FrameQuery<'a>,
        path: Path,
        parts: usize,
    ) -> Result<Vec<Walk<'a>>, StoreError> {
        let wanted: Vec<String> = query.fields.iter().map(|field| field.as_text(query.kind)).collect();
        let mut cuts: Vec<Option<String>> = self.cuts(query.kind, parts)?.into_iter().map(Some).collect();
        cuts.insert(0, None);
        cuts.push(None);
        let of = cuts.len() - 1;
        let stretches = cuts.windows(2).map(|cut| Stretch { from: cut[0].clone(), before: cut[1].clone(), of });
        stretches.map(|stretch| self.walk_by(query, &wanted, (Order::References, path), stretch)).collect()
    }

    /// A walk along the whole of a population, with these columns.
    pub(super) fn walk<'a>(
        &self,
        query: &'a FrameQuery<'a>,
        wanted: &[String],
        order: Order,
    ) -> Result<Walk<'a>, StoreError> {
        self.walk_by(query, wanted, (order, self.path_to(query, order)?), Stretch::whole())
    }

    fn walk_by<'a>(
        &self,
        query: &'a FrameQuery<'a>,
        wanted: &[String],
        (order, path): (Order, Path),
        stretch: Stretch,
    ) -> Result<Walk<'a>, StoreError> {
        let mut reader = self.reader()?;
        if sql::tells_of_child(query) {
            reader.pragma_update(None, "cache_size", -CACHE_FOR_CHILDREN / i64::try_from(stretch.of).unwrap_or(1))?;
        }
        let budget = Budget::new();
        guard::guard(&mut reader, &budget)?;
        counted::count(&reader, &budget, query.condition)?;
        query.words.map(|words| guard::teach(&reader, words)).transpose()?;
        // Only under the lock can nobody import between this question and the walk.
        let locked = !self.connection().is_autocommit();
        let newest = self.newest_batch()?.is_none_or(|newest| newest <= query.as_of);
        let versions = if locked && newest { Versions::Standing } else { Versions::AsOf };
        let text = sql::frame_sql(query, wanted, (order, path, versions), &stretch);
        Ok(Walk { query, reader, budget, text, parameters: self.parameters(query, stretch)? })
    }

    fn parameters(&self, query: &FrameQuery<'_>, stretch: Stretch) -> Result<Vec<(&'static str, Value)>, StoreError> {
        let (first, last) = (query.period.first().to_string(), query.period.last().to_string());
        let mut parameters = vec![(":batch", Value::Integer(query.as_of))];
        if query.kind == Kind::Child {
            let day = if query.any_day { query.period.first() } else { query.period.last() };
            let newest = self.newest_children(query.as_of, &last)?;
            parameters.push((":day", Value::Text(day.to_string())));
            parameters.push((":adult", Value::Text(born_by(day))));
            parameters.push((":newest", newest.map_or(Value::Null, Value::Text)));
        }
        parameters.push((":first", Value::Text(first)));
        parameters.push((":last", Value::Text(last)));
        parameters.extend(stretch.from.map(|reference| (":from", Value::Text(reference))));
        parameters.extend(stretch.before.map(|reference| (":before", Value::Text(reference))));
        Ok(parameters)
    }

    /// References that cut a table in so many parts, judged by some records at equal distances as they were imported.
    fn cuts(&self, kind: Kind, parts: usize) -> Result<Vec<String>, StoreError> {
        if parts < 2 {
            return Ok(Vec::new());
        }
        let table = kind.id();
        let (first, last) = self.ends(kind)?;
        let sql = format!("SELECT reference FROM {table} WHERE id >= ?1 ORDER BY id LIMIT 1");
        let mut query = self.connection().prepare_cached(&sql)?;
        let ids = (0..LOOKED_AT).map(|place| first + (last - first) / LOOKED_AT * place);
        let mut seen: Vec<String> = ids.map(|id| query.query_row([id], |row| row.get(0))).collect::<Result<_, _>>()?;
        seen.sort_unstable();
        let mut cuts: Vec<String> = (1..parts).map(|part| seen[part * seen.len() / parts].clone()).collect();
        cuts.dedup();
        Ok(cuts)
    }

    /// How the rows of a query's period are found quickest.
    fn path_to(&self, query: &FrameQuery<'_>, order: Order) -> Result<Path, StoreError> {
        if query.kind == Kind::Child {
            return Ok(Path::Dates);
        }
        let sql =
            format!("SELECT EXISTS (SELECT 1 FROM {} WHERE date BETWEEN ?1 AND ?2 LIMIT 1 OFFSET ?3)", query.kind.id());
        let (first, last) = (query.period.first().to_string(), query.period.last().to_string());
        let part = if order == Order::References { BY_DATES } else { BY_DATES_IN_ANY_ORDER };
        let few = self.rows(query.kind)? / part;
        let many: bool = self.connection().query_row(&sql, rusqlite::params![first, last, few], |row| row.get(0))?;
        if !many {
            return Ok(Path::Dates);
        }
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {table} WHERE date < ?1) OR EXISTS (SELECT 1 FROM {table} WHERE date > ?2)",
            table = query.kind.id()
        );
        let others: bool = self.connection().query_row(&sql, [&first, &last], |row| row.get(0))?;
        Ok(if others { Path::Along } else { Path::Whole })
    }

    /// How many versions of records a table holds, told by the first and the last of them.
    fn rows(&self, kind: Kind) -> Result<i64, StoreError> {
        let (first, last) = self.ends(kind)?;
        Ok(last - first)
    }

    fn ends(&self, kind: Kind) -> Result<(i64, i64), StoreError> {
        let end = |which: &str| {
            let sql = format!("SELECT ifnull({which}(id), 0) FROM {}", kind.id());
            self.connection().query_row(&sql, [], |row| row.get(0))
        };
        Ok((end("min")?, end("max")?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Period;
    use crate::store::condition::{Condition, ConditionError};
    use crate::store::field_ref::FieldRef;
    use crate::store::journal::Actor;

    /// A register of 300 oversights of forty days and one without a day, one in seven without a type, and some that stand no more.
    fn register(folder: &tempfile::TempDir) -> Register {
        let [person, at, program] = ["Nobody", "2026-10-01T00:00:00", "dipsample"].map(str::to_owned);
        let actor = Actor { person, at, program };
        let register = Register::create(&folder.path().join("register"), &[7; 32], &actor).unwrap();
        register
            .connection()
            .execute_batch(
                "INSERT INTO batch (batch, at, person, file, sha256, format, kind, encoding, rows_read, added, changed, unchanged,
                     duplicates, refused) VALUES (1, '', '', '', '', '', 'oversight', '', 0, 0, 0, 0, 0, 0);
                 WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 299)
                 INSERT INTO oversight (reference, date, iro, team, type, from_batch, to_batch, seen_batch, seen_row)
                 SELECT 'Ré' || (n * 7919 % 300), iif(n = 5, NULL, date('2026-10-01', (n % 40) || ' days')), 'IRO ' || n % 5, 'T' || n % 3,
                        iif(n % 7, 'note', NULL), 1, iif(n % 11, NULL, 1), 1, n FROM n;",
            )
            .unwrap();
        register
    }

    fn query<'a>(period: &'a Period, condition: Option<&'a Condition>, fields: &'a [FieldRef]) -> FrameQuery<'a> {
        let (kind, words, child, as_of, any_day) = (Kind::Oversight, None, false, 1, false);
        FrameQuery { kind, period, condition, words, child, fields, as_of, any_day }
    }

    type Found = (Vec<(String, Option<String>)>, FrameTally, usize);

    fn found(register: &Register, query: &FrameQuery<'_>, path: Path, parts: usize) -> Found {
        let (mut rows, mut tally) = (Vec::new(), FrameTally::default());
        let walks = register.in_stretches(query, path, parts).unwrap();
        for walk in &walks {
            let part = walk.go(|seen| {
                rows.push((seen.record()?.to_owned(), seen.value(0)?.map(str::to_owned)));
                Ok::<(), StoreError>(())
            });
            tally.add(&part.unwrap());
        }
        (rows, tally, walks.len())
    }

    #[test]
    fn a_period_that_holds_every_record_needs_no_look_at_days() {
        let folder = tempfile::TempDir::new().unwrap();
        let register = register(&folder);
        let fields = [FieldRef::parse("iro", Kind::Oversight).unwrap()];
        for (text, path) in [
            ("2026-10-01..2026-11-09", Path::Whole),
            ("2026-10-01..2026-11-08", Path::Along),
            ("2026-10-02..2026-11-09", Path::Along),
            ("2026-10-01..2026-10-02", Path::Dates),
        ] {
            let period = Period::parse(text).unwrap();
            let query = query(&period, None, &fields);
            assert_eq!(register.path_to(&query, Order::References).unwrap(), path, "{text}");
            assert_eq!(found(&register, &query, path, 1), found(&register, &query, Path::Along, 1), "{text}");
        }
    }

    #[test]
    fn a_condition_that_takes_too_much_work_is_stopped_and_says_so() {
        let folder = tempfile::TempDir::new().unwrap();
        let register = register(&folder);
        let period = Period::parse("2026-10").unwrap();
        let grown = "replace(replace(replace(reference, 'R', 'RRRRRRRRRR'), 'R', 'RRRRRRRRRR'), 'R', 'RRRRRRRRRR')";
        for (text, left, stopped) in
            [(format!("length({grown}) > 1000"), 100, true), (format!("length({grown}) > 1000"), 1_000_000_000, false)]
        {
            let condition = Condition::parse(&text, Kind::Oversight).unwrap();
            let query = query(&period, Some(&condition), &[]);
            let walk = register.walk(&query, &[], Order::References).unwrap();
            walk.budget.leave(left);
            match walk.go(|_| Ok::<(), StoreError>(())) {
                Err(StoreError::Condition(ConditionError::TooMuchWork)) => assert!(stopped, "{text}"),
                found => {
                    assert!(!stopped && found.as_ref().is_ok_and(|tally| tally.frame > 0), "{text}, {left}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn stretches_hold_together_what_one_walk_gives() {
        let folder = tempfile::TempDir::new().unwrap();
        let register = register(&folder);
        let period = Period::parse("2026-10").unwrap();
        let condition = Condition::parse("type = 'note' and team <> 'T1'", Kind::Oversight).unwrap();
        let fields = [FieldRef::parse("iro", Kind::Oversight).unwrap()];
        for condition in [None, Some(&condition)] {
            let query = query(&period, condition, &fields);
            let found = |path, parts| found(&register, &query, path, parts);
            let (rows, tally, _) = found(Path::Along, 1);
            assert!(rows.is_sorted() && rows.len() as u64 == tally.frame && tally.population > 190);
            assert_eq!(tally.unknown > 0, condition.is_some());
            for (path, parts) in [(Path::Dates, 1), (Path::Along, 2), (Path::Dates, 3), (Path::Along, 8)] {
                let (others, other, walks) = found(path, parts);
                assert_eq!((walks, &others, &other), (parts, &rows, &tally));
            }
        }
    }
}
