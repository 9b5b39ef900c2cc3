//! Samples in time: those that may stand on one line with a sample, and several of one programme put together.

use chrono::{Datelike, NaiveDate};

use super::how::{bare_method, method};
use super::{Gathered, Line};
use crate::calendar::Period;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::sight;
use crate::cli::typed_texts::TypedTexts;
use crate::model::{DesignKind, Findings, Kind, MethodFacts, TrendBreak, TrendPoint};
use crate::store::{Register, SampleRow, State};

/// Which samples are asked about, where not one by its name.
pub(in crate::cli) struct Over {
    /// What kind of record.
    pub kind: Kind,
    /// The period that their periods lie in.
    pub period: Period,
    /// The programme, where one is named.
    pub programme: Option<String>,
}

/// The figures of all samples of a period, one or several put together.
pub(in crate::cli) fn over(
    context: &Context<'_>,
    register: &Register,
    asked: &Over,
    (by, typed): (&[String], TypedTexts<'_>),
) -> Result<(Findings, String), Failure> {
    let samples = chosen(register, asked)?;
    match samples.as_slice() {
        [] => Err(none(register, asked)?),
        [one] => Ok((super::findings(context, register, one, (by, typed))?, one.name.clone())),
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.name.as_str()).collect();
            let names = names.join(", ");
            refuse(several)?;
            Ok((together(context, register, asked, (several, by, typed))?, names))
        }
    }
}

fn chosen(register: &Register, asked: &Over) -> Result<Vec<SampleRow>, Failure> {
    let apart = register.reaudits()?;
    let mut samples: Vec<SampleRow> = register
        .samples()?
        .into_iter()
        .filter(|one| one.kind == asked.kind && one.state != State::Withdrawn && !apart.contains(&one.id))
        .filter(|one| one.period.first() >= asked.period.first() && one.period.last() <= asked.period.last())
        .filter(|one| asked.programme.is_none() || one.origin.programme == asked.programme)
        .collect();
    samples.sort_by_key(|one| (one.period.first(), one.id));
    Ok(samples)
}

fn none(register: &Register, asked: &Over) -> Result<Failure, Failure> {
    let of = asked.programme.as_ref().map_or(String::new(), |programme| format!(" of the programme {programme}"));
    let failure = Failure::person(format!(
        "there is no sample of {}{of} whose period lies in {}",
        asked.kind.plural(),
        asked.period.label()
    ));
    let samples = register.samples()?;
    let others: Vec<String> = samples
        .iter()
        .filter(|one| one.kind == asked.kind && one.state != State::Withdrawn)
        .map(|one| format!("{} ({})", one.name, one.period.text()))
        .collect();
    Ok(match others.is_empty() {
        true => failure.hint(format!("Draw one: dipsample draw --kind {} --size 20", asked.kind.id())),
        false => failure.hint(format!("The samples of {} are: {}", asked.kind.plural(), others.join(", "))),
    })
}

/// Refuses, by name, samples that may not be put together.
fn refuse(samples: &[SampleRow]) -> Result<(), Failure> {
    if let Some(stops) = samples.iter().find(|one| one.design.sequential.is_some()) {
        return Err(Failure::person(format!(
            "{} cannot be put together with others: it was graded by a sequential plan, whose guarantee is of itself alone",
            stops.name
        ))
        .hint(format!("Look at it alone: dipsample findings {}", stops.name)));
    }
    let Some((first, others)) = samples.split_first() else { return Ok(()) };
    for other in others {
        if let Some(why) = apart(first, other) {
            return Err(Failure::person(format!("{} and {} cannot be put together: {why}", first.name, other.name))
                .hint("Look at one alone: dipsample findings SAMPLE, or name the programme: --programme PLAN"));
        }
    }
    for two in samples.windows(2) {
        if two[0].period.overlaps(&two[1].period) {
            return Err(Failure::person(format!(
                "{} and {} cannot be put together: their periods, {} and {}, overlap, so that their frames share records",
                two[0].name,
                two[1].name,
                two[0].period.text(),
                two[1].period.text()
            ))
            .hint(format!("Look at one alone: dipsample findings {}", two[1].name)));
        }
    }
    Ok(())
}

