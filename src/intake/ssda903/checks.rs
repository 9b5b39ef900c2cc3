//! What is told of rows that come in: the rules of `rules`, held against each line.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::care::{self, Period};
use super::codes::{self, Code, Judged};
use super::lines::{Episode, HeaderLine, ReviewLine, Spell};
use super::reviews;
use super::rules::Rule;
use super::tables::At;
use crate::calendar::british;
use crate::intake::fault::Warning;

/// A warning, and the table given that it belongs to.
pub(super) type Placed = (usize, Warning);

/// What a review is held against.
pub(super) struct Against<'a> {
    /// The children of Header with their dates of birth, where Header is given.
    pub(super) header: Option<&'a BTreeMap<String, Option<NaiveDate>>>,
    /// The child's periods of care, where Episodes names the child.
    pub(super) periods: &'a [Period],
    pub(super) day: NaiveDate,
}

/// Checks the codes of a child.
pub(super) fn header(line: &HeaderLine) -> Vec<Placed> {
    let mut told = Vec::new();
    if line.sex.as_deref().is_none_or(|cell| codes::sex(cell).is_err()) {
        let expected = "expected M, F or U, or 1 or 2 as it was until 2023/24; gender stays as it was";
        told.push(Rule::Sex.warns(line.at, "SEX", shown(&line.sex), expected));
    }
    if line.ethnicity.as_deref().is_none_or(|cell| codes::find(codes::ETHNICITY, cell).is_none()) {
        let expected = "expected a code of the return's list, such as WBRI; ethnicity stays as it was";
        told.push(Rule::Ethnicity.warns(line.at, "ETHNIC", shown(&line.ethnicity), expected));
    }
    told
}

/// Checks a child's episodes, in order.
pub(super) fn episodes(episodes: &[Episode], day: NaiveDate) -> Vec<Placed> {
    let mut told: Vec<Placed> = episodes.iter().flat_map(|line| episode(line, day)).collect();
    told.extend(care::overlapping(episodes).map(|line| {
        let reason =
            "the episode before it is still open on that day; the child is described by the one that began last";
        Rule::Overlap.warns(line.at, "DECOM", &british(line.began), reason)
    }));
    told
}

fn episode(line: &Episode, day: NaiveDate) -> Vec<Placed> {
    if line.began > day {
        return vec![later(line.at, "DECOM", line.began, day)];
    }
    let year = codes::year_of(line.ended.filter(|ended| *ended <= day).unwrap_or(day));
    let mut told = Vec::new();
    let mut hold = |rule: Rule, column: &str, cell: &Option<String>, list: &'static [Code]| {
        told.extend(misfit(cell, list, year).map(|reason| rule.warns(line.at, column, shown(cell), reason)));
    };
    hold(Rule::NewEpisode, "RNE", &line.new_episode, codes::NEW_EPISODE);
    hold(Rule::LegalStatus, "LS", &line.legal_status, codes::LEGAL_STATUS);
    hold(Rule::Need, "CIN", &line.need, codes::NEED);
    hold(Rule::Placement, "PLACE", &line.placement, codes::PLACEMENT);
    if line.reason_ended.is_some() {
        hold(Rule::Ceased, "REC", &line.reason_ended, codes::CEASED);
    }
    match (line.ended, &line.reason_ended) {
        (Some(ended), None) => {
            let reason = "DEC is given without REC, so that nobody can tell whether the child left care";
            told.push(Rule::EndAndReason.warns(line.at, "DEC", &british(ended), reason));
        }
        (None, Some(code)) => {
            let reason = "REC is given without DEC; the episode is read as still open";
            told.push(Rule::EndAndReason.warns(line.at, "REC", code, reason));
        }
        _ => {}
    }
    told
}

/// Why a cell is no code of a list in a year.
fn misfit(cell: &Option<String>, list: &'static [Code], year: i32) -> Option<String> {
    let expected = || format!("expected one of {}", codes::named(list, year));
    match cell.as_deref().map(|cell| codes::judge(list, cell, year)) {
        Some(Judged::Valid(_)) => None,
        Some(Judged::OtherYear(code)) => Some(format!("a code of the return {}; it is kept as it is", code.years())),
        Some(Judged::Unknown) | None => Some(expected()),
    }
}

