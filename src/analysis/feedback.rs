//! From a sample's findings to what one person is given back: their own settled cases, strengths first.

use crate::model::{Bearing, CaseLine, Feedback, FeedbackCase, FeedbackPoint, FindingLine, Findings};

/// Everybody whose work is in a sample, each once, by name.
pub fn whose_work(findings: &Findings) -> Vec<String> {
    let mut names: Vec<String> = findings.cases.iter().filter_map(|line| line.iro.clone()).collect();
    names.sort();
    names.dedup();
    names
}

/// What one person is given back. Nothing in it is another person's, and nothing compares.
pub fn feedback(findings: &Findings, iro: &str, criteria: &[String]) -> Feedback {
    let own: Vec<&CaseLine> = findings.cases.iter().filter(|line| line.iro.as_deref() == Some(iro)).collect();
    let cases: Vec<FeedbackCase> = own.iter().filter_map(|line| case(findings, line)).collect();
    let open = |line: &&&CaseLine| line.overall.is_none() && matches!(line.state.as_str(), "waiting" | "not graded");
    let theirs = |record: &String| own.iter().any(|line| line.record == *record);
    Feedback {
        iro: iro.to_owned(),
        title: findings.sentences.title.clone(),
        sample: findings.basis.samples.join(", "),
        drawn_on: findings.method.drawn_on,
        criteria: criteria.to_vec(),
        unsettled: own.iter().filter(open).count() as u64,
        cases,
        actions: findings.actions.iter().filter(|action| action.record.as_ref().is_none_or(theirs)).cloned().collect(),
    }
}

fn case(findings: &Findings, line: &CaseLine) -> Option<FeedbackCase> {
    let overall = line.overall.clone()?;
    let of = |bearing: Bearing| -> Vec<FeedbackPoint> {
        let own = findings.findings.iter().filter(|one| *one.record == *line.record && one.bearing == bearing);
        own.map(point).collect()
    };
    Some(FeedbackCase {
        record: line.record.clone(),
        child: line.child.clone(),
        date: line.date,
        overall,
        answers: line.answers.clone(),
        strengths: of(Bearing::Strength),
        concerns: of(Bearing::Concern),
        auditors: Vec::new(),
        reply: None,
    })
}

fn point(line: &FindingLine) -> FeedbackPoint {
    let themes = line.themes.iter().map(ToString::to_string).collect();
    FeedbackPoint { criterion: line.criterion.to_string(), text: line.text.to_string(), themes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixtures::{Sample, letters};

    #[test]
    fn a_person_is_given_their_own_settled_cases_and_no_others() {
        let sample = Sample::simple(40, &letters(2, 2, 2))
            .by_iro(|case| if case.case.case % 2 == 0 { "Ben" } else { "Amy" }, &[("Amy", "", 20), ("Ben", "", 20)]);
        let mut findings = sample.findings();
        for (at, line) in findings.cases.iter_mut().enumerate() {
            line.iro = Some(if at % 2 == 0 { "Amy" } else { "Ben" }.to_owned());
        }
        findings.cases[0].overall = None;
        findings.cases[0].state = "waiting".to_owned();
        assert_eq!(whose_work(&findings), ["Amy", "Ben"]);
        let amy = feedback(&findings, "Amy", &[]);
        assert_eq!((amy.cases.len(), amy.unsettled), (2, 1));
        let ben = feedback(&findings, "Ben", &[]);
        assert_eq!((ben.cases.len(), ben.unsettled), (3, 0));
        assert!(!amy.cases.iter().any(|case| ben.cases.iter().any(|other| other.record == case.record)));
    }
}
