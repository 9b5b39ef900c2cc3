//! The questions of a guided grading in words, and what an answer to each of them means.

use std::collections::BTreeSet;

use super::page::{Para, para};
use super::screen::{Question, Wants};
use crate::grading::{Reply as Given, Session, Step};
use crate::model::{Criterion, Rubric, Theme, UNUSABLE_REASONS, Unusable};

/// What an answer means.
pub(super) enum Meaning {
    /// A reply to the session.
    Give(Given),
    /// The question is left as it stands.
    Skip,
    /// To the criterion of this place.
    GoTo(usize),
    /// The case cannot be graded: ask why.
    Unusable,
    /// It cannot be meant so, for this reason.
    No(String),
}

/// What is asked about: the rubric, and the session as it stands.
pub(super) struct Asking<'a> {
    /// The rubric.
    pub rubric: &'a Rubric,
    /// The session.
    pub session: &'a Session<'a>,
    /// Whether the extract has the record's text.
    pub has_text: bool,
}

impl<'a> Asking<'a> {
    /// The question of a step.
    pub(super) fn question(&'a self, step: &Step) -> Question<'a> {
        match step {
            Step::Found => self.found(),
            Step::Criterion { index } => self.criterion(*index),
            Step::Themes { index } | Step::Evidence { index } => self.explanation(*index),
            Step::Overall { suggested } => self.overall(suggested.as_deref()),
            Step::OverallReason => {
                let words = "You gave another overall grade than your answers suggest.";
                asked(vec![para("", words)], "Why? One line, without names >", Wants::Line)
            }
            Step::Review | Step::Done => self.review(),
        }
    }

    /// What was typed in answer to a step.
    pub(super) fn meaning(&self, step: &Step, typed: &str) -> Meaning {
        match step {
            Step::Found if typed == "y" => Meaning::Give(Given::Found),
            Step::Found => Meaning::Unusable,
            Step::Criterion { index } => self.graded(*index, typed),
            Step::Themes { index } | Step::Evidence { index } => self.explained(*index, typed),
            Step::Overall { suggested } => {
                let scale = self.rubric.scale();
                let typed = numbered(typed).and_then(|place| scale.get(place)).map(|grade| grade.id.clone());
                typed.or_else(|| suggested.clone()).map_or_else(no_number, |id| Meaning::Give(Given::Overall(id)))
            }
            Step::OverallReason => Meaning::Give(Given::Reason(typed.to_owned())),
            Step::Review | Step::Done if typed.is_empty() || typed == "f" => Meaning::Give(Given::Finish),
            Step::Review | Step::Done => numbered(typed).map_or_else(no_number, Meaning::GoTo),
        }
    }

    fn found(&self) -> Question<'a> {
        let words = match self.has_text {
            true => "You said that this case cannot be graded.",
            false => {
                "The extract has no text of this record. Open it in the council's own system, by what stands above."
            }
        };
        let prompt = match self.has_text {
            true => "Can it be graded after all?  y yes, n no, b back, q stop >",
            false => "Was it found, and can you read it?  y yes, n no, q stop >",
        };
        asked(vec![para("", words)], prompt, Wants::Keys(vec!['y', 'n']))
    }

