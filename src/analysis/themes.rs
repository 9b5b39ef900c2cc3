//! Themes: the share of cases that carry each one, concerns and strengths, most frequent first.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::model::{Bearing, Grading, Rubric, ThemeShare};

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
    let has = |grading: &Grading| Some(grading.themes.iter().any(|tag| tag.theme == id));
    ThemeShare {
        theme: id.to_owned(),
        label: label.to_owned(),
        family: listed.map(|theme| theme.family.clone()).unwrap_or_default(),
        kind: listed.map_or(Bearing::Concern, |theme| theme.bearing),
        share: estimate(layout, &Question { name: id, label, has: &has, part: &Part::Whole }),
    }
}

fn most_frequent_first(one: &ThemeShare, other: &ThemeShare) -> Ordering {
    let share = |theme: &ThemeShare| theme.share.share.unwrap_or(0.0);
    share(other).total_cmp(&share(one)).then_with(|| one.theme.cmp(&other.theme))
}
