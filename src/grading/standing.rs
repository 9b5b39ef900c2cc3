//! What a case says at this moment: which answers count, and when a case is still waiting.

use std::collections::BTreeSet;

use crate::model::{Answer, Grading, Standing, Unusable};

/// The gradings that exist of one case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseGradings {
    /// The first auditor's, as it stands.
    pub first: Option<Grading>,
    /// The second auditor's, as it stands.
    pub second: Option<Grading>,
    /// Whether the case is to be graded twice.
    pub wants_second: bool,
    /// The grading agreed in moderation.
    pub moderated: Option<Grading>,
    /// The id of the reason for which another case took its place, where one did.
    pub replaced: Option<String>,
}

/// Decides what counts: the moderated grading where there is one; else the single finished one; else what two auditors
/// both gave.
///
/// Two who have both finished agree when their overall grades are the same: the answers that both gave count, with what either
/// found about them, and a criterion on which they differ waits ([`waiting_questions`]). Where the overalls differ, where one calls the case
/// unusable and the other grades it, or where their reasons mean different things for the figures, the case waits
/// for moderation. A case that one of two has finished waits for the other.
///
/// A case that was replaced counts as one that cannot be graded, whatever was said of it.
///
/// A grading is settled when it is finished, or says that the case is unusable, after which nothing is left to answer.
pub fn standing(case: &CaseGradings) -> Standing {
    if let Some(reason) = &case.replaced {
        return Unusable::find(reason)
            .or_else(|| Unusable::find("other"))
            .map_or(Standing::Ungraded, Standing::Unusable);
    }
    if let Some(moderated) = &case.moderated {
        return single(moderated);
    }
    match (settled(case.first.as_ref()), settled(case.second.as_ref())) {
        (None, None) => Standing::Ungraded,
        (Some(first), Some(second)) => both(first, second),
        (Some(_), None) | (None, Some(_)) if case.wants_second => Standing::Waiting,
        (Some(only), None) | (None, Some(only)) => single(only),
    }
}

/// What of a case waits for moderation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// The overall grade, or whether the case can be graded at all.
    Overall,
    /// Single questions: the overall grade counts.
    Questions,
}

/// What of a case waits for moderation: both auditors have finished, and what they gave does not count, or not whole.
pub fn awaits_moderation(case: &CaseGradings) -> Option<Awaits> {
    let finished = |grading: &Option<Grading>| grading.as_ref().is_some_and(|grading| grading.finished);
    match finished(&case.first) && finished(&case.second) && standing(case) == Standing::Waiting {
        true => Some(Awaits::Overall),
        false => (!waiting_questions(case).is_empty()).then_some(Awaits::Questions),
    }
}

/// The criteria of a case that counts on which its two auditors differ, by id. They wait until somebody moderates the case; a
/// moderation settles them all, since a moderator either agrees an answer or leaves the question out.
pub fn waiting_questions(case: &CaseGradings) -> BTreeSet<String> {
    let settled = (settled(case.first.as_ref()), settled(case.second.as_ref()));
    let (Some(first), Some(second)) = settled else { return BTreeSet::new() };
    if case.moderated.is_some() || !matches!(standing(case), Standing::Counted(_)) {
        return BTreeSet::new();
    }
    let given = |grading: &Grading, criterion: &str| grading.answers.get(criterion).and_then(|one| one.grade.clone());
    let criteria = first.answers.keys().chain(second.answers.keys());
    criteria.filter(|criterion| given(first, criterion) != given(second, criterion)).cloned().collect()
}

fn settled(grading: Option<&Grading>) -> Option<&Grading> {
    grading.filter(|grading| grading.finished || grading.unusable.is_some())
}

/// The reason why a case cannot be graded; one that the program does not know is kept as another reason.
fn unusable(grading: &Grading) -> Option<&'static Unusable> {
    let reason = grading.unusable.as_deref()?;
    Unusable::find(reason).or_else(|| Unusable::find("other"))
}

fn single(grading: &Grading) -> Standing {
    match unusable(grading) {
        Some(reason) => Standing::Unusable(reason),
        None => Standing::Counted(grading.clone()),
    }
}

fn both(first: &Grading, second: &Grading) -> Standing {
    match (unusable(first), unusable(second)) {
        (Some(one), Some(other)) if one.class == other.class => Standing::Unusable(one),
        (None, None) if first.overall == second.overall => Standing::Counted(agreed(first, second)),
        _ => Standing::Waiting,
    }
}

