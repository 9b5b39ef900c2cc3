//! Names of staff in extracts: one human being under one name, whatever an extract calls them.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::failure::{Failure, nearest};
use super::shell::add_person;
use super::spellings::is_like;
use crate::intake::{Fault, PeopleFile};
use crate::model::{Kind, Person, name_key};
use crate::store::PersonRow;

/// The fields that hold the name of a member of staff.
pub(super) const STAFF_FIELDS: [&str; 4] = ["iro", "worker", "child.iro", "child.worker"];

/// The people of the list by every spelling they have.
pub(super) struct Staff {
    people: Vec<PersonRow>,
    /// The place of the first who has a spelling.
    by_spelling: BTreeMap<String, usize>,
    /// Who could be meant by spellings that nobody has, as far as that was asked.
    guessed: Mutex<BTreeMap<(String, bool), Vec<i64>>>,
}

impl Staff {
    /// Takes up the list.
    pub(super) fn new(people: &[PersonRow]) -> Staff {
        let mut by_spelling = BTreeMap::new();
        for (place, row) in people.iter().enumerate() {
            let spellings = std::iter::once(&row.person.name).chain(&row.person.also).chain(&row.person.login);
            for spelling in spellings {
                by_spelling.entry(name_key(spelling)).or_insert(place);
            }
        }
        Staff { people: people.to_vec(), by_spelling, guessed: Mutex::default() }
    }

    /// Who has a spelling.
    pub(super) fn find(&self, spelling: &str) -> Option<&PersonRow> {
        self.by_spelling.get(&name_key(spelling)).and_then(|place| self.people.get(*place))
    }

    /// Who could be meant by a spelling that nobody has: those whom the import would ask about, which for an IRO is the nearest of
    /// the list as well.
    pub(super) fn could_be(&self, spelling: &str, of_iro: bool) -> Vec<i64> {
        let key = name_key(spelling);
        if self.by_spelling.contains_key(&key) || key.is_empty() {
            return Vec::new();
        }
        let guess = || {
            let near = of_iro.then(|| nearest(&key, self.by_spelling.keys().map(String::as_str))).flatten();
            let nearest = near.and_then(|near| self.find(near)).map(|row| row.id);
            let alike = self.people.iter().filter(|row| is_like(&row.person, spelling)).map(|row| row.id);
            alike.chain(nearest).collect()
        };
        let mut guessed = self.guessed.lock().unwrap_or_else(PoisonError::into_inner);
        guessed.entry((key.clone(), of_iro)).or_insert_with(guess).clone()
    }

    /// The name of a person by their number.
    pub(super) fn name_of(&self, id: i64) -> Option<&str> {
        self.people.iter().find(|row| row.id == id).map(|row| row.person.name.as_str())
    }

    /// The person's name for a spelling, or the spelling itself where nobody on the list has it.
    pub(super) fn name(&self, spelling: &str) -> String {
        self.find(spelling).map_or_else(|| spelling.to_owned(), |row| row.person.name.clone())
    }

    /// Reads a field's value as a report has it: a person's name where the field holds staff.
    pub(super) fn read(&self, field: &str, value: &str) -> String {
        match STAFF_FIELDS.contains(&field) {
            true => self.name(value),
            false => value.to_owned(),
        }
    }

    /// Of these spellings, those that nobody has, with the nearest that somebody has.
    pub(super) fn unknown<'a>(&'a self, spellings: impl IntoIterator<Item = &'a str>) -> Vec<(String, Option<String>)> {
        let known: Vec<&str> = self.by_spelling.keys().map(String::as_str).collect();
        spellings
            .into_iter()
            .filter(|spelling| self.find(spelling).is_none())
            .map(|spelling| {
                let near = nearest(&name_key(spelling), known.iter().copied());
                (spelling.to_owned(), near.map(|near| self.name(near)))
            })
            .collect()
    }
}

/// The words for a field, as a heading has them.
pub(super) fn field_label(kind: Kind, field: &str) -> String {
    let (kind, name) = match field.strip_prefix("child.") {
        Some(name) => (Kind::Child, name),
        None => (kind, field),
    };
    let label = kind.fields().iter().find(|known| known.name == name).map_or(name, |known| known.label);
    match field.starts_with("child.") {
        true => format!("Child: {label}"),
        false => label.trim_start_matches("extra.").to_owned(),
    }
}