    fn criterion(&self, index: usize) -> Question<'a> {
        let Some(criterion) = self.rubric.criteria().get(index) else { return self.review() };
        let now = self.session.answer_to(index);
        let mut body = self.heading(criterion, index);
        let answers = self.rubric.answers(criterion);
        for (number, (id, label)) in (1..).zip(&answers) {
            let descriptor = criterion.descriptors.iter().find(|descriptor| descriptor.answer == **id);
            body.push(Para {
                mark: format!("{} {number}  ", if now == Some(*id) { '*' } else { ' ' }),
                text: (*label).to_owned(),
                more: descriptor.map_or(String::new(), |descriptor| format!(": {}", descriptor.text.trim())),
            });
        }
        let mut help = vec![para("", criterion.question.clone())];
        help.extend(criterion.look_for.iter().map(|line| para("  - ", line.clone())));
        help.extend(body.iter().skip(2).cloned());
        let mut keys = digits(answers.len());
        keys.extend(['s', 'u']);
        Question {
            help,
            ..asked(
                body,
                &format!("1-{}, s skip, u cannot be graded, b back, ? what to look for, q stop >", answers.len()),
                Wants::Keys(keys),
            )
        }
    }

    fn heading(&self, criterion: &Criterion, index: usize) -> Vec<Para> {
        let limiting = if criterion.limiting { " (its lowest grade limits the overall)" } else { "" };
        let title = format!("{} of {}: {}{limiting}", index + 1, self.rubric.criteria().len(), criterion.title);
        vec![para("", title), para("", criterion.question.clone())]
    }

    fn graded(&self, index: usize, typed: &str) -> Meaning {
        let Some(criterion) = self.rubric.criteria().get(index) else { return no_number() };
        match typed {
            "s" => Meaning::Skip,
            "u" => Meaning::Unusable,
            _ => {
                let answers = self.rubric.answers(criterion);
                let answer = numbered(typed).and_then(|place| answers.get(place));
                answer.map_or_else(no_number, |(id, _)| Meaning::Give(Given::Grade((*id).to_owned())))
            }
        }
    }

    /// A criterion's themes, those that fit the answer first.
    fn offered(&self, index: usize) -> Vec<&'a Theme> {
        let Some(criterion) = self.rubric.criteria().get(index) else { return Vec::new() };
        let bearing = self.rubric.bearing(criterion, self.session.answer_to(index).unwrap_or_default());
        let mut offered: Vec<_> = criterion.themes.iter().filter_map(|id| self.rubric.theme(id)).collect();
        offered.sort_by_key(|theme| theme.bearing != bearing);
        offered
    }

    fn explanation(&'a self, index: usize) -> Question<'a> {
        let criteria = self.rubric.criteria();
        let answer = |criterion| {
            let answers = self.rubric.answers(criterion);
            answers
                .into_iter()
                .find(|(id, _)| Some(*id) == self.session.answer_to(index))
                .map_or("", |(_, label)| label)
        };
        let title = criteria.get(index).map_or(String::new(), |criterion| {
            format!("{} of {}: {} - {}", index + 1, criteria.len(), criterion.title, answer(criterion))
        });
        let offered = self.offered(index);
        let stands = self.session.evidence_of(index);
        let themed = !self.session.themes_of(index).is_empty();
        let words = match offered.is_empty() {
            true => "What in the record shows it? One line, no names.",
            false => {
                "Why? Themes by number, then what in the record shows it; as: 1 3 Due in May, not asked about. No names."
            }
        };
        let prompt = match (stands.is_some(), themed) {
            (false, false) => "Enter alone: nothing to add; b back, q stop >",
            (false, true) => "Enter alone: as it stands; 0 no themes, b back, q stop >",
            (true, false) => "Enter alone: as it stands; - no words, b back, q stop >",
            (true, true) => "Enter alone: as it stands; 0 no themes, - no words, b back, q stop >",
        };
        let body = move |typed: &str| {
            let mut body = vec![para("", title.clone()), para("", words)];
            let on = match explanation(typed, offered.len()) {
                Ok((Some(places), _)) => places.iter().map(|place| offered[*place].id.clone()).collect(),
                _ => self.session.themes_of(index),
            };
            for (number, theme) in (1..).zip(&offered) {
                let star = if on.contains(&theme.id) { '*' } else { ' ' };
                body.push(para(&format!("{star}{number:>2}  "), format!("{} ({})", theme.label, theme.bearing.id())));
            }
            body.extend(stands.iter().map(|words| para("Your words: ", words.clone())));
            body
        };
        Question { body: Box::new(body), help: Vec::new(), prompt: prompt.to_owned(), wants: Wants::Line }
    }

    fn explained(&self, index: usize, typed: &str) -> Meaning {
        let offered = self.offered(index);
        match explanation(typed, offered.len()) {
            Err(why) => Meaning::No(why),
            Ok((places, words)) => {
                let themes = places.map(|places| places.into_iter().map(|place| offered[place].id.clone()).collect());
                Meaning::Give(Given::Explained { themes, words })
            }
        }
    }

    /// The answers so far, a row each.
    fn answers(&self) -> Vec<Para> {
        let answer = |(index, criterion)| {
            let given = self.session.answer_to(index);
            let label = self.rubric.answers(criterion).into_iter().find(|(id, _)| Some(*id) == given);
            let label = label.map_or("not answered", |(_, label)| label);
            para(&format!("  {}  ", index + 1), format!("{}: {label}", criterion.title))
        };
        self.rubric.criteria().iter().enumerate().map(answer).collect()
    }

    fn overall(&self, suggested: Option<&str>) -> Question<'a> {
        let mut body = vec![para("", "Your answers")];
        body.extend(self.answers());
        body.push(para("", "Overall"));
        let scale = self.rubric.scale();
        for (number, grade) in (1..).zip(scale) {
            let mark = if suggested == Some(grade.id.as_str()) { " (suggested by your answers)" } else { "" };
            body.push(para(&format!("  {number}  "), format!("{}{mark}", grade.label)));
        }
        let mut keys = digits(scale.len());
        let label = suggested.and_then(|id| self.rubric.grade(id)).map(|place| scale[place].label.as_str());
        let confirm = label.map_or(String::new(), |label| format!("Enter confirms {label}, "));
        if suggested.is_some() {
            keys.push('\n');
        }
        asked(body, &format!("{confirm}1-{} another grade, b back, q stop >", scale.len()), Wants::Keys(keys))
    }

    fn review(&self) -> Question<'a> {
        let grading = self.session.grading();
        let mut body = Vec::new();
        let mut keys = Vec::new();
        let mut prompt = "f finishes the case (not changed afterwards), b back, q stop >".to_owned();
        if let Some(reason) = grading.unusable.as_deref().and_then(Unusable::find) {
            body.push(para("", format!("This case cannot be graded: {}.", reason.label)));
        } else {
            body.push(para("", "Your answers"));
            body.extend(self.answers());
            let overall = grading.overall.as_deref().and_then(|id| self.rubric.grade(id));
            let label = overall.map_or("not given", |place| self.rubric.scale()[place].label.as_str());
            body.push(para("", format!("Overall: {label}")));
            body.extend(grading.overall_reason.iter().map(|reason| para("Why: ", reason.clone())));
            keys = digits(self.rubric.criteria().len());
            prompt = format!("f finishes (not changed afterwards), 1-{} go back to it, b back, q stop >", keys.len());
        }
        keys.push('f');
        asked(body, &prompt, Wants::Keys(keys))
    }
}