/// Tells rows of something that begins after the day.
pub(super) fn spells<'a>(lines: &'a [Spell], column: &'a str, day: NaiveDate) -> impl Iterator<Item = Placed> + 'a {
    lines.iter().filter(move |line| line.began > day).map(move |line| later(line.at, column, line.began, day))
}

/// Checks a review.
pub(super) fn review(line: &ReviewLine, against: &Against<'_>) -> Vec<Placed> {
    let held = british(line.held);
    let mut told = Vec::new();
    if line.participation.is_none() {
        let reason = "expected one of PN0 to PN7; the review comes in without";
        told.push(Rule::Participation.warns(line.at, "REVIEW_CODE", "", reason));
    }
    let in_header = against.header.and_then(|header| header.get(&line.child));
    let born = in_header.copied().flatten();
    if against.header.is_some() && in_header.is_none() {
        let reason = "the child is not in Header; the review comes in";
        told.push(Rule::NotInHeader.warns(line.at, "CHILD", &line.child, reason));
    }
    if let (Some(here), Some(born)) = (line.born, born)
        && here != born
    {
        let reason = format!("Header says {}, which counts", british(born));
        told.push(Rule::OtherBirth.warns(line.at, "DOB", &british(here), reason));
    }
    told.extend(born.or(line.born).and_then(|born| age(line, born)));
    if !against.periods.is_empty() && against.periods.iter().all(|period| period.short_breaks) {
        let reason = "all episodes of the child are short breaks (V3, V4), which have no such reviews";
        told.push(Rule::ShortBreaks.warns(line.at, "REVIEW", &held, reason));
    }
    if reviews::outside_care(against.periods, line.held) {
        let reason = "the child was not in care on that day, by the episodes";
        told.push(Rule::OutsideCare.warns(line.at, "REVIEW", &held, reason));
    }
    if line.held > against.day {
        told.push(later(line.at, "REVIEW", line.held, against.day));
    }
    told
}

/// Holds the participation against the age: PN0 is for children under four, and for no others. The fourth birthday itself
/// passes both ways.
fn age(line: &ReviewLine, born: NaiveDate) -> Option<Placed> {
    let fourth = born.checked_add_months(Months::new(48))?;
    let code = line.participation?;
    let (rule, reason) = match code {
        "PN0" if line.held > fourth => (Rule::OverFour, "PN0 is for a child under four, and this one was older"),
        "PN0" => return None,
        _ if line.held < fourth => (Rule::UnderFour, "expected PN0, since the child was under four"),
        _ => return None,
    };
    Some(rule.warns(line.at, "REVIEW_CODE", code, reason))
}

/// Tells the rows of a table whose children are in neither Header nor Episodes.
pub(super) fn unjoined<'a>(named: impl Iterator<Item = (&'a String, At)>, children: &BTreeSet<&String>) -> Vec<Placed> {
    let lost = named.filter(|(child, _)| !children.contains(child));
    let reason = "the child is in neither Header nor Episodes, so nothing of the row comes in";
    lost.map(|(child, at)| Rule::NoChild.warns(at, "CHILD", child, reason)).collect()
}

fn later(at: At, column: &str, began: NaiveDate, day: NaiveDate) -> Placed {
    let reason =
        format!("after {}, the day as at which the children are described, so it tells nothing of them", british(day));
    Rule::Later.warns(at, column, &british(began), reason)
}

