//! Themes beside their shares: which come together, which are new or gone, which are more or less frequent than before.

use crate::model::english::{counted, first_of, quoted};
use crate::model::{Findings, ThemeChange, ThemePair};

use super::change::by;

/// The most pairs, and the most new and lost themes, that are named.
const MOST: usize = 5;

/// One sentence each, where there is something to say.
pub(super) fn themes(findings: &Findings) -> Vec<String> {
    let told = [together(&findings.detail.theme_pairs), new(findings), gone(findings)];
    told.into_iter().flatten().chain(changed(findings)).collect()
}

fn together(pairs: &[ThemePair]) -> Option<String> {
    let named = |pair: &ThemePair| {
        let [one, other] = &pair.labels;
        format!("{} and {}, {} of {}", quoted(one), quoted(other), pair.count, counted(pair.of, "case"))
    };
    let words: Vec<String> = pairs.iter().take(MOST).map(named).collect();
    (!words.is_empty()).then(|| format!("Coded together most often: {}.", words.join("; ")))
}

fn new(findings: &Findings) -> Option<String> {
    let (since, named) = named(findings, |change| change.new)?;
    Some(format!("On no case of {since}, and on some now: {named}."))
}

fn gone(findings: &Findings) -> Option<String> {
    let (since, named) = named(findings, |change| change.gone)?;
    Some(format!("On some cases of {since}, and on none now: {named}."))
}

/// The earlier period, and some of the themes in words; `None` where there are none.
fn named(findings: &Findings, which: impl Fn(&ThemeChange) -> bool) -> Option<(&str, String)> {
    let all: Vec<&ThemeChange> = findings.detail.theme_changes.iter().filter(|change| which(change)).collect();
    let labels: Vec<String> = all.iter().map(|change| quoted(&change.label)).collect();
    Some((since(findings, all.first()?), first_of(&labels, MOST)))
}

/// Which shares changed by more than chance; where none did, that no change can be shown.
fn changed(findings: &Findings) -> Vec<String> {
    let all = &findings.detail.theme_changes;
    let Some(first) = all.first() else { return Vec::new() };
    let since = since(findings, first);
    let shown: Vec<String> = all
        .iter()
        .filter(|change| change.shows_change)
        .map(|change| match change.difference > 0.0 {
            true => {
                format!("\"{}\" is more frequent than in {since}, by {}.", change.label, by(change.low, change.high))
            }
            false => {
                format!("\"{}\" is less frequent than in {since}, by {}.", change.label, by(-change.high, -change.low))
            }
        })
        .collect();
    match shown.is_empty() {
        true => vec![format!("Of no theme can these numbers show that its share changed since {since}.")],
        false => shown,
    }
}

/// The earlier period in words.
fn since<'f>(findings: &'f Findings, change: &'f ThemeChange) -> &'f str {
    let point = findings.trend.iter().find(|point| point.period == change.since);
    point.map_or(&change.since, |point| &point.label)
}

#[cfg(test)]
mod tests {
    use crate::analysis::fixtures::{Sample, tag};

    /// Cases of October that carry these themes, after a September of as many cases whose first `before` carried `late`.
    fn said(cases: &str, carry: &[(usize, &str)], before: Option<usize>) -> Vec<String> {
        let with = |sample: Sample, carry: &[(usize, &str)]| {
            carry.iter().fold(sample, |sample, (case, theme)| {
                sample.change(*case, |grading| {
                    grading.themes.insert(tag("drift", theme));
                })
            })
        };
        let mut sample = with(Sample::simple(100, cases), carry);
        if let Some(before) = before {
            let carried: Vec<(usize, &str)> = (1..=before).map(|case| (case, "late")).collect();
            let mut earlier = with(Sample::simple(100, &"g".repeat(40)), &carried);
            earlier.period = crate::calendar::Period::parse("2026-09").unwrap();
            sample.earlier = earlier.findings().trend;
        }
        sample.findings().sentences.themes
    }

    const UNCHANGED: &str = "Of no theme can these numbers show that its share changed since September 2026.";

    #[test]
    fn none_one_all_a_tie_few_no_earlier_period_and_a_provisional_sample() {
        let all = "g".repeat(40);
        let every: Vec<(usize, &str)> = (1..=40).map(|case| (case, "late")).collect();
        let none: [String; 0] = [];
        assert_eq!(said(&all, &[], Some(0)), none);
        assert_eq!(
            said(&all, &[], Some(1)),
            ["On some cases of September 2026, and on none now: \"late\".", UNCHANGED]
        );
        assert_eq!(
            said(&all, &[], Some(40)),
            [
                "On some cases of September 2026, and on none now: \"late\".",
                "\"late\" is less frequent than in September 2026, by between 92 and 100 points."
            ]
        );
        assert_eq!(said("gg.w", &[], Some(4)), none);
        assert_eq!(said(&all, &[(1, "late")], None), none);
        assert_eq!(said(&all, &[(1, "late")], Some(1)), [UNCHANGED]);
        assert_eq!(said("ggg", &[(1, "late")], Some(4)), [UNCHANGED]);
        assert_eq!(
            said(&all, &[(1, "late")], Some(0)),
            ["On no case of September 2026, and on some now: \"late\".", UNCHANGED]
        );
        let more = said(&all, &every, Some(4));
        assert!(more[0].starts_with("\"late\" is more frequent than in September 2026, by between "), "{more:?}");
        let less = said(&all, &[(1, "late")], Some(40));
        assert!(less[0].starts_with("\"late\" is less frequent than in September 2026, by between "), "{less:?}");
        let pair = [(1, "late"), (1, "timescales-set"), (2, "late"), (2, "timescales-set")];
        assert_eq!(
            said("ggg", &pair, None),
            ["Coded together most often: \"late\" and \"timescales set\", 2 of 3 cases."]
        );
        assert_eq!(said("ggg", &pair[..2], None), none);
        assert_eq!(said("gg.w", &pair[..1], Some(1)), [UNCHANGED]);
    }
}
