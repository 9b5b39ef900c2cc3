//! Periods of care: which episodes make one up, whose it is, and from when to when it lasted.
//!
//! A period of care has one id (`clae_cla_id`) and many episodes, so that nothing may be joined to its episodes row by row:
//! what belongs to a period is looked up by the id, which leads to one period and one person. Episodes without the id are
//! put together as the return does it: a period begins with the episode whose reason is S.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::rows::Episode;
use crate::intake::care_periods::is_within;

/// One period of care of one child.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Period {
    pub(super) person: String,
    /// The day on which the child entered care: as recorded, else the first day of the first episode.
    pub(super) started: NaiveDate,
    /// The day on which care ended: the last day of the last episode, where all have ended and the last is not followed by
    /// another (reason X1).
    pub(super) ceased: Option<NaiveDate>,
    /// Its episodes, by their first day.
    pub(super) episodes: Vec<Episode>,
}

/// All periods of care.
#[derive(Debug, Default)]
pub(super) struct Care {
    /// The periods of each person, the first first.
    pub(super) by_person: BTreeMap<String, Vec<Period>>,
    /// Which person an id of a period leads to.
    people: HashMap<String, String>,
    /// Ids of periods under which episodes of different persons stand: they lead to nobody.
    pub(super) contradictory: HashSet<String>,
}

impl Care {
    /// Puts episodes together, those that begin after a day left out, and ends after it not known: care as it stood on the day.
    pub(super) fn as_at(episodes: &[&Episode], day: NaiveDate) -> Care {
        let mut care = Care::default();
        for episode in episodes {
            let Some(id) = &episode.period else { continue };
            let person = care.people.entry(id.clone()).or_insert_with(|| episode.person.clone());
            if *person != episode.person {
                care.contradictory.insert(id.clone());
            }
        }
        let mut of_each: BTreeMap<String, Vec<Episode>> = BTreeMap::new();
        for episode in episodes.iter().filter(|episode| episode.stretch.start <= day) {
            let mut episode = (*episode).clone();
            episode.stretch.end = episode.stretch.end.filter(|end| *end <= day);
            of_each.entry(episode.person.clone()).or_default().push(episode);
        }
        for (person, episodes) in of_each {
            let periods = periods(&person, episodes);
            care.by_person.insert(person, periods);
        }
        care
    }

    /// The person to whom an id of a period leads.
    pub(super) fn person(&self, period: &str) -> Option<&str> {
        self.people.get(period).filter(|_| !self.contradictory.contains(period)).map(String::as_str)
    }

    /// The last period of a person that had begun.
    pub(super) fn latest(&self, person: &str) -> Option<&Period> {
        self.by_person.get(person)?.last()
    }

    /// The period in which a person was on a day; the last day belongs to it.
    pub(super) fn on(&self, person: &str, day: NaiveDate) -> Option<&Period> {
        let within = |period: &&Period| is_within(day, period.started, period.ceased);
        self.by_person.get(person)?.iter().rev().find(within)
    }
}

fn periods(person: &str, mut episodes: Vec<Episode>) -> Vec<Period> {
    let order =
        |episode: &Episode| (episode.stretch.start, episode.stretch.end.unwrap_or(NaiveDate::MAX), episode.id.clone());
    episodes.sort_by_key(order);
    let mut named: BTreeMap<String, Vec<Episode>> = BTreeMap::new();
    let mut runs: Vec<Vec<Episode>> = Vec::new();
    for episode in episodes {
        match (episode.period.clone(), runs.last_mut()) {
            (Some(id), _) => named.entry(id).or_default().push(episode),
            (None, Some(run)) if !begins_anew(&episode, run) => run.push(episode),
            (None, _) => runs.push(vec![episode]),
        }
    }
    let mut periods: Vec<Period> =
        named.into_values().chain(runs).filter_map(|episodes| period(person, episodes)).collect();
    periods.sort_by_key(|period| (period.started, period.ceased.unwrap_or(NaiveDate::MAX)));
    periods
}

/// Whether an episode begins a period: by its reason, unless it stands beside another that begins the same one.
fn begins_anew(episode: &Episode, run: &[Episode]) -> bool {
    let beside = run.first().is_some_and(|first| first.stretch.start == episode.stretch.start);
    episode.begins_care && !beside
}

