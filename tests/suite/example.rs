//! Made-up findings of one month, with the numbers of the design's example, for what places findings on pages.

use chrono::NaiveDate;
use dipsample::model::{
    Agreement, Basis, Bearing, Breakdown, CaseAnswer, CaseLine, CriterionShares, Design, DesignKind, Detail,
    EarlierDraw, Estimate, FindingLine, Findings, Grade, Kind, MethodFacts, Prefix, RubricFacts, Sentences, Stratum,
    ThemeShare, TrendPoint, UnknownField,
};

const METHOD: &str = "exact for a simple draw without replacement (hypergeometric), 95%";

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// An estimate whose bounds are only roughly an interval: pages are tested here, not statistics.
pub(crate) fn estimate(name: &str, label: &str, (count, of): (u64, u64)) -> Estimate {
    let share = (of > 0).then(|| count as f64 / of as f64);
    let wide = |share: f64| 1.7 * (share * (1.0 - share) / of as f64).sqrt() + 0.02;
    Estimate {
        name: name.to_owned(),
        label: label.to_owned(),
        count,
        of,
        share,
        low: share.map(|share| (share - wide(share)).max(0.0)),
        high: share.map(|share| (share + wide(share)).min(1.0)),
        upper_count: (of > 0).then_some(count * 231 / of.max(1) + 20),
        confidence: 0.95,
        method: METHOD.to_owned(),
        least: None,
        most: None,
    }
}

fn grades((low, middle, top): (u64, u64, u64)) -> Vec<Estimate> {
    let of = low + middle + top;
    vec![
        estimate("inadequate", "Inadequate", (low, of)),
        estimate("requires-improvement", "Requires improvement", (middle, of)),
        estimate("good", "Good", (top, of)),
        estimate("good-or-better", "Good or better", (top, of)),
    ]
}

fn criterion(id: &str, label: &str, question: &str, counts: (u64, u64, u64)) -> CriterionShares {
    CriterionShares {
        criterion: id.into(),
        label: label.into(),
        question: question.into(),
        grades: grades(counts),
        waiting: 0,
    }
}

/// A criterion that is a check.
pub(crate) fn check(id: &str, label: &str) -> CriterionShares {
    CriterionShares {
        criterion: id.into(),
        label: label.into(),
        question: format!("Does the record show this: {label}?"),
        grades: vec![
            estimate("yes", "Yes", (40, 52)),
            estimate("no", "No", (12, 52)),
            estimate("na", "Not applicable", (8, 60)),
        ],
        waiting: 0,
    }
}

fn theme(id: &str, label: &str, family: &str, kind: Bearing, count: u64) -> ThemeShare {
    let share = estimate(id, label, (count, 60));
    ThemeShare { theme: id.into(), label: label.into(), family: family.into(), kind, share }
}

fn themes() -> Vec<ThemeShare> {
    use Bearing::{Concern, Strength};
    vec![
        theme("timescales-set", "Timescales set for delay", "Grip on the plan", Strength, 24),
        theme("voice-heard", "The child's own words are in the oversight", "The child", Strength, 17),
        theme("drift-not-addressed", "Identified drift was not addressed", "Grip on the plan", Concern, 13),
        theme("manager-prompt", "The team manager answered within the agreed days", "Challenge", Strength, 11),
        theme("no-impact", "No sign of what the oversight changed for the child", "Impact", Concern, 10),
        theme("late-plan", "Care plan not updated after the last review", "The care plan", Concern, 8),
        theme("sibling-time", "Time with brothers and sisters followed up", "The child", Strength, 6),
        theme("no-escalation", "Concern known and not escalated", "Challenge", Concern, 6),
        theme("copied-text", "Text copied from an earlier oversight", "Recording", Concern, 5),
        theme("no-visit", "Child not seen between reviews", "The child", Concern, 3),
        theme("health-late", "Health assessment late and not followed up", "The care plan", Concern, 1),
    ]
}

fn criteria() -> Vec<CriterionShares> {
    vec![
        criterion("purpose", "Purpose", "Is it clear why the oversight was written and what it looks at?", (4, 18, 38)),
        criterion(
            "drift",
            "Drift and delay",
            "Does it find drift or delay in the plan, and does it do something about it?",
            (13, 22, 25),
        ),
        criterion("impact", "Impact", "Can it be seen what the oversight changed for the child?", (10, 28, 22)),
        criterion("analysis", "Analysis", "Does it weigh what is known instead of listing it?", (7, 26, 27)),
        criterion("timescales", "Timescales", "Does every action have an owner and a date?", (6, 14, 40)),
        criterion(
            "care-plan-view",
            "View of the care plan",
            "Does the IRO say whether the care plan meets the child's needs?",
            (8, 21, 31),
        ),
    ]
}

