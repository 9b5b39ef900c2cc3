//! Names and numbers in what people write, shown to them before others read it.

use crate::grading::{Identifying, identifying};
use crate::model::{Findings, Kind, name_key};
use crate::store::{CaseRow, Register, Said, StoreError};

use super::failure::Failure;

/// The names that words about a case could reveal.
pub(super) struct Names {
    people: Vec<String>,
}

impl Names {
    /// Everybody on the list of people, under every spelling.
    pub(super) fn of(register: &Register) -> Result<Names, StoreError> {
        let people =
            register.people()?.into_iter().flat_map(|row| std::iter::once(row.person.name).chain(row.person.also));
        Ok(Names { people: people.filter(|name| !name.contains('@')).collect() })
    }

    /// The same names, with those of the case's IRO and of the child's workers and carers.
    pub(super) fn of_case(&self, kind: Kind, case: &CaseRow) -> Vec<String> {
        let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
        let own = ["iro", "worker"].into_iter().flat_map(|field| [case.record.text_of(kind, field), of_child(field)]);
        let named = |heading: &&String| {
            let key = name_key(heading);
            ["name", "carer", "worker", "author", "manager", "officer"].iter().any(|word| key.contains(word))
        };
        let extra = case.record.extra.iter().filter(|(heading, _)| named(heading)).map(|(_, value)| value.clone());
        own.flatten().chain(extra).chain(self.people.iter().cloned()).collect()
    }
}

/// Finds what could identify someone in words that are about to be stored.
pub(super) fn in_said(said: &[Said], names: &[String]) -> Vec<Identifying> {
    let words = said.iter().filter_map(|one| match one {
        Said::Note { text, .. } => Some(text.as_str()),
        Said::Finding(finding) => Some(&*finding.text),
        Said::Overall { reason, .. } => reason.as_deref(),
        Said::Unusable { why, .. } => why.as_deref(),
        _ => None,
    });
    in_texts(words, names)
}

/// Finds what could identify someone in these texts, each once.
pub(super) fn in_texts<'a>(texts: impl Iterator<Item = &'a str>, names: &[String]) -> Vec<Identifying> {
    let mut found: Vec<Identifying> =
        texts.flat_map(|text| identifying(text, names.iter().map(String::as_str))).collect();
    found.sort();
    found.dedup();
    found
}

/// The warning about words on a case that could identify someone; `None` if there are none.
pub(super) fn warning(case: u32, found: &[Identifying]) -> Option<String> {
    (!found.is_empty()).then(|| {
        format!(
            "Careful: the words on case {case} contain {}. Other people will read them, so leave names and numbers out.",
            listed(found)
        )
    })
}

/// What follows "Kept." in a guided screen if the words just typed could identify someone; empty if they could not.
pub(super) fn aside(found: &[Identifying], how_to_go_back: &str) -> String {
    match found.is_empty() {
        true => String::new(),
        false => {
            format!(" Careful: your words contain {}. {how_to_go_back} to go back and change them.", listed(found))
        }
    }
}

/// What was found, in words: `a name ("Ann Grey") and a postcode ("HR1 2AB")`.
pub(super) fn listed(found: &[Identifying]) -> String {
    let named: Vec<String> = found.iter().map(|one| format!("{} (\"{}\")", one.what, one.words)).collect();
    match named.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] => format!("{} and {last}", others.join(", ")),
    }
}

/// Finds what could identify someone in findings that are about to be shared, case by case.
pub(super) fn in_findings(register: &Register, findings: &Findings) -> Result<Vec<(u32, Vec<Identifying>)>, Failure> {
    let names = Names::of(register)?;
    let mut found = Vec::new();
    for sample in register.samples()?.iter().filter(|sample| findings.basis.samples.contains(&sample.name)) {
        for case in register.cases(sample.id)? {
            let own = findings.findings.iter().filter(|line| *line.record == *case.case.record);
            let actions = findings.actions.iter().filter(|action| action.record.as_deref() == Some(&case.case.record));
            let doing = actions.flat_map(|action| {
                std::iter::once(&action.what).chain(&action.effect).chain(&action.evidence).map(String::as_str)
            });
            let texts: Vec<&str> = own.map(|line| &*line.text).chain(doing).collect();
            let in_case = match texts.is_empty() {
                true => Vec::new(),
                false => in_texts(texts.into_iter(), &names.of_case(sample.kind, &case)),
            };
            if !in_case.is_empty() {
                found.push((case.case.case, in_case));
            }
        }
    }
    Ok(found)
}

/// The warning before a file with such words is shared, with what to do.
pub(super) fn before_sharing(found: &[(u32, Vec<Identifying>)], without_words: &str) -> Option<String> {
    const SHOWN: usize = 5;
    (!found.is_empty()).then(|| {
        let lines: String =
            found.iter().take(SHOWN).map(|(case, found)| format!("\n  Case {case}: {}", listed(found))).collect();
        let more = found.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!("\n  ... and {more} more cases") } else { String::new() };
        format!(
            "Careful: the words in this file could identify people.{lines}{more}\n  Read them before you share it. A file without words: \
             {without_words}"
        )
    })
}
