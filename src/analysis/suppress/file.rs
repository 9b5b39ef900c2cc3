//! What may be seen of findings: made from the counts that are not hidden, and from nothing else that tells a number.

use crate::model::english::{and_list, one_or_more};
use crate::model::{
    Bearing, DesignKind, Estimate, Figure, Findings, SeedFrom, Suppressed, SuppressedPart, SuppressedTable,
};

use super::counts::{Group, Places, counts};
use super::ledger::{Ledger, Place};

/// What is hidden of findings for numbers from 1 to one below `below`, and what is left.
///
/// No claim is made for this file beside another: a reader who has both may work out more.
pub fn suppressed(findings: &Findings, below: u64) -> Suppressed {
    let (mut ledger, places) = counts(findings);
    ledger.suppress(below);
    let file = File { findings, ledger: &ledger, places: &places };
    let (tables, gone) = file.tables();
    Suppressed {
        below,
        title: findings.sentences.title.clone(),
        samples: findings.basis.samples.join(", "),
        drawn_on: findings.method.drawn_on,
        basis: file.basis(),
        warning: file.warning(),
        left_out: file.left_out(below, &gone),
        tables,
        method: file.method(),
    }
}

struct File<'a> {
    findings: &'a Findings,
    ledger: &'a Ledger,
    places: &'a Places,
}

/// The headings of the figures of an estimate.
const FIGURES: [&str; 6] = ["Cases", "Out of", "Share", "Low", "High", "No more than, in all"];

/// The estimates of one group, with what their shares need to be seen.
struct Shown<'a> {
    estimates: &'a [Estimate],
    group: &'a Group,
    /// Counts besides that the interval would give away.
    also: Vec<Place>,
    /// Whether the share is the count out of n and no more.
    plain: bool,
}