fn by() -> Vec<Breakdown> {
    [
        ("A. Okafor", 40, (1, 3, 5), true),
        ("B. Whitcombe-Smythe", 61, (2, 6, 8), false),
        ("C. Ndiaye", 48, (3, 5, 5), false),
        ("(not recorded)", 9, (0, 1, 1), true),
    ]
    .map(|(value, frame, counts, few)| Breakdown {
        field: "iro".into(),
        label: "IRO".into(),
        value: value.into(),
        frame,
        grades: grades(counts),
        few,
    })
    .into()
}

fn trend() -> Vec<TrendPoint> {
    let months = [
        ("2026-03", "March 2026", (9, 12, 9)),
        ("2026-04", "April 2026", (8, 13, 11)),
        ("2026-05", "May 2026", (10, 18, 12)),
        ("2026-06", "June 2026", (9, 16, 15)),
        ("2026-07", "July 2026", (7, 20, 17)),
        ("2026-08", "August 2026", (8, 10, 12)),
        ("2026-09", "September 2026", (9, 17, 18)),
        ("2026-10", "October 2026", (9, 23, 28)),
    ];
    months
        .map(|(period, label, counts)| TrendPoint {
            period: period.into(),
            label: label.into(),
            sample: format!("oversight-{period}"),
            provisional: false,
            grades: grades(counts),
            ..TrendPoint::default()
        })
        .into()
}

fn findings_in_words() -> Vec<FindingLine> {
    let line = |record: &str, bearing, text: &str| FindingLine {
        record: record.into(),
        child: Some("C-7KQ2".into()),
        iro: Some("IRO-3F".into()),
        criterion: "Drift and delay".into(),
        bearing,
        text: text.into(),
        themes: ["Identified drift was not addressed".into(), "Concern known and not escalated".into()].into(),
        overall: "Requires improvement".into(),
    };
    vec![
        line(
            "R-02A1",
            Bearing::Concern,
            "The delay in the assessment of the grandparents is named in June and again in August, with no date and nobody asked to act. The same sentence stands in both oversights.",
        ),
        line("R-02A1", Bearing::Strength, "=SUM(A1:A9) is how this note begins, and it is only a note."),
        line(
            "R-0B77",
            Bearing::Strength,
            "Contact with the sister was restarted within two weeks of the IRO's challenge.",
        ),
        line("R-0C10", Bearing::Concern, "-no dates, @manager not told"),
    ]
}

fn cases() -> Vec<CaseLine> {
    let overall = ["Inadequate", "Requires improvement", "Good", "Good"];
    (0..60_u32)
        .map(|number| CaseLine {
            record: format!("R-{:04X}", 0x0200 + number * 37),
            child: Some(format!("C-{:04X}", number * 91 + 7)),
            date: Some(day(2026, 10, 1 + number % 28)),
            iro: Some(format!("IRO-{}", number % 7)),
            team: Some(if number % 3 == 0 { "Care Experienced North" } else { "South" }.into()),
            stratum: String::new(),
            weight: 231.0 / 60.0,
            state: "graded".into(),
            overall: overall.get(number as usize % 4).map(|words| (*words).to_owned()),
            answers: (0..6)
                .map(|place| overall.get((number as usize + place) % 4))
                .map(|words| words.map_or(CaseAnswer::None, |words| CaseAnswer::Given((*words).to_owned())))
                .collect(),
            auditors: 1 + u32::from(number % 4 == 0),
            moderated: number % 20 == 0,
            since: (number == 5).then(|| "changed in batch 9".to_owned()),
        })
        .collect()
}

fn method() -> MethodFacts {
    MethodFacts {
        seed_from: dipsample::model::SeedFrom::Computer,
        council: Some("Example Council".into()),
        question: None,
        drawn_on: day(2026, 11, 2),
        graded_by: Some(day(2026, 11, 9)),
        drawn_by: "Staff-9C".into(),
        auditors: 4,
        double: 15,
        in_line: 0,
        design: Design { size: 60, ..Design::default() },
        strata: vec![Stratum { stratum: String::new(), frame: 231, size: 60, ..Stratum::default() }],
        seed: "20263847561029384756".into(),
        condition: None,
        words: None,
        as_of: "batch 7, imported on 1 Nov 2026".into(),
        unknown: Vec::new(),
        frame_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        manifest_name: "oversight-2026-10 manifest.json".into(),
        manifest_sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".into(),
        earlier: Vec::new(),
        story: Vec::new(),
        changed_since: 1,
        late: 2,
        not_in_newest: 1,
        program: "dipsample 0.1.0".into(),
        intervals: vec!["Shares of a simple draw: exact two-sided 95% intervals from the hypergeometric distribution, which knows that 60 of 231 were read.".into()],
    }
}

