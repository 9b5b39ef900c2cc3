//! Pseudonyms for what is made for readers: children, records and staff under keyed pseudonyms, and nothing in the order
//! in which it was drawn.

use super::failure::Failure;
use super::staff::STAFF_FIELDS;
use crate::digest::pseudonym;
use crate::model::{CaseLine, FindingLine, Findings};
use crate::store::{PersonRow, Register};

/// The pseudonyms of one register.
pub(super) struct Masks {
    key: Vec<u8>,
    people: Vec<PersonRow>,
}

impl Masks {
    /// Takes up the register's key.
    pub(super) fn new(register: &Register) -> Result<Masks, Failure> {
        Ok(Masks { key: register.key()?, people: register.people()? })
    }

    /// The pseudonym of a record.
    pub(super) fn record(&self, reference: &str) -> String {
        pseudonym(&self.key, "R", reference)
    }

    /// The pseudonym of a child.
    pub(super) fn child(&self, reference: &str) -> String {
        pseudonym(&self.key, "C", reference)
    }

    /// The pseudonym of a member of staff.
    pub(super) fn staff(&self, name: &str) -> String {
        let missing = name == crate::model::NOT_RECORDED || name.is_empty();
        if missing { name.to_owned() } else { pseudonym(&self.key, "S", name) }
    }

    /// Puts pseudonyms over a sample's findings, and orders cases and findings by them.
    pub(super) fn put_on(&self, findings: &mut Findings) {
        let by = findings.method.design.by.clone();
        findings.cases.iter_mut().for_each(|line| self.case(line, &by));
        findings.cases.sort_by(|a, b| a.record.cmp(&b.record));
        findings.findings.iter_mut().for_each(|line| self.finding(line));
        self.order(&mut findings.findings);
        for breakdown in &mut findings.by {
            if STAFF_FIELDS.contains(&breakdown.field.as_str()) {
                breakdown.value = self.staff(&breakdown.value);
            } else if ["reference", "child"].contains(&breakdown.field.as_str()) {
                breakdown.value = if breakdown.field == "child" {
                    self.child(&breakdown.value)
                } else {
                    self.record(&breakdown.value)
                };
            }
        }
        findings.by.sort_by(|a, b| (&a.field, &a.value).cmp(&(&b.field, &b.value)));
        for stratum in &mut findings.method.strata {
            stratum.stratum = self.stratum(&stratum.stratum, &by);
        }
        findings.method.drawn_by = self.staff(&findings.method.drawn_by);
        findings.method.condition = findings.method.condition.as_deref().map(|text| self.condition(text));
    }

    fn case(&self, line: &mut CaseLine, by: &[String]) {
        line.record = self.record(&line.record);
        line.child = line.child.as_deref().map(|child| self.child(child));
        line.iro = line.iro.as_deref().map(|name| self.staff(name));
        line.stratum = self.stratum(&line.stratum, by);
    }

    fn finding(&self, line: &mut FindingLine) {
        line.record = self.record(&line.record);
        line.child = line.child.as_deref().map(|child| self.child(child));
        line.iro = line.iro.as_deref().map(|name| self.staff(name));
    }

    /// Within each criterion's strengths and concerns, by pseudonym.
    fn order(&self, lines: &mut [FindingLine]) {
        let mut start = 0;
        while let Some(first) = lines.get(start) {
            let same = |line: &FindingLine| line.criterion == first.criterion && line.bearing == first.bearing;
            let end = start + lines[start..].iter().take_while(|line| same(line)).count();
            lines[start..end].sort_by(|a, b| (&a.record, &a.text).cmp(&(&b.record, &b.text)));
            start = end;
        }
    }

    fn stratum(&self, stratum: &str, by: &[String]) -> String {
        let parts = stratum.split(" | ").zip(by.iter().map(String::as_str).chain(std::iter::repeat("")));
        let read = |(part, field): (&str, &str)| {
            if STAFF_FIELDS.contains(&field) { self.staff(part) } else { part.to_owned() }
        };
        parts.map(read).collect::<Vec<_>>().join(" | ")
    }

    /// A condition with the names of people on the list taken out.
    fn condition(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for row in &self.people {
            for spelling in
                std::iter::once(&row.person.name).chain(&row.person.also).filter(|spelling| !spelling.is_empty())
            {
                text = text.replace(spelling.as_str(), &self.staff(&row.person.name));
            }
        }
        text
    }
}