/// Why a case cannot be graded.
pub(super) fn reasons<'a>() -> Question<'a> {
    let mut body = vec![para("", "Why can it not be graded?")];
    body.extend((1..).zip(UNUSABLE_REASONS).map(|(number, reason)| para(&format!("  {number}  "), reason.label)));
    let keys = digits(UNUSABLE_REASONS.len());
    asked(body, &format!("1-{}, b back, q stop >", keys.len()), Wants::Keys(keys))
}

/// The reason that was typed.
pub(super) fn reason(typed: &str) -> Meaning {
    let reason = numbered(typed).and_then(|place| UNUSABLE_REASONS.get(place));
    reason.map_or_else(no_number, |reason| Meaning::Give(Given::Unusable(reason.id.to_owned())))
}

fn asked<'a>(body: Vec<Para>, prompt: &str, wants: Wants) -> Question<'a> {
    Question { body: Box::new(move |_| body.clone()), help: Vec::new(), prompt: prompt.to_owned(), wants }
}

fn digits(count: usize) -> Vec<char> {
    ('1'..='9').take(count).collect()
}

fn no_number() -> Meaning {
    Meaning::No("There is no such number here.".to_owned())
}

/// The place that a typed number from 1 names.
fn numbered(text: &str) -> Option<usize> {
    text.trim().parse::<usize>().ok()?.checked_sub(1)
}

/// Themes by their places, and words; `None` where nothing is said of them.
type Explanation = (Option<BTreeSet<usize>>, Option<String>);

/// Reads `1 3 the words`: numbers of themes first, then words. `0` alone takes the themes off, `-` alone the words. Words that
/// begin with a number of their own stand after a dash or in quotation marks.
fn explanation(typed: &str, themes: usize) -> Result<Explanation, String> {
    let mut rest = typed.trim();
    let mut places = BTreeSet::new();
    let mut none = false;
    while let Some((number, after)) = leading_number(rest) {
        match number {
            0 => none = true,
            _ if number <= themes => drop(places.insert(number - 1)),
            _ if after.is_empty() && themes == 0 => break,
            _ if after.is_empty() => return Err(format!("The themes have the numbers 1 to {themes}.")),
            // A number that is no theme's begins the words: 12 October.
            _ => break,
        }
        rest = after;
    }
    let themes = (none || !places.is_empty()).then_some(places);
    let words = match rest.strip_prefix('-') {
        Some(words) => Some(words.trim()),
        None => Some(rest).filter(|rest| !rest.is_empty()),
    };
    let quoted = words.and_then(|words| words.strip_prefix('"')?.strip_suffix('"')).or(words);
    Ok((themes, quoted.map(|words| words.trim().to_owned())))
}

/// A number that stands alone at the beginning, and what comes after it.
fn leading_number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, after) = text.split_at(end);
    let alone = after.is_empty() || after.starts_with([' ', ',', ';']);
    let number = digits.parse().ok().filter(|_| alone)?;
    Some((number, after.trim_start_matches([' ', ',', ';'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_gives_themes_and_words() {
        let set = |places: &[usize]| Some(places.iter().copied().collect::<BTreeSet<_>>());
        for (typed, themes, words) in [
            ("", None, None),
            ("1 3 Due in May, not asked about.", set(&[0, 2]), Some("Due in May, not asked about.")),
            ("2,1", set(&[0, 1]), None),
            ("  5;  née Müller, £5 ", set(&[4]), Some("née Müller, £5")),
            ("Seen on 3 May", None, Some("Seen on 3 May")),
            ("12 October passed", None, Some("12 October passed")),
            ("1 12 October passed", set(&[0]), Some("12 October passed")),
            ("3rd review", None, Some("3rd review")),
            ("- 3 visits missed", None, Some("3 visits missed")),
            ("2 - 3 visits missed", set(&[1]), Some("3 visits missed")),
            ("\"3 visits missed\"", None, Some("3 visits missed")),
            ("1 \"as before\" is all", set(&[0]), Some("\"as before\" is all")),
            ("0", set(&[]), None),
            ("-", None, Some("")),
            ("0 -", set(&[]), Some("")),
            ("0 the words", set(&[]), Some("the words")),
        ] {
            assert_eq!(explanation(typed, 5), Ok((themes, words.map(str::to_owned))), "{typed}");
        }
    }

    #[test]
    fn a_number_alone_that_no_theme_has_is_refused() {
        assert!(explanation("6", 5).is_err() && explanation("1 6", 5).is_err());
        assert_eq!(explanation("6", 0), Ok((None, Some("6".to_owned()))));
    }
}
