//! A child's fields as they stood on one day, told from all tables of the return.
//!
//! | field | told from |
//! |---|---|
//! | `born` | Header DOB; of a child who is not in Header, the DOB of the other tables where they agree |
//! | `gender` | Header SEX: 1 or M is male, 2 or F is female |
//! | `ethnicity` | Header ETHNIC, the code |
//! | `uasc` | yes where the child is in UASC and DUC is blank or after the day, else no; only where UASC is given |
//! | `started` | DECOM of the episode with RNE S with which the period of care began; not told where that is not in the files |
//! | `ceased` | DEC of the last episode begun by the day, where it has ended by then and REC is a code other than X1 |
//! | `legal_status`, `need` | LS and CIN of the last episode begun by the day, the codes |
//! | `placement_type`, `placement_provider` | PLACE and PLACE_PROVIDER of that episode, the codes |
//! | `placement_started` | DECOM of the first of the episodes that make up that placement (`care`), where that is in the files |
//! | `placements_12m` | placements in the files that were open on any day of the twelve months to the day, temporary ones too |
//! | `missing_12m` | rows of Missing with MISSING M that began by the day and had not ended before the twelve months to it; nought where there is none; only where Missing is given |
//! | `last_review` | the latest REVIEW not after the day |
//! | `permanence_plan`, `plan_since` | "Adoption" and DATE_PLACED, where a decision that the child should be placed for adoption stands on the day; blank again where it was reversed by then (DATE_PLACED_CEASED) |
//! | `worker` | SW_ID of the last row of SWEpisodes begun by the day, if it had not ended |
//! | `distance_miles`, `out_of_area` | PL_DISTANCE and PL_LOCATION (IN, OUT) of the last episode, in those extracts that have them: postcodes alone do not tell, and are left out |
//! | `extra` | MOTHER; PREV_PERM, DATE_PERM; DOLO_START, DOLO_END of the last order begun by the day; of OC2 the SDQ and the health checks |
//!
//! What is begun after the day is not looked at, and what ended after it had not. A year's return holds the episodes and
//! reviews of its year, so that a count over twelve months counts what the files hold of them.
//!
//! A field that the files cannot tell of this child is left as the register has it; one that they can tell, and in which
//! nothing is written, becomes blank.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::care::{self, Standing};
use super::codes::{self, Code};
use super::lines::{Episode, HeaderLine, Once, Spell};
use super::tables::Table;
use crate::intake::row::Knowledge;
use crate::model::{Fields, Kind, Record, Value};

/// What the tables say of one child.
#[derive(Default)]
pub(super) struct Lines<'a> {
    pub(super) header: Option<&'a HeaderLine>,
    /// The date of birth by other tables, where they agree.
    pub(super) born: Option<NaiveDate>,
    pub(super) episodes: &'a [Episode],
    pub(super) spells: BTreeMap<Table, &'a [Spell]>,
    pub(super) once: BTreeMap<Table, &'a Once>,
    pub(super) last_review: Option<NaiveDate>,
}

/// Which tables are given: what a child is not named in tells something only then.
pub(super) struct Given<'a> {
    pub(super) tables: &'a [Table],
    /// The columns of Episodes that are there besides those of the return.
    pub(super) distance: bool,
    pub(super) location: bool,
    pub(super) day: NaiveDate,
}

/// A child's record in the making, with what is known of it.
struct Portrait {
    values: Fields,
    knows: Vec<bool>,
    extra: BTreeMap<String, String>,
    knows_extra: Vec<String>,
}

/// Makes a child's record, and says which of its parts the files tell.
pub(super) fn describe(child: &str, lines: &Lines<'_>, given: &Given<'_>) -> (Record, Knowledge) {
    let fields = Kind::Child.fields().len();
    let mut portrait = Portrait {
        values: vec![None; fields],
        knows: vec![false; fields],
        extra: BTreeMap::new(),
        knows_extra: Vec::new(),
    };
    portrait.header(lines);
    if let Some(standing) = care::standing(lines.episodes, given.day) {
        portrait.care(&standing, given);
    }
    portrait.statuses(lines, given);
    portrait.spells(lines, given.day);
    for once in lines.once.values() {
        once.extra.iter().for_each(|(name, text)| portrait.keep(name, Some(text.clone())));
    }
    let Portrait { values, knows, extra, knows_extra } = portrait;
    let record = Record { reference: child.to_owned(), child: Some(child.to_owned()), date: None, values, extra };
    (record, Knowledge { fields: knows, extra: knows_extra })
}

impl Portrait {
    fn know(&mut self, field: &str, value: Option<Value>) {
        let Some(place) = Kind::Child.position(field) else { return };
        if let (Some(slot), Some(knows)) = (self.values.get_mut(place), self.knows.get_mut(place)) {
            (*slot, *knows) = (value, true);
        }
    }

