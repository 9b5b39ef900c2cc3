//! Samples for tests: a rubric of one graded criterion and one check, and cases written as short texts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::calendar::Period;
use crate::model::{
    Answer, Bearing, Case, Criterion, CriterionForm, Descriptor, Design, DesignKind, Finding, Findings, Grade, Grading,
    Kind, MethodFacts, OverallRule, Record, Rubric, RubricParts, Standing, Stratum, Theme, ThemeTag, TrendPoint,
    Unusable, UrgentCount,
};

use super::input::{ByField, DrawnCase, Input, Parting};

pub(super) fn rubric() -> Rubric {
    let grade = |id: &str, label: &str| Grade { id: id.into(), label: label.into() };
    let scale = vec![
        grade("inadequate", "Inadequate"),
        grade("requires-improvement", "Requires improvement"),
        grade("good", "Good"),
    ];
    let described = |ids: &[&str]| {
        ids.iter().map(|id| Descriptor { answer: (*id).into(), text: "as seen".into() }).collect::<Vec<_>>()
    };
    let criterion = |id: &str, form, descriptors| Criterion {
        id: id.into(),
        title: id.to_uppercase(),
        question: "Is it so?".into(),
        look_for: vec![],
        form,
        limiting: false,
        evidence: crate::model::Evidence::Asked,
        descriptors,
        themes: vec!["drift-not-addressed".into()],
    };
    let theme =
        |id: &str, bearing| Theme { id: id.into(), label: id.replace('-', " "), bearing, family: "drift".into() };
    Rubric::new(RubricParts {
        id: "test".into(),
        title: "Test".into(),
        kind: Kind::Oversight,
        version: 1,
        about: String::new(),
        scale,
        rule: OverallRule::Middle,
        criteria: vec![
            criterion("drift", CriterionForm::Graded, described(&["inadequate", "requires-improvement", "good"])),
            criterion("plan", CriterionForm::Check, described(&["yes", "no"])),
        ],
        themes: vec![
            theme("drift-not-addressed", Bearing::Concern),
            theme("timescales-set", Bearing::Strength),
            theme("late", Bearing::Concern),
        ],
        digest: String::new(),
        source: String::new(),
    })
    .unwrap()
}

/// A finished grading with this overall grade, the same for the criterion, and `yes` to the check.
pub(super) fn grading(auditor: &str, overall: &str) -> Grading {
    let answer = |id: &str| Answer { grade: Some(id.to_owned()), note: None };
    Grading {
        auditor: auditor.into(),
        answers: BTreeMap::from([("drift".to_owned(), answer(overall)), ("plan".to_owned(), answer("yes"))]),
        findings: vec![],
        themes: BTreeSet::new(),
        overall: Some(overall.into()),
        overall_reason: None,
        finished: true,
        ..Grading::default()
    }
}

/// One case by a letter: `i`, `r`, `g` a grade that counts, `.` not graded, `w` waiting, `x` not found, `d` duplicate.
fn case(letter: char, number: u32, stratum: &str) -> DrawnCase {
    let graded = |id: &str| Standing::Counted(grading("Ann", id));
    let standing = match letter {
        'i' => graded("inadequate"),
        'r' => graded("requires-improvement"),
        'g' => graded("good"),
        'w' => Standing::Waiting,
        'x' => Standing::Unusable(Unusable::find("not-found").unwrap()),
        'd' => Standing::Unusable(Unusable::find("duplicate").unwrap()),
        _ => Standing::Ungraded,
    };
    let finished = match &standing {
        Standing::Counted(grading) => vec![grading.clone()],
        _ => vec![],
    };
    let reference = format!("R{:03}", 1000 - number);
    let record =
        Record { reference: reference.clone(), child: None, date: None, values: vec![], extra: BTreeMap::new() };
    DrawnCase {
        sample: "october".to_owned(),
        case: Case {
            case: number,
            record: reference,
            child: None,
            stratum: stratum.into(),
            ticket: "0.1".into(),
            weight: 1.0,
            ..Case::default()
        },
        record,
        iro: None,
        team: None,
        values: vec![],
        standing,
        waiting: BTreeSet::new(),
        finished,
        beside: vec![],
        moderated: false,
        since: None,
    }
}

/// A sample that owns what an [`Input`] borrows.
pub(super) struct Sample {
    pub(super) rubric: Rubric,
    pub(super) kind: Kind,
    pub(super) period: Period,
    pub(super) population: u64,
    pub(super) frame: u64,
    pub(super) design: Design,
    pub(super) strata: Vec<Stratum>,
    pub(super) cases: Vec<DrawnCase>,
    pub(super) by: Vec<ByField>,
    pub(super) earlier: Vec<TrendPoint>,
    pub(super) breaches: Vec<String>,
    pub(super) method: MethodFacts,
}

impl Sample {
    /// A simple draw from a frame, its cases in ticket order as letters.
    pub(super) fn simple(frame: u64, letters: &str) -> Sample {
        Sample::of(DesignKind::Simple, &[("", frame, letters)])
    }

    /// A systematic draw from a frame, its cases in ticket order as letters.
    pub(super) fn systematic(frame: u64, letters: &str) -> Sample {
        let mut sample = Sample::simple(frame, letters);
        sample.design.kind = DesignKind::Systematic;
        sample.design.order = vec!["reference".to_owned()];
        sample
    }

    /// A stratified draw: name, records and cases of each stratum.
    pub(super) fn stratified(strata: &[(&str, u64, &str)]) -> Sample {
        Sample::of(DesignKind::Stratified, strata)
    }

