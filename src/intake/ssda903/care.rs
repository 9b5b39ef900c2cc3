//! Periods of care and placements: what a child's episodes say when they are laid end to end.
//!
//! A *period of care* is a run of episodes. It begins with an episode whose RNE is S, and ends with one that has a DEC and
//! a REC that is a code other than X1. Where the first episode of a run is not an S, the child was in care before the
//! files begin, and the day on which that began is not known.
//!
//! A *placement* is a run of episodes within a period of care. An episode goes on in the placement before it where only the
//! legal status is new (RNE is L) and PLACE, PLACE_PROVIDER and URN are the same; an RNE that is no code is passed over, and
//! the other three decide. Where the first episode of a period is no S and its RNE is L (or no code), the placement began
//! before the files do.

use chrono::{Months, NaiveDate};

use super::codes;
use super::lines::Episode;

/// A period of care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// The day on which it began, where that is in the files.
    pub(super) began: Option<NaiveDate>,
    /// The day on which its first episode in the files began.
    pub(super) first_seen: NaiveDate,
    /// The day on which it ended, while it has.
    pub(super) ended: Option<NaiveDate>,
    /// Whether every episode of it is a short break.
    pub(super) short_breaks: bool,
    /// How many episodes of the child stand before it.
    from: usize,
    /// How many episodes of the child stand before the next.
    until: usize,
}

/// A placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Placement {
    began: Option<NaiveDate>,
    first_seen: NaiveDate,
    ended: Option<NaiveDate>,
}

/// How a child stands on one day.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The episode that began last.
    pub(super) episode: Episode,
    /// When the period of care of that episode began, where that is in the files.
    pub(super) started: Option<NaiveDate>,
    /// When it ended.
    pub(super) ceased: Option<NaiveDate>,
    /// When the placement of that episode began, where that is in the files.
    pub(super) placement_started: Option<NaiveDate>,
    /// How many placements were open on any day of the twelve months to that day.
    pub(super) placements_12m: i64,
}

/// Puts a child's episodes in order: by their beginning, then by their end, the open ones last.
pub(super) fn put_in_order(episodes: &mut [Episode]) {
    episodes.sort_by_key(|episode| (episode.began, episode.ended.unwrap_or(NaiveDate::MAX), episode.at));
}

/// The periods of care that a child's episodes, in order, make up.
pub(super) fn periods(episodes: &[Episode]) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    for (at, episode) in episodes.iter().enumerate() {
        let starts = is(&episode.new_episode, codes::STARTED);
        match periods.last_mut() {
            Some(period) if period.ended.is_none() && !starts => {
                period.until = at + 1;
                period.ended = end_of_care(episode);
                period.short_breaks &= is_short_break(episode);
            }
            _ => periods.push(Period {
                began: starts.then_some(episode.began),
                first_seen: episode.began,
                ended: end_of_care(episode),
                short_breaks: is_short_break(episode),
                from: at,
                until: at + 1,
            }),
        }
    }
    periods
}

/// How a child stands on a day, by the episodes that had begun; `None` where none had.
pub(super) fn standing(episodes: &[Episode], day: NaiveDate) -> Option<Standing> {
    let begun: Vec<Episode> = episodes.iter().filter(|episode| episode.began <= day).map(|it| until(it, day)).collect();
    let periods = periods(&begun);
    let (episode, period) = (begun.last()?, periods.last()?);
    let placements: Vec<Placement> = periods
        .iter()
        .flat_map(|period| placements(begun.get(period.from..period.until).unwrap_or_default()))
        .collect();
    let year_before = day.checked_sub_months(Months::new(12))?;
    let open = |placement: &&Placement| placement.ended.is_none_or(|ended| ended > year_before);
    Some(Standing {
        started: period.began,
        ceased: period.ended,
        placement_started: placements.last().and_then(|placement| placement.began),
        placements_12m: i64::try_from(placements.iter().filter(open).count()).unwrap_or(i64::MAX),
        episode: episode.clone(),
    })
}

/// The first episode that begins while the one before it is still open.
pub(super) fn overlapping(episodes: &[Episode]) -> impl Iterator<Item = &Episode> {
    let pairs = episodes.iter().zip(episodes.iter().skip(1));
    pairs.filter(|(before, after)| before.ended.is_none_or(|ended| ended > after.began)).map(|(_, after)| after)
}

