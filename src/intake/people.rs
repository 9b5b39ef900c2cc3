//! A file of people: `name,login,also,role,team,manager,fte,from,to,conflict`.
//!
//! `also` (other spellings, other logins) and `conflict` (people whose work they must not grade) hold several names with
//! `;` between them. People are few, so that they are read as a whole.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cell::{self, tidy};
use super::dates::{DateOrder, DateRules, Evidence};
use super::error::{IntakeError, MissingHeading, MonthFirstColumn};
use super::fault::{Fault, RefusedRow};
use super::guard::{guarded, unguarded};
use super::headings::{key, nearest};
use super::headline::{self, Vocabulary};
use super::layout::Heading;
use super::source::{self, Cells, Rows, Shape, Source};
use crate::model::english::or_list;
use crate::model::{Lines, Person, Role, find_hidden, name_key};

/// A file of people, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleFile {
    /// Each person with the row, as a spreadsheet counts.
    pub people: Vec<(u64, Person)>,
    /// The rows that do not come in.
    pub refused: Vec<RefusedRow>,
    parts: Vec<Part>,
}

impl PeopleFile {
    /// Puts what the file says of a person over what is known of them. What the file has no column for stays as it is.
    pub fn over(&self, known: &Person, row: &Person) -> Person {
        let (mut person, row) = (known.clone(), row.clone());
        for part in &self.parts {
            match part {
                Part::Name => person.name.clone_from(&row.name),
                Part::Login => person.login.clone_from(&row.login),
                Part::Also => person.also.clone_from(&row.also),
                Part::Role => person.role = row.role,
                Part::Team => person.team.clone_from(&row.team),
                Part::Manager => person.manager.clone_from(&row.manager),
                Part::Fte => person.fte = row.fte,
                Part::From => person.from = row.from,
                Part::To => person.to = row.to,
                Part::Conflict => person.conflicts.clone_from(&row.conflicts),
            }
        }
        person
    }
}

const COLUMNS: &str = "name, login, also, role, team, manager, fte, from, to, conflict";
const LARGEST_FTE: f64 = 1.5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Name,
    Login,
    Also,
    Role,
    Team,
    Manager,
    Fte,
    From,
    To,
    Conflict,
}

/// The headings of each part, in the form in which headings are compared.
const PARTS: &[(Part, &[&str])] = &[
    (Part::Name, &["name", "fullname", "person"]),
    (Part::Login, &["login", "username", "loginname"]),
    (Part::Also, &["also", "otherspellings", "othernames", "alsoknownas"]),
    (Part::Role, &["role"]),
    (Part::Team, &["team"]),
    (Part::Manager, &["manager", "linemanager"]),
    (Part::Fte, &["fte", "fulltimeequivalent"]),
    (Part::From, &["from", "startdate", "started"]),
    (Part::To, &["to", "enddate", "left"]),
    (Part::Conflict, &["conflict", "conflicts", "mustnotgrade"]),
];

/// Reads a file of people; `today` is the day from which a year is judged possible.
///
/// # Errors
/// [`IntakeError`] where the file is no CSV in UTF-8, has no column `name`, or one that is not known.
pub fn read_people(source: &dyn Source, today: NaiveDate) -> Result<PeopleFile, IntakeError> {
    let vocabulary = Vocabulary::only(PARTS.iter().flat_map(|(_, names)| names.iter().copied()));
    let tables = source::tables(source, None, &|cells| vocabulary.known_in(cells))?;
    let mut first = tables.into_iter().next().ok_or(IntakeError::Empty)?;
    let headings = headline::take(&mut first, &vocabulary)?.headings;
    let (rows, width) = (&mut first.rows, if first.ragged { headings.len() } else { 0 });
    let mut table = Table::of(&headings, DateRules::new(DateOrder::Dmy, None, today))?;
    let (mut file, mut cells, mut names) = (PeopleFile::default(), Cells::default(), BTreeMap::new());
    while let Some((row, shape)) = rows.next(&mut cells)? {
        if shape == Shape::Sound && cells.all_blank() {
            continue;
        }
        cells.pad(width);
        match table.person(row, shape, &cells).and_then(|person| once(row, person, &mut names)) {
            Ok(person) => file.people.push((row, person)),
            Err(faults) => file.refused.push(RefusedRow { row, reference: None, faults }),
        }
    }
    table.day_first()?;
    file.parts = table.columns.iter().filter_map(|column| column.part).collect();
    Ok(file)
}