    fn of(kind: DesignKind, parts: &[(&str, u64, &str)]) -> Sample {
        let mut cases = Vec::new();
        for (stratum, _, letters) in parts {
            for letter in letters.chars() {
                cases.push(case(letter, cases.len() as u32 + 1, stratum));
            }
        }
        let size = cases.len() as u64;
        let by = if kind == DesignKind::Simple { vec![] } else { vec!["iro".to_owned()] };
        let stratum = |(name, frame, letters): &(&str, u64, &str)| Stratum {
            stratum: (*name).into(),
            frame: *frame,
            size: letters.len() as u64,
            ..Stratum::default()
        };
        let strata: Vec<Stratum> = parts.iter().map(stratum).collect();
        let frame = strata.iter().map(|stratum| stratum.frame).sum();
        let design = Design { kind, size, by, ..Design::default() };
        Sample {
            rubric: rubric(),
            kind: Kind::Oversight,
            period: Period::parse("2026-10").unwrap(),
            population: frame,
            frame,
            method: method(&design, &strata),
            design,
            strata,
            cases,
            by: vec![],
            earlier: vec![],
            breaches: vec![],
        }
    }

    /// Breaks down by IRO; each case's IRO and the frame's numbers are given.
    pub(super) fn by_iro(
        mut self,
        of_case: impl Fn(&DrawnCase) -> &'static str,
        frame: &[(&str, &str, u64)],
    ) -> Sample {
        for case in &mut self.cases {
            let iro = of_case(case);
            case.iro = Some(iro.to_owned());
            case.values = vec![iro.to_owned()];
        }
        let frame = frame.iter().map(|(value, stratum, records)| (((*value).into(), (*stratum).into()), *records));
        self.by =
            vec![ByField { parting: Parting::Field, field: "iro".into(), label: "IRO".into(), frame: frame.collect() }];
        self
    }

    /// Changes the grading that counts of the case with this number.
    pub(super) fn change(mut self, number: usize, change: impl FnOnce(&mut Grading)) -> Sample {
        match &mut self.cases[number - 1].standing {
            Standing::Counted(grading) => change(grading),
            _ => panic!("case {number} does not count"),
        }
        self
    }

    /// Lets the answer to a criterion of the case with this number wait: the two auditors agree overall and differ on it.
    pub(super) fn differ_on(mut self, number: usize, criterion: &str, theirs: [&str; 2]) -> Sample {
        let case = &mut self.cases[number - 1];
        let Standing::Counted(counted) = &mut case.standing else { panic!("case {number} does not count") };
        counted.answers.remove(criterion);
        case.finished = ["Ann", "Bea"]
            .into_iter()
            .zip(theirs)
            .map(|(auditor, grade)| {
                let mut own = Grading { auditor: auditor.into(), ..counted.clone() };
                own.answers.insert(criterion.into(), Answer { grade: Some(grade.into()), note: None });
                own
            })
            .collect();
        case.waiting.insert(criterion.to_owned());
        self
    }

    /// Adds an earlier sample, of another simple draw.
    pub(super) fn after(mut self, period: &str, frame: u64, letters: &str) -> Sample {
        let mut before = Sample::simple(frame, letters);
        before.period = Period::parse(period).unwrap();
        self.earlier.extend(before.findings().trend);
        self
    }

    pub(super) fn findings(&self) -> Findings {
        super::findings(self.input())
    }

    /// The notes that sentences make of other findings.
    pub(super) fn notes_of(&self, findings: &Findings) -> Vec<String> {
        super::sentences::sentences(&self.input(), findings).notes
    }

    fn input(&self) -> Input<'_> {
        Input {
            rubric: &self.rubric,
            samples: vec!["october".into()],
            kind: self.kind,
            period: &self.period,
            population: self.population,
            frame: self.frame,
            design: &self.design,
            strata: &self.strata,
            cases: &self.cases,
            hand_picked: &[],
            by: &self.by,
            earlier: self.earlier.clone(),
            parts: vec![],
            breaks: vec![],
            programme: None,
            uncovered: vec![],
            child_months: false,
            extended_after_looking: false,
            breaches: self.breaches.clone(),
            urgent: UrgentCount::default(),
            actions: vec![],
            actions_as_of: None,
            method: self.method.clone(),
            confidence: 0.95,
        }
    }
}

fn method(design: &Design, strata: &[Stratum]) -> MethodFacts {
    MethodFacts {
        seed_from: crate::model::SeedFrom::Computer,
        council: None,
        question: None,
        drawn_on: NaiveDate::from_ymd_opt(2026, 11, 2).unwrap(),
        graded_by: None,
        drawn_by: "Pat".into(),
        auditors: 4,
        double: 0,
        in_line: 0,
        design: design.clone(),
        strata: strata.to_vec(),
        seed: "20263847561029384756".into(),
        condition: None,
        words: None,
        as_of: "1".into(),
        unknown: vec![],
        frame_sha256: String::new(),
        manifest_name: String::new(),
        manifest_sha256: String::new(),
        earlier: vec![],
        story: Vec::new(),
        changed_since: 0,
        late: 0,
        not_in_newest: 0,
        program: String::new(),
        intervals: vec![],
    }
}

/// A finding in words.
pub(super) fn finding(criterion: &str, bearing: Bearing, text: &str) -> Finding {
    Finding { criterion: criterion.into(), bearing, text: text.into() }
}

/// A theme tied to a criterion.
pub(super) fn tag(criterion: &str, theme: &str) -> ThemeTag {
    ThemeTag { criterion: Some(criterion.into()), theme: theme.into() }
}

/// `i`, `r` and `g` so many times, graded cases in that order.
pub(super) fn letters(inadequate: usize, requires: usize, good: usize) -> String {
    format!("{}{}{}", "i".repeat(inadequate), "r".repeat(requires), "g".repeat(good))
}