    fn know_day(&mut self, field: &str, day: Option<NaiveDate>) {
        self.know(field, day.map(Value::Date));
    }

    fn know_if_told(&mut self, field: &str, value: Option<Value>) {
        if value.is_some() {
            self.know(field, value);
        }
    }

    /// A code of the list, of whatever year. What is no code tells nothing.
    fn know_code(&mut self, field: &str, list: &'static [Code], cell: Option<&String>) {
        match cell.map(|cell| codes::find(list, cell)) {
            None => self.know(field, None),
            Some(Some(code)) => self.know(field, Some(Value::Text(code.code.to_owned()))),
            Some(None) => {}
        }
    }

    fn keep(&mut self, name: &str, text: Option<String>) {
        self.knows_extra.push(name.to_owned());
        if let Some(text) = text {
            self.extra.insert(name.to_owned(), text);
        }
    }

    fn header(&mut self, lines: &Lines<'_>) {
        let Some(header) = lines.header else {
            self.know_if_told("born", lines.born.map(Value::Date));
            return;
        };
        self.know_day("born", header.born);
        self.know_code("ethnicity", codes::ETHNICITY, header.ethnicity.as_ref());
        match header.sex.as_deref().map(codes::sex) {
            None => self.know("gender", None),
            Some(Ok(gender)) => self.know("gender", Some(Value::Text(gender))),
            Some(Err(_)) => {}
        }
        self.keep("MOTHER", header.mother.clone());
    }

    fn care(&mut self, standing: &Standing, given: &Given<'_>) {
        let Standing { episode, started, ceased, placement_started, placements_12m } = standing;
        self.know_if_told("started", started.map(Value::Date));
        self.know_day("ceased", *ceased);
        self.know_code("legal_status", codes::LEGAL_STATUS, episode.legal_status.as_ref());
        self.know_code("need", codes::NEED, episode.need.as_ref());
        self.know_code("placement_type", codes::PLACEMENT, episode.placement.as_ref());
        self.know_code("placement_provider", codes::PROVIDER, episode.provider.as_ref());
        self.know_if_told("placement_started", placement_started.map(Value::Date));
        self.know("placements_12m", Some(Value::Integer(*placements_12m)));
        if given.distance {
            self.know("distance_miles", episode.distance.map(Value::Number));
        }
        if given.location {
            self.know("out_of_area", episode.out_of_area.map(yes_or_no));
        }
    }

    fn statuses(&mut self, lines: &Lines<'_>, given: &Given<'_>) {
        if given.tables.contains(&Table::Uasc) {
            let status = lines.once.get(&Table::Uasc);
            self.know("uasc", Some(yes_or_no(status.is_some_and(|it| it.ended.is_none_or(|day| day > given.day)))));
        }
        if given.tables.contains(&Table::Missing) {
            let rows = lines.spells.get(&Table::Missing).copied().unwrap_or_default();
            self.know("missing_12m", Some(Value::Integer(missing(rows, given.day))));
        }
        self.know_if_told("last_review", lines.last_review.map(Value::Date));
    }

    fn spells(&mut self, lines: &Lines<'_>, day: NaiveDate) {
        let last = |table| lines.spells.get(&table).and_then(|spells| last_begun(spells, day));
        let open = |spell: &&Spell| spell.ended.is_none_or(|ended| ended > day);
        if let Some(decision) = last(Table::PlacedAdoption) {
            let stands = Some(decision).filter(open);
            self.know("permanence_plan", stands.map(|_| Value::Text("Adoption".to_owned())));
            self.know_day("plan_since", stands.map(|decision| decision.began));
        }
        if let Some(worker) = last(Table::SwEpisodes) {
            self.know("worker", Some(worker).filter(open).and_then(|worker| worker.what.clone()).map(Value::Text));
        }
        if let Some(order) = last(Table::DoLo) {
            self.keep("DOLO_START", Some(order.began.to_string()));
            self.keep("DOLO_END", order.ended.filter(|ended| *ended <= day).map(|ended| ended.to_string()));
        }
    }
}

fn yes_or_no(yes: bool) -> Value {
    Value::Text(if yes { "yes" } else { "no" }.to_owned())
}

/// The spell that began last by a day; of two, the one that ended later.
fn last_begun(spells: &[Spell], day: NaiveDate) -> Option<&Spell> {
    let begun = spells.iter().filter(|spell| spell.began <= day);
    begun.max_by_key(|spell| (spell.began, spell.ended.unwrap_or(NaiveDate::MAX), spell.at))
}