/// Refuses a name that stands in the file already.
fn once(row: u64, person: Person, names: &mut BTreeMap<String, u64>) -> Result<Person, Vec<Fault>> {
    match names.insert(name_key(&person.name), row) {
        None => Ok(person),
        Some(first) => {
            names.insert(name_key(&person.name), first);
            let reason = format!("this name stands in row {first} already; write one row for each person");
            Err(vec![Fault::new(row, "name", &person.name, reason)])
        }
    }
}

struct Table {
    columns: Vec<Column>,
    rules: DateRules,
}

struct Column {
    heading: String,
    part: Option<Part>,
    evidence: Evidence,
}

impl Table {
    fn of(headings: &[Heading], rules: DateRules) -> Result<Table, IntakeError> {
        let mut columns: Vec<Column> = Vec::with_capacity(headings.len());
        for heading in headings {
            let part = PARTS.iter().find(|(_, names)| names.contains(&heading.key.as_str())).map(|(part, _)| *part);
            if part.is_none() && !heading.shown.is_empty() {
                return Err(IntakeError::UnknownHeading { heading: heading.shown.clone(), known: COLUMNS });
            }
            let twin = columns.iter().find(|column| part.is_some() && column.part == part);
            if let Some(twin) = twin {
                return Err(IntakeError::TwoColumns {
                    field: "the same of a person",
                    first: twin.heading.clone(),
                    second: heading.shown.clone(),
                });
            }
            columns.push(Column { heading: heading.shown.clone(), part, evidence: Evidence::default() });
        }
        let table = Table { columns, rules };
        if table.columns.iter().any(|column| column.part == Some(Part::Name)) {
            Ok(table)
        } else {
            Err(table.nameless())
        }
    }

    fn nameless(&self) -> IntakeError {
        let found: Vec<String> = self.columns.iter().map(|column| column.heading.clone()).collect();
        IntakeError::HeadingMissing(Box::new(MissingHeading {
            field: "person's name",
            holds: "people",
            usual: vec!["name"],
            nearest: nearest(&found, &["name"]),
            found,
            unmatched: Vec::new(),
        }))
    }

    fn day_first(&self) -> Result<(), IntakeError> {
        let column = |column: &Column| {
            let (rows, count) = column.evidence.month_first()?;
            Some(MonthFirstColumn { heading: column.heading.clone(), rows: rows.to_vec(), count })
        };
        let columns: Vec<MonthFirstColumn> = self.columns.iter().filter_map(column).collect();
        if columns.is_empty() { Ok(()) } else { Err(IntakeError::MonthFirst(columns)) }
    }

    fn person(&mut self, row: u64, shape: Shape, cells: &Cells) -> Result<Person, Vec<Fault>> {
        let beyond =
            (self.columns.len()..cells.len()).any(|at| cells.get(at).is_some_and(|cell| !cell.trim().is_empty()));
        if shape != Shape::Sound || beyond || cells.len() < self.columns.len() {
            let reason = format!(
                "the row does not have {} cells: look for a comma or a quotation mark too many",
                self.columns.len()
            );
            return Err(vec![Fault::new(row, "", "", reason)]);
        }
        let (mut person, mut faults) = (Person::default(), Vec::new());
        for (column, cell) in self.columns.iter_mut().zip(cells.iter()) {
            if let Err(reason) = column.read(cell, row, &mut person, &self.rules) {
                faults.push(Fault::new(row, &column.heading, cell, reason));
            }
        }
        if let (Some(from), Some(to)) = (person.from, person.to)
            && to < from
        {
            faults.push(Fault::new(row, "to", &to.to_string(), "expected a last day that is not before the first"));
        }
        if faults.is_empty() { Ok(person) } else { Err(faults) }
    }
}

