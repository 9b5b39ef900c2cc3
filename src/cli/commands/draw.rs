//! `draw`: draw a sample.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use clap::Args;
use serde_json::json;

use super::sample::{sample_json, sample_words};
use crate::calendar::Period;
use crate::cli::context::Context;
use crate::cli::designing::{self, DesignArgs};
use crate::cli::drawing::{self, Fixed, Frame, Roster, new_seed, untold};
use crate::cli::failure::Failure;
use crate::cli::planning::Prospect;
use crate::cli::spread;
use crate::cli::staff::Staff;
use crate::cli::typed;
use crate::model::{Allocation, Design, Kind, Rubric, Seed, SeedFrom};
use crate::search::Query;
use crate::store::{CaseRow, Condition, NewSample, Register};

/// `draw`
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  dipsample draw --kind oversight --period 2026-10 --size 20\n  \
    dipsample draw --kind oversight --size 24 --by iro --at-least 2\n  \
    dipsample draw --kind oversight --size 24 --by team,placement_type --merge-below 5 --allocation equal\n  \
    dipsample draw --kind oversight --size 24 --by team --allocation 'North=10,South=14'\n  \
    dipsample draw --kind oversight --size 20 --one-per-child\n  \
    dipsample draw --kind review --size 20 --design systematic --by date\n  \
    dipsample draw --kind child --size 12 --size-field missing_12m --where \"missing_12m > 0\"\n  \
    dipsample draw --kind review --period 2026/27-Q2 --size 15 --where \"child.placements_12m >= 3\"\n  \
    dipsample draw --kind oversight --size 10 --words 'drift* and not \"care plan\"'\n\n\
    --words looks for whole words in the text; case and accents do not count. word* is any ending, \"a phrase\" is words side by \
    side, and words are joined by and, or, not and brackets; without them all must occur. A word is letters and digits: O'Brien \
    and well-being are looked for as their parts side by side. The words stand in the manifest and the workbook, so look for \
    themes and not for a child's name.\n\n\
    Designs: simple gives every record the same chance. stratified (--by) draws each stratum by itself; cases are shared out in \
    proportion to its records, equally, as given (NAME=n), or by neyman, in proportion to records times how far grades differed in \
    earlier gradings. systematic takes records at equal distances along the frame in order of reference, or of the fields in --by \
    and then reference. pps (--size-field) gives chances in proportion to a number. --one-per-child draws children and then one \
    record of each, so that a child with many records is read no oftener than one with few.\n\n\
    Nobody can choose the sample: the frame is fixed and digested first, then the seed is taken from the computer's own \
    chance, and every earlier draw of the same kind and period is listed on the manifest.")]
pub(crate) struct DrawArgs {
    /// What to draw: oversight, review, dispute, child
    #[arg(long, value_name = "K", required = true)]
    kind: String,
    /// How many cases
    #[arg(long, value_name = "N", required = true)]
    size: u64,
    /// The period: 2026-10, 2026/27, 2026/27-Q2, 2026-10-01..2026-11-15 [default: last month]
    #[arg(long, value_name = "P")]
    period: Option<String>,
    /// Draw only from records that fit this condition
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Draw only from records in whose text these words occur
    #[arg(long, value_name = "QUERY")]
    words: Option<String>,
    #[command(flatten)]
    design: DesignArgs,
    /// For children: in care on the period's last day (end) or on any day of it (any) [default: end]
    #[arg(long, value_name = "WHEN")]
    cohort: Option<String>,
    /// Draw even though the condition cannot be told for more than a fifth
    #[arg(long)]
    allow_unknown: bool,
    /// The seed, at least 20 digits [default: 20 digits from the computer's own chance]
    #[arg(long, value_name = "TEXT")]
    seed: Option<String>,
    /// The rubric to grade by [default: the one for this kind]
    #[arg(long, value_name = "R")]
    rubric: Option<String>,
    /// Who grades, names separated by commas
    #[arg(long, value_name = "A,B,..", value_delimiter = ',')]
    auditors: Vec<String>,
    /// The share of cases to be graded twice, as 25% or 0.25
    #[arg(long, value_name = "SHARE")]
    double: Option<String>,
    /// The day by which gradings are due
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Show frame and strata, and draw nothing
    #[arg(long)]
    plan_only: bool,
    /// The sample's name [default: kind and period]
    #[arg(long, value_name = "S")]
    name: Option<String>,
}

