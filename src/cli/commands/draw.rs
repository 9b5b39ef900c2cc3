//! `draw`: draw a sample.

use clap::Args;
use serde_json::json;

use super::sample::{sample_json, sample_words};
use crate::cli::context::Context;
use crate::cli::designing::{self, DesignArgs};
use crate::cli::drawing::{Fixed, untold};
use crate::cli::due;
use crate::cli::failure::Failure;
use crate::cli::frame::Frame;
use crate::cli::planned;
use crate::cli::planning::Prospect;
use crate::cli::request::{Request, excluded, seed, understand};
use crate::cli::{sequential, sight};
use crate::digest::sha256_hex;
use crate::intake::rubric_file;
use crate::model::english::{counted_as, is_or_are, one_or_more};
use crate::model::{Kind, Rubric, Seed, SeedFrom};
use crate::search::Query;
use crate::store::{CaseRow, CaseStory, Condition, NewSample, Register};

/// `draw`
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  dipsample draw --kind oversight --period 2026-10 --size 20\n  \
    dipsample draw --kind oversight --size 24 --by iro --at-least 2\n  \
    dipsample draw --kind oversight --size 24 --by team,placement_type --merge-below 5 --allocation equal\n  \
    dipsample draw --kind oversight --size 24 --by team --allocation 'North=10,South=14'\n  \
    dipsample draw --kind oversight --size 20 --one-per-child\n  \
    dipsample draw --kind review --size 20 --design systematic --by date\n  \
    dipsample draw --kind child --size 12 --size-field missing_12m --where \"missing_12m > 0\"\n  \
    dipsample draw --kind review --period 2026/27-Q2 --size 15 --where \"child.placements_12m >= 3\"\n  \
    dipsample draw --kind oversight --size 10 --words 'drift* and not \"care plan\"'\n  \
    dipsample draw --kind oversight --period 2026-10 --size 60 --sequential 10% --risk 5%\n  \
    dipsample draw monthly-oversights --period 2026-10\n  dipsample draw late-reviews\n\n\
    A plan (dipsample plan list) says beforehand what is drawn, how, and for which question; flags cannot change it.\n\n\
    Two ways keep the same children from being audited again and again. A programme over children draws each month from another \
    part of one fixed order, so that no child comes twice within a cycle, and every month still speaks for all children. \
    --not-audited-for leaves children of recent samples out of the frame, of any kind of record: that is a hard promise to \
    them, but the sample then speaks only for the others, and says so with the number left out.\n\n\
    --words looks for whole words in the text; case and accents do not count. word* is any ending, \"a phrase\" is words side by \
    side, and words are joined by and, or, not and brackets; without them all must occur. A word is letters and digits: O'Brien \
    and well-being are looked for as their parts side by side. The words stand in the manifest and the workbook, so look for \
    themes and not for a child's name.\n\n\
    Designs: simple gives every record the same chance. stratified (--by) draws each stratum by itself; cases are shared out in \
    proportion to its records, equally, as given (NAME=n), or by neyman, in proportion to records times how far grades differed in \
    earlier gradings. systematic takes records at equal distances along the frame in order of reference, or of the fields in --by \
    and then reference. pps (--size-field) gives chances in proportion to a number. --one-per-child draws children and then one \
    record of each, so that a child with many records is read no oftener than one with few.\n\n\
    --sequential RATE lets grading stop early. The cases of a simple draw are graded once each, in the order of the draw, and grade \
    takes no other case than the next. As soon as the program says so you may stop, sure that fewer than RATE have the lowest grade. If \
    RATE or more have it, the chance that it ever says so is at most --risk, however often you look: that is what ordinary figures, looked \
    at again and again, do not promise. Its end is told as well: when all cases are graded and it is not shown, when it can be shown no \
    more, and when a grade was changed after it had been given. --plan-only says how many cases it is likely to take.\n\n\
    Nobody can choose the sample: the frame is fixed and digested first, then the seed is taken from the computer's own \
    chance, and every earlier draw of the same kind and period is listed on the manifest.")]