/// The episode as it stood on a day: what had not ended had no end.
fn until(episode: &Episode, day: NaiveDate) -> Episode {
    match episode.ended {
        Some(ended) if ended > day => Episode { ended: None, reason_ended: None, ..episode.clone() },
        _ => episode.clone(),
    }
}

/// The placements of one period of care.
fn placements(episodes: &[Episode]) -> Vec<Placement> {
    let mut placements: Vec<Placement> = Vec::new();
    let mut before: Option<&Episode> = None;
    for episode in episodes {
        match (before, placements.last_mut()) {
            (Some(before), Some(placement)) if goes_on(before, episode) => placement.ended = episode.ended,
            _ => placements.push(Placement {
                began: (before.is_some() || brings_a_placement(episode)).then_some(episode.began),
                first_seen: episode.began,
                ended: episode.ended,
            }),
        }
        before = Some(episode);
    }
    placements
}

fn goes_on(before: &Episode, after: &Episode) -> bool {
    let same = (&before.placement, &before.provider, &before.urn) == (&after.placement, &after.provider, &after.urn);
    same && !brings_a_placement(after)
}

/// Whether the RNE says that the placement is new: it is a code, and not L.
fn brings_a_placement(episode: &Episode) -> bool {
    let code = episode.new_episode.as_deref().and_then(|cell| codes::find(codes::NEW_EPISODE, cell));
    code.is_some_and(|code| code.code != codes::LEGAL_ONLY)
}

fn end_of_care(episode: &Episode) -> Option<NaiveDate> {
    let code = episode.reason_ended.as_deref().and_then(|cell| codes::find(codes::CEASED, cell))?;
    episode.ended.filter(|_| code.code != codes::CONTINUES)
}

fn is_short_break(episode: &Episode) -> bool {
    codes::SHORT_BREAKS.iter().any(|code| is(&episode.legal_status, code))
}

