//! `draw --plan-only`: what a draw could say and what it would cost, before there is one. No seed is taken and no case is shown.

use serde_json::{Value, json};

use super::failure::Failure;
use crate::analysis::{self, Likely, Outlook, outlooks};
use crate::model::Kind;
use crate::model::english::{counted, percent};
use crate::reporting::terminal::table;
use crate::sampling::Scheme;
use crate::store::Register;

/// Gradings shorter than this were not read but typed in afterwards, and longer than that were left lying.
const SHORTEST: u64 = 60;
const LONGEST: u64 = 4 * 60 * 60;
/// Fewer gradings than this say nothing of how long one takes.
const FEWEST: usize = 5;

/// How long gradings take, by the register's own.
struct Pace {
    minutes: f64,
    gradings: usize,
}

/// What can be said of a draw beforehand.
pub(super) struct Prospect {
    /// What it could say of records, and, with one record of each child, of children.
    outlooks: Vec<Outlook>,
    pace: Option<Pace>,
    gradings: u64,
    /// What a sequential plan promises, and how many cases it is likely to take.
    promised: Option<String>,
    likely: Vec<Likely>,
}

impl Prospect {
    /// Looks ahead to a draw by this scheme, of which `twice` cases are graded a second time.
    pub(super) fn new(register: &Register, kind: Kind, scheme: &Scheme, twice: u64) -> Result<Prospect, Failure> {
        let (design, strata) = (scheme.design(), scheme.strata());
        let cases: u64 = strata.iter().map(|stratum| stratum.size).sum();
        Ok(Prospect {
            outlooks: outlooks(design, strata, scheme.effective_size()),
            pace: pace(&register.grading_seconds(kind)?),
            gradings: cases + twice,
            promised: analysis::promised(design, kind, strata),
            likely: analysis::likely(design, strata),
        })
    }

    fn hours(&self) -> Option<f64> {
        self.pace.as_ref().map(|pace| self.gradings as f64 * pace.minutes / 60.0)
    }

    /// Adds what it says to a JSON document.
    pub(super) fn add_to(&self, json: &mut Value) {
        json["outlook"] = json!(self.outlooks.first());
        json["outlook_per_child"] = json!(self.outlooks.get(1));
        json["gradings"] = json!(self.gradings);
        json["minutes_per_case"] = json!(self.pace.as_ref().map(|pace| pace.minutes));
        json["timed_gradings"] = json!(self.pace.as_ref().map_or(0, |pace| pace.gradings));
        json["hours"] = json!(self.hours());
        json["likely_cases"] = json!(self.likely);
    }

    /// What a sequential plan promises and how long it is likely to take.
    fn sequential(&self, width: usize) -> String {
        let Some(promised) = &self.promised else { return String::new() };
        let row = |one: &Likely| {
            let middle = one.middle.map_or("not within the sample".to_owned(), |middle| counted(middle, "case"));
            vec![of_the_frame(one), chance(one.chance), middle, format!("{:.0}", one.mean)]
        };
        let rows: Vec<Vec<String>> = self.likely.iter().map(row).collect();
        let headings =
            ["If so many have the lowest grade", "it may stop early", "in half of draws by", "cases on average"];
        format!(
            "\n{promised}\n\n{}Exact chances for a draw without replacement, not simulated.\n",
            table(&headings, &rows, width) + "\n"
        )
    }

    /// What it says, in lines of `width` letters.
    pub(super) fn words(&self, width: usize) -> String {
        let two = self.outlooks.len() > 1;
        let each = |one: &Outlook| (if two { heading(one) } else { "" }).to_owned() + &prospect(one, width);
        self.outlooks.iter().map(each).collect::<String>()
            + &self.sequential(width)
            + &work(self.pace.as_ref(), self.gradings, self.hours())
    }
}

fn of_the_frame(likely: &Likely) -> String {
    match likely.members {
        0 => "none".to_owned(),
        members => format!("{members} ({})", percent(likely.share)),
    }
}

/// The middle of the times of gradings that were read and finished in one sitting.
fn pace(seconds: &[u64]) -> Option<Pace> {
    let sitting: Vec<u64> = seconds.iter().copied().filter(|time| (SHORTEST..=LONGEST).contains(time)).collect();
    let middle = sitting.get(sitting.len() / 2).zip(sitting.get(sitting.len().saturating_sub(1) / 2));
    let (upper, lower) = middle.filter(|_| sitting.len() >= FEWEST)?;
    Some(Pace { minutes: (upper + lower) as f64 / 120.0, gradings: sitting.len() })
}

/// Whose shares an outlook speaks of, where there are two.
fn heading(outlook: &Outlook) -> &'static str {
    match outlook.answers {
        "per-child" => "\nOf children, each counting once:\n",
        _ => "\nOf records, a child with many counting for more:\n",
    }
}

/// What the findings could say.
fn prospect(outlook: &Outlook, width: usize) -> String {
    let rows: Vec<Vec<String>> = outlook
        .outcomes
        .iter()
        .map(|one| {
            let between = format!("{} to {}", percent(one.low), percent(one.high));
            let upper = one.upper_count.map(|count| count.to_string());
            [format!("{} of {}", one.count, one.of), between].into_iter().chain(upper).collect()
        })
        .collect();
    let headings = ["If so many are found", "the whole lies between (95%)", "and 95% sure: no more than"];
    let headings = &headings[..rows.first().map_or(0, Vec::len)];
    let mut text = format!("\n{}\nMethod: {}.", table(headings, &rows, width), outlook.method);
    if let Some(margin) = outlook.worst_margin {
        text += &format!(" The widest of these goes {:.1} points either side of its middle.", margin * 100.0);
    }
    text += "\n";
    for one in &outlook.finds_one {
        text += &format!(
            "If {} of the frame have it ({}), at least one is drawn with a chance of {}.\n",
            one.members,
            percent(one.share),
            chance(one.chance)
        );
    }
    text
}

/// A chance in per cent that is never rounded to certainty.
fn chance(chance: f64) -> String {
    match chance {
        chance if (0.995..1.0).contains(&chance) => "more than 99%".to_owned(),
        chance => percent(chance),
    }
}

/// The hours that the gradings would take.
fn work(pace: Option<&Pace>, gradings: u64, hours: Option<f64>) -> String {
    match pace.zip(hours) {
        Some((pace, hours)) => format!(
            "{gradings} gradings: about {hours:.1} hours, at {:.0} minutes each, the middle of {} gradings of such records that took from one minute to \
             four hours.\n",
            pace.minutes, pace.gradings
        ),
        None => format!(
            "{gradings} gradings. How many hours that is cannot be told yet: the register holds fewer than {FEWEST} gradings of such records with their \
             times.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_the_middle_of_gradings_done_in_one_sitting() {
        assert!(pace(&[0, 0, 120, 600, 600, 700, 90_000]).is_none());
        let five = pace(&[0, 0, 120, 600, 660, 700, 800, 90_000]).unwrap();
        assert_eq!((five.minutes, five.gradings), (11.0, 5));
        let six = pace(&[120, 600, 660, 720, 800, 900]).unwrap();
        assert_eq!((six.minutes, six.gradings), (11.5, 6));
        assert!(pace(&[]).is_none());
    }

    #[test]
    fn a_chance_is_not_called_certain_unless_it_is() {
        assert_eq!(
            (chance(0.9999).as_str(), chance(1.0).as_str(), chance(0.5).as_str()),
            ("more than 99%", "100%", "50%")
        );
    }
}
