//! The words of an auditor: findings, themes and the reasons of a moderation, made from what a note says or lacks.
//! They name nobody.

use chrono::NaiveDate;

use super::cues::Cues;
use super::judgement::{CRITERIA, Level, Levels};
use super::nature::Dice;
use crate::calendar::british;

/// A finding on one criterion.
pub(super) fn finding((place, level): (usize, Level), cues: &Cues, dice: &Dice) -> String {
    let good = level == Level::Top;
    let list = match CRITERIA[place] {
        "purpose" => purpose(good),
        "drift" => drift(good, cues),
        "impact" => impact(good, cues),
        "analysis" => analysis(good, cues),
        "timescales" => timescales(good, cues),
        _ => view(good, cues),
    };
    let date = |date: Option<NaiveDate>| date.map_or_else(|| "the date set".to_owned(), british);
    dice.pick(CRITERIA[place], list)
        .replace("OVERDUE", &date(cues.overdue))
        .replace("DEADLINE", &date(cues.deadline))
        .replace("VISIT", &date(cues.late_visit))
        .replace("TODAY", &date(cues.today))
}

fn purpose(good: bool) -> &'static [&'static str] {
    match good {
        true => &[
            "The first sentence says what the oversight of TODAY was for, and the rest keeps to it.",
            "The reason for looking at this case on TODAY is clear.",
            "This is a focused note: it asks a question and answers it.",
        ],
        false => &[
            "I could not tell why this oversight was done on TODAY or what it was to achieve.",
            "The note of TODAY records that the file was looked at but not what for.",
            "It reads as a log entry; there is no question that the IRO set out to answer.",
        ],
    }
}

fn drift(good: bool, cues: &Cues) -> &'static [&'static str] {
    match (good, cues.overdue) {
        (true, Some(_)) => &[
            "The IRO saw that work due on OVERDUE had slipped and took it up with someone who can change it.",
            "Delay since OVERDUE is named and challenged, not only reported.",
            "Good challenge: the slippage from OVERDUE was not left to the next review.",
        ],
        (true, None) => &[
            "The IRO checked the pace of the work and says plainly that nothing has slipped.",
            "The note shows that on TODAY the work was on time and how the IRO knows.",
        ],
        (false, Some(_)) => &[
            "Work due on OVERDUE is not done; the note says so and leaves it there.",
            "There is drift since OVERDUE and I see no real challenge to it.",
            "The delay from OVERDUE needed more than a mention.",
        ],
        (false, None) => &[
            "Nothing is said on whether the work is on time.",
            "From the note of TODAY I cannot tell if there is drift.",
        ],
    }
}

fn impact(good: bool, cues: &Cues) -> &'static [&'static str] {
    match (good, cues.voice) {
        (true, true) => &[
            "The child's own wishes are in the note and shape what is asked for.",
            "The IRO had spoken with the child and says what was wanted.",
            "I can hear the child in this one.",
        ],
        (true, false) => &[
            "What the situation means for the child's daily life is spelt out.",
            "The note of TODAY keeps the child in view: it says what this is like from their side.",
        ],
        (false, _) => &[
            "There is nothing on what this means for the child.",
            "The child is hardly present: no wishes, no effect on them.",
            "The note of TODAY tells of work done by adults and not of what it is like for the child.",
        ],
    }
}

fn analysis(good: bool, cues: &Cues) -> &'static [&'static str] {
    match (good, cues.issue_left(), cues.alternatives) {
        (true, _, true) => &[
            "Other ways forward were weighed before the present one was kept to.",
            "A real alternative is considered, with a reason for not taking it.",
        ],
        (true, _, false) => &[
            "The IRO read the assessment and says why its analysis holds.",
            "The plan is tested against the assessment and not only repeated.",
        ],
        (false, true, _) => &[
            "Something much more serious is mentioned in passing and nothing follows from it.",
            "The note of TODAY goes on to routine matters after a risk that should have stopped everything.",
            "A bigger issue was missed: there is a risk here which nobody was asked to act on.",
        ],
        (false, false, _) => &[
            "No other course was thought about, so the plan stands untested.",
            "The note describes; it does not analyse.",
            "I looked for a second perspective and did not find one.",
        ],
    }
}