/// What both gave, with what either found about it.
fn agreed(first: &Grading, second: &Grading) -> Grading {
    let mut counted = Grading {
        auditor: joined(&first.auditor, &second.auditor, " and "),
        overall: first.overall.clone(),
        overall_reason: joined_option(first.overall_reason.as_deref(), second.overall_reason.as_deref()),
        finished: true,
        ..Grading::default()
    };
    for (criterion, answer) in &first.answers {
        let other = second.answers.get(criterion);
        if let Some(other) = other.filter(|other| other.grade.is_some() && other.grade == answer.grade) {
            let note = joined_option(answer.note.as_deref(), other.note.as_deref());
            counted.answers.insert(criterion.clone(), Answer { grade: answer.grade.clone(), note });
        }
    }
    for finding in first.findings.iter().chain(&second.findings) {
        if counted.answers.contains_key(&*finding.criterion) && !counted.findings.contains(finding) {
            counted.findings.push(finding.clone());
        }
    }
    let themes = first.themes.union(&second.themes);
    counted.themes = themes
        .filter(|tag| tag.criterion.as_ref().is_none_or(|criterion| counted.answers.contains_key(criterion)))
        .cloned()
        .collect();
    counted
}

fn joined(first: &str, second: &str, between: &str) -> String {
    match first == second {
        true => first.to_owned(),
        false => format!("{first}{between}{second}"),
    }
}

