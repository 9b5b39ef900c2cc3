//! Writes the note of one oversight from the facts of the case.
//!
//! First it is settled what the note does and does not do ([`profile`]); then each part is written by a grammar of
//! phrases ([`phrases`]) whose slots are filled from the facts ([`facts`]), so that nearly every sentence is the only
//! one of its kind. What the note was meant to be is never written down: a reader has only the text.

mod facts;
mod phrases;
mod profile;

use chrono::NaiveDate;

use super::chance::Chance;
use super::child::Child;
use facts::Facts;
use profile::{Issue, Pace, Profile};

/// Who is meant where a note names somebody.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    /// The social worker.
    pub(super) worker: String,
    /// The team's manager.
    pub(super) manager: String,
}

/// Appends the text of the note that a child's IRO wrote on a day.
pub(super) fn write(child: &Child, date: NaiveDate, cast: &Cast, (chance, out): (&mut Chance, &mut String)) {
    let work = child.work_on(date);
    let behind = work.due < date && date < work.done;
    let profile = Profile::choose(behind, chance);
    let facts = Facts::new(child, date, cast, (&profile, &mut *chance));
    let parts = parts(&profile, &facts, chance);
    for (place, phrases) in parts.into_iter().flatten().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        facts.sentence(phrases, chance, out);
    }
}

type Phrases = &'static [&'static str];

/// The parts of a note in the order in which they are told; what the note leaves out is `None`.
fn parts(profile: &Profile, facts: &Facts, chance: &mut Chance) -> [Option<Phrases>; 11] {
    let pace = match (profile.pace, facts.work_is_done()) {
        (Pace::Challenged | Pace::Softly | Pace::PassedOver, _) => phrases::BEHIND,
        (Pace::OnTrack, true) => phrases::DONE,
        (Pace::OnTrack, false) => phrases::ON_TRACK,
        (Pace::Unsaid, true) => phrases::TOUCHED_ON,
        (Pace::Unsaid, false) => phrases::UNDER_WAY,
    };
    let follow = match profile.pace {
        Pace::Challenged => Some(phrases::CHALLENGE),
        Pace::Softly => Some(phrases::SOFTLY),
        _ => None,
    };
    let view = match (profile.view, profile.names_plan) {
        (true, _) if profile.pace == Pace::Challenged && chance.happens(25) => Some(phrases::VIEW_DOUBTFUL),
        (true, _) => Some(phrases::VIEW),
        (false, true) => Some(phrases::PLAN_NAMED),
        (false, false) => None,
    };
    let impact = match (profile.impact, profile.behind()) {
        (false, _) => None,
        _ if facts.can_tell() && chance.happens(50) => Some(phrases::VOICE),
        (_, true) => Some(phrases::MEANING_OF_DELAY),
        (_, false) => Some(phrases::MEANING),
    };
    let analysis = match profile.analysis {
        false => None,
        true if chance.happens(60) => Some(phrases::ALTERNATIVES),
        true => Some(phrases::PLANS_ANALYSED),
    };
    let next = if profile.timescales { phrases::DATED } else { phrases::UNDATED };
    let next = (profile.timescales || profile.says_next).then_some(next);
    let (happened, acted) = facts.issue(chance);
    let issue = (profile.issue != Issue::None).then_some(happened);
    let handled = (profile.issue == Issue::Handled).then_some(acted);
    let opening = if profile.purpose { phrases::PURPOSE } else { phrases::RECORD_ONLY };
    let told = [Some(opening), issue, handled, Some(pace), follow, view, impact, analysis, next];
    let room = 8 - told.iter().flatten().count();
    let contexts = if room > 1 && (profile.terse() || chance.happens(40)) { 2 } else { room.min(1) };
    let first = (contexts > 0).then(|| facts.context(chance));
    let second = (contexts > 1).then(|| facts.visit());
    let [opening, issue, handled, pace, follow, view, impact, analysis, next] = told;
    [opening, first, second, issue, handled, pace, follow, view, impact, analysis, next]
}
