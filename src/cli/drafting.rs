//! `rubric new`: a rubric's file from questions. What is asked next follows from the answers so far, so that going back is
//! forgetting the last of them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::ask::{Asker, Reply};
use super::context::Context;
use super::failure::Failure;
use super::writing::Purpose;
use crate::intake::rubric_file;
use crate::model::{Rubric, differ_only_in_degree};
use crate::reporting::terminal::indented;

/// The scales that are offered, worst first.
const SCALES: [&[(&str, &str)]; 3] = [
    &[("inadequate", "Inadequate"), ("requires-improvement", "Requires improvement"), ("good", "Good")],
    &[
        ("inadequate", "Inadequate"),
        ("requires-improvement", "Requires improvement"),
        ("good", "Good"),
        ("outstanding", "Outstanding"),
    ],
    &[("red", "Red"), ("amber", "Amber"), ("green", "Green")],
];
const KINDS: [&str; 4] = ["oversight", "review", "dispute", "child"];
const RULES: [&str; 3] = ["middle", "lowest", "majority"];
const EVIDENCE: [&str; 3] = ["below-top", "always", "never"];
/// Columns of what is asked.
const WIDTH: usize = 80;

/// A question, and what may answer it.
struct Question {
    prompt: String,
    takes: Takes,
}

/// What may answer a question.
enum Takes {
    /// Words; blank ones where that means no more.
    Words { may_be_blank: bool },
    /// The number of one of so many choices.
    Choice(usize),
    /// The words for grades, worst first, with commas between.
    Grades,
    /// What an auditor sees, other than in degree from these.
    Seen(Vec<String>),
    /// A question's few words, from which its id is made: none of these.
    Title { taken: Vec<String>, may_be_blank: bool },
}

impl Takes {
    fn refuses(&self, answer: &str) -> Option<String> {
        let blank = answer.is_empty();
        match self {
            Takes::Words { may_be_blank } => (blank && !may_be_blank).then(|| "This needs words.".to_owned()),
            Takes::Choice(count) => match answer.parse::<usize>() {
                Ok(number) if (1..=*count).contains(&number) => None,
                _ => Some(format!("Type a number from 1 to {count}.")),
            },
            Takes::Grades => {
                let ids: Vec<String> = grades(answer).into_iter().map(|(id, _)| id).collect();
                let twice = ids.iter().enumerate().any(|(at, id)| ids.iter().skip(at + 1).any(|other| other == id));
                let bad = ids.len() < 2 || twice || ids.iter().any(String::is_empty);
                bad.then(|| "Two grades or more, each once, the worst first, with commas between: Weak, Fair, Strong".to_owned())
            }
            Takes::Seen(_) if blank => Some("This needs words: what stands in the record, or what is not there.".to_owned()),
            Takes::Seen(others) => others.iter().find(|other| differ_only_in_degree(other, answer)).map(|other| {
                format!(
                    "This says of the record what was said before, but for words of degree: '{other}'. Say what an auditor would see here \
                     and not there: a date, a name, a sentence, a paper."
                )
            }),
            Takes::Title { taken, may_be_blank } => match slug(answer) {
                _ if blank && *may_be_blank => None,
                id if id.is_empty() => Some("This needs words with letters in them.".to_owned()),
                id if taken.contains(&id) => Some(format!("There is one called '{id}' already.")),
                _ => None,
            },
        }
    }
}

/// The answers so far, read in order.
struct Answers<'a> {
    given: &'a [String],
    at: usize,
}