/// Why two samples are not of one series; `None` where they are.
fn apart(one: &SampleRow, other: &SampleRow) -> Option<String> {
    if one.origin.programme != other.origin.programme {
        return Some("they are of different programmes".to_owned());
    }
    if one.rubric != other.rubric {
        return Some("they are graded by different rubrics or versions of one".to_owned());
    }
    if one.condition != other.condition || one.words != other.words {
        return Some("their lists to draw from were made with different conditions or words".to_owned());
    }
    let (a, b) = (&one.design, &other.design);
    let same = a.kind == b.kind
        && a.by == b.by
        && a.at_least == b.at_least
        && a.one_per_child == b.one_per_child
        && a.size_field == b.size_field
        && a.order == b.order
        && a.cohort == b.cohort;
    (!same).then(|| "they are drawn by different designs".to_owned())
}

/// Earlier samples that may stand on one line with this one, as points, and those that may not though they look at the same,
/// with the reason.
pub(super) fn before(
    context: &Context<'_>,
    register: &Register,
    sample: &SampleRow,
    typed: TypedTexts<'_>,
) -> Result<(Vec<TrendPoint>, Vec<TrendBreak>), Failure> {
    let reaudits = register.reaudits()?;
    if reaudits.contains(&sample.id) {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut earlier: Vec<SampleRow> = register
        .samples()?
        .into_iter()
        .filter(|other| other.kind == sample.kind && other.state != State::Withdrawn && !reaudits.contains(&other.id))
        .filter(|other| other.period.last() < sample.period.first())
        .collect();
    earlier.sort_by_key(|other| (other.period.first(), other.id));
    // Whoever still grades in an earlier sample sees nothing of it here either.
    let me = context.known_person(register).ok();
    let mut seen = Vec::with_capacity(earlier.len());
    for other in earlier {
        if !sight::is_blind(register, &other, me.as_ref())? {
            seen.push(other);
        }
    }
    let earlier = seen;
    let (mut points, mut breaks) = (Vec::new(), Vec::new());
    for other in &earlier {
        match apart(sample, other) {
            None => points.push(point(context, register, other)?),
            Some(why) => {
                let name = typed.name(register, other)?;
                breaks.push(TrendBreak {
                    period: other.period.text().to_owned(),
                    reason: format!("{name} ({}) is not compared with this sample: {why}.", other.period.label()),
                    sample: name,
                    left_out: true,
                    told: false,
                });
            }
        }
    }
    Ok((points, breaks))
}

/// A sample as a point of a trend.
fn point(context: &Context<'_>, register: &Register, sample: &SampleRow) -> Result<TrendPoint, Failure> {
    let gathered = Gathered::new(context, register, sample, &[])?;
    let method = bare_method(sample, &gathered);
    let mut findings = gathered.figures(sample, Line::default(), method, super::Doing::default());
    findings.trend.pop().ok_or_else(|| Failure::ours("a sample has no point of its own"))
}

/// Several samples as one, their periods as strata.
fn together(
    context: &Context<'_>,
    register: &Register,
    asked: &Over,
    (samples, by, typed): (&[SampleRow], &[String], TypedTexts<'_>),
) -> Result<Findings, Failure> {
    let Some((first, last)) = samples.first().zip(samples.last()) else {
        return Err(Failure::ours("there is no sample to put together"));
    };
    let (earlier, breaks) = before(context, register, first, typed)?;
    let mut parts = Vec::new();
    let mut all: Option<(Gathered, MethodFacts)> = None;
    let (mut doing, mut population, mut frame) = (super::Doing::default(), 0, 0);
    for sample in samples {
        sight::must_see_unsettled(context, register, sample)?;
        parts.push(point(context, register, sample)?);
        let mut gathered = Gathered::new(context, register, sample, by)?;
        let facts = method(register, sample, &gathered, typed)?;
        let own = super::actions(register, sample, &gathered)?;
        doing.0.open += own.0.open;
        doing.0.answered += own.0.answered;
        let new: Vec<_> = own.1.into_iter().filter(|line| doing.1.iter().all(|one| one.id != line.id)).collect();
        doing.1.extend(new);
        doing.2 = own.2;
        (population, frame) = (population + sample.population, frame + sample.frame);
        gathered.put_under(sample);
        match &mut all {
            None => all = Some((gathered, facts)),
            Some((gathered_all, facts_all)) => {
                gathered_all.take_in(gathered);
                join(facts_all, facts);
            }
        }
    }
    let Some((gathered, mut facts)) = all else { return Err(Failure::ours("there is no sample to put together")) };
    let mut whole = last.clone();
    whole.period = asked.period.clone();
    (whole.population, whole.frame) = (population, frame);
    whole.design.kind = DesignKind::Stratified;
    whole.design.size = gathered.cases.len() as u64;
    whole.design.by.insert(0, "period".to_owned());
    facts.design = whole.design.clone();
    facts.strata.clone_from(&gathered.strata);
    facts.earlier.retain(|draw| samples.iter().all(|sample| sample.name != draw.sample));
    let line = Line {
        samples: samples.iter().map(|one| one.name.clone()).collect(),
        earlier,
        parts,
        breaks,
        uncovered: uncovered(&asked.period, samples),
        child_months: asked.kind == Kind::Child,
    };
    Ok(gathered.figures(&whole, line, facts, doing))
}

/// Months of the period that no sample's period touches, where the samples are of months; in words.
fn uncovered(period: &Period, samples: &[SampleRow]) -> Vec<String> {
    let mut missing = Vec::new();
    let mut day = Some(period.first());
    while let Some(first) = day.filter(|first| *first <= period.last()) {
        let month = Period::month_of(first);
        if samples.iter().all(|sample| !sample.period.overlaps(&month)) {
            missing.push(month.label().to_owned());
        }
        day = NaiveDate::from_ymd_opt(first.year(), first.month(), 1)
            .and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    }
    missing
}

fn join(facts: &mut MethodFacts, other: MethodFacts) {
    let add = |text: &mut String, more: &str| {
        if !text.split(", ").any(|one| one == more) {
            text.push_str(", ");
            text.push_str(more);
        }
    };
    add(&mut facts.seed, &other.seed);
    add(&mut facts.as_of, &other.as_of);
    add(&mut facts.frame_sha256, &other.frame_sha256);
    add(&mut facts.manifest_name, &other.manifest_name);
    add(&mut facts.manifest_sha256, &other.manifest_sha256);
    add(&mut facts.drawn_by, &other.drawn_by);
    facts.drawn_on = facts.drawn_on.max(other.drawn_on);
    facts.graded_by = facts.graded_by.max(other.graded_by);
    facts.double += other.double;
    facts.changed_since += other.changed_since;
    for draw in other.earlier {
        if !facts.earlier.contains(&draw) {
            facts.earlier.push(draw);
        }
    }
    for told in other.story {
        if !facts.story.contains(&told) {
            facts.story.push(told);
        }
    }
    for field in other.unknown {
        match facts.unknown.iter_mut().find(|one| one.field == field.field) {
            Some(one) => one.count += field.count,
            None => facts.unknown.push(field),
        }
    }
}

impl Gathered {
    /// Puts the strata and cases of a sample under its period.
    fn put_under(&mut self, sample: &SampleRow) {
        let period = sample.period.text();
        let under = |stratum: &str| match stratum {
            "" => period.to_owned(),
            name => format!("{period} | {name}"),
        };
        let one = !sample.design.is_stratified();
        for stratum in &mut self.strata {
            stratum.stratum = if one { period.to_owned() } else { under(&stratum.stratum) };
        }
        for case in &mut self.cases {
            case.case.stratum = if one { period.to_owned() } else { under(&case.case.stratum) };
        }
        for field in &mut self.by {
            let counts = std::mem::take(&mut field.frame).into_iter();
            for ((value, stratum), records) in counts {
                let stratum = if one { period.to_owned() } else { under(&stratum) };
                *field.frame.entry((value, stratum)).or_default() += records;
            }
        }
    }

    /// Takes in the cases of a later sample.
    fn take_in(&mut self, other: Gathered) {
        self.strata.extend(other.strata);
        self.cases.extend(other.cases);
        self.picked.extend(other.picked);
        for (field, more) in self.by.iter_mut().zip(other.by) {
            field.frame.extend(more.frame);
        }
        self.graders.extend(other.graders);
        self.double += other.double;
        self.graded_by = self.graded_by.max(other.graded_by);
        self.changed_since += other.changed_since;
    }
}
