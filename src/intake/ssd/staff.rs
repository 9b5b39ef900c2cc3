//! Who worked with a child on a day, by the roles that the council says.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::rows::{Involvement, Professional, Team};
use crate::intake::roles::Roles;

/// Who did something on a day, and in which team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Involved {
    pub(super) name: String,
    pub(super) team: Option<String>,
}

/// All involvements of the roles asked for, by person.
pub(super) struct Staff<'a> {
    iro: HashMap<&'a str, Vec<&'a Involvement>>,
    worker: HashMap<&'a str, Vec<&'a Involvement>>,
    names: HashMap<&'a str, &'a str>,
    teams: HashMap<&'a str, &'a str>,
    known: HashSet<&'a str>,
    /// How many involvements of these roles lead to a professional who is not in the table, which is there.
    pub(super) unknown_professionals: u64,
    /// How many of them lead to a team that is not in the table, which is there.
    pub(super) unknown_teams: u64,
}

impl<'a> Staff<'a> {
    pub(super) fn new(
        roles: &Roles,
        involvements: &[&'a Involvement],
        professionals: &[&'a Professional],
        teams: &[&'a Team],
    ) -> Staff<'a> {
        let mut staff = Staff {
            iro: of_role(&roles.iro, involvements),
            worker: of_role(&roles.worker, involvements),
            names: names(professionals),
            teams: teams.iter().filter_map(|team| Some((team.id.as_str(), team.name.as_deref()?))).collect(),
            known: professionals.iter().map(|one| one.id.as_str()).collect(),
            unknown_professionals: 0,
            unknown_teams: 0,
        };
        staff.known.extend(professionals.iter().filter_map(|one| one.staff_id.as_deref()));
        let chosen = || staff.iro.values().chain(staff.worker.values()).flatten();
        let lost =
            |id: Option<&str>, table: bool, known: &dyn Fn(&str) -> bool| table && id.is_some_and(|id| !known(id));
        let professionals_lost = chosen()
            .filter(|one| lost(one.professional.as_deref(), !professionals.is_empty(), &|id| staff.known.contains(id)))
            .count();
        let ids: HashSet<&str> = teams.iter().map(|team| team.id.as_str()).collect();
        let is_team = |id: &str| ids.contains(id);
        let teams_lost = chosen().filter(|one| lost(one.team.as_deref(), !teams.is_empty(), &is_team)).count();
        (staff.unknown_professionals, staff.unknown_teams) = (professionals_lost as u64, teams_lost as u64);
        staff
    }

    /// The IRO of a child on a day.
    pub(super) fn iro(&self, person: &str, day: NaiveDate) -> Option<Involved> {
        self.on(&self.iro, person, day)
    }

    /// The allocated social worker of a child on a day.
    pub(super) fn worker(&self, person: &str, day: NaiveDate) -> Option<Involved> {
        self.on(&self.worker, person, day)
    }

    /// The involvement in force on a day; of several, the one that began last.
    fn on(&self, role: &HashMap<&str, Vec<&'a Involvement>>, person: &str, day: NaiveDate) -> Option<Involved> {
        let in_force = role.get(person)?.iter().filter(|one| one.stretch.covers(day) && one.professional.is_some());
        let one = in_force.max_by_key(|one| (one.stretch.start, one.stretch.end.is_none(), &one.id))?;
        let id = one.professional.as_deref()?;
        let team = one.team.as_deref().map(|team| self.teams.get(team).copied().unwrap_or(team).to_owned());
        Some(Involved { name: self.names.get(id).copied().unwrap_or(id).to_owned(), team })
    }
}

fn of_role<'a>(codes: &[String], involvements: &[&'a Involvement]) -> HashMap<&'a str, Vec<&'a Involvement>> {
    let mut found: HashMap<&str, Vec<&Involvement>> = HashMap::new();
    for one in involvements {
        if one.role.as_ref().is_some_and(|role| codes.iter().any(|code| same(code, role))) {
            found.entry(&one.person).or_default().push(one);
        }
    }
    found
}