impl Answers<'_> {
    /// The next answer, or the question that has none yet.
    fn next(&mut self, prompt: impl Into<String>, takes: Takes) -> Result<String, Question> {
        let answer = self.given.get(self.at).cloned().ok_or_else(|| Question { prompt: prompt.into(), takes })?;
        self.at += 1;
        Ok(answer)
    }

    fn words(&mut self, prompt: impl Into<String>) -> Result<String, Question> {
        self.next(prompt, Takes::Words { may_be_blank: false })
    }

    /// Lines until a blank one.
    fn lines(&mut self, prompt: &str) -> Result<Vec<String>, Question> {
        let mut lines = Vec::new();
        loop {
            let which = if lines.is_empty() { prompt.to_owned() } else { "Another? Enter alone: no more.".to_owned() };
            match self.next(which, Takes::Words { may_be_blank: true })? {
                line if line.is_empty() => return Ok(lines),
                line => lines.push(line),
            }
        }
    }

    /// One of these choices, by its number.
    fn choice<'c, T>(&mut self, prompt: &str, choices: &'c [T], words: &[&str]) -> Result<&'c T, Question> {
        let listed: String = (1..).zip(words).map(|(number, words)| format!("\n  {number}  {words}")).collect();
        let answer = self.next(format!("{prompt}{listed}"), Takes::Choice(choices.len()))?;
        let place = answer.parse::<usize>().unwrap_or(1).clamp(1, choices.len());
        Ok(&choices[place - 1])
    }
}

/// The whole file, once everything is answered; else the next question.
fn draft(given: &[String]) -> Result<(String, String), Question> {
    let mut answers = Answers { given, at: 0 };
    let title = answers
        .next("What is the rubric called, in a few words?", Takes::Title { taken: Vec::new(), may_be_blank: false })?;
    let id = slug(&title);
    let kind = answers.choice(
        "What does it grade?",
        &KINDS,
        &["oversights", "reviews", "disputes, alerts, escalations", "children (their plans)"],
    )?;
    let about = answers.words("What does it ask, in a sentence or two?")?;
    let guidance = answers.lines("Advice to auditors, a line each. Enter alone: no more.")?;
    let scale = scale(&mut answers)?;
    let rule = answers.choice(
        "How is the overall grade suggested?",
        &RULES,
        &[
            "the middle one of the grades, the lower of two",
            "the lowest of the grades",
            "the grade that most questions have",
        ],
    )?;
    let evidence = answers.choice(
        "Which answers need words that show them in the record?",
        &EVIDENCE,
        &["those below the top grade", "all", "none"],
    )?;
    let mut text = format!(
        "# {title}: how it is graded. Ids are fixed once gradings exist; words may be improved with the version counted up.\n\
         # After a change: dipsample rubric check {id}.toml\n\n\
         id = {}\ntitle = {}\nkind = {}\nversion = 1\noverall = {}\nevidence = {}\nabout = {}\n",
        quoted(&id),
        quoted(&title),
        quoted(kind),
        quoted(rule),
        quoted(evidence),
        quoted(&about)
    );
    text += &list("guidance", &guidance);
    text += "\nscale = [\n";
    for (id, label) in &scale {
        let _ = writeln!(text, "    {{ id = {}, label = {} }},", quoted(id), quoted(label));
    }
    text += "]\n";
    let (criteria, themes) = criteria(&mut answers, &scale)?;
    text += "\n# A theme is a strength or a concern, never both.\nthemes = [\n";
    text += &themes;
    text += "]\n";
    Ok((id, text + &criteria))
}

fn scale(answers: &mut Answers<'_>) -> Result<Vec<(String, String)>, Question> {
    let words = SCALES.map(|scale| scale.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(", "));
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["grades of your own"]).collect();
    match answers.choice("Which grades, the worst first?", &[0, 1, 2, 3], &words)? {
        3 => Ok(grades(&answers.next("Your grades, the worst first, with commas between:", Takes::Grades)?)),
        known => Ok(SCALES[*known].iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect()),
    }
}

/// The criteria and the themes as the file has them.
fn criteria(answers: &mut Answers<'_>, scale: &[(String, String)]) -> Result<(String, String), Question> {
    let (mut text, mut themes) = (String::new(), String::new());
    let (mut ids, mut theme_ids, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let first = ids.is_empty();
        let prompt = match first {
            true => "The first question, in a word or two, as a heading has it:".to_owned(),
            false => format!("Question {}, in a word or two. Enter alone: no more questions.", ids.len() + 1),
        };
        let title = answers.next(prompt, Takes::Title { taken: ids.clone(), may_be_blank: !first })?;
        if title.is_empty() {
            return Ok((text, themes));
        }
        let id = slug(&title);
        ids.push(id.clone());
        text += &criterion(answers, (&id, &title), scale, &mut seen)?;
        let mut offered = Vec::new();
        for (bearing, what) in [("concern", "A concern"), ("strength", "A strength")] {
            let prompt = format!("{what} that may be found here, as a short whole sentence. Enter alone: none.");
            for label in answers.lines(&prompt)? {
                let id = unused(&slug(&label), &theme_ids);
                let _ = writeln!(
                    themes,
                    "    {{ id = {}, bearing = \"{bearing}\", family = \"IRO practice\", label = {} }},",
                    quoted(&id),
                    quoted(&label)
                );
                theme_ids.push(id.clone());
                offered.push(id);
            }
        }
        text = text.replace("themes = HERE\n", &list("themes", &offered));
    }
}