fn period(person: &str, episodes: Vec<Episode>) -> Option<Period> {
    let first = episodes.iter().map(|episode| episode.stretch.start).min()?;
    let started = episodes.iter().filter_map(|episode| episode.entered_care).min().unwrap_or(first);
    let open = episodes.iter().any(|episode| episode.stretch.end.is_none());
    let last = episodes.iter().filter_map(|episode| episode.stretch.end).max();
    let goes_on = episodes.iter().filter(|episode| episode.stretch.end == last).all(|episode| episode.goes_on);
    Some(Period { person: person.to_owned(), started, ceased: last.filter(|_| !open && !goes_on), episodes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ssd::rows::Stretch;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    /// `person period start end reason-new reason-ceased`
    fn episodes(lines: &[&str]) -> Vec<Episode> {
        let read = |line: &&str| {
            let words: Vec<&str> = line.split(' ').collect();
            let given = |at: usize| (words[at] != "-").then(|| words[at].to_owned());
            Episode {
                id: None,
                person: words[0].to_owned(),
                period: given(1),
                placement: None,
                stretch: Stretch { start: day(words[2]), end: given(3).map(|end| day(&end)) },
                begins_care: words[4] == "S",
                goes_on: words[5] == "X1",
                need: None,
                last_iro_contact: None,
                entered_care: None,
            }
        };
        lines.iter().map(read).collect()
    }

    fn told(lines: &[&str], as_at: &str) -> Vec<String> {
        let episodes = episodes(lines);
        let care = Care::as_at(&episodes.iter().collect::<Vec<_>>(), day(as_at));
        let told = |period: &Period| {
            let ceased = period.ceased.map_or("-".to_owned(), |day| day.to_string());
            format!("{} {} {ceased} {}", period.person, period.started, period.episodes.len())
        };
        care.by_person.values().flatten().map(told).collect()
    }

    #[test]
    fn episodes_of_one_id_are_one_period() {
        let lines = [
            "7 P1 2024-01-10 2024-05-01 S X1",
            "7 P1 2024-05-01 2024-09-30 P E4A",
            "7 P2 2025-02-03 - S -",
            "8 P3 2024-01-10 2024-05-01 S X1",
        ];
        let expected = ["7 2024-01-10 2024-09-30 2", "7 2025-02-03 - 1", "8 2024-01-10 - 1"];
        assert_eq!(told(&lines, "2026-01-01"), expected);
        let without: Vec<String> =
            lines.iter().map(|line| line.replace(" P1 ", " - ").replace(" P2 ", " - ")).collect();
        let without: Vec<&str> = without.iter().map(String::as_str).collect();
        assert_eq!(told(&without, "2026-01-01"), expected);
    }

    #[test]
    fn what_came_later_is_not_known_on_the_day() {
        let lines = ["7 P1 2024-01-10 2024-05-01 S X1", "7 P1 2024-05-01 2024-09-30 P E4A", "7 P2 2025-02-03 - S -"];
        assert_eq!(told(&lines, "2024-06-30"), ["7 2024-01-10 - 2"]);
        assert_eq!(told(&lines, "2023-12-31"), [""; 0]);
    }

    #[test]
    fn an_id_under_which_two_persons_stand_leads_to_nobody() {
        let episodes = episodes(&["7 P1 2024-01-10 - S -", "8 P1 2024-01-10 - S -", "9 P2 2024-01-10 - S -"]);
        let care = Care::as_at(&episodes.iter().collect::<Vec<_>>(), day("2026-01-01"));
        assert_eq!((care.person("P1"), care.person("P2"), care.person("P9")), (None, Some("9"), None));
    }

    #[test]
    fn a_day_lies_in_the_period_up_to_its_last() {
        let episodes = episodes(&["7 P1 2024-01-10 2024-09-30 S E4A", "7 P2 2025-02-03 - S -"]);
        let care = Care::as_at(&episodes.iter().collect::<Vec<_>>(), day("2026-01-01"));
        let on = |text| care.on("7", day(text)).map(|period| period.started.to_string());
        assert_eq!(on("2024-09-30").as_deref(), Some("2024-01-10"));
        assert_eq!((on("2024-10-01"), on("2024-01-09")), (None, None));
        assert_eq!(on("2025-06-01").as_deref(), Some("2025-02-03"));
    }
}