/// Whether two codes are one: without regard to case and outer space.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// The names by id, and by the staff id where it is nobody's id.
fn names<'a>(professionals: &[&'a Professional]) -> HashMap<&'a str, &'a str> {
    let by_staff_id = professionals.iter().filter_map(|one| Some((one.staff_id.as_deref()?, one.name.as_deref()?)));
    let mut names: HashMap<&str, &str> = by_staff_id.collect();
    names.extend(professionals.iter().filter_map(|one| Some((one.id.as_str(), one.name.as_deref()?))));
    names
}

/// The codes of roles that stand in the table, each with how many involvements have it, the most frequent first.
pub(super) fn codes(involvements: &[&Involvement]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for role in involvements.iter().filter_map(|one| one.role.as_deref()) {
        *counts.entry(role).or_default() += 1;
    }
    let mut codes: Vec<(String, u64)> = counts.into_iter().map(|(role, count)| (role.to_owned(), count)).collect();
    codes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ssd::rows::Stretch;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn involvement(id: &str, role: &str, professional: &str, start: &str, end: Option<&str>) -> Involvement {
        Involvement {
            id: Some(id.to_owned()),
            person: "7".to_owned(),
            professional: Some(professional.to_owned()),
            role: Some(role.to_owned()),
            team: Some("T1".to_owned()),
            stretch: Stretch { start: day(start), end: end.map(day) },
        }
    }

    fn professional(id: &str, staff_id: Option<&str>, name: Option<&str>) -> Professional {
        Professional { id: id.to_owned(), staff_id: staff_id.map(str::to_owned), name: name.map(str::to_owned) }
    }

    #[test]
    fn the_iro_is_whoever_had_the_role_on_the_day() {
        let involvements = [
            involvement("1", "IRO", "11", "2025-01-01", Some("2025-06-01")),
            involvement("2", "iro ", "12", "2025-06-01", None),
            involvement("3", "CW", "13", "2025-03-01", None),
            involvement("4", "IRO", "S-14", "2026-01-01", Some("2026-02-01")),
            involvement("5", "IRO", "99", "2026-03-01", None),
        ];
        let professionals = [
            professional("11", None, Some("A Patel")),
            professional("12", None, None),
            professional("14", Some("S-14"), Some("Jo Okoro")),
        ];
        let teams = [Team { id: "T1".to_owned(), name: Some("North".to_owned()) }];
        let roles = Roles { iro: vec!["IRO".to_owned()], worker: vec!["cw".to_owned()] };
        let staff = Staff::new(
            &roles,
            &involvements.iter().collect::<Vec<_>>(),
            &professionals.iter().collect::<Vec<_>>(),
            &teams.iter().collect::<Vec<_>>(),
        );
        let iro = |text| staff.iro("7", day(text)).map(|one| one.name);
        assert_eq!(iro("2024-12-31"), None);
        assert_eq!(iro("2025-05-31").as_deref(), Some("A Patel"));
        // On the day of the change the new one has it; who has no name in the table goes by the id.
        assert_eq!(iro("2025-06-01").as_deref(), Some("12"));
        // Of two at once, the one that began last; the id of the staff leads to the name as well.
        assert_eq!(iro("2026-01-15").as_deref(), Some("Jo Okoro"));
        assert_eq!(iro("2026-02-01").as_deref(), Some("12"));
        assert_eq!(iro("2026-03-01").as_deref(), Some("99"));
        assert_eq!(staff.worker("7", day("2025-03-01")).and_then(|one| one.team).as_deref(), Some("North"));
        assert_eq!((staff.unknown_professionals, staff.unknown_teams), (2, 0));
    }

    #[test]
    fn the_codes_are_counted_the_most_frequent_first() {
        let involvements = [
            involvement("1", "IRO", "11", "2025-01-01", None),
            involvement("2", "CW", "12", "2025-06-01", None),
            involvement("3", "CW", "13", "2025-03-01", None),
        ];
        let found = codes(&involvements.iter().collect::<Vec<_>>());
        assert_eq!(found, [("CW".to_owned(), 2), ("IRO".to_owned(), 1)]);
    }
}
