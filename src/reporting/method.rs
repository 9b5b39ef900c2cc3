//! What was done, numbered lines in plain English, the same in the workbook and on the page, so that it can be done again.

use super::{Face, intervals};
use crate::calendar::in_words;
use crate::model::english::{and_list, counted, counted_as, one_or_more};
use crate::model::{Allocation, Design, DesignKind, EarlierDraw, Findings, Kind, SeedFrom, UnknownField};

/// One numbered line: its subject and what it says.
pub(super) type Told = (&'static str, String);

/// Everything, in the order in which it was done.
pub(super) fn told(findings: &Findings, face: &Face) -> Vec<Told> {
    let mut told = drawn(findings);
    told.extend(graded(findings));
    told.extend(counting(findings));
    told.extend(again(findings, face));
    told
}

/// What the population is and how cases were picked from it.
fn drawn(findings: &Findings) -> Vec<Told> {
    let (basis, method) = (&findings.basis, &findings.method);
    let condition = match &method.condition {
        Some(condition) => format!("Only records that meet this condition could be picked: {condition}"),
        None if method.words.is_some() => "No condition besides the words.".to_owned(),
        None => "No condition: every record of the population could be picked.".to_owned(),
    };
    let words = method.words.as_ref().map(|words| {
        format!("Only records in whose text these words occur could be picked, and the figures speak for those only: {words}")
    });
    let mut told = vec![
        (
            "Population and frame",
            format!(
                "The population is every {} of the period {}: {}. The frame is the part that the draw could pick from: {}.",
                basis.kind.id(),
                period(findings),
                basis.kind.counted(basis.population),
                basis.kind.counted(basis.frame)
            ),
        ),
        ("Condition", condition),
        ("Could not be told", unknown(&method.unknown)),
        (
            "As of",
            format!(
                "The frame was taken from the register as it was after {}. Later imports do not change it.",
                method.as_of
            ),
        ),
        ("Design", design(findings)),
        (
            "Seed",
            format!(
                "{} – {}; all chance comes from this text: the same frame and the same seed give the same cases.",
                method.seed,
                match method.seed_from {
                    SeedFrom::Computer => "taken from the computer's own chance once the frame was fixed",
                    SeedFrom::Typed => "typed by hand, and not taken from the computer's own chance",
                }
            ),
        ),
        (
            "Drawn",
            format!("{}, on {}, by {}.", counted(basis.drawn, "case"), in_words(method.drawn_on), method.drawn_by),
        ),
        ("Earlier draws", earlier(&method.earlier)),
        ("Changed since", changed(method.changed_since)),
        ("Late to the frame", late(findings.basis.kind, method.late)),
        ("Not in the newest", not_in_newest(findings.basis.kind, method.not_in_newest)),
    ];
    let promised = crate::analysis::promised(&method.design, basis.kind, &method.strata);
    if let Some((at, words)) = told.iter().position(|(what, _)| *what == "Seed").zip(promised) {
        told.insert(at, ("Sequential plan", words));
    }
    if let Some(words) = words {
        told.insert(2, ("Words", words));
    }
    told
}

/// The period in words, with what was typed where that differs.
fn period(findings: &Findings) -> String {
    let typed = &findings.basis.period;
    match findings.trend.last() {
        Some(own) if own.label != *typed => format!("{} ({typed})", own.label),
        _ => typed.clone(),
    }
}

fn unknown(fields: &[UnknownField]) -> String {
    if fields.is_empty() {
        return "None: whether a record belongs to the frame could be told for every record.".to_owned();
    }
    "For some records a field that the condition uses is blank, so they could be neither kept nor left out; they are \
     counted by field below."
        .to_owned()
}

fn design(findings: &Findings) -> String {
    let design = &findings.method.design;
    let size = design.size;
    let how = match design.kind {
        _ if design.one_per_child => return one_per_child(findings),
        DesignKind::Simple => format!(
            "A simple random draw of {size}: the seed gives every record of the frame a ticket, and the smallest tickets are drawn.",
        ),
        DesignKind::Stratified => format!(
            "A stratified random draw of {size} by {}, {}: the seed gives every record a ticket, and the smallest tickets of each \
             stratum are drawn.",
            labels(findings),
            shared_out(design),
        ),
        DesignKind::Systematic => format!(
            "A systematic draw of {}: records at equal distances along the frame in the order of {}, from a start that the \
             seed gives.{}",
            design.at_distances(),
            design.order.join(", then "),
            match design.line {
                None => String::new(),
                Some(line) => format!(
                    " The other {} came in later, by the smallest tickets of the rest.",
                    size.saturating_sub(line)
                ),
            },
        ),
        DesignKind::Pps => format!(
            "A draw of {size} with chances in proportion to {} (Pareto sampling on the records' tickets); a record so large that \
             its chance would be more than 1 is taken for certain.",
            design.size_field.as_deref().unwrap_or("a size"),
        ),
    };
    match design.weighs() {
        true => format!("{how} Shares weigh each case by the records that it stands for.{}", below(design)),
        false => how,
    }
}

fn one_per_child(findings: &Findings) -> String {
    let design = &findings.method.design;
    let strata = match design.is_stratified() {
        true => format!(" by {}, {}", labels(findings), shared_out(design)),
        false => String::new(),
    };
    format!(
        "A draw of {} children{strata}, and of one record of each: the seed gives every child a ticket and the smallest are drawn; \
         then a second seed made from it gives each record of a drawn child a ticket, and the smallest is taken. Shares weigh \
         each case by the records that it stands for.{}",
        design.size,
        below(design)
    )
}

/// How cases were shared out over the strata.
fn shared_out(design: &Design) -> String {
    let how = match design.allocation {
        Allocation::Proportional => "shared out in proportion to the records in each stratum",
        Allocation::Equal => "shared out equally",
        Allocation::Neyman => "shared out by size and by how far earlier gradings of each stratum differ (Neyman)",
        Allocation::Given => return "shared out as was asked for each stratum".to_owned(),
    };
    format!("{how}, with at least {} from each or all of it where it is smaller", design.at_least)
}

fn below(design: &Design) -> &'static str {
    if design.is_stratified() { " The allocation stands below." } else { "" }
}