impl Column {
    fn read(&mut self, cell: &str, row: u64, person: &mut Person, rules: &DateRules) -> Result<(), String> {
        let cell = tidy(cell);
        let cell = unguarded(&cell);
        let text = || cell.to_owned();
        if cell::is_blank(cell) {
            let needed = self.part == Some(Part::Name);
            return if needed { Err("expected the person's name".to_owned()) } else { Ok(()) };
        }
        // Another spelling is taken from extracts as it is, whatever it contains.
        if let Some(hidden) = find_hidden(cell, Lines::One).filter(|_| self.part != Some(Part::Also)) {
            return Err(format!("found {hidden}; expected text that can be seen: type the cell by hand"));
        }
        match self.part {
            Some(Part::Name) => person.name = text(),
            Some(Part::Login) => person.login = Some(text()),
            Some(Part::Also) => person.also = several(cell),
            Some(Part::Role) => person.role = Some(role(cell)?),
            Some(Part::Team) => person.team = Some(text()),
            Some(Part::Manager) => person.manager = Some(text()),
            Some(Part::Fte) => person.fte = Some(fte(cell)?),
            Some(Part::From) => person.from = self.date(cell, row, rules)?,
            Some(Part::To) => person.to = self.date(cell, row, rules)?,
            Some(Part::Conflict) => person.conflicts = several(cell),
            None => return Err("a cell without a heading: a comma in a cell before it is not quoted".to_owned()),
        }
        Ok(())
    }

    fn date(&mut self, cell: &str, row: u64, rules: &DateRules) -> Result<Option<NaiveDate>, String> {
        let (date, leaning) = rules.read(cell);
        self.evidence.note(row, leaning);
        date
    }
}