fn joined_option(first: Option<&str>, second: Option<&str>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(joined(first, second, "\n")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Bearing, Finding, ThemeTag};

    fn grading(auditor: &str, purpose: &str, drift: &str, overall: &str) -> Grading {
        let mut grading = Grading { auditor: auditor.to_owned(), finished: true, ..Grading::default() };
        for (criterion, grade) in [("purpose", purpose), ("drift", drift)] {
            let answer = Answer { grade: Some(grade.to_owned()), note: Some(format!("{auditor} on {criterion}")) };
            grading.answers.insert(criterion.to_owned(), answer);
            let text = format!("{auditor} saw {criterion}");
            grading.findings.push(Finding {
                criterion: criterion.into(),
                bearing: Bearing::Concern,
                text: text.into(),
            });
            grading
                .themes
                .insert(ThemeTag { criterion: Some(criterion.to_owned()), theme: format!("{criterion}-poor") });
        }
        grading.themes.insert(ThemeTag { criterion: None, theme: format!("of-{auditor}").to_lowercase() });
        grading.overall = Some(overall.to_owned());
        grading
    }

    fn unfinished(mut grading: Grading) -> Option<Grading> {
        grading.finished = false;
        Some(grading)
    }

    fn unusable(reason: &str) -> Option<Grading> {
        Some(Grading { unusable: Some(reason.to_owned()), finished: true, ..Grading::default() })
    }

    fn twice(first: Option<Grading>, second: Option<Grading>) -> CaseGradings {
        CaseGradings { first, second, wants_second: true, ..CaseGradings::default() }
    }

    fn words(standing: &Standing) -> String {
        match standing {
            Standing::Counted(grading) => format!("counted {}", grading.overall.as_deref().unwrap_or("-")),
            Standing::Waiting => "waiting".to_owned(),
            Standing::Ungraded => "ungraded".to_owned(),
            Standing::Unusable(reason) => format!("unusable {}", reason.id),
        }
    }

    #[test]
    fn what_counts_is_decided_by_the_rule() {
        let good = || Some(grading("Ann", "good", "good", "good"));
        let poor = || Some(grading("Bo", "good", "inadequate", "inadequate"));
        let once = |first| CaseGradings { first, ..CaseGradings::default() };
        let moderated = |case: CaseGradings, moderated| CaseGradings { moderated, ..case };
        for (case, expected) in [
            (once(None), "ungraded"),
            (once(unfinished(good().unwrap())), "ungraded"),
            (once(good()), "counted good"),
            (once(unusable("duplicate")), "unusable duplicate"),
            (once(unfinished(unusable("closed").unwrap())), "unusable closed"),
            (once(unusable("a word of another version")), "unusable other"),
            (twice(None, None), "ungraded"),
            (twice(unfinished(good().unwrap()), unfinished(poor().unwrap())), "ungraded"),
            (twice(good(), None), "waiting"),
            (twice(None, good()), "waiting"),
            (twice(good(), unfinished(good().unwrap())), "waiting"),
            (twice(unusable("closed"), None), "waiting"),
            (twice(good(), poor()), "waiting"),
            (twice(good(), good()), "counted good"),
            (twice(good(), unusable("not-found")), "waiting"),
            (twice(unusable("not-found"), good()), "waiting"),
            (twice(unusable("not-found"), unusable("restricted")), "unusable not-found"),
            (twice(unusable("not-found"), unusable("duplicate")), "waiting"),
            (moderated(twice(good(), poor()), poor()), "counted inadequate"),
            (moderated(twice(good(), None), poor()), "counted inadequate"),
            (moderated(once(good()), unusable("wrong-kind")), "unusable wrong-kind"),
        ] {
            assert_eq!(words(&standing(&case)), expected, "{case:?}");
        }
    }

    #[test]
    fn a_case_waits_for_moderation_when_two_have_finished_and_differ_overall_or_on_a_question() {
        let good = || Some(grading("Ann", "good", "good", "good"));
        let mixed = || Some(grading("Bo", "good", "inadequate", "good"));
        let poor = || Some(grading("Bo", "good", "inadequate", "inadequate"));
        for (case, expected) in [
            (twice(good(), poor()), Some(Awaits::Overall)),
            (twice(good(), good()), None),
            (twice(good(), mixed()), Some(Awaits::Questions)),
            (twice(mixed(), good()), Some(Awaits::Questions)),
            (twice(good(), unfinished(mixed().unwrap())), None),
            (twice(good(), None), None),
            (twice(good(), unfinished(poor().unwrap())), None),
            (twice(good(), unusable("not-found")), Some(Awaits::Overall)),
            (twice(good(), unfinished(unusable("not-found").unwrap())), None),
            (twice(unusable("not-found"), unusable("restricted")), None),
            (twice(unusable("not-found"), unusable("duplicate")), Some(Awaits::Overall)),
            (CaseGradings { moderated: poor(), ..twice(good(), poor()) }, None),
            (CaseGradings { moderated: good(), ..twice(good(), mixed()) }, None),
            (CaseGradings { replaced: Some("duplicate".to_owned()), ..twice(good(), mixed()) }, None),
        ] {
            assert_eq!(awaits_moderation(&case), expected, "{case:?}");
        }
    }

    #[test]
    fn two_who_agree_count_with_the_answers_that_both_gave() {
        let first = grading("Ann", "good", "good", "good");
        let second = grading("Bo", "good", "requires-improvement", "good");
        let case = twice(Some(first), Some(second));
        assert_eq!(waiting_questions(&case), BTreeSet::from(["drift".to_owned()]));
        let Standing::Counted(counted) = standing(&case) else { panic!("they agree") };
        assert_eq!(counted.auditor, "Ann and Bo");
        assert_eq!(counted.answers.keys().collect::<Vec<_>>(), ["purpose"]);
        assert_eq!(counted.answers["purpose"].note.as_deref(), Some("Ann on purpose\nBo on purpose"));
        let texts: Vec<&str> = counted.findings.iter().map(|finding| &*finding.text).collect();
        assert_eq!(texts, ["Ann saw purpose", "Bo saw purpose"]);
        let themes: Vec<&str> = counted.themes.iter().map(|tag| tag.theme.as_str()).collect();
        assert_eq!(themes, ["of-ann", "of-bo", "purpose-poor"]);
        assert!(counted.finished);
    }

    #[test]
    fn a_criterion_that_neither_answered_is_not_agreed_on() {
        let noted = || {
            let mut grading = grading("Ann", "good", "good", "good");
            grading.answers.insert("drift".to_owned(), Answer { grade: None, note: Some("to look at".to_owned()) });
            Some(grading)
        };
        let Standing::Counted(counted) = standing(&twice(noted(), noted())) else { panic!("they agree") };
        assert_eq!(counted.answers.keys().collect::<Vec<_>>(), ["purpose"]);
    }

    fn any_grading() -> impl Strategy<Value = Option<Grading>> {
        let grade = || prop::sample::select(vec!["inadequate", "good"]);
        let graded = (grade(), grade(), grade(), any::<bool>()).prop_map(|(purpose, drift, overall, finished)| {
            Some(Grading { finished, ..grading("Ann", purpose, drift, overall) })
        });
        let reasons = prop::sample::select(vec!["duplicate", "not-found", "closed"]);
        prop_oneof![1 => Just(None), 4 => graded, 1 => reasons.prop_map(unusable)]
    }

    proptest! {
        #[test]
        fn who_is_first_makes_no_difference_to_what_counts(first in any_grading(), second in any_grading()) {
            let one = standing(&twice(first.clone(), second.clone()));
            let other = standing(&twice(second, first));
            match (&one, &other) {
                (Standing::Counted(a), Standing::Counted(b)) => {
                    prop_assert_eq!(&a.answers, &b.answers);
                    prop_assert_eq!(&a.themes, &b.themes);
                    prop_assert_eq!(&a.overall, &b.overall);
                }
                (Standing::Unusable(a), Standing::Unusable(b)) => prop_assert_eq!(a.class, b.class),
                _ => prop_assert_eq!(&one, &other),
            }
        }

        #[test]
        fn each_question_of_a_case_that_counts_is_agreed_or_waits(first in any_grading(), second in any_grading()) {
            let case = twice(first.clone(), second.clone());
            let waiting = waiting_questions(&case);
            match standing(&case) {
                Standing::Counted(counted) => {
                    let asked: BTreeSet<String> = [first, second].iter().flatten().flat_map(|one| one.answers.keys()).cloned().collect();
                    let agreed: BTreeSet<String> = counted.answers.into_keys().collect();
                    prop_assert!(agreed.is_disjoint(&waiting));
                    prop_assert_eq!(agreed.union(&waiting).cloned().collect::<BTreeSet<_>>(), asked);
                }
                _ => prop_assert!(waiting.is_empty()),
            }
        }

        #[test]
        fn a_moderated_grading_settles_every_case(first in any_grading(), second in any_grading(), wants_second: bool) {
            let moderated = grading("Mo", "good", "good", "good");
            let case = CaseGradings { first, second, wants_second, moderated: Some(moderated.clone()), replaced: None };
            prop_assert_eq!(standing(&case), Standing::Counted(moderated));
        }
    }
}
