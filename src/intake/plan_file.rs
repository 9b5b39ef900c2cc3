//! Reads a plan from its TOML text, so that a council can write its own and be told in which line a fault lies.
//!
//! The keys are explained in `samples/plans/README.md`. Unknown keys are refused: a mistyped `at_lest = 2` would
//! otherwise change a sample in silence.

use serde::Deserialize;

use super::toml_fault::{self, TomlFault};
use crate::calendar::PeriodKind;
use crate::digest::sha256_hex;
use crate::model::{Cohort, DesignKind, Kind, Plan, PlanFault, TypedPromise};
use crate::statistics::Portion;

const ADVICE: &str = "Mend this line and check the file again; samples/plans/README.md explains each key.";

/// Reads and checks a plan.
///
/// # Errors
/// [`TomlFault`] for text that is not TOML, a key that is missing, unknown or of the wrong form, and for every fault that
/// [`Plan::check`] finds.
pub fn parse(text: &str) -> Result<Plan, TomlFault> {
    let file: PlanText = toml_fault::read(text, "plan")?;
    let plan = plan(file, text);
    match plan.check().and_then(|()| check_shares(&plan)) {
        Ok(()) => Ok(plan),
        Err(fault) => Err(at_key(text, fault.key, &format!("{}: {}", fault.key, fault.problem))),
    }
}

/// Finds a rate or a risk that is no share between none and all.
fn check_shares(plan: &Plan) -> Result<(), PlanFault> {
    let Some(promise) = &plan.sequential else { return Ok(()) };
    let wrong = |text: &str| !Portion::parse(text).is_some_and(Portion::is_part);
    let key = match (wrong(&promise.rate), wrong(&promise.risk)) {
        (true, _) => "rate",
        (_, true) => "risk",
        _ => return Ok(()),
    };
    Err(PlanFault { key, problem: "it must lie between 0% and 100%, both left out, as \"10%\"".to_owned() })
}

