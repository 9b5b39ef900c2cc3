//! Pseudonyms for what is made for readers: children, records and staff under keyed pseudonyms, and nothing in the order
//! in which it was drawn or in the order of the names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::failure::Failure;
use super::staff::{STAFF_FIELDS, Staff};
use crate::digest::pseudonym;
use crate::model::{CaseLine, FindingLine, Findings, MethodFacts, NOT_RECORDED};
use crate::store::{PersonRow, Register};

/// The pseudonyms of one register.
pub(super) struct Masks {
    key: Vec<u8>,
    people: Vec<PersonRow>,
    staff: Staff,
}

impl Masks {
    /// Takes up the register's key.
    pub(super) fn new(register: &Register) -> Result<Masks, Failure> {
        let people = register.people()?;
        Ok(Masks { key: register.key()?, staff: Staff::new(&people), people })
    }

    /// Pseudonyms under a fixed key, of a register without people.
    #[cfg(test)]
    pub(super) fn for_tests() -> Masks {
        Masks { key: vec![7; 32], people: Vec::new(), staff: Staff::new(&[]) }
    }

    /// The pseudonym of a record.
    pub(super) fn record(&self, reference: &str) -> String {
        pseudonym(&self.key, "R", reference)
    }

    /// The pseudonym of a child.
    pub(super) fn child(&self, reference: &str) -> String {
        pseudonym(&self.key, "C", reference)
    }

    /// The pseudonym of a member of staff, the same for every spelling that the list of people has.
    pub(super) fn staff(&self, name: &str) -> String {
        let missing = name == NOT_RECORDED || name.is_empty();
        if missing { name.to_owned() } else { pseudonym(&self.key, "S", &self.staff.name(name)) }
    }

    /// The pseudonym of one spelling, whoever it is of.
    pub(super) fn spelling(&self, spelling: &str) -> String {
        pseudonym(&self.key, "S", spelling)
    }

    /// The pseudonym of a sample that a person named.
    pub(super) fn sample(&self, name: &str) -> String {
        pseudonym(&self.key, "D", name)
    }

    /// Whether a pseudonym is of the person with this spelling, under the name on the list or the spelling itself.
    pub(super) fn is_staff(&self, spelling: &str, wanted: &str) -> bool {
        self.staff(spelling) == wanted || self.spelling(spelling) == wanted
    }

    /// What stands for a field's value: a pseudonym where the field tells of one human being or one record.
    pub(super) fn value(&self, field: &str, value: &str) -> String {
        match field {
            _ if value == NOT_RECORDED => value.to_owned(),
            "reference" => self.record(value),
            "child" | "child.reference" | "child.child" => self.child(value),
            "auditor" => self.staff(value),
            field if STAFF_FIELDS.contains(&field) => self.staff(value),
            _ => value.to_owned(),
        }
    }

    /// Puts pseudonyms over a sample's findings, and orders everything by them.
    pub(super) fn put_on(&self, findings: &mut Findings) {
        let by = findings.method.design.by.clone();
        let mut references = self.references(&findings.cases);
        references.extend(findings.hand_picked.iter().map(|one| (one.record.clone(), self.record(&one.record))));
        findings.cases.iter_mut().for_each(|line| self.case(line, &by));
        findings.cases.sort_by(|a, b| a.record.cmp(&b.record));
        self.findings(&mut findings.findings);
        findings.by.iter_mut().for_each(|part| part.value = self.value(&part.field, &part.value));
        for values in findings.by.chunk_by_mut(|a, b| a.field == b.field) {
            values.sort_by(|a, b| (a.value == NOT_RECORDED, &a.value).cmp(&(b.value == NOT_RECORDED, &b.value)));
        }
        for point in &mut findings.detail.funnel {
            point.value = self.value(&point.field, &point.value);
        }
        findings.detail.funnel.sort_by(|a, b| (&a.field, &a.value, &a.name).cmp(&(&b.field, &b.value, &b.name)));
        for line in &mut findings.detail.theme_counts {
            line.value = self.value(&line.field, &line.value);
        }
        findings
            .detail
            .theme_counts
            .sort_by(|a, b| (&a.theme, &a.field, &a.value).cmp(&(&b.theme, &b.field, &b.value)));
        self.method(&mut findings.method, &by);
        self.doing(findings, &references);
        let sentences = &mut findings.sentences;
        sentences
            .notes
            .iter_mut()
            .chain(&mut sentences.provisional)
            .chain([&mut sentences.question])
            .for_each(|words| *words = self.names_out(words, &references));
    }