/// How often a child was missing in the twelve months to a day.
fn missing(rows: &[Spell], day: NaiveDate) -> i64 {
    let year_before = day.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
    let counts = |row: &&Spell| {
        let code = row.what.as_deref().and_then(|cell| codes::find(codes::MISSING, cell));
        let lately = row.began <= day && row.ended.is_none_or(|ended| ended > year_before);
        code.is_some_and(|code| code.code == codes::MISSED) && lately
    };
    i64::try_from(rows.iter().filter(counts).count()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ssda903::tables::At;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn spell(what: &str, began: &str, ended: Option<&str>) -> Spell {
        let at = At { source: 0, row: 2 };
        Spell { at, what: Some(what.to_owned()), began: day(began), ended: ended.map(day) }
    }

    fn given(tables: &[Table]) -> Given<'_> {
        Given { tables, distance: false, location: false, day: day("2026-10-31") }
    }

    fn told(lines: &Lines<'_>, tables: &[Table], field: &str) -> (bool, Option<String>) {
        let (record, knows) = describe("1", lines, &given(tables));
        let known = Kind::Child.position(field).is_some_and(|place| knows.fields[place]);
        (known, record.text_of(Kind::Child, field))
    }

    // Worked by hand for the twelve months from 1 November 2025 to 31 October 2026.
    #[test]
    fn missing_episodes_count_in_the_twelve_months_to_the_day() {
        let rows = [
            spell("M", "2025-10-20", Some("2025-10-31")),
            spell("M", "2025-10-20", Some("2025-11-01")),
            spell("m", "2026-03-01", Some("2026-03-02")),
            spell("A", "2026-03-05", Some("2026-03-06")),
            spell("M", "2026-10-31", None),
            spell("M", "2026-11-01", None),
        ];
        let lines = Lines { spells: [(Table::Missing, &rows[..])].into(), ..Lines::default() };
        assert_eq!(told(&lines, &[Table::Missing], "missing_12m"), (true, Some("3".to_owned())));
        assert_eq!(told(&Lines::default(), &[Table::Missing], "missing_12m"), (true, Some("0".to_owned())));
        assert_eq!(told(&Lines::default(), &[], "missing_12m"), (false, None));
    }

    #[test]
    fn an_asylum_seeking_child_is_one_until_the_status_ends() {
        for (ended, expected) in [(None, "yes"), (Some("2026-11-01"), "yes"), (Some("2026-10-31"), "no")] {
            let once = Once { at: At { source: 0, row: 2 }, ended: ended.map(day), extra: Vec::new() };
            let lines = Lines { once: [(Table::Uasc, &once)].into(), ..Lines::default() };
            assert_eq!(told(&lines, &[Table::Uasc], "uasc"), (true, Some(expected.to_owned())));
        }
        assert_eq!(told(&Lines::default(), &[Table::Uasc], "uasc"), (true, Some("no".to_owned())));
        assert_eq!(told(&Lines::default(), &[], "uasc"), (false, None));
    }

    #[test]
    fn a_plan_of_adoption_stands_until_it_is_reversed() {
        for (rows, plan, since) in [
            (vec![spell("", "2026-05-01", None)], (true, Some("Adoption".to_owned())), Some("2026-05-01".to_owned())),
            (vec![spell("", "2026-05-01", Some("2026-10-31"))], (true, None), None),
            (vec![spell("", "2026-11-01", None)], (false, None), None),
            (
                vec![spell("", "2026-07-01", None), spell("", "2025-05-01", Some("2026-06-30"))],
                (true, Some("Adoption".to_owned())),
                Some("2026-07-01".to_owned()),
            ),
        ] {
            let lines = Lines { spells: [(Table::PlacedAdoption, &rows[..])].into(), ..Lines::default() };
            assert_eq!(told(&lines, &[], "permanence_plan"), plan);
            assert_eq!(told(&lines, &[], "plan_since").1, since);
        }
    }

    #[test]
    fn the_worker_is_the_one_of_the_day() {
        let rows = [spell("SW1", "2026-01-01", Some("2026-06-01")), spell("SW2", "2026-06-01", None)];
        let lines = Lines { spells: [(Table::SwEpisodes, &rows[..])].into(), ..Lines::default() };
        assert_eq!(told(&lines, &[], "worker"), (true, Some("SW2".to_owned())));
        let lines = Lines { spells: [(Table::SwEpisodes, &rows[..1])].into(), ..Lines::default() };
        assert_eq!(told(&lines, &[], "worker"), (true, None));
    }

    #[test]
    fn a_code_that_is_none_tells_nothing() {
        let header = |ethnicity: Option<&str>| HeaderLine {
            at: At { source: 0, row: 2 },
            child: "1".to_owned(),
            born: None,
            sex: Some("X".to_owned()),
            ethnicity: ethnicity.map(str::to_owned),
            mother: None,
        };
        for (ethnicity, expected) in
            [(Some("WBRI"), (true, Some("WBRI".to_owned()))), (Some("WHITE"), (false, None)), (None, (true, None))]
        {
            let header = header(ethnicity);
            let lines = Lines { header: Some(&header), ..Lines::default() };
            assert_eq!(told(&lines, &[], "ethnicity"), expected);
            assert_eq!(told(&lines, &[], "gender"), (false, None));
        }
    }
}
