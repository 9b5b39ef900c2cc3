//! How many cases carry a theme, by criterion, IRO and team, as rows of a table, the same on screen, sheet and page. Values stand by name, the
//! criteria in the rubric's order, and never by their numbers: nothing here ranks.

use crate::model::{Findings, ThemeCount, ThemeShare};

/// The fields and their words, in order.
pub(super) const FIELDS: [(&str, &str); 3] = [("criterion", "Criterion"), ("iro", "IRO"), ("team", "Team")];
/// What stands over all of it.
pub(super) const TITLE: &str = "Themes by criterion, IRO and team";
/// How it is read.
pub(super) const READING: &str = "Cases with the theme, out of all cases of the criterion, IRO or team. One that is not named under a theme has \
none. Values stand by name: nothing here ranks, and fewer than 10 cases are too few to compare.";

/// One theme by one value of a field.
pub(super) struct Part<'a> {
    /// The theme.
    pub(super) theme: &'a ThemeShare,
    /// The value's words: the criterion's title, the IRO, the team.
    pub(super) value: &'a str,
    /// The numbers.
    pub(super) count: &'a ThemeCount,
}

/// The rows of one field: most frequent theme first.
pub(super) fn by<'a>(findings: &'a Findings, (id, _): (&'a str, &str)) -> Vec<Part<'a>> {
    let of_field = || findings.detail.theme_counts.iter().filter(move |count| count.field == id);
    let mut parts = Vec::new();
    for theme in &findings.themes {
        let of_theme = of_field().filter(|count| count.theme == theme.theme);
        let mut of_theme: Vec<(usize, &ThemeCount)> = of_theme
            .map(|count| (criterion(findings, id, &count.value).map_or(0, |(place, _)| place), count))
            .collect();
        of_theme.sort_by_key(|(place, _)| *place);
        parts.extend(of_theme.into_iter().map(|(_, count)| {
            let value = criterion(findings, id, &count.value).map_or(count.value.as_str(), |(_, label)| label);
            Part { theme, value, count }
        }));
    }
    parts
}

/// The place and the title of the criterion that a value is.
fn criterion<'a>(findings: &'a Findings, field: &str, value: &str) -> Option<(usize, &'a str)> {
    let place = findings.criteria.iter().position(|one| field == "criterion" && one.criterion == value)?;
    Some((place, findings.criteria.get(place)?.label.as_str()))
}
