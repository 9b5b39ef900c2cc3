//! `calc agreement`: how far auditors agree, from a file of grades.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::analysis::{Compared, Order, agreement_figures};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::intake::{Fault, GradeRow, read_grades, whole_number};
use crate::model::english::counted;
use crate::reporting::terminal;
use crate::statistics::agreement::Ratings;

/// `calc agreement`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dipsample calc agreement grades.csv\n  dipsample calc agreement grades.csv --scale red,amber,green\n\n\
    The file has the columns case, auditor, grade: a row is what one auditor gave one case. An empty grade is a missing one.\n\
    Without --scale, the shipped grades, numbers and single letters have their usual order, and the scale is the grades in the\n\
    file (of the shipped grades all three); other grades have none, and only what needs no order is given."
)]
pub(super) struct AgreementFileArgs {
    /// The file of grades, CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Every grade of the scale, worst first, used or not
    #[arg(long, value_name = "a,b,c", value_delimiter = ',')]
    scale: Vec<String>,
    /// How sure, as 95% or 0.95 [default: 95%]
    #[arg(long, value_name = "C")]
    confidence: Option<String>,
}

/// The grades that ship, worst first: ids, then words.
const SHIPPED: [&str; 3] = ["inadequate", "requires-improvement", "good"];
/// So many faults are shown.
const SHOWN: usize = 20;
/// A scale is no longer than this.
const LONGEST_SCALE: usize = 50;

pub(super) fn run(args: &AgreementFileArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let confidence = super::confidence(args.confidence.as_deref())?;
    let bytes = files::read_table(context, &args.file)?;
    let name = args.file.display().to_string();
    let read = read_grades(&bytes).map_err(|error| Failure::person(format!("{name}: {error}")))?;
    refuse(&name, &read.faults)?;
    let scale = Scale::of(&args.scale, &read.rows)?;
    let (ratings, people) = ratings(&name, &read.rows, &scale)?;
    let figures = agreement_figures(Compared { ratings: &ratings, people: &people, order: scale.order, confidence });
    let mut json = serde_json::to_value(&figures).map_err(|error| Failure::ours(error.to_string()))?;
    json["scale"] = json!(scale.grades);
    json["confidence"] = json!(confidence.share());
    let order = match scale.order {
        Order::WorstFirst => format!("The scale, worst first: {}.", scale.grades.join(", ")),
        Order::None => format!(
            "The grades, in no order: {}. With --scale, worst first, the rest can be given too.",
            scale.grades.join(", ")
        ),
    };
    let width = context.width();
    context.answer(&json, || format!("{order}\n{}", terminal::agreement(&figures, width)));
    Ok(())
}

/// Refuses a file with faults: figures without the broken rows would be of other cases.
fn refuse(name: &str, faults: &[Fault]) -> Result<(), Failure> {
    if faults.is_empty() {
        return Ok(());
    }
    let rows = counted(faults.len(), "row");
    let mut failure = Failure::person(format!("{name}: {rows} cannot be read, so nothing was worked out"));
    for fault in faults.iter().take(SHOWN) {
        let place = match (fault.column.as_str(), fault.value.as_str()) {
            ("", _) => format!("row {}", fault.row),
            (column, "") => format!("row {}, {column}", fault.row),
            (column, value) => format!("row {}, {column} '{value}'", fault.row),
        };
        failure = failure.hint(format!("{place}: {}", fault.reason));
    }
    Err(match faults.len().saturating_sub(SHOWN) {
        0 => failure,
        more => failure.hint(format!("and {more} more")),
    })
}

/// The grades that a scale has, worst first where there is an order.
struct Scale {
    grades: Vec<String>,
    order: Order,
}

impl Scale {
    /// The scale as typed; else the usual one of the grades in the file.
    fn of(typed: &[String], rows: &[GradeRow]) -> Result<Scale, Failure> {
        let typed: Vec<String> = typed.iter().map(|grade| whole_number(grade.trim().to_owned())).collect();
        if !typed.is_empty() {
            let keys: BTreeSet<String> = typed.iter().map(|grade| key(grade)).collect();
            if keys.len() < typed.len()
                || typed.iter().any(String::is_empty)
                || typed.len() > LONGEST_SCALE
                || typed.len() < 2
            {
                return Err(Failure::person(format!("--scale: '{}' is not a scale", typed.join(",")))
                    .hint("Name every grade once, worst first, with commas between, as in inadequate,requires-improvement,good"));
            }
            return Ok(Scale { grades: typed, order: Order::WorstFirst });
        }
        let mut used: BTreeMap<String, String> = BTreeMap::new();
        for grade in rows.iter().filter_map(|row| row.grade.as_ref()) {
            used.entry(key(grade)).or_insert_with(|| grade.clone());
        }
        if used.keys().all(|grade| SHIPPED.contains(&grade.as_str())) {
            return Ok(Scale { grades: SHIPPED.map(str::to_owned).to_vec(), order: Order::WorstFirst });
        }
        let mut grades: Vec<String> = used.into_values().collect();
        if grades.len() > LONGEST_SCALE {
            return Err(Failure::person(format!("the file has {} different grades, which is no scale", grades.len()))
                .hint("The columns are case, auditor, grade; a grade is one of a few words or numbers"));
        }
        let number = |grade: &String| grade.parse::<f64>().ok().filter(|number| number.is_finite());
        if grades.iter().all(|grade| number(grade).is_some()) {
            grades.sort_by(|one, two| number(one).unwrap_or(0.0).total_cmp(&number(two).unwrap_or(0.0)));
            return Ok(Scale { grades, order: Order::WorstFirst });
        }
        let letters = grades.iter().all(|grade| grade.chars().count() == 1);
        Ok(Scale { grades, order: if letters { Order::WorstFirst } else { Order::None } })
    }

    fn place(&self, grade: &str) -> Option<usize> {
        self.grades.iter().position(|known| key(known) == key(grade))
    }
}

/// The form in which grades are compared: `Requires improvement` is `requires-improvement`.
fn key(grade: &str) -> String {
    grade.to_lowercase().split([' ', '-', '_']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Puts the grades into a row a case and a column an auditor, both in the order in which the file first names them.
fn ratings(name: &str, rows: &[GradeRow], scale: &Scale) -> Result<(Ratings, Vec<String>), Failure> {
    let (mut people, mut cases) = (Places::default(), Places::default());
    let mut given: Vec<(usize, usize, Option<usize>)> = Vec::with_capacity(rows.len());
    for row in rows {
        let grade = match &row.grade {
            None => None,
            Some(grade) => Some(scale.place(grade).ok_or_else(|| {
                Failure::person(format!("{name}, row {}, grade '{grade}': it is not on the scale", row.row))
                    .hint(format!("The scale is: {}", scale.grades.join(", ")))
            })?),
        };
        given.push((cases.of(&row.case), people.of(&row.auditor), grade));
    }
    let mut table = vec![vec![None; people.names.len()]; cases.names.len()];
    for (case, person, grade) in given {
        table[case][person] = grade;
    }
    let ratings = Ratings::new(scale.grades.len(), table)
        .ok_or_else(|| Failure::ours("the grades of a file do not make a table"))?;
    Ok((ratings, people.names))
}

/// Names in the order in which they were first met.
#[derive(Default)]
struct Places {
    names: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Places {
    fn of(&mut self, name: &str) -> usize {
        let next = self.names.len();
        *self.known.entry(name.to_owned()).or_insert_with(|| {
            self.names.push(name.to_owned());
            next
        })
    }
}
