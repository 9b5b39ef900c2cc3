//! The questions of a moderation in words, and what an answer to each of them means.

use super::side::{Given, Row, outcome, rows};
use crate::cli::page::{Para, para};
use crate::cli::questions::asked;
use crate::cli::screen::{Aside, Question, Wants};
use crate::grading::moderation::{Ask, Panel, Ruling, common_overall};
use crate::model::english::quoted;
use crate::model::{Criterion, Grading, Rubric};
use crate::reporting::terminal::cut;

/// What a moderator means.
pub(super) enum Meaning {
    /// A ruling.
    Rule(Ruling),
    /// To the criterion of this place.
    GoTo(usize),
    /// To another question.
    Turn(Ask),
    /// The case cannot be graded: ask why.
    Unusable,
    /// It is to count.
    Finish,
    /// Another case first.
    Later,
    /// It cannot be meant so.
    No(String),
}

/// What is asked about.
pub(super) struct Asking<'a> {
    /// The rubric.
    pub rubric: &'a Rubric,
    /// The moderation as it stands.
    pub panel: &'a Panel<'a>,
    /// Whether it goes line by line.
    pub plain: bool,
    /// Whether others wait after it.
    pub others: bool,
}

impl<'a> Asking<'a> {
    /// The question that is asked now.
    pub(super) fn question(&self) -> Question<'a> {
        match *self.panel.next() {
            Ask::Look => self.look(),
            Ask::Criterion(place) => self.criterion(place),
            Ask::Words(place) => self.words(place),
            Ask::Overall => self.overall(),
            Ask::Reason => self.reason(),
            Ask::Review => self.review(),
        }
    }

    /// What was typed in answer to it.
    pub(super) fn meaning(&self, typed: &str) -> Meaning {
        match (self.panel.next(), typed.trim()) {
            (Ask::Look, "") => Meaning::Rule(Ruling::Seen),
            (Ask::Look, "s") => Meaning::Later,
            (Ask::Look | Ask::Criterion(_), "u") => Meaning::Unusable,
            (Ask::Criterion(_), "0") => Meaning::Rule(Ruling::Answer(None)),
            (Ask::Criterion(place), word) => {
                let answers = self.rubric.criteria().get(*place).map(|criterion| self.rubric.answers(criterion));
                let answer = numbered(word).and_then(|at| Some(answers?.get(at)?.0.to_owned()));
                answer.map_or_else(no_number, |id| Meaning::Rule(Ruling::Answer(Some(id))))
            }
            (Ask::Words(place), "") if self.plain => {
                let stands = self.panel.words(*place).unwrap_or_default();
                Meaning::Rule(Ruling::Words(stands.to_owned()))
            }
            (Ask::Words(_), "-") => Meaning::Rule(Ruling::Words(String::new())),
            (Ask::Words(_), words) => Meaning::Rule(Ruling::Words(words.to_owned())),
            (Ask::Overall, "") => {
                self.panel.suggested().map_or_else(no_number, |id| Meaning::Rule(Ruling::Overall(id)))
            }
            (Ask::Overall, word) => {
                let grade = numbered(word).and_then(|place| self.rubric.scale().get(place));
                grade.map_or_else(no_number, |grade| Meaning::Rule(Ruling::Overall(grade.id.clone())))
            }
            (Ask::Reason, "") if self.panel.decided().overall_reason.is_some() => {
                let stands = self.panel.decided().overall_reason.clone().unwrap_or_default();
                Meaning::Rule(Ruling::Reason(stands))
            }
            (Ask::Reason, words) => Meaning::Rule(Ruling::Reason(words.to_owned())),
            (Ask::Review, "f") => Meaning::Finish,
            (Ask::Review, "o") => Meaning::Turn(Ask::Overall),
            (Ask::Review, "w") => Meaning::Turn(Ask::Reason),
            (_, word) => numbered(word).map_or_else(no_number, Meaning::GoTo),
        }
    }

    fn look(&self) -> Question<'a> {
        let rows = rows(self.rubric, self.panel.own(), self.panel.own().len());
        let differ: Vec<&str> = rows.iter().filter(|row| row.differs).map(|row| row.label.as_str()).collect();
        let words = match (self.panel.own().len(), differ.as_slice()) {
            (1, _) => "One auditor graded this case. Enter settles another overall grade; a number goes to a question."
                .to_owned(),
            (_, []) => {
                "Both gave the same. Enter settles another overall grade; a number goes to a question.".to_owned()
            }
            (_, differ) => {
                let overall = common_overall(self.panel.own()).and_then(|id| self.rubric.grade_label(id));
                let alike = overall.map_or(String::new(), |label| format!("Both gave {label} overall. "));
                let differ = differ.join("; ");
                format!("{alike}They differ on: {differ}. Where they agree, that answer is kept. You decide the rest.")
            }
        };
        let criteria = self.rubric.criteria().len();
        let mut keys: Vec<char> = ('1'..='9').take(criteria).collect();
        keys.extend(['\n', 'u']);
        keys.extend(self.others.then_some('s'));
        let later = if self.others { "s another case, " } else { "" };
        let prompt =
            format!("Enter goes on, 1-{} one question, u cannot be graded, {later}! urgent, q stop >", criteria.min(9));
        with_urgent(asked(vec![para("", words)], &prompt, Wants::Keys(keys)))
    }

    fn criterion(&self, place: usize) -> Question<'a> {
        let Some(criterion) = self.rubric.criteria().get(place) else { return self.review() };
        let row = rows(self.rubric, self.panel.own(), self.panel.own().len()).into_iter().nth(place);
        let mut body =
            vec![para("", format!("{} of {}: {}", place + 1, self.rubric.criteria().len(), criterion.title))];
        body.extend(row.iter().flat_map(|row| self.side_by_side(row)));
        body.push(para("", "What is agreed?"));
        let answers = self.rubric.answers(criterion);
        let now = self.panel.agreed();
        let now = now.answers.get(&criterion.id).and_then(|answer| answer.grade.clone());
        let mut help = vec![para("", criterion.question.clone())];
        help.extend(criterion.look_for.iter().map(|line| para("  - ", line.clone())));
        for (number, (id, label)) in (1..).zip(&answers) {
            let star = if now.as_deref() == Some(*id) { '*' } else { ' ' };
            body.push(para(&format!("{star} {number}  "), (*label).to_owned()));
            let descriptor = criterion.descriptors.iter().find(|descriptor| descriptor.answer == **id);
            let words = descriptor.map_or(String::new(), |descriptor| format!(": {}", descriptor.text.trim()));
            help.push(Para { more: words, ..para(&format!("  {number}  "), (*label).to_owned()) });
        }
        let keys = ('0'..='9').take(answers.len() + 1).chain(['u']).collect();
        let prompt = format!(
            "1-{}, 0 not agreed (left out), u cannot be graded, b back, ? what to look for, ! urgent, q stop >",
            answers.len()
        );
        Question { help, ..with_urgent(asked(body, &prompt, Wants::Keys(keys))) }
    }

    /// What each gave on a question, one below the other.
    fn side_by_side(&self, row: &Row) -> Vec<Para> {
        let line = |(grading, given): (&&Grading, &Given)| Para {
            more: given.more(),
            ..para("  ", format!("{}: {}", grading.auditor, given.answer))
        };
        self.panel.own().iter().zip(&row.answers).map(line).collect()
    }

    fn words(&self, place: usize) -> Question<'a> {
        let agreed = self.panel.agreed();
        let criterion = self.rubric.criteria().get(place);
        let title = criterion.map_or("", |criterion| criterion.title.as_str());
        let label = criterion.and_then(|criterion| {
            let id = agreed.answers.get(&criterion.id)?.grade.clone()?;
            self.rubric.answers(criterion).into_iter().find(|(answer, _)| *answer == id).map(|(_, label)| label)
        });
        let mine = self.panel.words(place);
        let id = criterion.map_or("", |criterion| criterion.id.as_str());
        let kept: Vec<Para> = agreed
            .findings
            .iter()
            .filter(|finding| *finding.criterion == *id && Some(&*finding.text) != mine)
            .map(|finding| para("  - ", finding.text.to_string()))
            .collect();
        let mut body = vec![para("", format!("{title} - {}", label.unwrap_or("not agreed")))];
        body.push(para(
            "",
            match kept.is_empty() {
                true => "Nothing that the auditors wrote goes with this answer. What in the record shows it? No names.",
                false => "These words of whoever gave this answer count with it. Add your own, or nothing. No names.",
            },
        ));
        body.extend(kept);
        body.extend(mine.filter(|_| self.plain).map(|words| para("Your words: ", words.to_owned())));
        let stands = if self.plain { String::new() } else { mine.unwrap_or_default().to_owned() };
        let prompt = match (self.plain, mine.is_some()) {
            (true, true) => {
                "Enter alone: as it stands, - no words; a line that ends with \\ goes on in the next; b back, q stop >"
            }
            (true, false) => {
                "Enter alone: nothing to add; a line that ends with \\ goes on in the next; b back, q stop >"
            }
            (false, _) => "Enter goes on. Ctrl-N new line, Esc back, Ctrl-R urgent, Ctrl-C stop",
        };
        with_urgent(asked(body, prompt, Wants::Words(stands, None)))
    }

    fn overall(&self) -> Question<'a> {
        let agreed = self.panel.agreed();
        let suggested = self.panel.suggested();
        let mut body = vec![para("", "Overall")];
        body.extend(self.panel.own().iter().map(|grading| {
            let why = grading.overall_reason.iter().map(|why| format!("; {}", quoted(why)));
            Para {
                more: why.collect(),
                ..para("  ", format!("{}: {}", grading.auditor, outcome(self.rubric, grading)))
            }
        }));
        body.push(para("", "Agreed so far"));
        body.extend(answers(self.rubric, &agreed));
        body.push(para("", "What is the agreed overall grade?"));
        for (number, grade) in (1..).zip(self.rubric.scale()) {
            let mark =
                if suggested.as_deref() == Some(grade.id.as_str()) { " (suggested by what is agreed)" } else { "" };
            body.push(para(&format!("  {number}  "), format!("{}{mark}", grade.label)));
        }
        let mut keys: Vec<char> = ('1'..='9').take(self.rubric.scale().len()).collect();
        let label = suggested.as_deref().and_then(|id| self.rubric.grade_label(id));
        let confirm = label.map_or(String::new(), |label| format!("Enter {label}, "));
        if suggested.is_some() {
            keys.push('\n');
        }
        let prompt = format!("{confirm}1-{} a grade, b back, ! urgent, q stop >", self.rubric.scale().len());
        with_urgent(asked(body, &prompt, Wants::Keys(keys)))
    }

    fn reason(&self) -> Question<'a> {
        let stands = self.panel.decided().overall_reason.clone();
        let mut body = vec![para("", "Why was that agreed? Each auditor reads it, so say it without names.")];
        body.extend(stands.iter().filter(|_| self.plain).map(|words| para("Your words: ", words.clone())));
        let prompt = match (self.plain, stands.is_some()) {
            (true, true) => "Enter alone: as it stands; a line that ends with \\ goes on in the next; b back, q stop >",
            (true, false) => "A line that ends with \\ goes on in the next; b back, q stop >",
            (false, _) => "Enter goes on. Ctrl-N new line, Esc back, Ctrl-R urgent, Ctrl-C stop",
        };
        let stands = if self.plain { String::new() } else { stands.unwrap_or_default() };
        with_urgent(asked(body, prompt, Wants::Words(stands, None)))
    }

    fn review(&self) -> Question<'a> {
        let agreed = self.panel.agreed();
        let mut body = vec![para("", "This is to count")];
        if agreed.unusable.is_none() {
            body.extend(answers(self.rubric, &agreed));
        }
        body.push(para("", format!("Overall: {}", outcome(self.rubric, &agreed))));
        body.extend(agreed.overall_reason.iter().map(|reason| para("Why: ", reason.clone())));
        let criteria = self.rubric.criteria().len().min(9);
        let mut keys: Vec<char> = ('1'..='9').take(criteria).collect();
        keys.extend(['f', 'o', 'w']);
        let prompt = format!("f lets it count, 1-{criteria} a question, o overall, w why, b back, ! urgent, q stop >");
        with_urgent(asked(body, &prompt, Wants::Keys(keys)))
    }
}

/// The agreed answers, a row each.
fn answers(rubric: &Rubric, agreed: &Grading) -> Vec<Para> {
    let row = |(place, criterion): (usize, &Criterion)| {
        let grade = agreed.answers.get(&criterion.id).and_then(|answer| answer.grade.as_deref());
        let given = rubric.answers(criterion).into_iter().find(|(answer, _)| Some(*answer) == grade);
        let given = given.map_or("not agreed, left out", |(_, label)| label);
        let words: Vec<String> = agreed
            .findings
            .iter()
            .filter(|finding| *finding.criterion == *criterion.id)
            .map(|finding| format!("; \"{}\"", cut(&finding.text.replace('\n', " "), 60)))
            .collect();
        Para { more: words.concat(), ..para(&format!("  {}  ", place + 1), format!("{}: {given}", criterion.title)) }
    };
    rubric.criteria().iter().enumerate().map(row).collect()
}

fn with_urgent(question: Question<'_>) -> Question<'_> {
    Question { asides: vec![Aside::Urgent], ..question }
}

fn no_number() -> Meaning {
    Meaning::No("There is no such number here.".to_owned())
}

fn numbered(text: &str) -> Option<usize> {
    text.trim().parse::<usize>().ok()?.checked_sub(1)
}
