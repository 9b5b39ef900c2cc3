//! The questions of a guided grading in words, and what an answer to each of them means.

use super::page::{Para, para};
use super::screen::{Aside, Question, Wants};
use crate::grading::{Reply as Given, Session, Step};
use crate::model::english::counted;
use crate::model::{Criterion, Rubric, UNUSABLE_REASONS, Unusable};
use crate::reporting::terminal::cut;

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
    /// Whether it goes line by line.
    pub plain: bool,
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
                let words = "You gave another overall grade than your answers suggest. Why? Without names.";
                let stands = self.session.grading().overall_reason.clone().unwrap_or_default();
                asked(vec![para("", words)], &self.keys_of_a_field("Enter keeps it"), Wants::Words(stands, None))
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
            true => "Can it be graded after all?  y yes, n no, b back, ! urgent, q stop >",
            false => "Was it found, and can you read it?  y yes, n no, ! urgent, q stop >",
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
                &format!(
                    "1-{}, s skip, u cannot be graded, b back, l list, ? what to look for, ! urgent, q stop >",
                    answers.len()
                ),
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

    /// The keys of a text field, in words.
    pub(super) fn keys_of_a_field(&self, enter: &str) -> String {
        match self.plain {
            true => {
                format!("{enter}; a line that ends with \\ goes on in the next; b back, l list, ! urgent, q stop >")
            }
            false => format!("{enter}. Ctrl-N new line, Esc back, Ctrl-L list, Ctrl-R urgent, Ctrl-C stop"),
        }
    }

    /// The answers so far, a row each.
    fn answers(&self) -> Vec<Para> {
        let answer = |(index, criterion): (usize, &Criterion)| {
            let given = self.session.answer_to(index);
            let label = self.rubric.answers(criterion).into_iter().find(|(id, _)| Some(*id) == given);
            let label = label.map_or("not answered", |(_, label)| label);
            let themes = self.session.themes_of(index).len();
            let mut more = match themes {
                0 => String::new(),
                _ => format!("; {}", counted(themes, "theme")),
            };
            let words = self.session.evidence_of(index).map(|words| words.replace('\n', " "));
            more += &words.map_or(String::new(), |words| format!("; \"{}\"", cut(&words, 60)));
            Para { more, ..para(&format!("  {}  ", index + 1), format!("{}: {label}", criterion.title)) }
        };
        self.rubric.criteria().iter().enumerate().map(answer).collect()
    }

    /// All questions with their answers, to go to one by its number.
    pub(super) fn list(&self) -> Question<'a> {
        let criteria = self.rubric.criteria().len();
        let mut body = vec![para("", format!("{} of {criteria} answered", self.session.progress().0))];
        body.extend(self.answers());
        let overall = self.session.grading().overall.as_deref().and_then(|id| self.rubric.grade_label(id));
        let label = overall.unwrap_or("not given yet");
        body.push(para("     ", format!("Overall: {label}")));
        let prompt = format!("1-{criteria} goes to that question, Enter goes on where you were, q stop >");
        let wants = match criteria {
            0..=9 => Wants::Keys(digits(criteria).into_iter().chain(['\n']).collect()),
            _ => Wants::Words(String::new(), None),
        };
        Question { asides: vec![Aside::Urgent], ..asked(body, &prompt, wants) }
    }

    /// What was typed at the list: the criterion to go to, or where one was.
    pub(super) fn listed(&self, typed: &str) -> Meaning {
        match typed.trim().is_empty() {
            true => Meaning::No(String::new()),
            false => numbered(typed).map_or_else(no_number, Meaning::GoTo),
        }
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
        asked(
            body,
            &format!("{confirm}1-{} another grade, b back, l list, ! urgent, q stop >", scale.len()),
            Wants::Keys(keys),
        )
    }

    fn review(&self) -> Question<'a> {
        let grading = self.session.grading();
        let mut body = Vec::new();
        let mut keys = Vec::new();
        let mut prompt = "f finishes the case (not changed afterwards), b back, ! urgent, q stop >".to_owned();
        if let Some(reason) = grading.unusable.as_deref().and_then(Unusable::find) {
            body.push(para("", format!("This case cannot be graded: {}.", reason.label)));
        } else {
            body.push(para("", "Your answers"));
            body.extend(self.answers());
            let overall = grading.overall.as_deref().and_then(|id| self.rubric.grade_label(id));
            let label = overall.unwrap_or("not given");
            body.push(para("", format!("Overall: {label}")));
            body.extend(super::telling::wordless(self.rubric, self.session.grading()));
            body.extend(grading.overall_reason.iter().map(|reason| para("Why: ", reason.clone())));
            keys = digits(self.rubric.criteria().len());
            prompt = format!(
                "f finishes (not changed afterwards), 1-{} go back to it, b back, ! urgent, q stop >",
                keys.len()
            );
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
    let prompt = format!("1-{}, b back, ! urgent, q stop >", keys.len());
    Question { asides: vec![Aside::Urgent], ..asked(body, &prompt, Wants::Keys(keys)) }
}

/// The reason that was typed.
pub(super) fn reason(typed: &str) -> Meaning {
    let reason = numbered(typed).and_then(|place| UNUSABLE_REASONS.get(place));
    reason.map_or_else(no_number, |reason| Meaning::Give(Given::Unusable(reason.id.to_owned())))
}

/// A question of these words, from which the list and an urgent concern can be turned to.
pub(super) fn asked<'a>(body: Vec<Para>, prompt: &str, wants: Wants<'a>) -> Question<'a> {
    let asides = vec![Aside::List, Aside::Urgent];
    Question { body: Box::new(move |_| body.clone()), help: Vec::new(), prompt: prompt.to_owned(), wants, asides }
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