/// A fault in the value of one key, found by somebody who knows more than the text: a field that does not exist, a rubric
/// that nobody has.
pub fn at_key(text: &str, key: &str, problem: &str) -> TomlFault {
    let stands = |line: &str| line.split('=').next().is_some_and(|before| before.trim() == key);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if stands(line) {
            let value = line.find('=').map_or(0, |sign| sign + 1);
            let blank = line[value..].len() - line[value..].trim_start().len();
            return TomlFault::at(text, start + value + blank..start, problem.to_owned(), ADVICE.to_owned());
        }
        start += line.len();
    }
    // What stands inside the table of one line has no line of its own.
    if key == "rate" || key == "risk" {
        return at_key(text, "sequential", problem);
    }
    TomlFault::at(text, 0..0, problem.to_owned(), ADVICE.to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanText {
    id: String,
    title: String,
    question: String,
    #[serde(default)]
    about: String,
    kind: Kind,
    period: PeriodKind,
    size: u64,
    #[serde(default)]
    all_if_fewer: bool,
    #[serde(rename = "where")]
    condition: Option<String>,
    words: Option<String>,
    design: Option<DesignKind>,
    #[serde(default)]
    by: Vec<String>,
    allocation: Option<String>,
    at_least: Option<u64>,
    merge_below: Option<u64>,
    size_field: Option<String>,
    #[serde(default)]
    one_per_child: bool,
    cohort: Option<Cohort>,
    not_audited_for: Option<u32>,
    second_step: Option<u64>,
    sequential: Option<PromiseText>,
    rubric: Option<String>,
    double: Option<String>,
    due_days: Option<u32>,
    #[serde(default)]
    programme: bool,
    cycle: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromiseText {
    rate: String,
    risk: String,
}

/// A text over several lines of the file as one line.
fn in_one_line(text: &str) -> String {
    text.trim().lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn plan(file: PlanText, text: &str) -> Plan {
    let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Plan {
        id: file.id,
        title: words(file.title),
        question: words(file.question),
        about: words(file.about),
        kind: file.kind,
        period: file.period,
        size: file.size,
        all_if_fewer: file.all_if_fewer,
        condition: file.condition.as_deref().map(in_one_line),
        words: file.words.as_deref().map(in_one_line),
        design: file.design,
        by: file.by,
        allocation: file.allocation,
        at_least: file.at_least,
        merge_below: file.merge_below,
        size_field: file.size_field,
        one_per_child: file.one_per_child,
        cohort: file.cohort,
        not_audited_for: file.not_audited_for,
        second_step: file.second_step,
        sequential: file.sequential.map(|one| TypedPromise { rate: one.rate, risk: one.risk }),
        rubric: file.rubric,
        double: file.double,
        due_days: file.due_days,
        programme: file.programme,
        cycle: file.cycle,
        digest: sha256_hex(text.as_bytes()),
        source: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"id = "small"
title = "Small"
question = "Does  it
 work?"
kind = "child"
period = "month"
size = 5
where = "placements_12m >= 3"
by = ["iro"]
at_least = 1
programme = true
cycle = 6
"#;

    #[test]
    fn a_plan_is_read_whole() {
        let plan = parse(&SMALL.replace("Does  it\n work?", "Does it work?")).unwrap();
        assert_eq!((plan.id.as_str(), plan.kind, plan.period, plan.size), ("small", Kind::Child, PeriodKind::Month, 5));
        assert_eq!(
            (plan.condition.as_deref(), plan.by.as_slice()),
            (Some("placements_12m >= 3"), &["iro".to_owned()][..])
        );
        assert_eq!((plan.cycle(), plan.at_least, plan.all_if_fewer), (Some(6), Some(1), false));
        let over_records = "kind = \"review\"\ncohort = \"end\"";
        assert!(
            parse(&SMALL.replace("Does  it\n work?", "Does it work?").replace("kind = \"child\"", over_records))
                .is_err()
        );
    }

    #[test]
    fn a_fault_says_where_what_and_what_to_do() {
        let small = SMALL.replace("Does  it\n work?", "Does it work?");
        for (find, put, line, column, problem) in [
            ("at_least = 1", "at_lest = 1", 9, 1, "'at_lest' is not a key of a plan"),
            ("size = 5\n", "", 1, 1, "the key 'size' is missing"),
            ("size = 5", "size = 0", 6, 8, "size: a sample of 0 cases"),
            ("size = 5", "size = \"5\"", 6, 8, "the wrong form"),
            ("\"month\"", "\"week\"", 5, 10, "'week' is not one of the words"),
            ("\"small\"", "\"Small plan\"", 1, 6, "id: it must be lower-case words"),
            ("\"Small\"", "\" \"", 2, 9, "title: it is blank"),
            ("by = [\"iro\"]\n", "", 8, 12, "at_least: only a stratified draw"),
            ("by = [\"iro\"]", "by = [\"iro\"]\ndesign = \"simple\"", 8, 6, "by: a simple draw has no strata"),
            ("cycle = 6", "cycle = 1", 11, 9, "cycle: it must be from 2"),
            ("programme = true", "programme = false", 11, 9, "cycle: only a programme over children"),
            ("cycle = 6", "all_if_fewer = true", 11, 16, "all_if_fewer: a programme draws"),
            ("cycle = 6", "size_field = \"missing_12m\"", 11, 14, "size_field: only a draw by size"),
            ("cycle = 6", "due_days = 400", 11, 12, "due_days: it must be"),
            ("cycle = 6", "not_audited_for = 0", 11, 19, "not_audited_for: it must be"),
            ("cycle = 6", "second_step = 0", 11, 15, "second_step: a second step of 0"),
            ("title = \"Small\"", "title = \"Small", 2, 15, "not written as TOML"),
        ] {
            assert!(small.contains(find), "{find}");
            let fault = parse(&small.replacen(find, put, 1)).unwrap_err();
            assert_eq!((fault.line, fault.column), (line, column), "{put}: {fault}");
            assert!(fault.problem.contains(problem), "{put}: {fault}");
            assert!(!fault.advice.is_empty(), "{put}");
        }
    }
}