/// The person for whom a spelling of somebody else stands already, with the spelling: one cannot stand for two people.
pub(super) fn clash<'a>(person: &'a Person, people: &'a [Person]) -> Option<(&'a str, &'a Person)> {
    let key = name_key(&person.name);
    let spellings = std::iter::once(&person.name).chain(&person.also).chain(&person.login);
    let others = || people.iter().filter(|other| name_key(&other.name) != key);
    spellings
        .map(String::as_str)
        .find_map(|spelling| Some((spelling, others().find(|other| other.answers_to(spelling))?)))
}

/// Writes the manager and the conflicts of a person by the names that the list has.
pub(super) fn by_name(person: &mut Person, people: &[Person]) {
    let named = |name: &String| {
        people.iter().find(|one| one.answers_to(name)).map_or_else(|| name.clone(), |one| one.name.clone())
    };
    person.manager = person.manager.as_ref().map(named);
    let mut conflicts: Vec<String> = Vec::new();
    for name in person.conflicts.iter().map(named) {
        if !conflicts.contains(&name) {
            conflicts.push(name);
        }
    }
    person.conflicts = conflicts;
}

/// Refuses a name that nobody on the list has, with the nearest that somebody has.
pub(super) fn nobody(name: &str, people: &[Person]) -> Failure {
    let failure = Failure::person(format!("'{name}' is not on the list of people; nothing was changed"));
    let spellings = people.iter().flat_map(|one| std::iter::once(&one.name).chain(&one.also));
    let failure = match nearest(&name_key(name), spellings.map(String::as_str)) {
        Some(near) => failure.hint(format!("Did you mean '{near}'?")),
        None => failure.hint("Who is: dipsample person list"),
    };
    failure.hint(format!("To add them first: {}", add_person(name, "")))
}

/// A file of people laid over the list.
pub(super) struct Roll {
    /// Those that the file names, as they will stand.
    pub people: Vec<Person>,
    /// The rows that do not come in, besides those that could not be read.
    pub refused: Vec<Fault>,
}

impl Roll {
    /// Lays a file over the list. A row whose spelling stands for somebody else, on the list or in another row, or that names
    /// somebody who is on neither, is refused; the others are looked at again without it.
    pub(super) fn new(file: &PeopleFile, known: &[Person]) -> Roll {
        let mut rows: Vec<&(u64, Person)> = file.people.iter().collect();
        let mut refused = Vec::new();
        loop {
            let mut people: Vec<Person> = rows
                .iter()
                .map(|(_, row)| {
                    let before = known.iter().find(|one| name_key(&one.name) == name_key(&row.name));
                    file.over(before.unwrap_or(&Person::default()), row)
                })
                .collect();
            let is_named = |one: &&Person| people.iter().any(|other| name_key(&other.name) == name_key(&one.name));
            let others = known.iter().filter(|one| !is_named(one));
            let list: Vec<Person> = people.iter().chain(others).cloned().collect();
            let faults: Vec<Fault> = rows
                .iter()
                .zip(&people)
                .filter_map(|((number, row), person)| fault(*number, row, person, &list))
                .collect();
            if faults.is_empty() {
                people.iter_mut().for_each(|person| by_name(person, &list));
                refused.sort_by_key(|fault: &Fault| fault.row);
                return Roll { people, refused };
            }
            rows.retain(|(number, _)| !faults.iter().any(|fault| fault.row == *number));
            refused.extend(faults);
        }
    }
}

/// Why a row does not come in, where it does not.
fn fault(number: u64, row: &Person, person: &Person, list: &[Person]) -> Option<Fault> {
    let told = |column: &str, value: &str, reason: String| Fault {
        row: number,
        column: column.to_owned(),
        value: value.to_owned(),
        reason,
    };
    if let Some((spelling, other)) = clash(person, list) {
        let column = match (spelling == person.name, person.login.as_deref() == Some(spelling)) {
            (true, _) => "name",
            (_, true) => "login",
            _ => "also",
        };
        let reason = format!("it stands for {} as well; one spelling cannot stand for two people", other.name);
        return Some(told(column, spelling, reason));
    }
    let named = row.manager.iter().map(|name| ("manager", name));
    let named = named.chain(row.conflicts.iter().map(|name| ("conflict", name)));
    let (column, name) = { named }.find(|(_, name)| !list.iter().any(|one| one.answers_to(name)))?;
    let near = nearest(&name_key(name), list.iter().map(|one| one.name.as_str()));
    let near = near.map_or(String::new(), |near| format!("; the nearest is {near}"));
    Some(told(column, name, format!("expected a person who is on the list or in this file{near}")))
}