pub(crate) struct DrawArgs {
    /// A plan's id, or a file that ends in .toml [see: dipsample plan list]
    #[arg(value_name = "PLAN")]
    pub(crate) plan: Option<String>,
    /// What to draw: oversight, review, dispute, child
    #[arg(long, value_name = "K", required_unless_present = "plan")]
    pub(crate) kind: Option<String>,
    /// How many cases
    #[arg(long, value_name = "N", required_unless_present = "plan")]
    pub(crate) size: Option<u64>,
    /// The period: 2026-10, 2026/27, 2026/27-Q2, 2026-10-01..2026-11-15 [default: last month]
    #[arg(long, value_name = "P")]
    pub(crate) period: Option<String>,
    /// Draw only from records that fit this condition
    #[arg(long = "where", value_name = "EXPR")]
    pub(crate) condition: Option<String>,
    /// Draw only from records in whose text these words occur
    #[arg(long, value_name = "QUERY")]
    pub(crate) words: Option<String>,
    #[command(flatten)]
    pub(crate) design: DesignArgs,
    /// For children: in care on the period's last day (end) or on any day of it (any) [default: end]
    #[arg(long, value_name = "WHEN")]
    pub(crate) cohort: Option<String>,
    /// Leave out children of any sample whose period ended in the MONTHS before this one ends
    #[arg(long, value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=120))]
    pub(crate) not_audited_for: Option<u32>,
    /// Plan now that N more cases will be drawn later, whatever the first ones say
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) second_step: Option<u64>,
    /// Draw even though the condition cannot be told for more than a fifth
    #[arg(long)]
    pub(crate) allow_unknown: bool,
    /// The seed, at least 20 digits [default: 20 digits from the computer's own chance]
    #[arg(long, value_name = "TEXT")]
    pub(crate) seed: Option<String>,
    /// The rubric to grade by [default: the one for this kind]
    #[arg(long, value_name = "R")]
    pub(crate) rubric: Option<String>,
    /// Who grades, names separated by commas
    #[arg(long, value_name = "A,B,..", value_delimiter = ',')]
    pub(crate) auditors: Vec<String>,
    /// The share of cases to be graded twice, as 25% or 0.25
    #[arg(long, value_name = "SHARE")]
    pub(crate) double: Option<String>,
    /// The day by which gradings are due
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
    /// Show frame and strata, and draw nothing
    #[arg(long)]
    plan_only: bool,
    /// The sample's name [default: kind and period]
    #[arg(long, value_name = "S")]
    pub(crate) name: Option<String>,
}

pub(crate) fn run(args: &DrawArgs, context: &mut Context<'_>) -> Result<(), Failure> {
    let asked = planned::asked(args, context)?;
    let mut register = context.register()?;
    if args.plan_only {
        let mut request = understand(&asked, context, &register)?;
        request.frame.tell_months(&register, context)?;
        return plan(&mut request, context, &register);
    }
    args.due.as_deref().map(|typed| due::day(typed, context)).transpose()?;
    // Everything is read under the lock, so that nobody can import, draw or rename in between.
    context.lock(&mut register)?;
    let actor = context.actor(Some(&register))?;
    let mut request = understand(&asked, context, &register)?;
    warn(&asked.args, &request, context);
    request.turn.iter().try_for_each(|turn| turn.must_be_meant(&request.frame.period, context))?;
    request.frame.tell_months(&register, context)?;
    let name = request.name.clone();
    let not_in_newest = context.change(&mut register, &actor, "draw", |context, change| {
        let register = change.register();
        let fixed = request.fix(register)?;
        request.roster.must_suit(register, &request.frame)?;
        let seed = seed(&request, context, change)?;
        request.origin.excluded = excluded(&asked.args, &fixed);
        sequential::must_be_reachable(fixed.scheme.design(), fixed.scheme.strata())?;
        let drawn = request.frame.draw(register, &seed, &fixed)?;
        let mut cases = cases(register, &request.frame, &drawn.cases)?;
        request.roster.choose_twice(&seed, &drawn.strata, &mut cases)?;
        if let Some(uneven) = request.roster.give(request.frame.kind, &mut cases, &[])? {
            context.notice(&format!("Careful: {uneven}."));
        }
        let said = [request.roster.own_line(request.frame.kind, &cases), request.roster.questions(request.frame.kind, &cases)];
        said.into_iter().flatten().for_each(|said| context.notice(&said));
        if register.has_other_words(&request.rubric)? {
            context.notice(&other_words(&request.rubric));
        }
        change.keep_rubric(&request.rubric)?;
        request.plan.as_ref().map(|plan| change.keep_plan(plan)).transpose()?;
        let earlier = register.earlier_draws(request.frame.kind, &request.frame.period, None)?;
        let sample = new_sample(&request, &fixed, &seed, &drawn.arithmetic, &earlier);
        let id = change.add_sample(&actor, &sample, &drawn.strata)?;
        change.leave_out(id, &request.frame.left_out)?;
        for case in &cases {
            change.add_case(id, case)?;
        }
        if request.roster.names_anybody() {
            change.set_given_out(id)?;
        }
        // The seed of a cycle orders draws to come, and whoever reads the journal must not know them.
        let sealed = request.turn.as_ref().is_some_and(|turn| turn.cycle.is_some());
        let shown = if sealed { format!("sha256:{}", sha256_hex(seed.as_str().as_bytes())) } else { seed.as_str().to_owned() };
        let details = json!({ "plan": request.plan.as_ref().map(|plan| &plan.id), "sample": request.name, "kind": request.frame.kind, "period": request.frame.period.text(), "size": cases.len(),
            "frame": fixed.tally.frame, "frame_sha256": fixed.sha256, "seed": shown, "seed_typed": request.seed.is_some(), "where": sample.condition, "words": sample.words });
        Ok((fixed.tally.not_in_newest, details))
    })?;
    request.turn.iter().for_each(|turn| turn.tell(context));
    tell(&name, not_in_newest, context, &register)
}