fn shown(cell: &Option<String>) -> &str {
    cell.as_deref().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn rules(told: &[Placed]) -> Vec<&'static str> {
        told.iter().map(|(_, warning)| warning.rule).collect()
    }

    fn episode(cells: [&str; 6], ended: Option<&str>) -> Episode {
        let cell = |at: usize| (!cells[at].is_empty()).then(|| cells[at].to_owned());
        Episode {
            at: At { source: 0, row: 2 },
            began: day(cells[0]),
            ended: ended.map(day),
            new_episode: cell(1),
            legal_status: cell(2),
            need: cell(3),
            placement: cell(4),
            provider: None,
            reason_ended: cell(5),
            urn: None,
            distance: None,
            out_of_area: None,
        }
    }

    // The year of a code is the one in which the episode ended, or of the day while it is open.
    #[test]
    fn codes_are_held_against_the_list_of_the_episodes_year() {
        for (cells, ended, expected) in [
            (["2023-05-01", "S", "C2", "N1", "U4", ""], None, vec![]),
            (["2023-05-01", "s", "c2", "n1", "z1", ""], None, vec!["146"]),
            (["2023-05-01", "S", "C2", "N1", "Z1", "X1"], Some("2025-03-31"), vec![]),
            (["2023-05-01", "S", "C2", "N1", "Z1", "X1"], Some("2025-04-01"), vec!["146"]),
            (["2017-05-01", "S", "C2", "N1", "U4", "E43"], Some("2018-03-31"), vec![]),
            (["2017-05-01", "S", "C2", "N1", "U4", "E43"], Some("2018-04-01"), vec!["149"]),
            (["2023-05-01", "Q", "V1", "N9", "U7", "E99"], Some("2024-01-01"), vec!["143", "144", "145", "146", "149"]),
            (["2023-05-01", "", "", "", "", ""], Some("2024-01-01"), vec!["143", "144", "145", "146", "148"]),
            (["2023-05-01", "S", "C2", "N1", "U4", "X1"], None, vec!["148"]),
            (["2026-11-01", "Q", "", "", "", ""], None, vec!["later"]),
        ] {
            assert_eq!(
                rules(&super::episode(&episode(cells, ended), day("2026-10-31"))),
                expected,
                "{cells:?} {ended:?}"
            );
        }
    }

    fn review(code: Option<&'static str>, held: &str, born: &str) -> ReviewLine {
        let at = At { source: 0, row: 2 };
        ReviewLine { at, child: "1".to_owned(), held: day(held), participation: code, born: Some(day(born)) }
    }

    // Rules 440 and 441 of the public validator: the fourth birthday itself passes both.
    #[test]
    fn participation_is_held_against_age() {
        for (code, held, expected) in [
            (Some("PN0"), "2024-02-29", vec![]),
            (Some("PN0"), "2024-03-01", vec!["440"]),
            (Some("PN1"), "2024-02-29", vec![]),
            (Some("PN1"), "2024-02-28", vec!["441"]),
            (None, "2024-02-28", vec!["167"]),
        ] {
            let against = Against { header: None, periods: &[], day: day("2026-10-31") };
            assert_eq!(rules(&super::review(&review(code, held, "2020-02-29"), &against)), expected, "{code:?} {held}");
        }
    }

    #[test]
    fn a_review_is_held_against_header_and_care() {
        let header: BTreeMap<String, Option<NaiveDate>> = [("1".to_owned(), Some(day("2015-01-02")))].into();
        let other: BTreeMap<String, Option<NaiveDate>> = BTreeMap::new();
        let breaks = care::periods(&[episode(["2024-01-01", "S", "V4", "N2", "U4", "E8"], Some("2024-01-09"))]);
        let line = review(Some("PN1"), "2024-01-05", "2015-01-02");
        let told = |line: &ReviewLine, header, periods, on: &str| {
            rules(&super::review(line, &Against { header, periods, day: day(on) }))
        };
        assert_eq!(told(&line, Some(&header), &[], "2024-02-01"), [] as [&str; 0]);
        assert_eq!(told(&line, Some(&other), &breaks, "2024-02-01"), ["INT08", "399"]);
        let line = review(Some("PN1"), "2024-01-10", "2015-02-01");
        assert_eq!(told(&line, Some(&header), &breaks, "2024-01-09"), ["INT17", "399", "outside-care", "later"]);
    }
}
