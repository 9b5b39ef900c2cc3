//! The people of the made-up council. Every name is invented: a first name and a word for a plant, a stone or a thing.

use super::days::day;
use crate::model::{Person, Role};

const FIRST: [&str; 30] = [
    "Alison",
    "Marcus",
    "Devika",
    "Owen",
    "Grace",
    "Yusuf",
    "Nell",
    "Hamish",
    "Farida",
    "Colin",
    "Ijeoma",
    "Rhian",
    "Piotr",
    "Leonie",
    "Dexter",
    "Samira",
    "Barnaby",
    "Chantelle",
    "Tobias",
    "Meera",
    "Gareth",
    "Oluchi",
    "Freya",
    "Kelvin",
    "Zainab",
    "Winston",
    "Harriet",
    "Luca",
    "Noreen",
    "Jerome",
];
const LAST: [&str; 40] = [
    "Bright",
    "Heron",
    "Saffron",
    "Thistle",
    "Lantern",
    "Cobalt",
    "Pepper",
    "Quartz",
    "Sorrel",
    "Ember",
    "Mistletoe",
    "Gable",
    "Wren-Moss",
    "Teasel",
    "Cinder",
    "Damson",
    "Feverfew",
    "Gannet",
    "Hazelnut",
    "Inkwell",
    "Juniper",
    "Kestrel",
    "Larkspur",
    "Marigold",
    "Nettle",
    "O'Plover",
    "Pumice",
    "Quince",
    "Rosehip",
    "Samphire",
    "Tansy",
    "Umber",
    "Vetch",
    "Whinberry",
    "Yarrow",
    "Zinnia",
    "Amberley-Fern",
    "Bramble",
    "Cowslip",
    "Dunlin",
];
/// The social work teams.
pub(super) const TEAMS: [&str; 5] = [
    "Children in Care East",
    "Children in Care West",
    "Court and Assessment",
    "Children with Disabilities",
    "Leaving Care 16 Plus",
];
/// Children for whom one IRO is responsible, near enough.
const CASELOAD: u64 = 37;
/// Children for each social worker, all teams being of one size.
const WORKLOAD: u64 = 9;
/// Names kept for those who are neither IRO nor social worker.
const OTHERS: u64 = 20;
const SERVICE: &str = "Safeguarding and Review";

/// Somebody who grades, with the nature that the demo gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auditor {
    /// The name, as in the register.
    pub name: String,
    /// Of a thousand answers, those given one grade lower than the text deserves.
    pub(super) too_low: u64,
    /// Of a thousand answers, those given one grade higher.
    pub(super) too_high: u64,
}

impl Auditor {
    /// Somebody who grades their own work: seldom too low, and more often too high than an auditor.
    pub fn of_their_own(name: &str) -> Auditor {
        Auditor { name: name.to_owned(), too_low: 20, too_high: 240 }
    }
}

/// The staff of a council of some size. People are numbers here; their names follow from the numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Staff {
    iros: u64,
    workers: u64,
}

/// An invented name; no two numbers below 1,200 share one.
fn name(number: u64) -> String {
    let first = (number / 40 + number) % 30;
    let last = number % 40;
    format!("{} {}", FIRST[usize::try_from(first).unwrap_or(0)], LAST[usize::try_from(last).unwrap_or(0)])
}

impl Staff {
    /// The staff for so many children: at least six IROs.
    pub(super) fn of(children: u64) -> Staff {
        Staff {
            iros: (children / CASELOAD).clamp(6, 300),
            workers: (children / WORKLOAD).clamp(TEAMS.len() as u64 * 2, 800),
        }
    }

    /// The IRO of the child with this number.
    pub(super) fn iro(self, child: u64) -> String {
        name(child % self.iros)
    }

    /// How the extract happens to spell that IRO: one of them is written in two ways.
    pub(super) fn iro_spelling(self, child: u64, turn: u64) -> String {
        match child.is_multiple_of(self.iros) && turn % 3 == 1 {
            true => "A. Bright".to_owned(),
            false => self.iro(child),
        }
    }

    /// One of the social workers of a team.
    pub(super) fn worker(self, team: usize, turn: u64) -> String {
        let teams = TEAMS.len() as u64;
        let seat = turn % (self.workers / teams);
        name(OTHERS + self.iros + seat * teams + team as u64)
    }

    pub(super) fn manager(self, team: usize) -> String {
        name(self.iros + team as u64)
    }

    /// The principal IRO, who draws, assigns and moderates.
    pub(super) fn principal(self) -> String {
        name(self.iros + 5)
    }

    /// The head of service, who reads the workbook.
    pub(super) fn head(self) -> String {
        name(self.iros + 6)
    }

    /// Four auditors: two who err as often one way as the other, one who is harsh and one who is lenient.
    pub(super) fn auditors(self) -> Vec<Auditor> {
        [(104, 88), (220, 32), (108, 84), (56, 130)]
            .into_iter()
            .zip(7..)
            .map(|((too_low, too_high), seat)| Auditor { name: name(self.iros + seat), too_low, too_high })
            .collect()
    }

    /// Everybody whom the register knows, the head of service first.
    pub(super) fn people(self) -> Vec<Person> {
        let (head, principal) = (self.head(), self.principal());
        let mut people = vec![
            person(head.clone(), Role::Manager, SERVICE, None),
            person(principal.clone(), Role::Principal, SERVICE, Some(&head)),
        ];
        people.extend((0..self.iros).map(|number| self.iro_person(number, &principal)));
        for (place, auditor) in self.auditors().into_iter().enumerate() {
            let mut auditor = person(auditor.name, Role::Auditor, "Quality Assurance", Some(&head));
            if place == 3 {
                auditor.conflicts = vec![name(1)];
            }
            people.push(auditor);
        }
        people.extend(
            TEAMS.iter().enumerate().map(|(place, team)| person(self.manager(place), Role::Manager, team, Some(&head))),
        );
        people
    }

    fn iro_person(self, number: u64, principal: &str) -> Person {
        let mut iro = person(name(number), Role::Iro, SERVICE, Some(principal));
        // Six in nine work full time and the others half: 7.5 full-time posts in a service of nine.
        iro.fte = Some(if number % 3 == 2 { 0.5 } else { 1.0 });
        if number == 0 {
            iro.also = vec!["A. Bright".to_owned()];
        }
        iro
    }
}

fn person(name: String, role: Role, team: &str, manager: Option<&str>) -> Person {
    let login = name.to_lowercase().chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>();
    Person {
        login: Some(login),
        name,
        role: Some(role),
        team: Some(team.to_owned()),
        manager: manager.map(str::to_owned),
        fte: Some(1.0),
        from: Some(day(2019, 4, 1)),
        ..Person::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_people_share_a_name_or_a_spelling() {
        let names: BTreeSet<String> = (0..1_200).map(name).collect();
        assert_eq!(names.len(), 1_200);
        for children in [1, 333, 20_000] {
            let people = Staff::of(children).people();
            for person in &people {
                for spelling in person.also.iter().chain([&person.name]) {
                    let found = people.iter().filter(|other| other.answers_to(spelling)).count();
                    assert_eq!(found, 1, "{spelling}");
                }
            }
        }
    }

    #[test]
    fn the_default_service_has_the_published_posts() {
        let people = Staff::of(333).people();
        let posts: Vec<f64> =
            people.iter().filter(|p| p.role == Some(Role::Iro)).filter_map(|person| person.fte).collect();
        assert_eq!((posts.len(), posts.iter().sum::<f64>()), (9, 7.5));
    }
}
