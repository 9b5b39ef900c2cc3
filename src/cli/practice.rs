//! `grade --practice`: the guided grading on worked examples, each compared with the expected answers. No register is opened, and
//! nothing is kept.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::context::Context;
use super::failure::Failure;
use super::files;
use super::leading::{End, Work, lead};
use super::marking::Unstored;
use super::page::{Para, para};
use super::questions::asked;
use super::rubrics;
use super::screen::{Answer, Question, Screen, Sheet, Wants};
use crate::grading::check::GradeError;
use crate::grading::{Point, Reply as Given, compare};
use crate::intake::{built_in, example_file};
use crate::model::{Example, Grading, Rubric};
use crate::store::Said;

/// Columns of a comparison.
const WIDTH: usize = 100;
const NOT_KEPT: &str = "This was practice: no register was opened, and nothing of it is kept or counted.";

/// Leads through a rubric's examples and compares. With `--json` and without `--plain` it asks nothing and gives the examples
/// with their expected answers.
pub(super) fn practise(context: &mut Context<'_>, name: &str, plain: bool) -> Result<(), Failure> {
    let rubric = rubrics::find(context, name)?;
    let examples = examples(context, name, &rubric)?;
    if context.global.json && !plain {
        let all: Vec<Value> = (1..).zip(&examples).map(|(number, one)| as_json(&rubric, number, one, None)).collect();
        let json = json!({ "rubric": rubric.id(), "version": rubric.version(), "kept": false, "examples": all });
        context.answer(&json, String::new);
        return Ok(());
    }
    let mut done = Vec::new();
    let mut screen = Screen::open(context.desk, plain);
    let led = through(context, &rubric, &examples, (&mut screen, &mut done));
    let by_line = screen.is_plain();
    screen.close(context.desk);
    led?;
    let all: Vec<Value> = done.iter().map(|one| as_json(&rubric, one.number, one.example, Some(one))).collect();
    let json = json!({ "rubric": rubric.id(), "version": rubric.version(), "kept": false, "examples": all });
    context.answer(&json, || {
        let compared: String = done.iter().map(|one| one.words(examples.len())).collect();
        format!("{}{}", if by_line { "" } else { &compared }, summary(&rubric, &done, examples.len()))
    });
    Ok(())
}

/// The examples that come with a rubric: those shipped, or those that lie beside a council's own.
fn examples(context: &Context<'_>, name: &str, rubric: &Rubric) -> Result<Vec<Example>, Failure> {
    if let Some(examples) = built_in::examples(name) {
        return Ok(examples);
    }
    let file = beside(Path::new(name));
    if !context.desk.path(&file).exists() {
        return Err(Failure::person(format!("there are no examples for the rubric '{}' to practise on", rubric.id()))
            .hint(format!("They are looked for in {}; rubrics/README.md says how they are written", file.display())));
    }
    let text = files::read_text(context, &file)?;
    example_file::parse(&text, rubric).map_err(|error| Failure::person(format!("{}: {error}", file.display())))
}

/// `examples/FILE` in the folder of the rubric's file.
fn beside(rubric: &Path) -> PathBuf {
    rubric.with_file_name("examples").join(rubric.file_name().unwrap_or_default())
}

/// An example that was graded.
struct Done<'e> {
    number: usize,
    example: &'e Example,
    points: Vec<Point>,
    urgent: bool,
}

fn through<'e>(
    context: &mut Context<'_>,
    rubric: &Rubric,
    examples: &'e [Example],
    (screen, done): (&mut Screen, &mut Vec<Done<'e>>),
) -> Result<(), Failure> {
    for (number, example) in (1..).zip(examples) {
        let mut desk =
            OnTrial { rubric, example, place: (number, examples.len()), grading: Grading::default(), urgent: false };
        if !matches!(lead(context, &mut desk, screen)?, End::Finished) {
            break;
        }
        let points = compare(rubric, example, &desk.grading);
        let one = Done { number, example, points, urgent: desk.urgent };
        let stopped = show(context, screen, &one, examples.len());
        done.push(one);
        if stopped {
            break;
        }
    }
    Ok(())
}

/// Shows a comparison; returns whether the auditor stops here.
fn show(context: &mut Context<'_>, screen: &mut Screen, one: &Done<'_>, of: usize) -> bool {
    let last = one.number == of;
    if screen.is_plain() {
        let words = one.words(of);
        match context.global.json {
            true => context.desk.tell(&format!("\n{words}")),
            false => context.desk.say(&format!("\n{words}")),
        }
        if last || !context.desk.terminal.input {
            return false;
        }
    }
    let sheet = Sheet { title: format!("Practice: example {} of {of} compared", one.number), record: one.paras() };
    let body = match last {
        true => vec![para("", "That was the last example.")],
        false => vec![para("", "How your answers compare stands above; the arrows go through it.")],
    };
    let prompt = if last { "Enter ends >" } else { "Enter goes on to the next example, q stop >" };
    let question = Question { asides: Vec::new(), ..asked(body, prompt, Wants::Keys(vec!['\n'])) };
    loop {
        match screen.ask(context.desk, &sheet, &question, None) {
            Answer::Stop(_) => return true,
            Answer::Text(_) => return false,
            Answer::Aside(..) => {}
        }
    }
}