/// The fields that make the strata, in words.
fn labels(findings: &Findings) -> String {
    let label = |name: &String| {
        let (kind, field) = match name.strip_prefix("child.") {
            Some(field) => (Kind::Child, field),
            None => (findings.basis.kind, name.as_str()),
        };
        kind.fields().iter().find(|known| known.name == field).map_or(field, |known| known.label).to_owned()
    };
    and_list(findings.method.design.by.iter().map(label))
}

fn earlier(draws: &[EarlierDraw]) -> String {
    match draws {
        [] => "None: no earlier draw of this kind was made for this or an overlapping period.".to_owned(),
        [_] => {
            "One earlier draw of this kind was made for this or an overlapping period; it is listed below.".to_owned()
        }
        many => format!(
            "{} earlier draws of this kind were made for this or overlapping periods; they are listed below.",
            many.len()
        ),
    }
}

fn changed(records: u64) -> String {
    match records {
        0 => "No drawn record has changed in a later extract.".to_owned(),
        1 => "One drawn record is changed or missing in a later extract; it was graded as it was when drawn. The sheet Cases says which.".to_owned(),
        many => format!("{many} drawn records are changed or missing in a later extract; they were graded as they were when drawn. The sheet Cases says which."),
    }
}

fn late(kind: Kind, records: u64) -> String {
    match records {
        0 => "No record of the period has come in since the draw.".to_owned(),
        many => format!(
            "{} of the period came in after the draw, and could not be drawn. The figures say nothing of them.",
            kind.counted(many)
        ),
    }
}

fn not_in_newest(kind: Kind, records: u64) -> String {
    match records {
        0 => "Every record of the period was in the newest extract that covers its day.".to_owned(),
        many => format!(
            "{} of the period had been in an earlier extract and not in the newest one that covers the day. The register keeps \
             them, and the draw could pick them.",
            kind.counted(many)
        ),
    }
}