fn timescales(good: bool, cues: &Cues) -> &'static [&'static str] {
    match (good, cues.overdue) {
        (true, _) => &[
            "It is clear who does what by DEADLINE.",
            "A date (DEADLINE) is set, which the next oversight can check.",
            "Agreed actions carry a name and a date.",
        ],
        (false, Some(_)) => &[
            "The date of OVERDUE was missed and no new one was set.",
            "After OVERDUE had passed there should have been a new timescale.",
        ],
        (false, None) => &[
            "Nothing here has a date by which it is to be done.",
            "Next steps are open-ended; nobody could say later if they were late.",
        ],
    }
}

fn view(good: bool, cues: &Cues) -> &'static [&'static str] {
    match (good, cues.late_visit) {
        (true, Some(_)) => &[
            "The gap in visits since VISIT is raised with the manager as a practice issue.",
            "The IRO gives a view and takes up that the last visit was on VISIT.",
        ],
        (true, None) => &[
            "The IRO says what they think of the plan and why.",
            "There is an independent view on whether the plan is still right.",
        ],
        (false, Some(_)) => &[
            "The last visit was on VISIT, more than six weeks back, and the IRO does not raise it.",
            "Visits are out of time since VISIT; I expected the IRO to say so.",
        ],
        (false, None) => &[
            "I do not learn what the IRO thinks of the plan.",
            "The plan is named at most; there is no view on how it is going.",
        ],
    }
}

/// The theme of a finding on one criterion.
pub(super) fn theme((place, level): (usize, Level), cues: &Cues, dice: &Dice) -> Option<&'static str> {
    let good = level == Level::Top;
    Some(match (CRITERIA[place], good) {
        ("purpose", true) => "purposeful",
        ("purpose", false) => {
            if cues.record_only {
                "record-only"
            } else {
                "no-clear-purpose"
            }
        }
        ("drift", true) => cues.overdue.map(|_| "drift-challenged")?,
        ("drift", false) => match (cues.overdue, cues.asked_long_ago) {
            (Some(_), _) => "drift-not-addressed",
            (None, true) => "drift-not-noticed",
            (None, false) => return None,
        },
        ("impact", true) => {
            if cues.voice {
                "voice-heard"
            } else {
                "impact-clear"
            }
        }
        ("impact", false) => {
            if dice.number("theme", place) % 10 < 3 {
                "voice-absent"
            } else {
                "impact-not-considered"
            }
        }
        ("analysis", true) => {
            if cues.alternatives {
                "alternatives-weighed"
            } else {
                "plans-analysed"
            }
        }
        ("analysis", false) => {
            if cues.issue_left() {
                "bigger-issue-missed"
            } else {
                "no-alternatives"
            }
        }
        ("timescales", true) => "timescales-set",
        ("timescales", false) => {
            if cues.overdue.is_some() {
                "timescale-lapsed"
            } else {
                "no-timescales"
            }
        }
        (_, true) => {
            if cues.visits_raised {
                "practice-issue-raised"
            } else {
                "clear-view-on-plan"
            }
        }
        (_, false) => {
            if cues.late_visit.is_some() {
                "practice-issue-not-raised"
            } else {
                "no-view-on-plan"
            }
        }
    })
}

/// Why a moderation settles on what it does.
pub(super) fn reason(cues: &Cues, levels: &Levels) -> String {
    let top = levels.iter().filter(|level| **level == Level::Top).count();
    match (cues.overdue, levels[1]) {
        (Some(date), Level::Low) => {
            format!(
                "We read it together: work due on {} is not done, and the note does nothing about it.",
                british(date)
            )
        }
        _ if cues.issue_left() => {
            "We read it together: a serious matter is mentioned and nobody is asked to act on it.".to_owned()
        }
        _ if top >= 4 => {
            format!("We read it together: {top} of the 6 questions are answered well, and no delay is left.")
        }
        _ => format!(
            "We read it together: {top} of the 6 questions are answered well, which is too few for the top grade."
        ),
    }
}