impl Done<'_> {
    /// The comparison, a paragraph each.
    fn paras(&self) -> Vec<Para> {
        let (criteria, agreed) = self.count();
        let mut paras = vec![para("", format!("{agreed} of {criteria} questions are as expected."))];
        for point in &self.points {
            let words = match (&point.given, point.agrees()) {
                (Some(given), true) => format!("{}: {}, as expected.", point.title, given.1),
                (Some(given), false) => {
                    format!("{}: you said {}; expected is {}.", point.title, given.1, point.expected.1)
                }
                (None, _) => format!("{}: you gave no answer; expected is {}.", point.title, point.expected.1),
            };
            paras.push(para(if point.agrees() { "  =  " } else { "  x  " }, words));
            paras.push(para("     ", point.why.clone()));
        }
        let urgent = match (self.example.urgent(), self.urgent) {
            (Some(why), true) => Some(format!("You said that this is urgent, and it is. {why}")),
            (Some(why), false) => Some(format!("This record calls for an urgent concern (! at any question). {why}")),
            (None, true) => Some(
                "You said that this is urgent. The example was not meant so; in doubt, saying it is right.".to_owned(),
            ),
            (None, false) => None,
        };
        paras.extend(urgent.map(|words| para("  !  ", words)));
        paras
    }

    fn words(&self, of: usize) -> String {
        let rows: Vec<String> = self.paras().iter().flat_map(|para| para.rows(WIDTH)).collect();
        format!("Example {} of {of}: {}\n{}\n\n", self.number, self.example.title(), rows.join("\n"))
    }

    /// How many criteria there are, and how many are as expected.
    fn count(&self) -> (usize, usize) {
        let criteria = || self.points.iter().filter(|point| point.criterion.is_some());
        (criteria().count(), criteria().filter(|point| point.agrees()).count())
    }
}

fn summary(rubric: &Rubric, done: &[Done<'_>], of: usize) -> String {
    if done.is_empty() {
        return format!("No example was graded to its end. {NOT_KEPT}\n");
    }
    let criteria: usize = done.iter().map(|one| one.count().0).sum();
    let agreed: usize = done.iter().map(|one| one.count().1).sum();
    let overall = done.iter().filter(|one| one.points.iter().any(|point| point.criterion.is_none() && point.agrees()));
    format!(
        "{} ('{}'): {} of {of} examples graded. As expected: {agreed} of {criteria} questions, {} of {} overall grades.\n{NOT_KEPT}\n",
        rubric.title(),
        rubric.id(),
        done.len(),
        overall.count(),
        done.len(),
    )
}

/// An example with its expected answers and, where it was graded, the auditor's.
fn as_json(rubric: &Rubric, number: usize, example: &Example, done: Option<&Done<'_>>) -> Value {
    let points = done.map_or_else(|| compare(rubric, example, &Grading::default()), |done| done.points.clone());
    let point = |point: &Point| {
        let mut json = json!({ "label": point.title, "expected": point.expected.0, "why": point.why });
        if let Some(criterion) = &point.criterion {
            json["criterion"] = json!(criterion);
        }
        if done.is_some() {
            json["given"] = json!(point.given.as_ref().map(|given| &given.0));
            json["agrees"] = json!(point.agrees());
        }
        json
    };
    let (overall, criteria): (Vec<&Point>, Vec<&Point>) = points.iter().partition(|point| point.criterion.is_none());
    let mut json = json!({
        "example": number, "title": example.title(), "about": example.about(), "text": example.text(), "around": example.around(),
        "criteria": criteria.into_iter().map(point).collect::<Vec<_>>(),
        "overall": overall.first().map(|one| point(one)), "urgent": example.urgent(),
    });
    if let Some(done) = done {
        json["urgent_given"] = json!(done.urgent);
    }
    json
}

/// An example on the desk: what is said of it is gone afterwards.
struct OnTrial<'e> {
    rubric: &'e Rubric,
    example: &'e Example,
    place: (usize, usize),
    grading: Grading,
    urgent: bool,
}

impl Work for OnTrial<'_> {
    fn rubric(&self) -> &Rubric {
        self.rubric
    }

    fn grading(&self) -> &Grading {
        &self.grading
    }

    fn name(&self) -> String {
        format!("Example {}", self.place.0)
    }

    fn verb(&self) -> &'static str {
        "Noted for now"
    }

    fn has_text(&self) -> bool {
        true
    }

    fn sheet(&self) -> Result<Sheet, Failure> {
        let (number, of) = self.place;
        let title = format!("Practice, made up, nothing is kept: example {number} of {of}");
        let mut record = vec![para("", self.example.about()), para("", "")];
        record.extend(self.example.text().lines().map(|line| para("  ", line)));
        if !self.example.around().is_empty() {
            record.extend([para("", ""), para("", "Also on the child's file that day:")]);
            record.extend(self.example.around().iter().map(|line| para("  - ", line.clone())));
        }
        Ok(Sheet { title, record })
    }

    fn names_nobody(&self, _: &Given) -> Result<(), GradeError> {
        Ok(())
    }

    fn spend(&mut self, _: i64) {}

    fn keep(&mut self, _: &mut Context<'_>, _: &[Said], after: Grading) -> Result<String, Unstored> {
        self.grading = after;
        Ok(String::new())
    }

    fn replace_shown(&mut self, stored: Grading) {
        self.grading = stored;
    }

    fn raise(&mut self, _: &mut Context<'_>, _: &str) -> Result<(), Failure> {
        self.urgent = true;
        Ok(())
    }

    fn told(&self) -> Question<'static> {
        let words = "This is practice: it is not kept and nobody is told. On a real case it is kept at once. Where a real child may \
                     be unsafe, ring the team manager now.";
        let body = vec![para("", "You said that this is urgent."), para("", words)];
        Question {
            asides: Vec::new(),
            ..asked(body, "Enter goes on with the example, q stop >", Wants::Keys(vec!['\n']))
        }
    }
}
