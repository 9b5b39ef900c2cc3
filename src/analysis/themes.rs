//! Themes: the share of cases that carry each one, concerns and strengths, most frequent first.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::model::{Bearing, Grading, Rubric, Standing, ThemeShare};

use super::input::DrawnCase;
use super::layout::Layout;
use super::shares::{Part, Question, estimate};

/// The share of counted cases with each theme that any of them carries, by any criterion.
pub(super) fn themes(layout: &Layout<'_>, rubric: &Rubric) -> Vec<ThemeShare> {
    let carried: BTreeSet<&str> =
        layout.counted().flat_map(|grading| &grading.themes).map(|tag| tag.theme.as_str()).collect();
    let mut shares: Vec<ThemeShare> = carried.into_iter().map(|theme| share(layout, rubric, theme)).collect();
    shares.sort_by(most_frequent_first);
    shares
}

/// A theme that the rubric does not list stands under its id, as a concern: nobody has said that it is a strength.
fn share(layout: &Layout<'_>, rubric: &Rubric, id: &str) -> ThemeShare {
    let listed = rubric.theme(id);
    let label = listed.map_or(id, |theme| theme.label.as_str());
    let carries = |grading: &Grading| grading.themes.iter().any(|tag| tag.theme == id);
    let has = |grading: &Grading| Some(carries(grading));
    let waits = |case: &DrawnCase| {
        case.theme_waits(id) && !matches!(&case.standing, Standing::Counted(grading) if carries(grading))
    };
    ThemeShare {
        theme: id.to_owned(),
        label: label.to_owned(),
        family: listed.map(|theme| theme.family.clone()).unwrap_or_default(),
        kind: listed.map_or(Bearing::Concern, |theme| theme.bearing),
        share: estimate(&layout.with_missing(waits), &Question { name: id, label, has: &has, part: &Part::Whole }),
    }
}

/// Returns for each theme, in the order given, which part of all that was coded it and those before it make up: the cases that carry each,
/// added up, over the sum of all. `None` for all of them where nothing was coded or a share is not given.
pub fn running_shares<'t>(themes: impl Iterator<Item = &'t ThemeShare>) -> Vec<Option<f64>> {
    let counts: Vec<Option<u64>> = themes.map(|theme| theme.share.share.map(|_| theme.share.count)).collect();
    let all: Option<u64> = counts.iter().copied().sum();
    let mut sum = 0;
    let mut running = |count: &Option<u64>| {
        let all = all.filter(|all| *all > 0)?;
        sum += (*count)?;
        Some(sum as f64 / all as f64)
    };
    counts.iter().map(&mut running).collect()
}

fn most_frequent_first(one: &ThemeShare, other: &ThemeShare) -> Ordering {
    let share = |theme: &ThemeShare| theme.share.share.unwrap_or(0.0);
    share(other).total_cmp(&share(one)).then_with(|| one.theme.cmp(&other.theme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixtures::{Sample, tag};

    #[test]
    fn the_running_share_ends_at_all() {
        let mut sample = Sample::simple(100, "gggg");
        for case in sample.cases.iter_mut().take(3) {
            let crate::model::Standing::Counted(grading) = &mut case.standing else { continue };
            grading.themes.insert(tag("drift", "drift-not-addressed"));
        }
        let crate::model::Standing::Counted(grading) = &mut sample.cases[0].standing else { return };
        grading.themes.insert(tag("timescales", "no-timescales"));
        let themes = sample.findings().themes;
        assert_eq!(running_shares(themes.iter()), [Some(0.75), Some(1.0)]);
        assert_eq!(running_shares([].into_iter()), []);
        let mut hidden = themes.clone();
        hidden[1].share.share = None;
        assert_eq!(running_shares(hidden.iter()), [None, None]);
    }
}
