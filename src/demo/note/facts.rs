//! The facts that one note is written from, and the grammar that puts them into a sentence.
//!
//! A phrase holds `{slots}` for facts, `{lists}` for further phrases, and `[this|that]` for words that may stand for
//! each other.

use chrono::NaiveDate;

use super::phrases;
use super::profile::Profile;
use super::{Cast, Phrases};
use crate::demo::chance::Chance;
use crate::demo::child::{Child, Work};
use crate::demo::days::{shifted, working_from, working_until, write_british};

/// The facts of one case on one day.
pub(super) struct Facts<'a> {
    child: &'a Child,
    cast: &'a Cast,
    today: NaiveDate,
    work: Work,
    age: i64,
    visited: NaiveDate,
    seen: NaiveDate,
    deadline: NaiveDate,
    recent: NaiveDate,
    number: i64,
    raised: bool,
}

impl<'a> Facts<'a> {
    /// Gathers the facts; what the record does not fix is settled by chance.
    pub(super) fn new(
        child: &'a Child,
        today: NaiveDate,
        cast: &'a Cast,
        (profile, chance): (&Profile, &mut Chance),
    ) -> Facts<'a> {
        let late_visit = chance.happens(9);
        let days_ago = if late_visit { chance.between(50, 88) } else { chance.between(5, 40) };
        let before = |days: i64| working_until(shifted(today, -days));
        Facts {
            work: child.work_on(today),
            age: child.age_on(today),
            visited: before(days_ago).max(child.started),
            seen: before(chance.between(1, 25)).max(child.started),
            deadline: working_from(shifted(today, chance.between(7, 35))),
            recent: before(chance.between(2, 20)).max(child.started),
            number: chance.between(2, 9),
            raised: profile.view,
            child,
            cast,
            today,
        }
    }

    /// Whether the work in hand was finished before the note.
    pub(super) fn work_is_done(&self) -> bool {
        self.work.done <= self.today
    }

    /// How the note tells of the worker's last visit: where it was too long ago, an IRO with a view says so.
    pub(super) fn visit(&self) -> Phrases {
        let late = (self.today - self.visited).num_days() > 42;
        if late && self.raised { phrases::VISIT_RAISED } else { phrases::VISITED }
    }

    /// Whether the child is old enough to be asked.
    pub(super) fn can_tell(&self) -> bool {
        self.age >= 5
    }

    /// Something bigger that may have happened to a child of this age, and how it is acted upon.
    pub(super) fn issue(&self, chance: &mut Chance) -> (Phrases, Phrases) {
        match (chance.happens(45), self.age) {
            (true, _) => (phrases::ENDING, phrases::ENDING_HANDLED),
            (false, 10..) => (phrases::DANGER, phrases::DANGER_HANDLED),
            (false, _) => (phrases::DANGER_SMALL, phrases::DANGER_HANDLED),
        }
    }

    /// What the note tells besides its matter.
    pub(super) fn context(&self, chance: &mut Chance) -> Phrases {
        match self.age {
            16.. if chance.happens(30) => phrases::NEARLY_ADULT,
            5.. if chance.happens(35) => phrases::SCHOOL,
            0..5 if chance.happens(35) => phrases::SMALL,
            _ => chance.pick(&[phrases::HOME, phrases::HEALTH, phrases::FAMILY]),
        }
    }

    /// Appends one sentence made from one of the phrases.
    pub(super) fn sentence(&self, phrases: Phrases, chance: &mut Chance, out: &mut String) {
        let start = out.len();
        let phrase = chance.pick(phrases);
        self.expand(phrase, chance, out);
        if let Some(first) = out.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
    }

    fn expand(&self, mut phrase: &str, chance: &mut Chance, out: &mut String) {
        while let Some(at) = phrase.find(['{', '[']) {
            out.push_str(&phrase[..at]);
            let close = if phrase.as_bytes()[at] == b'{' { '}' } else { ']' };
            let end = phrase[at..].find(close).map_or(phrase.len(), |length| at + length);
            let inside = &phrase[at + 1..end];
            match close {
                '}' => self.slot(inside, chance, out),
                _ => self.expand(one_of(inside, chance), chance, out),
            }
            phrase = phrase.get(end + 1..).unwrap_or("");
        }
        out.push_str(phrase);
    }

    fn slot(&self, name: &str, chance: &mut Chance, out: &mut String) {
        if let Some(date) = self.date(name) {
            return write_british(date, out);
        }
        let name = if name == "paper" && self.work_is_done() { "paper after" } else { name };
        if let Some(list) = phrases::list(name) {
            let phrase = chance.pick(list);
            return self.expand(phrase, chance, out);
        }
        match self.words(name) {
            Some(words) => out.push_str(words),
            None => out.push_str(&self.number(name).to_string()),
        }
    }

    fn date(&self, name: &str) -> Option<NaiveDate> {
        Some(match name {
            "today" => self.today,
            "last_review" => self.child.review_before(self.today),
            "next_review" => self.child.review_after(self.today),
            "due" => self.work.due,
            "done" => self.work.done,
            "asked" => self.work.asked,
            "visited" => self.visited,
            "seen" => self.seen,
            "recent" => self.recent,
            "deadline" => self.deadline,
            "second_deadline" => working_from(shifted(self.deadline, self.number)),
            "placed" => self.child.placed,
            "plan_since" => self.child.plan_since,
            _ => return None,
        })
    }

    fn words(&self, name: &str) -> Option<&str> {
        Some(match name {
            "he" => self.child.pronouns.he,
            "him" => self.child.pronouns.him,
            "his" => self.child.pronouns.his,
            "plan" => self.child.plan.words,
            "home" => self.child.plan.home,
            "item" => self.work.what,
            "worker" => &self.cast.worker,
            "manager" => &self.cast.manager,
            _ => return None,
        })
    }

    fn number(&self, name: &str) -> i64 {
        match name {
            "late" => (self.today - self.work.due).num_days(),
            "lived" => ((self.today - self.child.placed).num_days() / 30).max(1),
            "attendance" => 81 + self.number * 2,
            "age" => self.age,
            "weeks" => self.number + 5,
            _ => self.number,
        }
    }
}

/// One of the words between bars.
fn one_of<'a>(words: &'a str, chance: &mut Chance) -> &'a str {
    let count = words.bytes().filter(|byte| *byte == b'|').count() as u64 + 1;
    let place = usize::try_from(chance.below(count)).unwrap_or(0);
    words.split('|').nth(place).unwrap_or(words)
}
