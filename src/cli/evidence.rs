//! The question after a grade: what in the record shows it, and which themes apply.

use std::collections::BTreeSet;

use super::explaining::{Choice, Explanation};
use super::page::{Para, para};
use super::questions::{Asking, Meaning, asked};
use super::screen::{Aside, Completing, Question, Wants};
use crate::grading::Reply as Given;
use crate::model::Theme;

/// How many themes are shown while their names are narrowed.
const NARROWED: usize = 8;

impl<'a> Asking<'a> {
    /// A criterion's themes, those that fit the answer first, and any other that it carries; then all others of the rubric.
    fn choice(&self, index: usize) -> Choice<'a> {
        let Some(criterion) = self.rubric.criteria().get(index) else { return Choice::default() };
        let bearing = self.rubric.bearing(criterion, self.session.answer_to(index).unwrap_or_default());
        let on = self.session.themes_of(index);
        let mut numbered: Vec<_> = criterion.themes.iter().filter_map(|id| self.rubric.theme(id)).collect();
        numbered.sort_by_key(|theme| theme.bearing != bearing);
        let others = || self.rubric.themes().iter().filter(|theme| !criterion.themes.contains(&theme.id));
        numbered.extend(others().filter(|theme| on.contains(&theme.id)));
        let rest = others().filter(|theme| !on.contains(&theme.id));
        Choice { all: numbered.iter().copied().chain(rest).collect(), numbered }
    }

    /// What a field shows of the words that stand: nothing line by line, where they are said above it.
    fn stands(&self, index: usize) -> String {
        match self.plain {
            true => String::new(),
            false => Choice::typed(&self.session.evidence_of(index).unwrap_or_default()),
        }
    }

    /// The criterion and its answer.
    fn answered(&self, index: usize) -> String {
        let criteria = self.rubric.criteria();
        let answer = |criterion| {
            let answers = self.rubric.answers(criterion);
            let given = answers.into_iter().find(|(id, _)| Some(*id) == self.session.answer_to(index));
            given.map_or("", |(_, label)| label)
        };
        criteria.get(index).map_or(String::new(), |criterion| {
            format!("{} of {}: {} - {}", index + 1, criteria.len(), criterion.title, answer(criterion))
        })
    }

    pub(super) fn explanation(&'a self, index: usize) -> Question<'a> {
        let (title, choice) = (self.answered(index), self.choice(index));
        let stands = self.session.evidence_of(index);
        let enter = match (stands.is_some(), self.plain) {
            (true, true) => "Enter alone: as it stands; - no words",
            (true, false) => "Enter keeps it",
            (false, _) if self.session.themes_of(index).is_empty() => "Enter alone: nothing to add",
            (false, _) => "Enter alone: no words",
        };
        let (words, themes) = match (choice.all.is_empty(), self.plain) {
            (true, _) => ("What in the record shows it? No names.", ""),
            (_, true) => (
                "What in the record shows it? No names. To add a theme, type + and part of its name first, for example: \
                 +drift Due in May, not asked about. Or type t to choose themes by number.",
                "; t themes",
            ),
            (_, false) => (
                "What in the record shows it? No names. To add a theme, type + and part of its name first (Tab completes it), for \
                 example: +drift Due in May, not asked about. Or press Ctrl-T to choose themes by number.",
                ", Ctrl-T themes",
            ),
        };
        let prompt = self.keys_of_a_field(&format!("{enter}{themes}"));
        let tab = choice.clone();
        let tab: Option<Completing<'a>> =
            (!choice.all.is_empty()).then(|| Box::new(move |typed: &str| tab.completed(typed)) as _);
        let mut asides = vec![Aside::List, Aside::Urgent];
        asides.extend((!choice.all.is_empty()).then_some(Aside::Themes));
        let stands_above = stands.filter(|_| self.plain);
        let body = move |typed: &str| {
            let mut body = vec![para("", title.clone()), para("", words)];
            body.extend(self.themes((index, &choice), typed));
            body.extend(stands_above.iter().map(|words| para("Your words: ", words.clone())));
            body
        };
        Question { body: Box::new(body), asides, ..asked(Vec::new(), &prompt, Wants::Words(self.stands(index), tab)) }
    }

    /// The themes that can be named now, a star before those that the answer carries: those that are offered, or those whose
    /// names have what is typed.
    fn themes(&self, (index, choice): (usize, &Choice<'a>), typed: &str) -> Vec<Para> {
        let mut on = self.session.themes_of(index);
        on.extend(choice.read(typed).unwrap_or_default().named);
        let Some(narrowed) = choice.narrowed(typed) else {
            let others = choice.all.iter().skip(choice.numbered.len()).filter(|theme| on.contains(&theme.id));
            return choice.numbered.iter().chain(others).map(|theme| theme_row("  ", theme, &on)).collect();
        };
        let heading = match narrowed.len() {
            0 => "No theme has this in its name.",
            _ => "Tab takes the first of these:",
        };
        let mut rows = vec![para("", heading)];
        rows.extend(narrowed.iter().take(NARROWED).map(|theme| theme_row("  ", theme, &on)));
        let more = narrowed.len().saturating_sub(NARROWED);
        rows.extend((more > 0).then(|| para("     ", format!("and {more} more: type more of the name"))));
        rows
    }

    /// The themes of a criterion by their numbers.
    pub(super) fn numbers(&self, index: usize) -> Question<'a> {
        let (choice, on) = (self.choice(index), self.session.themes_of(index));
        let words = "Which themes apply? Type their numbers with spaces between them, or + and part of a name.";
        let mut body = vec![para("", self.answered(index)), para("", words)];
        let row = |(number, theme): (usize, &&Theme)| theme_row(&format!("{number:>2}"), theme, &on);
        body.extend((1..).zip(&choice.numbered).map(row));
        let stands = if self.plain { String::new() } else { choice.numbers(&on) };
        let prompt = match self.plain {
            true => "Enter alone: as it stands; 0 none, b back, q stop >",
            false => "Enter keeps them. Esc back, Ctrl-R urgent, Ctrl-C stop",
        };
        Question { asides: vec![Aside::Urgent], ..asked(body, prompt, Wants::Words(stands, None)) }
    }

    /// What was typed of the numbers of themes.
    pub(super) fn numbered(&self, index: usize, typed: &str) -> Meaning {
        match self.choice(index).read_numbers(typed) {
            Err(why) => Meaning::No(why),
            Ok(_) if self.plain && typed.trim().is_empty() => Meaning::No(String::new()),
            Ok(themes) => Meaning::Give(Given::Marked(themes)),
        }
    }

    pub(super) fn explained(&self, index: usize, typed: &str) -> Meaning {
        match self.choice(index).read(typed) {
            Err(why) => Meaning::No(why),
            Ok(Explanation { named, mut words }) => {
                // A field that showed what stands is taken whole.
                if !self.stands(index).is_empty() {
                    words = words.or_else(|| Some(String::new()));
                }
                let themes = (!named.is_empty()).then(|| &self.session.themes_of(index) | &named);
                Meaning::Give(Given::Explained { themes, words })
            }
        }
    }
}

/// A theme in a list, after a star where it is on.
fn theme_row(mark: &str, theme: &Theme, on: &BTreeSet<String>) -> Para {
    let star = if on.contains(&theme.id) { '*' } else { ' ' };
    para(&format!("{star}{mark} "), format!("{} ({})", theme.label, theme.bearing.id()))
}