fn criterion(
    answers: &mut Answers<'_>,
    (id, title): (&str, &str),
    scale: &[(String, String)],
    seen: &mut Vec<String>,
) -> Result<String, Question> {
    let question = answers.words(format!("{title}: what does the auditor answer, as a question?"))?;
    let look_for = answers.lines("What to look for in the record, a line each. Enter alone: no more.")?;
    let check =
        *answers.choice("How is it answered?", &[false, true], &["by a grade", "by yes, no or not applicable"])?;
    let mut text =
        format!("\n[[criterion]]\nid = {}\ntitle = {}\nquestion = {}\n", quoted(id), quoted(title), quoted(&question));
    text += &list("look_for", &look_for);
    let described: Vec<(String, String)> = match check {
        true => {
            text += "answers = \"check\"\n";
            [("yes", "Yes"), ("no", "No")].map(|(id, label)| (id.to_owned(), label.to_owned())).to_vec()
        }
        false => {
            let lowest = scale.first().map_or("", |grade| grade.1.as_str());
            let prompt = format!("Does {lowest} here make the overall grade {lowest}, whatever else is good?");
            if *answers.choice(&prompt, &[false, true], &["no", "yes"])? {
                text += "limiting = true\n";
            }
            scale.to_vec()
        }
    };
    text += "themes = HERE\n\n[criterion.descriptors]\n";
    for (id, label) in described {
        let prompt = format!("{title}, {label}: what does an auditor see in the record?");
        let words = answers.next(prompt, Takes::Seen(seen.clone()))?;
        let _ = writeln!(text, "{id} = {}", quoted(&words));
        seen.push(words);
    }
    Ok(text)
}

/// Asks until the rubric is whole, and writes its file.
pub(super) fn start(context: &mut Context<'_>, file: Option<&Path>) -> Result<(), Failure> {
    if let Some(file) = file {
        if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            return Err(Failure::usage(format!("{} does not end in .toml, as a rubric's file must", file.display())));
        }
        must_be_new(context, file)?;
    }
    let Some((id, text)) = asked(context) else {
        return Err(Failure::person("stopped before the rubric was whole: nothing is written"));
    };
    let rubric: Rubric = rubric_file::parse_strictly(&text)
        .map_err(|error| Failure::ours(format!("the answers did not make a rubric: {error}")))?;
    let file = file.map_or_else(|| PathBuf::from(format!("{id}.toml")), Path::to_owned);
    must_be_new(context, &file)?;
    let path = context.desk.path(&file);
    context.write_file(&Purpose::new("rubric"), &file, text.as_bytes())?;
    let json = json!({
        "file": path.display().to_string(), "rubric": rubric.id(), "version": rubric.version(), "sha256": rubric.digest(),
        "criteria": rubric.criteria().iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
    });
    context.answer(&json, || {
        format!(
            "{} holds the rubric '{}'. Improve its words with any editor, then:\n  dipsample rubric check {0}\n  \
             dipsample draw --kind {} --size 20 --rubric {0}\n",
            file.display(),
            rubric.id(),
            rubric.kind().id()
        )
    });
    Ok(())
}

fn must_be_new(context: &Context<'_>, file: &Path) -> Result<(), Failure> {
    match context.desk.path(file).exists() {
        true => Err(Failure::person(format!("{} is there already and is not written over", file.display()))
            .hint("Give another name: dipsample rubric new FILE.toml")),
        false => Ok(()),
    }
}