/// Who graded, against what.
fn graded(findings: &Findings) -> Vec<Told> {
    let (method, rubric) = (&findings.method, &findings.rubric);
    let auditors = counted_as(method.auditors, "person", "people");
    let last = method
        .graded_by
        .map_or(String::new(), |day| format!(" The last counted grading was finished on {}.", in_words(day)));
    let scale: Vec<&str> = rubric.scale.iter().map(|grade| grade.label.as_str()).collect();
    let twice = match method.double {
        0 => "No case was drawn to be graded by a second person.".to_owned(),
        1 => "One case was drawn, by the same seed, to be graded by a second person who did not see the first grading."
            .to_owned(),
        many => format!(
            "{many} of the cases were drawn, by the same seed, to be graded by a second person who did not see the first grading."
        ),
    };
    let line = match method.in_line {
        0 => String::new(),
        count => format!(
            " {} graded by someone who manages, directly or through others, the person whose work {}.",
            counted_as(count, "case was", "cases were"),
            one_or_more(count, "it is", "they are")
        ),
    };
    vec![
        ("Graded", format!("By {auditors}. {twice}{line}{last}")),
        (
            "Rubric",
            format!(
                "{} ({}), version {}. Grades, worst first: {}. SHA-256 of its text: {}",
                rubric.title,
                rubric.rubric,
                rubric.version,
                scale.join(", "),
                rubric.sha256
            ),
        ),
    ]
}

/// Which answers count and how sure the figures are.
fn counting(findings: &Findings) -> Vec<Told> {
    let mut told = vec![
        (
            "What counts",
            "The moderated answer where there is one; else the single grading; else what both auditors gave. If two \
             differ overall and the case has not been moderated, or the second is still out, the case is waiting and is not counted. If they \
             agree overall but differ on a question, the case counts and that question waits: it is left out of the results for it."
                .to_owned(),
        ),
        (
            "Provisional",
            "While any drawn case is ungraded, or a case or a question is waiting, everything says PROVISIONAL, how much is missing, and what \
             the result can still come to at worst and at best. An interval is then given only for the unbroken run of \
             settled cases in the order drawn, because only that is a random sample."
                .to_owned(),
        ),
        ("Cases", tally(findings)),
    ];
    told.push(("Intervals", intervals::meaning(findings)));
    told.extend(intervals::used(findings).into_iter().map(|line| ("Interval used", line)));
    if !findings.sentences.limits.is_empty() {
        told.push(("What it cannot tell", findings.sentences.limits.clone()));
    }
    told.extend(findings.sentences.notes.iter().map(|note| ("Note", note.clone())));
    told
}

fn tally(findings: &Findings) -> String {
    let basis = &findings.basis;
    let not_needed = match basis.not_needed {
        0 => String::new(),
        count => format!(", not needed {count}"),
    };
    format!(
        "Drawn {}: graded and counted {}, waiting {}, not graded {}{}, unusable because not of the population {}, unusable because \
         the record could not be read {}.",
        basis.drawn, basis.graded, basis.waiting, basis.ungraded, not_needed, basis.ineligible, basis.not_obtained
    )
}

/// How to do it again, and what may be read from the names.
fn again(findings: &Findings, face: &Face) -> Vec<Told> {
    let method = &findings.method;
    let names = if face.identifiable {
        "This copy names children and staff as the register does. It was made so on purpose and the register's journal \
         says by whom; handle it as you handle the case records."
    } else {
        "References, children and staff stand here under pseudonyms that only the register's key can undo. The auditors' \
         words are as written, and so are typed reasons but for names on the list of people. An identifiable copy has to be asked for and is journalled."
    };
    vec![
        (
            "Draw it again",
            format!(
                "The manifest {name} holds the frame, the seed and the cases. Whoever keeps the register writes it with: dipsample sample \
                 manifest {sample} > \"{name}\". Whoever has it repeats the draw with: dipsample verify \"{name}\"",
                name = method.manifest_name,
                sample = findings.basis.samples.join(" "),
            ),
        ),
        ("The manifest's SHA-256", digest(&method.manifest_sha256)),
        ("The frame's SHA-256", digest(&method.frame_sha256)),
        ("Names", names.to_owned()),
        ("Programs", format!("Drawn with {}; this file was made by {}.", method.program, face.program)),
    ]
}

/// A digest, or why there is none.
fn digest(sha256: &str) -> String {
    match sha256 {
        "" => "Left out of this copy: with so few records, whoever tries all references would find them from it. The register has it."
            .to_owned(),
        sha256 => sha256.to_owned(),
    }
}