fn is(cell: &Option<String>, code: &str) -> bool {
    cell.as_deref() == Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::ssda903::tables::At;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    /// One episode a line: DECOM RNE LS PLACE DEC REC, `-` for a blank.
    fn episodes(lines: &str) -> Vec<Episode> {
        let mut episodes: Vec<Episode> = (2..).zip(lines.lines()).map(|(row, line)| episode(row, line)).collect();
        put_in_order(&mut episodes);
        episodes
    }

    fn episode(row: u64, line: &str) -> Episode {
        let cells: Vec<Option<String>> =
            line.split_whitespace().map(|cell| (cell != "-").then(|| cell.to_owned())).collect();
        Episode {
            at: At { source: 0, row },
            began: day(cells[0].as_deref().unwrap()),
            ended: cells[4].as_deref().map(day),
            new_episode: cells[1].clone(),
            legal_status: cells[2].clone(),
            need: Some("N1".to_owned()),
            placement: cells[3].clone(),
            provider: Some("PR1".to_owned()),
            reason_ended: cells[5].clone(),
            urn: None,
            distance: None,
            out_of_area: None,
        }
    }

    // Worked by hand. In care from 10 January 2024; a care order in March leaves the placement as it was; moved on
    // 1 June 2024; home on 2 September 2025; in care again from 5 January 2026.
    const TWICE: &str = "2024-01-10 S V2 U4 2024-03-01 X1\n\
                         2024-03-01 L C1 U4 2024-06-01 X1\n\
                         2024-06-01 P C1 K2 2025-09-02 E13\n\
                         2026-01-05 S V2 U1 - -";

    #[test]
    fn a_period_of_care_runs_from_an_s_to_a_final_reason() {
        let found = periods(&episodes(TWICE));
        let days: Vec<_> = found.iter().map(|period| (period.began, period.ended)).collect();
        assert_eq!(days, [(Some(day("2024-01-10")), Some(day("2025-09-02"))), (Some(day("2026-01-05")), None)]);
    }

    #[test]
    fn a_child_stands_as_on_the_day_and_not_as_it_came_to_be() {
        for (on, legal, placement, began, ceased, placements) in [
            ("2024-01-10", "V2", "U4", "2024-01-10", None, 1),
            ("2024-02-29", "V2", "U4", "2024-01-10", None, 1),
            ("2024-03-01", "C1", "U4", "2024-01-10", None, 1),
            ("2024-06-01", "C1", "K2", "2024-06-01", None, 2),
            // The first placement ended on 1 June 2024: it counts in the year to 31 May 2025, and not to 1 June.
            ("2025-05-31", "C1", "K2", "2024-06-01", None, 2),
            ("2025-06-01", "C1", "K2", "2024-06-01", None, 1),
            ("2025-09-02", "C1", "K2", "2024-06-01", Some("2025-09-02"), 1),
            ("2026-10-01", "V2", "U1", "2026-01-05", None, 1),
        ] {
            let standing = standing(&episodes(TWICE), day(on)).unwrap();
            assert_eq!(standing.episode.legal_status.as_deref(), Some(legal), "{on}");
            assert_eq!(standing.episode.placement.as_deref(), Some(placement), "{on}");
            assert_eq!(standing.placement_started, Some(day(began)), "{on}");
            assert_eq!(standing.ceased, ceased.map(day), "{on}");
            assert_eq!(standing.placements_12m, placements, "{on}");
        }
        assert!(standing(&episodes(TWICE), day("2024-01-09")).is_none());
    }

    #[test]
    fn what_began_before_the_files_is_not_guessed() {
        let found = standing(&episodes("2024-04-20 L C2 U4 - -"), day("2024-06-01")).unwrap();
        assert_eq!((found.started, found.placement_started, found.placements_12m), (None, None, 1));
        let found = standing(&episodes("2024-04-20 P C2 U4 - -"), day("2024-06-01")).unwrap();
        assert_eq!((found.started, found.placement_started), (None, Some(day("2024-04-20"))));
        let after = "2024-04-20 P C2 U4 2024-05-01 E4A\n2024-08-01 P C2 U4 - -";
        assert_eq!(periods(&episodes(after)).iter().map(|period| period.began).collect::<Vec<_>>(), [None, None]);
    }

    #[test]
    fn a_placement_goes_on_only_where_nothing_of_it_is_new() {
        for (second, began) in [
            ("2024-02-01 L C2 U4 - -", "2024-01-10"),
            ("2024-02-01 - C2 U4 - -", "2024-01-10"),
            ("2024-02-01 L C2 U5 - -", "2024-02-01"),
            ("2024-02-01 T V2 U4 - -", "2024-02-01"),
            ("2024-02-01 B C2 U4 - -", "2024-02-01"),
        ] {
            let both = format!("2024-01-10 S V2 U4 2024-02-01 X1\n{second}");
            let found = standing(&episodes(&both), day("2024-03-01")).unwrap();
            assert_eq!(found.placement_started, Some(day(began)), "{second}");
        }
    }

    #[test]
    fn a_reason_without_a_day_or_of_no_list_ends_nothing() {
        for line in ["2024-01-10 S V2 U4 - E4A", "2024-01-10 S V2 U4 2024-02-01 E99", "2024-01-10 S V2 U4 2024-02-01 -"]
        {
            assert_eq!(standing(&episodes(line), day("2024-03-01")).unwrap().ceased, None, "{line}");
        }
    }

    #[test]
    fn an_episode_that_begins_before_the_last_ended_is_told() {
        let lines = "2024-01-10 S V2 U4 2024-03-01 X1\n2024-02-01 P V2 U4 - -\n2024-05-01 L C2 U4 - -";
        let found = episodes(lines);
        assert_eq!(overlapping(&found).map(|episode| episode.at.row).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(overlapping(&episodes(TWICE)).count(), 0);
    }

    #[test]
    fn short_breaks_are_known_by_their_legal_status() {
        let lines = "2024-01-10 S V4 U4 2024-01-12 E8\n2024-02-01 S V4 U4 2024-02-03 X1\n2024-02-03 L V2 U4 - -";
        let found: Vec<bool> = periods(&episodes(lines)).iter().map(|period| period.short_breaks).collect();
        assert_eq!(found, [true, false]);
    }
}