/// Asks one thing after another; nothing where the person stops.
fn asked(context: &mut Context<'_>) -> Option<(String, String)> {
    let mut asker = Asker::new(context.desk);
    asker.show("A rubric of your own, one question at a time. b goes back, q stops and writes nothing.\n");
    let mut given: Vec<String> = Vec::new();
    loop {
        let question = match draft(&given) {
            Ok(whole) => return Some(whole),
            Err(question) => question,
        };
        asker.show(&format!("\n{}", indented(&question.prompt, WIDTH, "")));
        match asker.line("> ") {
            Reply::Stop => return None,
            Reply::Back => drop(given.pop()),
            Reply::Text(typed) => {
                let answer = typed.split_whitespace().collect::<Vec<_>>().join(" ");
                match question.takes.refuses(&answer) {
                    Some(why) => asker.show(&indented(&why, WIDTH, "  ")),
                    None => given.push(answer),
                }
            }
        }
    }
}

/// Lower-case words joined by hyphens.
fn slug(words: &str) -> String {
    let plain = words.to_lowercase().replace(['\'', '\u{2019}'], "");
    let parts: Vec<String> = plain
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    parts.join("-")
}

/// The id, or the id with a number where it is taken.
fn unused(id: &str, taken: &[String]) -> String {
    let id = if id.is_empty() { "theme" } else { id };
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.to_owned()).chain(numbered).find(|one| !taken.contains(one)).unwrap_or_default()
}

fn grades(words: &str) -> Vec<(String, String)> {
    words.split(',').map(|label| (slug(label), label.trim().to_owned())).collect()
}

/// Words between quotation marks, as the file has them.
fn quoted(words: &str) -> String {
    let plain: String = words.chars().filter(|letter| !letter.is_control()).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A key with a list of words, a line each; nothing where there are none.
fn list(key: &str, words: &[String]) -> String {
    if words.is_empty() {
        return String::new();
    }
    let lines: String = words.iter().map(|line| format!("    {},\n", quoted(line))).collect();
    format!("{key} = [\n{lines}]\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn answers_make_a_whole_rubric() {
        let lines = given(&[
            "Permanence \"now\"",
            "3",
            "Whether C:\\ is \"right\".",
            "Read it.",
            "",
            "4",
            "Weak, Fair, Sehr gut",
            "2",
            "1",
            "Plan",
            "Is there one?",
            "",
            "1",
            "2",
            "No plan.",
            "A plan without a day.",
            "A plan with a day.",
            "No plan was there",
            "",
            "",
            "Told",
            "Was the child told?",
            "A letter",
            "",
            "2",
            "A letter is on file.",
            "No letter is on file.",
            "",
            "",
            "",
        ]);
        for end in 0..lines.len() {
            assert!(draft(&lines[..end]).is_err(), "{end} answers are not all");
        }
        let (id, text) = draft(&lines).unwrap_or_else(|question| panic!("still asked: {}", question.prompt));
        let rubric = rubric_file::parse_strictly(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(
            (id.as_str(), rubric.id(), rubric.title()),
            ("permanence-now", "permanence-now", "Permanence \"now\"")
        );
        assert_eq!(rubric.about(), "Whether C:\\ is \"right\".");
        let grades: Vec<&str> = rubric.scale().iter().map(|grade| grade.id.as_str()).collect();
        assert_eq!(grades, ["weak", "fair", "sehr-gut"]);
        assert_eq!((rubric.criteria().len(), rubric.criteria()[0].limiting), (2, true));
        assert_eq!(rubric.criteria()[0].themes, ["no-plan-was-there"]);
    }

    #[test]
    fn what_cannot_stand_is_refused_in_words() {
        let seen = Takes::Seen(vec!["Timescales are partly clear.".to_owned()]);
        assert!(seen.refuses("Timescales are clear.").is_some_and(|why| why.contains("words of degree")));
        assert_eq!(seen.refuses("Each step has a day."), None);
        assert!(Takes::Choice(3).refuses("4").is_some() && Takes::Choice(3).refuses("").is_some());
        assert!(Takes::Grades.refuses("Good").is_some() && Takes::Grades.refuses("Good, good").is_some());
        let title = Takes::Title { taken: vec!["plan".to_owned()], may_be_blank: false };
        assert!(title.refuses("Plan!").is_some() && title.refuses("?").is_some());
        assert_eq!(title.refuses("Plan B"), None);
    }
}