/// Tells what a person might not have meant.
fn warn(args: &DrawArgs, request: &Request, context: &mut Context<'_>) {
    let (rubric, kind) = (&request.rubric, request.frame.kind);
    if kind == Kind::Child && request.frame.period.first() > context.desk.today() {
        context.notice(&format!(
            "Careful: {} has not begun. These are the children whom the register knows today, as if none came into care or left it by then.",
            request.frame.period.label()
        ));
    }
    if rubric.kind() != kind {
        context.notice(&format!(
            "Careful: the rubric '{}' is made for {}, and this sample is of {}.",
            rubric.id(),
            rubric.kind().plural(),
            kind.plural()
        ));
    }
    if let Some(problem) = rubric_file::same_in_substance(rubric) {
        context.notice(&format!(
            "Careful: the rubric '{}', {problem}. Two auditors will differ on it: mend the file (dipsample rubric check FILE), withdraw this \
             sample and draw again.",
            rubric.id()
        ));
    }
    if request.roster.twice() > 0 && args.auditors.is_empty() {
        context.notice("The cases to be graded twice are chosen; whoever takes them first and second grades them, since no --auditors are named.");
    }
}

fn tell(name: &str, not_in_newest: u64, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    let sample = context.sample(register, Some(name))?;
    let me = context.known_person(register).ok();
    let cases = sight::seen_by(register, &sample, me.as_ref(), register.cases(sample.id)?)?;
    let json = sample_json(register, &sample, &cases)?;
    let words = sample_words(register, &sample, (&cases, context.width()))?;
    let empty = register.strata(sample.id)?.iter().filter(|stratum| stratum.size == 0).count();
    if empty > 0 {
        context.notice(&format!(
            "{} no case, so the sample says little of {}; --at-least 1 gives each one.",
            counted_as(empty, "stratum gets", "strata get"),
            one_or_more(empty, "it", "them")
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
        let are = is_or_are(not_in_newest);
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

fn plan(request: &mut Request, context: &mut Context<'_>, register: &Register) -> Result<(), Failure> {
    // Strata and their sizes need no seed, so nothing is drawn, shown or kept.
    let fixed = request.fix(register)?;
    let scheme = &fixed.scheme;
    sequential::must_be_reachable(scheme.design(), scheme.strata())?;
    let mut json = json!({ "plan_only": true, "kind": request.frame.kind, "period": request.frame.period.text(), "population": fixed.tally.population,
        "frame": fixed.tally.frame, "unknown": fixed.tally.unknown, "size": request.frame.design.size,
        "design": scheme.design().kind, "parameters": scheme.design(), "strata": scheme.strata(), "arithmetic": scheme.arithmetic() });
    let prospect = Prospect::new(register, request.frame.kind, scheme, request.roster.twice())?;
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

pub(crate) fn cases(register: &Register, frame: &Frame, drawn: &[crate::model::Case]) -> Result<Vec<CaseRow>, Failure> {
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
            story: CaseStory::default(),
        });
    }
    Ok(rows)
}

/// What is said where a rubric was used under the same version with other words.
fn other_words(rubric: &Rubric) -> String {
    format!(
        "Careful: the rubric '{}' was used as version {} with other words before. Earlier samples keep theirs and this one has those of \
         today; count its version up, so that the two can be told apart.",
        rubric.id(),
        rubric.version()
    )
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
        origin: &request.origin,
    }
}