impl File<'_> {
    fn number(&self, place: Place) -> Figure {
        self.ledger.seen(place).map_or(Figure::Hidden, Figure::Count)
    }

    fn tables(&self) -> (Vec<SuppressedTable>, Vec<String>) {
        let mut tables = vec![self.size(), self.grades()];
        let mut gone = Vec::new();
        for (table, seen) in self.by() {
            if seen { tables.push(table) } else { gone.push(table.title) }
        }
        tables.extend(self.agreement());
        tables.extend(self.criteria());
        tables.extend(self.themes());
        tables.extend(self.trend());
        (tables, gone)
    }

    /// How many there are, were drawn and count.
    fn size(&self) -> SuppressedTable {
        let whole = self.places.whole;
        let kind = self.findings.basis.kind;
        let lines = [
            (format!("All {} of the period", kind.plural()), whole.population),
            ("Those that could be drawn".to_owned(), whole.frame),
            ("Drawn".to_owned(), whole.drawn),
            ("Graded and counted".to_owned(), whole.graded),
        ];
        SuppressedTable {
            part: SuppressedPart::Grades,
            title: "What the shares are shares of".to_owned(),
            columns: vec!["What".to_owned(), "How many".to_owned()],
            rows: lines.into_iter().map(|(words, place)| vec![Figure::Words(words), self.number(place)]).collect(),
        }
    }

    fn grades(&self) -> SuppressedTable {
        let group = &self.places.grades;
        let plain = !self.weighs();
        let whole = self.places.whole;
        let mut table = table(SuppressedPart::Grades, "All cases", &["Grade"]);
        let shown = Shown { estimates: &self.findings.grades, group, also: vec![whole.frame], plain };
        for (at, figures) in self.estimates(&shown) {
            table.rows.push(line(&[&self.findings.grades[at].label], figures));
        }
        table.rows.push(self.all(&["All graded"], group));
        table
    }

    /// By each field, with whether anything is left of it.
    fn by(&self) -> Vec<(SuppressedTable, bool)> {
        let mut tables = Vec::new();
        let mut parts = self.findings.by.iter().zip(&self.places.by).peekable();
        while let Some((first, _)) = parts.peek() {
            let field = first.field.clone();
            let title = format!("By {}", first.label);
            let mut made = table(SuppressedPart::Grades, &title, &[&first.label, "Grade"]);
            let mut seen = false;
            while let Some((value, part)) = parts.next_if(|(value, _)| value.field == field) {
                let alone = self.is_stratum(&field);
                let also = part.frame.into_iter().chain([self.places.whole.frame]).collect();
                let plain = alone || !self.weighs();
                let shown = Shown { estimates: &value.grades, group: &part.grades, also, plain };
                for (at, figures) in self.estimates(&shown) {
                    seen |= matches!(figures[0], Figure::Count(count) if count > 0);
                    made.rows.push(line(&[&value.value, &value.grades[at].label], figures));
                }
                made.rows.push(self.all(&[&value.value, "All graded"], &part.grades));
                if let Some(frame) = part.frame {
                    let mut row = vec![Figure::Words(value.value.clone()), Figure::Words("Could be drawn".to_owned())];
                    row.push(self.number(frame));
                    row.resize(made.columns.len(), Figure::Words(String::new()));
                    made.rows.push(row);
                }
            }
            tables.push((made, seen));
        }
        tables
    }

    fn agreement(&self) -> Option<SuppressedTable> {
        let [exact, near, cases] = self.places.agreement?;
        let agreement = self.findings.agreement.as_ref()?;
        let mut table = table(SuppressedPart::Grades, "Two auditors on the same case", &["How far they agreed"]);
        let group = Group { counts: vec![exact, near], of: vec![cases, cases] };
        let estimates = [agreement.exact.clone(), agreement.within_one.clone()];
        let shown = Shown { estimates: &estimates, group: &group, also: vec![self.places.whole.frame], plain: true };
        for (at, figures) in self.estimates(&shown) {
            table.rows.push(line(&[&estimates[at].label], figures));
        }
        table.rows.push(self.all(&["Cases graded twice"], &group));
        Some(table)
    }

    fn criteria(&self) -> Vec<SuppressedTable> {
        let mut table = table(SuppressedPart::Criteria, "Answers to each question", &["Criterion", "Answer"]);
        for (criterion, group) in self.findings.criteria.iter().zip(&self.places.criteria) {
            let also = vec![self.places.whole.frame];
            let shown = Shown { estimates: &criterion.grades, group, also, plain: !self.weighs() };
            for (at, figures) in self.estimates(&shown) {
                table.rows.push(line(&[&criterion.label, &criterion.grades[at].label], figures));
            }
            table.rows.push(self.all(&[&criterion.label, "All answered"], group));
        }
        if table.rows.is_empty() { Vec::new() } else { vec![table] }
    }

    /// In the order of their words: an order by frequency would tell of hidden numbers.
    fn themes(&self) -> Vec<SuppressedTable> {
        let tables = [Bearing::Concern, Bearing::Strength].map(|bearing| {
            let title = if bearing == Bearing::Concern { "Concerns" } else { "Strengths" };
            let mut table = table(SuppressedPart::Themes, title, &["Theme"]);
            let mut themes: Vec<_> =
                self.findings.themes.iter().zip(&self.places.themes).filter(|(one, _)| one.kind == bearing).collect();
            themes.sort_by(|(one, _), (other, _)| (&one.label, &one.theme).cmp(&(&other.label, &other.theme)));
            for (theme, (count, of)) in themes {
                let group = Group { counts: vec![*count], of: vec![*of] };
                let estimates = std::slice::from_ref(&theme.share);
                let also = vec![self.places.whole.frame];
                let shown = Shown { estimates, group: &group, also, plain: !self.weighs() };
                for (_, figures) in self.estimates(&shown) {
                    table.rows.push(line(&[&theme.label], figures));
                }
            }
            table
        });
        tables.into_iter().filter(|table| !table.rows.is_empty()).collect()
    }

    fn trend(&self) -> Option<SuppressedTable> {
        let mut table = table(SuppressedPart::Trend, "Grades by period", &["Period", "Grade"]);
        for (point, group) in self.findings.trend.iter().zip(&self.places.trend) {
            let group = group.as_ref().unwrap_or(&self.places.grades);
            // The frame of an earlier period is no number of this file.
            let own = std::ptr::eq(group, &raw const self.places.grades);
            let also = if own { vec![self.places.whole.frame] } else { Vec::new() };
            let shown = Shown { estimates: &point.grades, group, also, plain: !self.weighs() };
            for (at, mut figures) in self.estimates(&shown) {
                if point.provisional {
                    figures[3..].fill(Figure::Undefined);
                }
                table.rows.push(line(&[&point.label, &point.grades[at].label], figures));
            }
            table.rows.push(self.all(&[&point.label, "All graded"], group));
        }
        (self.findings.trend.len() > 1).then_some(table)
    }

    /// The figures of each estimate that is shown at all: all of the scale, and those joined where that says more.
    fn estimates(&self, shown: &Shown<'_>) -> Vec<(usize, Vec<Figure>)> {
        let mut figures = Vec::new();
        for (at, estimate) in shown.estimates.iter().enumerate() {
            let (Some(count), Some(of)) = (shown.group.counts.get(at), shown.group.of.get(at)) else { continue };
            if shown.group.counts[..at].contains(count) {
                continue;
            }
            figures.push((at, self.figures(estimate, (*count, *of), shown)));
        }
        figures
    }

    fn figures(&self, estimate: &Estimate, (count, of): (Place, Place), shown: &Shown<'_>) -> Vec<Figure> {
        let (Some(found), Some(asked)) = (self.ledger.seen(count), self.ledger.seen(of)) else {
            return match self.ledger.seen(count) {
                Some(found) => [vec![Figure::Count(found)], vec![Figure::Hidden; 5]].concat(),
                None => vec![Figure::Hidden; 6],
            };
        };
        let counts = vec![Figure::Count(found), Figure::Count(asked)];
        let open = shown.plain || self.is_safe_by_stratum(estimate, count);
        let rest = match (open, shown.also.iter().all(|place| self.ledger.seen(*place).is_some())) {
            (false, _) => vec![Figure::Hidden; 4],
            (true, false) => [vec![share(estimate.share)], vec![Figure::Hidden; 3]].concat(),
            (true, true) => vec![
                share(estimate.share),
                share(estimate.low),
                share(estimate.high),
                estimate.upper_count.map_or(Figure::Undefined, Figure::Count),
            ],
        };
        [counts, rest].concat()
    }

    fn all(&self, words: &[&str], group: &Group) -> Vec<Figure> {
        let of = group.of.last().map_or(Figure::Undefined, |of| self.number(*of));
        let mut row: Vec<Figure> = words.iter().map(|words| Figure::Words((*words).to_owned())).collect();
        row.push(of);
        row.resize(words.len() + FIGURES.len(), Figure::Words(String::new()));
        row
    }

    /// Whether shares weigh strata, so that a share tells of the counts in each.
    fn weighs(&self) -> bool {
        self.findings.method.design.kind == DesignKind::Stratified
    }

    /// Whether each value of a field is one stratum.
    fn is_stratum(&self, field: &str) -> bool {
        self.weighs() && self.findings.method.design.by == [field]
    }

    /// Whether a weighted share of all cases is made of counts in strata that are all on the file.
    fn is_safe_by_stratum(&self, estimate: &Estimate, count: Place) -> bool {
        let grades = &self.places.grades;
        let Some(at) = grades.counts.iter().position(|one| *one == count) else { return false };
        let strata = self.findings.by.iter().zip(&self.places.by).filter(|(value, _)| self.is_stratum(&value.field));
        let mut seen = strata.map(|(_, part)| {
            let parts = part.grades.counts.get(at).into_iter().chain(&part.grades.of).chain(&part.frame);
            parts.copied().all(|place| self.ledger.seen(place).is_some())
        });
        let any = self.findings.by.iter().any(|value| self.is_stratum(&value.field));
        any && estimate.share.is_some() && seen.all(|seen| seen)
    }

    fn basis(&self) -> Vec<String> {
        let basis = &self.findings.basis;
        let seen =
            |place: Place| self.ledger.seen(place).map_or("a number left out".to_owned(), |count| count.to_string());
        let whole = self.places.whole;
        let of = match whole_is_frame(basis.frame, basis.population) && self.ledger.seen(whole.population).is_some() {
            true => String::new(),
            false => " that could be drawn".to_owned(),
        };
        let whose = match basis.kind {
            crate::model::Kind::Child => "Shares are of children.".to_owned(),
            kind => format!("Shares are of {}, not of children.", kind.plural()),
        };
        vec![
            format!(
                "Of {} {}{of}, {} were drawn at random; {} are graded and counted.",
                seen(whole.frame),
                basis.kind.plural(),
                seen(whole.drawn),
                seen(whole.graded)
            ),
            whose,
        ]
    }

    fn warning(&self) -> Option<String> {
        let withdrawn =
            self.findings.sentences.provisional.as_deref().is_some_and(|words| words.starts_with("WITHDRAWN"));
        match (withdrawn, self.findings.basis.provisional) {
            (true, _) => Some("WITHDRAWN: this sample does not count.".to_owned()),
            (_, true) => Some(
                "PROVISIONAL: not every drawn case is graded and settled; what they may still change is left out of this file."
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn left_out(&self, below: u64, gone: &[String]) -> Vec<String> {
        let mut told = vec![
            format!(
                "Small numbers are left out. [c] stands for a number that is {}, or from which, with the others here, such a number could be worked out; its share, its interval and what it is out of go with it.",
                if below > 2 { format!("between 1 and {}", below - 1) } else { "1".to_owned() }
            ),
            format!("Nobody who adds and subtracts the numbers of this file can bring a hidden one down to fewer than {} values. Nothing is promised for this file beside another one, such as last month's or one with another limit.", below + 1),
            "Left out altogether: the cases, the auditors' words, actions, urgent concerns, who graded, self-audits and gradings from outside beside the final grades, themes that come together or by member of staff, what changed since the period before, and charts of what is hidden.".to_owned(),
        ];
        if !gone.is_empty() {
            told.push(format!(
                "Left out because too little of it could be shown: the {} {}.",
                one_or_more(gone.len(), "table", "tables"),
                and_list(gone)
            ));
        }
        if self.weighs() {
            told.push("Each stratum was drawn separately, so that shares weigh the strata; a weighted share is shown only where the numbers of every stratum are, since it would give them away.".to_owned());
        }
        told
    }

    fn method(&self) -> Vec<(String, String)> {
        let (method, rubric) = (&self.findings.method, &self.findings.rubric);
        let how = match method.design.kind {
            _ if method.design.one_per_child => "Children were drawn at random, and then one record of each.",
            DesignKind::Simple => "A simple random draw: every record of the frame had the same chance.",
            DesignKind::Stratified => "A stratified random draw: a part of the sample from each part of the frame.",
            DesignKind::Systematic => "A systematic draw, treated as if it were simple.",
            DesignKind::Pps => "A draw with chances in proportion to size.",
        };
        let beside: Vec<&str> = self.findings.calibration.iter().map(|one| one.overall.exact.method.as_str()).collect();
        let intervals: Vec<&str> =
            method.intervals.iter().map(String::as_str).filter(|words| !beside.contains(words)).collect();
        let seed = match method.seed_from {
            SeedFrom::Computer => "taken from the computer's own chance once the frame was fixed",
            SeedFrom::Typed => "typed by hand",
        };
        let mut lines = vec![
            ("Sample", self.findings.basis.samples.join(", ")),
            ("Design", how.to_owned()),
            ("Seed", format!("{}, {seed}.", method.seed)),
            ("Rubric", format!("{}, version {}, SHA-256 of its text {}.", rubric.title, rubric.version, rubric.sha256)),
            (
                "Intervals",
                format!(
                    "95% two-sided; \"No more than\" is a one-sided bound of its own, 95% sure. {}.",
                    intervals.join(". ")
                ),
            ),
            (
                "To do it again",
                format!(
                    "The draw can be done again from the manifest {}, SHA-256 {}, which names every record and stays in the council.",
                    method.manifest_name, method.manifest_sha256
                ),
            ),
        ];
        if method.condition.is_some() || method.words.is_some() {
            lines.insert(
                2,
                ("Condition", "Not every record could be drawn: the manifest has the condition.".to_owned()),
            );
        }
        lines.into_iter().map(|(subject, words)| (subject.to_owned(), words)).collect()
    }
}

fn whole_is_frame(frame: u64, population: u64) -> bool {
    frame == population
}

fn table(part: SuppressedPart, title: &str, words: &[&str]) -> SuppressedTable {
    let columns = words.iter().chain(&FIGURES).map(|words| (*words).to_owned()).collect();
    SuppressedTable { part, title: title.to_owned(), columns, rows: Vec::new() }
}

fn line(words: &[&str], figures: Vec<Figure>) -> Vec<Figure> {
    words.iter().map(|words| Figure::Words((*words).to_owned())).chain(figures).collect()
}

/// A share to whole hundredths; one that is not 0 or 1 is not shown as such.
fn share(share: Option<f64>) -> Figure {
    match share {
        None => Figure::Undefined,
        Some(share) if share > 0.0 && share < 0.005 => Figure::Share(0.004),
        Some(share) if share > 0.995 && share < 1.0 => Figure::Share(0.996),
        Some(share) => Figure::Share((share * 100.0).round() / 100.0),
    }
}