    /// Masks single records and people in findings. Figures by field keep their names: anyone who may ask for them may see whose
    /// work they describe.
    pub(super) fn put_on_lines(&self, findings: &mut Findings) {
        let references = self.references(&findings.cases);
        self.findings(&mut findings.findings);
        self.doing(findings, &references);
    }

    /// Masks hand-picked cases and actions.
    fn doing(&self, findings: &mut Findings, references: &[(String, String)]) {
        for picked in &mut findings.hand_picked {
            picked.reason = self.names_out(&picked.reason, references);
            picked.record = self.record(&picked.record);
        }
        for action in &mut findings.actions {
            action.record = action.record.as_deref().map(|record| self.record(record));
            action.owner = self.staff(&action.owner);
            for words in std::iter::once(&mut action.what).chain(&mut action.effect).chain(&mut action.evidence) {
                *words = self.names_out(words, references);
            }
        }
    }

    /// The references of a sample's cases and their children, with what stands for them.
    fn references(&self, cases: &[CaseLine]) -> Vec<(String, String)> {
        let of_case = |line: &CaseLine| {
            let child = line.child.iter().map(|child| (child.clone(), self.child(child)));
            child.chain([(line.record.clone(), self.record(&line.record))]).collect::<Vec<_>>()
        };
        cases.iter().flat_map(of_case).collect()
    }

    fn method(&self, method: &mut MethodFacts, by: &[String]) {
        method.strata.iter_mut().for_each(|stratum| stratum.stratum = self.stratum(&stratum.stratum, by));
        method
            .strata
            .sort_by(|a, b| (a.stratum == NOT_RECORDED, &a.stratum).cmp(&(b.stratum == NOT_RECORDED, &b.stratum)));
        method.drawn_by = self.staff(&method.drawn_by);
    }

    fn case(&self, line: &mut CaseLine, by: &[String]) {
        line.record = self.record(&line.record);
        line.child = line.child.as_deref().map(|child| self.child(child));
        line.iro = line.iro.as_deref().map(|name| self.staff(name));
        line.stratum = self.stratum(&line.stratum, by);
    }

    /// Each name and reference is masked once, however many lines have it. Lines of one criterion and bearing are put in
    /// the order of the pseudonyms and then of the words.
    fn findings(&self, lines: &mut [FindingLine]) {
        let (mut records, mut children, mut staff) = (Known::default(), Known::default(), Known::default());
        for line in &mut *lines {
            line.record = records.once(&line.record, |record| self.record(record));
            line.child = line.child.as_ref().map(|child| children.once(child, |child| self.child(child)));
            line.iro = line.iro.as_ref().map(|name| staff.once(name, |name| self.staff(name)));
        }
        let mut places = records.places();
        for alike in lines.chunk_by_mut(|a, b| a.criterion == b.criterion && a.bearing == b.bearing) {
            alike.sort_by_cached_key(|line| places.of(&line.record));
            for of_record in alike.chunk_by_mut(|a, b| a.record == b.record) {
                of_record.sort_by(|a, b| a.text.cmp(&b.text));
            }
        }
    }

    fn stratum(&self, stratum: &str, by: &[String]) -> String {
        let parts: Vec<&str> = stratum.split(" | ").collect();
        match by {
            [] => stratum.to_owned(),
            [field] => self.value(field, stratum),
            fields if fields.len() == parts.len() => {
                let shown = parts.iter().zip(fields).map(|(part, field)| self.value(field, part));
                shown.collect::<Vec<_>>().join(" | ")
            }
            // A value that itself holds a bar: which part is a name cannot be told, so none is shown.
            _ => self.staff(stratum),
        }
    }

