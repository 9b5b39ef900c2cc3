//! What a text says, as far as a careful reader with a calendar can tell.

use chrono::NaiveDate;

/// What one note says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cues {
    /// The day of the note: the first date in it.
    pub(super) today: Option<NaiveDate>,
    /// The opening says what the oversight is for.
    pub(super) purposeful: bool,
    /// The opening tells of reading or of an update.
    pub(super) record_only: bool,
    /// A date that has passed without the work being done.
    pub(super) overdue: Option<NaiveDate>,
    /// It says that nothing is behind.
    pub(super) on_track: bool,
    /// Work that was asked for long ago, without a word on its pace.
    pub(super) asked_long_ago: bool,
    /// A delay is challenged.
    pub(super) challenged: bool,
    /// A delay is followed up without force.
    pub(super) followed: bool,
    /// It says what things mean for the child.
    pub(super) meaning: bool,
    /// The child's wishes or words are there.
    pub(super) voice: bool,
    /// Alternatives are weighed.
    pub(super) alternatives: bool,
    /// An assessment or plan is analysed.
    pub(super) analysed: bool,
    /// Something bigger is mentioned.
    pub(super) issue: bool,
    /// It is acted upon.
    pub(super) issue_handled: bool,
    /// A date in the future by which something is to be done.
    pub(super) deadline: Option<NaiveDate>,
    /// The writer's own view of the plan.
    pub(super) view: bool,
    /// The plan is at least named.
    pub(super) plan_named: bool,
    /// The worker's last visit, where it lies more than six weeks back.
    pub(super) late_visit: Option<NaiveDate>,
    /// The gap between visits is raised.
    pub(super) visits_raised: bool,
}

const PURPOSE: &[&str] = &[
    "see whether",
    "check that",
    "to check",
    "find out",
    "to establish",
    "purpose",
    "so that i",
    "to satisfy",
    "to test",
    "because",
    "to ask",
    "to judge",
    "in order to",
];
const RECORD_ONLY: &[&str] = &[
    "read after",
    "file read",
    "viewed",
    "looked at",
    "recorded",
    "entered",
    "update",
    "catch-up",
    "discussion",
    "call with",
];
const UNMET: &[&str] = &[
    "still not",
    "outstanding",
    "should have been",
    "days late",
    "no sign of",
    "has passed",
    "not done",
    "was missed",
    "overdue",
    "unfinished",
    "not been",
];
const ON_TRACK: &[&str] = &["no delay", "on track", "nothing else", "keeping to", "nothing is behind", "in good time"];
const ASKED: &[&str] = &["asked for on", "begun on", "requested on"];
const CHALLENGED: &[&str] = &[
    "not acceptable",
    "challenged",
    "escalated",
    "dispute",
    "be right for a child",
    "must end",
    "too many",
    "explanation",
    "complained",
];
const FOLLOWED: &[&str] = &["will ask", "reminded", "keep an eye", "follow this up", "followed up", "monitor", "chase"];
const MEANING: &[&str] = &[
    "this means",
    "the effect on",
    "leaves him",
    "leaves her",
    "leaves them",
    "matters to",
    "impact on him",
    "impact on her",
];
const VOICE: &[&str] = &["told me", "he said", "wishes", "own words", "asked me to", "says that he", "says that she"];
const ALTERNATIVES: &[&str] = &["weighed", "considered", "alternative", "compared", "on balance"];
const ANALYSED: &[&str] = &["analysis", "analyses", "analysed"];
const ISSUE: &[&str] =
    &["was missing", "went missing", "given notice", "police", "officer", "at risk", "bruise", "exploit", "self-harm"];
const HANDLED: &[&str] = &["strategy discussion", "safety plan", "stability meeting", "risk assessment was asked"];
const VIEW: &[&str] = &[
    "i agree with",
    "i support",
    "my view",
    "of the view",
    "i am satisfied",
    "not persuaded",
    "i question",
    "i disagree",
];
const LAST_VISIT: &[&str] = &["last visited", "last visit was"];
/// Words before a date that make it a deadline.
const BY: &[&str] = &["by", "before", "later than", "until"];
/// Days after which a visit is late: six weeks.
const VISIT_DAYS: i64 = 42;
/// Days after which work that was asked for is worth a word on its pace.
const ASKED_DAYS: i64 = 28;