fn several(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn role(cell: &str) -> Result<Role, String> {
    let known = || or_list(Role::ALL.map(Role::id));
    Role::parse(cell)
        .or_else(|| (key(cell) == "independentreviewingofficer").then_some(Role::Iro))
        .or_else(|| (key(cell) == "principaliro").then_some(Role::Principal))
        .ok_or_else(|| format!("expected one of {}", known()))
}

fn fte(cell: &str) -> Result<f64, String> {
    let range = || format!("expected a full-time equivalent above 0 and up to {LARGEST_FTE}, such as 0.8");
    cell::number(cell).ok().filter(|fte| *fte > 0.0 && *fte <= LARGEST_FTE).ok_or_else(range)
}

/// Writes rows as CSV that a spreadsheet opens in the right letters: UTF-8 with its mark, lines ending with CR and LF.
///
/// # Errors
/// What the CSV writer says, which it does only where memory fails.
pub fn write_csv<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let marked = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(marked);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Writes people as the CSV file that [`read_people`] takes. A cell that a spreadsheet would take for a formula has an apostrophe before it.
///
/// # Errors
/// What the CSV writer says, which it does only where memory fails.
pub fn write_people(people: &[Person]) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(["name", "login", "also", "role", "team", "manager", "fte", "from", "to", "conflict"])?;
    for person in people {
        let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let day = |date: Option<NaiveDate>| date.map(crate::calendar::british).unwrap_or_default();
        let cells = [
            person.name.clone(),
            text(&person.login),
            person.also.join("; "),
            person.role.map(|role| role.id().to_owned()).unwrap_or_default(),
            text(&person.team),
            text(&person.manager),
            person.fte.map(|fte| fte.to_string()).unwrap_or_default(),
            day(person.from),
            day(person.to),
            person.conflicts.join("; "),
        ];
        writer.write_record(cells.map(guarded))?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<PeopleFile, IntakeError> {
        read_people(&file.as_bytes().to_vec(), NaiveDate::from_ymd_opt(2026, 11, 2).unwrap())
    }

    #[test]
    fn people_are_read_with_all_their_parts() {
        let file = read(
            "name,login,also,role,team,manager,fte,from,to,conflict\n\
             Asha Patel,apatel,A. Patel; Patel Asha ,IRO,Review,Joan Marsh,0.8,01/04/2024,,Tom Reed\n\
             Joan Marsh,,,principal,,,,,,\n",
        )
        .unwrap();
        assert_eq!(file.refused, []);
        let expected = Person {
            name: "Asha Patel".to_owned(),
            login: Some("apatel".to_owned()),
            also: vec!["A. Patel".to_owned(), "Patel Asha".to_owned()],
            role: Some(Role::Iro),
            team: Some("Review".to_owned()),
            manager: Some("Joan Marsh".to_owned()),
            fte: Some(0.8),
            from: NaiveDate::from_ymd_opt(2024, 4, 1),
            to: None,
            conflicts: vec!["Tom Reed".to_owned()],
        };
        assert_eq!(file.people[0], (2, expected));
        assert_eq!(file.people[1].1.role, Some(Role::Principal));
    }

    #[test]
    fn nothing_in_the_file_is_a_formula_and_it_comes_back_as_it_was() {
        let person = |name: &str| Person {
            name: name.to_owned(),
            also: vec!["+441".to_owned(), "O'Neil".to_owned()],
            login: Some("-x".to_owned()),
            ..Person::default()
        };
        let people: Vec<Person> = ["=cmd|' /C calc'!A0", "@Ann", "'Bo", "O'Neil"].map(person).into();
        let written = write_people(&people).unwrap();
        assert!(written.contains("\r\n'=cmd|' /C calc'!A0,'-x,'+441; O'Neil,"), "{written}");
        let back: Vec<Person> = read(&written).unwrap().people.into_iter().map(|(_, person)| person).collect();
        assert_eq!(back, people);
    }

    #[test]
    fn what_the_file_has_no_column_for_stays_as_it_is() {
        let whole = "name,login,also,role,team,manager,fte,from,to,conflict\n\
            Asha Patel,apatel,A. Patel,iro,Review,Joan Marsh,0.8,01/04/2024,01/04/2026,Tom Reed\n";
        let known = read(whole).unwrap().people.remove(0).1;
        let part = read("Team,Name,Login\nNorth,ASHA PATEL,\n").unwrap();
        let expected =
            Person { name: "ASHA PATEL".to_owned(), team: Some("North".to_owned()), login: None, ..known.clone() };
        assert_eq!(part.over(&known, &part.people[0].1), expected);
        let file = read(whole).unwrap();
        assert_eq!(file.over(&Person::default(), &file.people[0].1), known);
    }

    #[test]
    fn bad_rows_are_listed_and_the_rest_come_in() {
        let file = read(
            "Name,Role,FTE,From,To\nA,boss,,,\n,iro,,,\nB,iro,2,,\nC,iro,1,02/11/2026,01/11/2026\nD,iro,1,,\nd,iro,1,,\nE,iro\n",
        )
        .unwrap();
        let names: Vec<&str> = file.people.iter().map(|(_, person)| person.name.as_str()).collect();
        assert_eq!(names, ["D"]);
        let faults: Vec<(u64, &str)> =
            file.refused.iter().flat_map(|row| &row.faults).map(|fault| (fault.row, fault.column.as_str())).collect();
        assert_eq!(faults, [(2, "Role"), (3, "Name"), (4, "FTE"), (5, "to"), (7, "name"), (8, "")]);
        assert!(file.refused[0].faults[0].reason.contains("iro, auditor, principal or manager"));
        assert!(file.refused[4].faults[0].reason.contains("row 6"));
    }

    #[test]
    fn columns_that_nobody_knows_are_refused() {
        assert!(matches!(read("name,shoe size\n"), Err(IntakeError::UnknownHeading { .. })));
        assert!(matches!(read("login,role\n"), Err(IntakeError::HeadingMissing(_))));
        assert!(matches!(read("name,from\nA,04/25/2026\n"), Err(IntakeError::MonthFirst(_))));
    }
}