    /// Typed words with the names of people on the list, and these references, taken out: whole words in any case, the
    /// longest first.
    pub(super) fn names_out(&self, text: &str, references: &[(String, String)]) -> String {
        let spellings = |row: &PersonRow| -> Vec<(String, String)> {
            let all = std::iter::once(&row.person.name).chain(&row.person.also);
            all.filter(|one| !one.is_empty()).map(|one| (one.clone(), self.staff(&row.person.name))).collect()
        };
        let mut known: Vec<(String, String)> = self.people.iter().flat_map(spellings).collect();
        known.extend_from_slice(references);
        known.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
        known.iter().fold(text.to_owned(), |text, (spelling, mask)| word_replaced(&text, spelling, mask))
    }
}

/// What stands for names. Neighbours mostly have the same one.
#[derive(Default)]
struct Known {
    all: BTreeMap<Arc<str>, Arc<str>>,
    last: Option<(Arc<str>, Arc<str>)>,
}

impl Known {
    /// What stands for a name, made the first time that it is met.
    fn once(&mut self, name: &Arc<str>, mask: impl Fn(&str) -> String) -> Arc<str> {
        if let Some((_, known)) = self.last.as_ref().filter(|(last, _)| Arc::ptr_eq(last, name)) {
            return Arc::clone(known);
        }
        let known = Arc::clone(self.all.entry(Arc::clone(name)).or_insert_with(|| mask(name).into()));
        self.last = Some((Arc::clone(name), Arc::clone(&known)));
        known
    }

    /// Numbers what stands for them in its order.
    fn places(self) -> Places {
        let mut order: Vec<Arc<str>> = self.all.into_values().collect();
        order.sort_unstable();
        Places { order, last: None }
    }
}

/// The places of words in their order.
struct Places {
    order: Vec<Arc<str>>,
    last: Option<(Arc<str>, usize)>,
}

impl Places {
    fn of(&mut self, words: &Arc<str>) -> usize {
        if let Some((_, place)) = self.last.as_ref().filter(|(last, _)| Arc::ptr_eq(last, words)) {
            return *place;
        }
        let place = self.order.partition_point(|one| one < words);
        self.last = Some((Arc::clone(words), place));
        place
    }
}

/// Replaces a word wherever it stands as a whole word, in any case.
fn word_replaced(text: &str, word: &str, by: &str) -> String {
    let wanted: Vec<char> = word.to_lowercase().chars().collect();
    let letters: Vec<char> = text.chars().collect();
    let same = |at: usize| {
        let end = at + wanted.len();
        let inside = |place: usize| letters.get(place).is_some_and(|letter| letter.is_alphanumeric());
        end <= letters.len()
            && !(at > 0 && inside(at - 1))
            && !inside(end)
            && letters[at..end].iter().zip(&wanted).all(|(a, b)| a.to_lowercase().eq(b.to_lowercase()))
    };
    let (mut shown, mut at) = (String::new(), 0);
    while at < letters.len() {
        match !wanted.is_empty() && same(at) {
            true => {
                shown.push_str(by);
                at += wanted.len();
            }
            false => {
                shown.push(letters[at]);
                at += 1;
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_out_as_whole_words_in_any_case() {
        assert_eq!(word_replaced("ann BELL asked, not Annabel Lee", "Ann Bell", "S-1"), "S-1 asked, not Annabel Lee");
        assert_eq!(word_replaced("child 12 of 1234", "12", "C-1"), "child C-1 of 1234");
    }

    #[test]
    fn a_stratum_whose_value_holds_a_bar_is_not_taken_apart() {
        let masks = Masks::for_tests();
        let by = ["team".to_owned(), "iro".to_owned()];
        assert_eq!(masks.stratum("North | Nell Pepper", &by), format!("North | {}", masks.staff("Nell Pepper")));
        assert!(!masks.stratum("North | East | Nell Pepper", &by).contains("Nell"));
    }
}