impl Cues {
    /// Reads a text.
    pub(super) fn of(text: &str) -> Cues {
        let text = text.to_lowercase();
        let mut cues = Cues { today: dates(&text).first().map(|(_, date)| *date), ..Cues::default() };
        for (place, sentence) in sentences(&text).enumerate() {
            let has = |list: &[&str]| list.iter().any(|words| sentence.contains(words));
            if place == 0 {
                cues.purposeful = has(PURPOSE);
                cues.record_only = has(RECORD_ONLY);
            }
            cues.issue |= has(ISSUE) && !has(HANDLED);
            cues.issue_handled |= has(HANDLED);
            cues.on_track |= has(ON_TRACK);
            cues.challenged |= has(CHALLENGED);
            cues.followed |= has(FOLLOWED);
            cues.meaning |= has(MEANING);
            cues.voice |= has(VOICE);
            cues.alternatives |= has(ALTERNATIVES);
            cues.analysed |= has(ANALYSED);
            cues.view |= has(VIEW) && sentence.contains("plan");
            cues.plan_named |= sentence.contains("plan of") || sentence.contains("the plan");
            cues.visits_raised |= sentence.contains("raised") && sentence.contains("visits");
            cues.read_dates(sentence, has);
        }
        cues
    }

    /// Compares the dates of a sentence with the day of the note.
    fn read_dates(&mut self, sentence: &str, has: impl Fn(&[&str]) -> bool) {
        let Some(today) = self.today else { return };
        for (at, date) in dates(sentence) {
            let before = sentence.get(..at).unwrap_or("").trim_end();
            if date >= today {
                let due = date > today && BY.iter().any(|word| before.ends_with(word));
                self.deadline = self.deadline.or(due.then_some(date));
                continue;
            }
            if has(UNMET) {
                self.overdue = self.overdue.or(Some(date));
            }
            self.asked_long_ago |= has(ASKED) && !has(ON_TRACK) && (today - date).num_days() > ASKED_DAYS;
            if has(LAST_VISIT) && (today - date).num_days() > VISIT_DAYS {
                self.late_visit = Some(date);
            }
        }
    }

    /// Whether something bigger is mentioned and left.
    pub(super) fn issue_left(&self) -> bool {
        self.issue && !self.issue_handled
    }
}

/// The sentences of a text: what stands between full stops that a space or the end follows.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ").map(|sentence| sentence.trim().trim_end_matches('.')).filter(|sentence| !sentence.is_empty())
}

/// The dates of a text (dd/mm/yyyy), with the places at which they begin.
fn dates(text: &str) -> Vec<(usize, NaiveDate)> {
    let slash = |place: usize| text.as_bytes().get(place) == Some(&b'/');
    text.match_indices('/')
        .filter(|(place, _)| slash(place + 3))
        .filter_map(|(place, _)| {
            let at = place.checked_sub(2)?;
            let number = |from: usize, length: usize| text.get(from..from + length)?.parse::<u32>().ok();
            let year = i32::try_from(number(at + 6, 4)?).ok()?;
            Some((at, NaiveDate::from_ymd_opt(year, number(at + 3, 2)?, number(at, 2)?)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::days::day;

    #[test]
    fn a_date_counts_by_where_it_lies_and_what_stands_before_it() {
        let note = "14/09/2026: file read. The report was due on 01/08/2026 and is not done. \
                    She will write it by 02/10/2026. The review is on 01/12/2026.";
        let cues = Cues::of(note);
        assert_eq!(cues.today, Some(day(2026, 9, 14)));
        assert_eq!(cues.overdue, Some(day(2026, 8, 1)));
        assert_eq!(cues.deadline, Some(day(2026, 10, 2)));
        assert!(cues.record_only && !cues.purposeful && !cues.challenged && !cues.view);
    }

    #[test]
    fn a_past_date_by_which_something_was_done_is_no_deadline_and_no_drift() {
        let cues = Cues::of("14/09/2026: update. The report was completed by 01/08/2026.");
        assert_eq!((cues.deadline, cues.overdue), (None, None));
    }

    #[test]
    fn what_is_no_date_is_not_read_as_one() {
        assert!(dates("care and/or help 31/02/2026 é1/01/2026 1/2/3 12/12/20é6").is_empty());
        assert!(Cues::of("").today.is_none());
    }
}