/// Everything that was asked, understood.
struct Request {
    frame: Frame,
    rubric: Rubric,
    seed: Option<Seed>,
    roster: Roster,
    due: Option<NaiveDate>,
    name: String,
    allow_unknown: bool,
}

pub(crate) fn run(args: &DrawArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let mut register = context.register()?;
    if args.plan_only {
        let request = understand(args, context, &register)?;
        return plan(&request, context, &register);
    }
    // Everything is read under the lock, so that nobody can import, draw or rename in between.
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let request = understand(args, context, &register)?;
    warn(args, &request, context);
    let name = request.name.clone();
    let not_in_newest = context.change(&mut register, &actor, "draw", |context, change| {
        let register = change.register();
        let fixed = request.frame.fix(register, request.allow_unknown)?;
        let seed = match &request.seed {
            Some(seed) => seed.clone(),
            None => new_seed(context)?,
        };
        let drawn = request.frame.draw(register, &seed, &fixed)?;
        let mut cases = cases(register, &request.frame, &drawn.cases)?;
        request.roster.give(request.frame.kind, &seed, &drawn, &mut cases)?;
        change.keep_rubric(&request.rubric)?;
        let earlier = register.earlier_draws(request.frame.kind, &request.frame.period, None)?;
        let sample = new_sample(&request, &fixed, &seed, &drawn.arithmetic, &earlier);
        let id = change.add_sample(&actor, &sample, &drawn.strata)?;
        for case in &cases {
            change.add_case(id, case)?;
        }
        let details = json!({ "sample": request.name, "kind": request.frame.kind, "period": request.frame.period.text(), "size": cases.len(),
            "frame": fixed.tally.frame, "frame_sha256": fixed.sha256, "seed": seed.as_str(), "seed_typed": request.seed.is_some(), "where": sample.condition, "words": sample.words });
        Ok((fixed.tally.not_in_newest, details))
    })?;
    tell(&name, not_in_newest, context, &register)
}

/// Tells what a person might not have meant.
fn warn(args: &DrawArgs, request: &Request, context: &mut Context<'_>) {
    let (rubric, kind) = (&request.rubric, request.frame.kind);
    if rubric.kind() != kind {
        context.notice(&format!(
            "Careful: the rubric '{}' is made for {}, and this sample is of {}.",
            rubric.id(),
            rubric.kind().plural(),
            kind.plural()
        ));
    }
    if args.double.is_some() && args.auditors.is_empty() {
        context.notice("The cases to be graded twice are chosen; whoever takes them first and second grades them, since no --auditors are named.");
    }
}

fn tell(name: &str, not_in_newest: u64, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    let sample = context.sample(register, Some(name))?;
    let cases = register.cases(sample.id)?;
    let json = sample_json(register, &sample, &cases)?;
    let words = sample_words(register, &sample, (&cases, context.width()))?;
    let empty = register.strata(sample.id)?.iter().filter(|stratum| stratum.size == 0).count();
    if empty > 0 {
        context.notice(&format!(
            "{empty} strata get no case, so the sample says little of them; --at-least 1 gives each one."
        ));
    }
    if !sample.earlier.is_empty() {
        let names: Vec<String> =
            sample.earlier.iter().map(|earlier| format!("{} ({})", earlier.sample, earlier.state)).collect();
        context.notice(&format!(
            "There are earlier draws of {} for this period, which the manifest and every report list: {}",
            sample.kind.plural(),
            names.join(", ")
        ));
    }
    if not_in_newest > 0 {
        let are = if not_in_newest == 1 { "is" } else { "are" };
        let counted = match sample.kind {
            Kind::Child => format!("{} in the frame", sample.kind.counted(sample.frame)),
            _ => format!("{} of the period", sample.kind.counted(sample.population)),
        };
        let rest = match sample.kind {
            Kind::Child => {
                "not in the newest extract of children up to the period's end; the register does not know that they left care. An \
                 extract that says when they ceased takes them out of later draws."
            }
            _ => {
                "not in the newest extract that covers their day; the register keeps them, and the draw could pick them. The manifest \
                 and every report say so."
            }
        };
        context.notice(&format!("Careful: {not_in_newest} of the {counted} {are} {rest}"));
    }
    context.answer(&json, || words + &format!("\nNext: dipsample grade {name}\n"));
    Ok(())
}

