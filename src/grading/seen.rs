//! Comparing a stored grading with the one that was shown, so that only what was seen is sealed.

use std::collections::BTreeSet;

use crate::model::{Bearing, Grading};

/// A part in which the stored grading differs from the one shown. Criteria are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Whether and why the case cannot be graded.
    Unusable,
    /// The answer to a criterion.
    Answer(String),
    /// The words on a criterion: findings and note.
    Words(String),
    /// The themes of a criterion; `None` for those of the case as a whole.
    Themes(Option<String>),
    /// The overall grade.
    Overall,
    /// Why the overall is not the one suggested.
    Reason,
}

/// Lists the parts in which two gradings differ for a reader. The order in which words were written makes no difference.
pub fn differences(seen: &Grading, stored: &Grading) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend((seen.unusable != stored.unusable).then_some(Difference::Unusable));
    let criteria = [seen, stored].into_iter().flat_map(criteria).collect::<BTreeSet<&str>>();
    for criterion in criteria {
        let of = |differs: bool, part: fn(String) -> Difference| differs.then(|| part(criterion.to_owned()));
        found.extend(of(answer(seen, criterion) != answer(stored, criterion), Difference::Answer));
        found.extend(of(words(seen, criterion) != words(stored, criterion), Difference::Words));
        let themes = themes(seen, Some(criterion)) != self::themes(stored, Some(criterion));
        found.extend(of(themes, |criterion| Difference::Themes(Some(criterion))));
    }
    found.extend((themes(seen, None) != themes(stored, None)).then_some(Difference::Themes(None)));
    found.extend((seen.overall != stored.overall).then_some(Difference::Overall));
    found.extend((seen.overall_reason != stored.overall_reason).then_some(Difference::Reason));
    found
}

/// The criteria for which a grading has an answer, words or themes.
fn criteria(grading: &Grading) -> impl Iterator<Item = &str> {
    let answered = grading.answers.keys().map(String::as_str);
    let found = grading.findings.iter().map(|finding| &*finding.criterion);
    answered.chain(found).chain(grading.themes.iter().filter_map(|tag| tag.criterion.as_deref()))
}

fn answer<'g>(grading: &'g Grading, criterion: &str) -> Option<&'g str> {
    grading.answers.get(criterion)?.grade.as_deref()
}

/// Each line of the findings with its bearing, and those of the note.
fn words<'g>(grading: &'g Grading, criterion: &str) -> BTreeSet<(Option<Bearing>, &'g str)> {
    let findings = grading.findings.iter().filter(|finding| &*finding.criterion == criterion);
    let findings = findings.flat_map(|finding| finding.text.lines().map(|line| (Some(finding.bearing), line)));
    let note = grading.answers.get(criterion).and_then(|answer| answer.note.as_deref()).unwrap_or_default();
    findings.chain(note.lines().map(|line| (None, line))).collect()
}

fn themes<'g>(grading: &'g Grading, criterion: Option<&str>) -> BTreeSet<&'g str> {
    let tied = grading.themes.iter().filter(|tag| tag.criterion.as_deref() == criterion);
    tied.map(|tag| tag.theme.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answer, Finding, ThemeTag};

    fn finding(text: &str) -> Finding {
        Finding { criterion: "drift".into(), bearing: Bearing::Concern, text: text.into() }
    }

    fn seen() -> Grading {
        let answer = Answer { grade: Some("good".to_owned()), note: Some("Seen".to_owned()) };
        let tag =
            |criterion: Option<&str>| ThemeTag { criterion: criterion.map(str::to_owned), theme: "late".to_owned() };
        Grading {
            answers: [("purpose".to_owned(), answer)].into(),
            findings: vec![finding("One"), finding("Two")],
            themes: [tag(Some("drift"))].into(),
            overall: Some("good".to_owned()),
            ..Grading::default()
        }
    }

    #[test]
    fn each_part_that_a_reader_sees_is_compared() {
        type Edit = fn(&mut Grading);
        let one = |part| vec![part];
        let cases: Vec<(Edit, Vec<Difference>)> = vec![
            (|_| (), Vec::new()),
            (|g| g.findings.reverse(), Vec::new()),
            (|g| g.findings = vec![finding("One\nTwo")], Vec::new()),
            (|g| g.found = true, Vec::new()),
            (|g| g.explained = ["drift".to_owned()].into(), Vec::new()),
            (|g| g.answers.get_mut("purpose").unwrap().grade = None, one(Difference::Answer("purpose".to_owned()))),
            (|g| g.answers.get_mut("purpose").unwrap().note = None, one(Difference::Words("purpose".to_owned()))),
            (|g| g.answers.extend([("told".to_owned(), Answer::default())]), Vec::new()),
            (|g| g.findings.truncate(1), one(Difference::Words("drift".to_owned()))),
            (|g| g.findings[0].bearing = Bearing::Strength, one(Difference::Words("drift".to_owned()))),
            (|g| g.themes.clear(), one(Difference::Themes(Some("drift".to_owned())))),
            (|g| g.overall = Some("inadequate".to_owned()), one(Difference::Overall)),
            (|g| g.overall_reason = Some("So".to_owned()), one(Difference::Reason)),
            (|g| g.unusable = Some("closed".to_owned()), one(Difference::Unusable)),
        ];
        for (place, (edit, expected)) in cases.into_iter().enumerate() {
            let mut stored = seen();
            edit(&mut stored);
            assert_eq!(differences(&seen(), &stored), expected, "{place}");
            assert_eq!(differences(&stored, &seen()), expected, "{place}");
        }
        let mut stored = seen();
        stored.themes.insert(ThemeTag { criterion: None, theme: "late".to_owned() });
        assert_eq!(differences(&seen(), &stored), [Difference::Themes(None)]);
    }
}