fn sentences() -> Sentences {
    Sentences {
        urgent: None,
        title: "IRO oversights, October 2026".into(),
        question: "How good were the oversights of October 2026?".into(),
        answer: "If all 231 oversights were graded, between 35% and 58% would be Good (28 of the 60 graded are), and no more than 54 Inadequate (95% sure). Since September 2026 there is no change that these numbers can show.".into(),
        basis: "60 of 231 oversights were drawn at random; 60 graded by 4 auditors, 15 of them twice. Shares are of oversights, not of children.".into(),
        provisional: None,
        grades: vec![
            "95% sure that no more than 54 of 231 are.".into(),
            String::new(),
            "September 41%: no change that these numbers can show.".into(),
            String::new(),
        ],
        limits: "Nothing here compares IROs: 8 or 9 cases each are too few.".into(),
        agreement: Some("Two auditors agreed on 12 of 15 cases (80%); where they differed, by one grade.".into()),
        themes: vec!["Of no theme can these numbers show that its share changed since September 2026.".into()],
        actions: None,
        notes: vec!["1 record was changed or removed in the council's system after the draw and was graded as drawn.".into()],
    }
}

/// October: a simple draw, all graded.
pub(crate) fn october() -> Findings {
    Findings {
        hand_picked: vec![],
        urgent: dipsample::model::UrgentCount::default(),
        actions: vec![],
        actions_as_of: None,
        sequential: None,
        basis: Basis {
            not_needed: 0,
            samples: vec!["oversight-2026-10".into()],
            programme: None,
            kind: Kind::Oversight,
            period: "2026-10".into(),
            population: 231,
            frame: 231,
            drawn: 60,
            graded: 60,
            waiting: 0,
            ungraded: 0,
            ineligible: 0,
            not_obtained: 0,
            waiting_questions: vec![],
            provisional: false,
            answers: "per-record".into(),
        },
        grades: grades((9, 23, 28)),
        criteria: criteria(),
        by: by(),
        themes: themes(),
        trend: trend(),
        calibration: vec![],
        agreement: Some(Agreement {
            cases: 15,
            exact: estimate("exact", "Same grade", (12, 15)),
            within_one: estimate("within-one", "Within one grade", (15, 15)),
        }),
        prefix: None,
        rubric: RubricFacts {
            rubric: "oversight".into(),
            title: "IRO oversight".into(),
            version: 1,
            sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into(),
            scale: [("inadequate", "Inadequate"), ("requires-improvement", "Requires improvement"), ("good", "Good")]
                .map(|(id, label)| Grade { id: id.into(), label: label.into() })
                .into(),
        },
        sentences: sentences(),
        detail: Detail::default(),
        findings: findings_in_words(),
        cases: cases(),
        method: method(),
    }
}

/// The same month while eleven cases are missing: no interval but that of the settled run.
pub(crate) fn provisional() -> Findings {
    let mut findings = october();
    findings.basis = Basis { graded: 49, waiting: 3, ungraded: 8, provisional: true, ..findings.basis };
    findings.grades = grades((7, 19, 23))
        .into_iter()
        .map(|estimate| Estimate {
            low: None,
            high: None,
            upper_count: None,
            least: estimate.share.map(|share| share * 49.0 / 60.0),
            most: estimate.share.map(|share| (share * 49.0 + 11.0) / 60.0),
            ..estimate
        })
        .collect();
    findings.prefix = Some(Prefix { cases: 41, grades: grades((6, 16, 19)) });
    findings.sentences.provisional = Some(
        "PROVISIONAL: 11 of 60 cases are missing (8 not graded, 3 waiting). Good will end between 38% and 57%; Inadequate between 12% and 30%.".into(),
    );
    if let Some(last) = findings.trend.last_mut() {
        last.provisional = true;
    }
    findings
}

/// The same month drawn by team, under a condition, with an earlier draw.
pub(crate) fn stratified() -> Findings {
    let mut findings = october();
    let method = &mut findings.method;
    method.design =
        Design { kind: DesignKind::Stratified, size: 60, by: vec!["team".into()], at_least: 2, ..Design::default() };
    method.strata = vec![
        Stratum { stratum: "Care Experienced North".into(), frame: 80, size: 21, ..Stratum::default() },
        Stratum { stratum: "South".into(), frame: 151, size: 39, ..Stratum::default() },
    ];
    method.condition = Some("child.plan_since < '2025-10-01'".into());
    method.unknown = vec![UnknownField { field: "child.plan_since".into(), count: 4 }];
    method.earlier = vec![EarlierDraw {
        sample: "oversight-2026-10-a".into(),
        period: "2026-10".into(),
        seed: "11112222333344445555".into(),
        frame_sha256: method.frame_sha256.clone(),
        state: "withdrawn".into(),
        reason: Some("the extract lacked a week".into()),
        graded: Some(0),
        begun: 0,
    }];
    for case in &mut findings.cases {
        case.stratum = case.team.clone().unwrap_or_default();
    }
    findings
}