fn understand(args: &DrawArgs, context: &mut Context<'_>, register: &Register) -> Result<Request, Failure> {
    let kind = typed::kind(&args.kind)?;
    let period = match &args.period {
        Some(text) => Period::parse(text)?,
        None => last_month(context.desk.today()),
    };
    let condition = args.condition.as_deref().map(|text| Condition::parse(text, kind)).transpose()?;
    let design = design(args, kind)?;
    let Some(as_of) = register.newest_batch()? else {
        return Err(Failure::person("nothing has been imported yet")
            .hint("Bring an extract in first: dipsample import FILE.csv"));
    };
    let people = register.people()?;
    let double = args.double.as_deref().map(|text| double_count(text, args.size)).transpose()?.unwrap_or(0);
    let words = drawing::words(args.words.as_deref(), kind)?;
    let (names, merged) = (BTreeMap::new(), BTreeMap::new());
    let mut frame = Frame { kind, period, condition, words, as_of, design, names, merged };
    let staff = Staff::new(&people);
    frame.learn_names(register, &staff)?;
    let rubric = rubric(args, context, kind)?;
    if frame.design.allocation == Allocation::Neyman {
        frame.design = spread::learnt(&frame, context, register, (&rubric, &staff))?;
    }
    Ok(Request {
        rubric,
        seed: args.seed.as_deref().map(Seed::new).transpose()?,
        roster: Roster::new(&people, &args.auditors, double)?,
        due: args.due.as_deref().map(|day| typed::day("--due", day)).transpose()?,
        name: name(args, register, kind, frame.period.text())?,
        allow_unknown: args.allow_unknown,
        frame,
    })
}

/// The month before the one that a day lies in.
fn last_month(today: NaiveDate) -> Period {
    Period::month_of(Period::month_of(today).first() - chrono::Days::new(1))
}

fn design(args: &DrawArgs, kind: Kind) -> Result<Design, Failure> {
    let cohort = typed::cohort(args.cohort.as_deref())?;
    Ok(Design { cohort, ..args.design.design(args.size, kind)? })
}

/// How many cases a share of the sample is: rounded half up, at least one.
fn double_count(text: &str, size: u64) -> Result<u64, Failure> {
    let share = typed::share("--double", text)?;
    Ok(((share * size as f64 + 0.5).floor() as u64).max(u64::from(share > 0.0)).min(size))
}

fn rubric(args: &DrawArgs, context: &Context<'_>, kind: Kind) -> Result<Rubric, Failure> {
    let name = args.rubric.as_deref().unwrap_or(match kind {
        Kind::Oversight => "oversight",
        Kind::Review => "review-record",
        Kind::Dispute => "dispute",
        Kind::Child => "care-plan",
    });
    crate::cli::rubrics::find(context, name)
}

fn name(args: &DrawArgs, register: &Register, kind: Kind, period: &str) -> Result<String, Failure> {
    let taken: Vec<String> = register.samples()?.into_iter().map(|sample| sample.name.to_lowercase()).collect();
    if let Some(name) = &args.name {
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || ['-', '_', '.'].contains(&c));
        if !plain || name.eq_ignore_ascii_case("last") || name.chars().all(|c| c.is_ascii_digit()) {
            return Err(Failure::person(format!("'{name}' cannot be a sample's name"))
                .hint("Use letters, digits and hyphens, as in october-north"));
        }
        return match taken.contains(&name.to_lowercase()) {
            true => Err(Failure::person(format!("there is already a sample '{name}'; nothing was drawn"))),
            false => Ok(name.clone()),
        };
    }
    let stem = format!("{}-{}", kind.id(), period.replace("..", "-to-").replace('/', "-"));
    let names = std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}-{number}")));
    Ok(names.into_iter().find(|name| !taken.contains(&name.to_lowercase())).expect("names go on for ever"))
}

fn plan(request: &Request, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    // Strata and their sizes need no seed, so nothing is drawn, shown or kept.
    let fixed = request.frame.fix(register, request.allow_unknown)?;
    let scheme = &fixed.scheme;
    let mut json = json!({ "plan_only": true, "kind": request.frame.kind, "period": request.frame.period.text(), "population": fixed.tally.population,
        "frame": fixed.tally.frame, "unknown": fixed.tally.unknown, "size": request.frame.design.size,
        "design": scheme.design().kind, "parameters": scheme.design(), "strata": scheme.strata(), "arithmetic": scheme.arithmetic() });
    let parts = (scheme.design(), scheme.strata());
    let prospect = Prospect::new(register, request.frame.kind, parts, request.roster.twice())?;
    prospect.add_to(&mut json);
    let width = context.width();
    context.answer(&json, || {
        let mut text = format!(
            "{} of {}: {} in the population, {} in the frame, {} to be drawn. Nothing was drawn.\n",
            request.frame.kind.plural(),
            request.frame.period.label(),
            fixed.tally.population,
            fixed.tally.frame,
            request.frame.design.size
        );
        if fixed.tally.unknown > 0 {
            text += &format!("For {} it cannot be told ({}).\n", fixed.tally.unknown, untold(&fixed.tally));
        }
        text += &designing::words(scheme.design(), scheme.strata());
        if scheme.design().is_stratified() {
            let rows: Vec<Vec<String>> = scheme
                .strata()
                .iter()
                .map(|s| vec![s.stratum.clone(), s.frame.to_string(), s.size.to_string()])
                .collect();
            text += &crate::reporting::terminal::table(&["Stratum", "In the frame", "To be drawn"], &rows, width);
            text += "\n";
        }
        text + &prospect.words(width)
    });
    Ok(())
}

fn cases(register: &Register, frame: &Frame, drawn: &[crate::model::Case]) -> Result<Vec<CaseRow>, Failure> {
    let mut rows = Vec::with_capacity(drawn.len());
    for case in drawn {
        let version = register
            .version_at(frame.kind, &case.record, &frame.period, frame.as_of)?
            .ok_or_else(|| Failure::ours(format!("the record {} was drawn and then not found", case.record)))?;
        let child = match (&case.child, frame.kind) {
            (Some(child), Kind::Oversight | Kind::Review | Kind::Dispute) => {
                register.version_at(Kind::Child, child, &frame.period, frame.as_of)?
            }
            _ => None,
        };
        rows.push(CaseRow {
            case: case.clone(),
            version: version.id,
            record: version.record,
            child: child.map(|child| child.record),
            auditor: None,
            second_auditor: None,
            twice: false,
        });
    }
    Ok(rows)
}

fn new_sample<'a>(
    request: &'a Request,
    fixed: &'a Fixed,
    seed: &'a Seed,
    arithmetic: &'a [String],
    earlier: &'a [crate::model::EarlierDraw],
) -> NewSample<'a> {
    NewSample {
        name: &request.name,
        kind: request.frame.kind,
        period: &request.frame.period,
        seed: seed.as_str(),
        seed_from: if request.seed.is_some() { SeedFrom::Typed } else { SeedFrom::Computer },
        design: fixed.scheme.design(),
        condition: request.frame.condition.as_ref().map(Condition::text),
        words: request.frame.words.as_ref().map(Query::text),
        as_of: request.frame.as_of,
        tally: &fixed.tally,
        names: &request.frame.names,
        frame_sha256: &fixed.sha256,
        arithmetic,
        earlier,
        rubric: request.rubric.digest(),
        due: request.due,
    }
}
