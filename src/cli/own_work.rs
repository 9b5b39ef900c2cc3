//! Whose work a case is, and why somebody may not grade it: it is theirs or could be, or a conflict of interest is declared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::failure::Failure;
use super::frame::Frame;
use super::shell::add_person;
use super::spellings::Proposal;
use super::staff::Staff;
use crate::model::{Kind, Person, name_key};
use crate::store::{CaseRow, FieldRef, PersonRow, Register};

/// Whose work a case is, by the spellings of the record, or of the child's extract where the record has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Work {
    /// The IRO.
    pub iro: Option<String>,
    /// The social worker.
    pub worker: Option<String>,
}

impl Work {
    /// Reads it from a case, as of the day of the draw.
    pub(super) fn of(kind: Kind, case: &CaseRow) -> Work {
        let of_child = |field: &str| case.child.as_ref().and_then(|child| child.text_of(Kind::Child, field));
        let spelling = |field: &str| case.record.text_of(kind, field).or_else(|| of_child(field));
        Work { iro: spelling("iro"), worker: spelling("worker") }
    }

    fn spellings(&self) -> impl Iterator<Item = &String> {
        self.iro.iter().chain(&self.worker)
    }
}

/// Why a person may not grade a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// It is their own work.
    Own,
    /// It is the work of this spelling. Nobody has said yet whose it is, and it could be theirs.
    MayBeOwn(String),
    /// A conflict with this person is declared.
    Conflict(String),
    /// They manage this person, directly or through others.
    Line(String),
}

impl Bar {
    /// Why, as the end of a sentence about this person.
    pub(super) fn why(&self, person: &Person) -> String {
        let name = &person.name;
        match self {
            Bar::Own => format!("it is the work of {name}, and nobody grades their own"),
            Bar::MayBeOwn(spelling) => {
                format!("it is the work of '{spelling}', which may be {name}, and nobody grades their own")
            }
            Bar::Conflict(worker) => format!("a conflict between {name} and {worker} is declared"),
            Bar::Line(worker) => format!("{name} is in the line of {worker}"),
        }
    }

    /// The commands that settle it, where something can be settled.
    pub(super) fn hints(&self, person: &Person) -> Vec<String> {
        match self {
            Bar::MayBeOwn(spelling) => who_is(spelling, &person.name).to_vec(),
            _ => Vec::new(),
        }
    }
}

/// The commands by which somebody says whether a spelling is a person.
pub(super) fn who_is(spelling: &str, name: &str) -> [String; 2] {
    let is = Proposal { name: name.to_owned(), known: true, also: vec![spelling.to_owned()] };
    [
        format!("If '{spelling}' is {name}: {}", is.command()),
        format!("If it is someone else: {}", add_person(spelling, " --role iro")),
    ]
}

/// Names that are asked about at once.
const ASKED: usize = 12;

/// Asks about the IROs of these cases whose spelling could be one of these people, or of anybody on the list where nobody is named.
/// Until somebody has said who they are, none of these people may grade the cases.
pub(super) fn questions(staff: &Staff, auditors: &[PersonRow], works: impl Iterator<Item = Work>) -> Option<String> {
    let spellings: BTreeSet<String> = works.filter_map(|work| work.iro).collect();
    let is_asked = |id: &i64| auditors.is_empty() || auditors.iter().any(|row| row.id == *id);
    let asked: Vec<(String, String)> = spellings
        .into_iter()
        .filter_map(|spelling| {
            let person = staff.could_be(&spelling, true).into_iter().find(is_asked)?;
            Some((spelling, staff.name_of(person)?.to_owned()))
        })
        .collect();
    let mut text = String::new();
    for (spelling, name) in asked.iter().take(ASKED) {
        text += &format!("'{spelling}' may be {name}, who cannot grade these cases until someone says who it is.\n");
        text += &who_is(spelling, name).map(|line| format!("  {line}\n")).concat();
    }
    if asked.len() > ASKED {
        text += &format!("... and {} more names: dipsample person list\n", asked.len() - ASKED);
    }
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}

/// Why a person may not grade a case, if they may not.
pub(super) fn bar(staff: &Staff, auditor: &PersonRow, kind: Kind, case: &CaseRow) -> Option<Bar> {
    bar_from(staff, auditor, &Work::of(kind, case))
}

/// The same by whose work it is.
pub(super) fn bar_from(staff: &Staff, auditor: &PersonRow, work: &Work) -> Option<Bar> {
    work.spellings().find_map(|spelling| own_or_conflict(staff, auditor, spelling)).or_else(|| {
        let spellings =
            work.iro.iter().map(|spelling| (spelling, true)).chain(work.worker.iter().map(|one| (one, false)));
        let mut could_be =
            spellings.filter(|(spelling, of_iro)| staff.could_be(spelling, *of_iro).contains(&auditor.id));
        could_be.next().map(|(spelling, _)| Bar::MayBeOwn(spelling.clone()))
    })
}

fn own_or_conflict(staff: &Staff, auditor: &PersonRow, spelling: &str) -> Option<Bar> {
    if auditor.person.answers_to(spelling) {
        return Some(Bar::Own);
    }
    let worker = staff.find(spelling);
    let is_worker = |name: &String| match worker {
        Some(worker) => worker.person.answers_to(name),
        None => name_key(name) == name_key(spelling),
    };
    let by_auditor = auditor.person.conflicts.iter().any(is_worker);
    let by_worker = worker.is_some_and(|row| row.person.conflicts.iter().any(|name| auditor.person.answers_to(name)));
    let name = worker.map_or(spelling, |row| row.person.name.as_str());
    (by_auditor || by_worker).then(|| Bar::Conflict(name.to_owned()))
}

/// Whether a case is the work of somebody in a person's line.
pub(super) fn is_in_line(staff: &Staff, auditor: &PersonRow, kind: Kind, case: &CaseRow) -> bool {
    line(staff, auditor, &Work::of(kind, case)).is_some()
}

/// Whether a person is the manager of whose work a case is, or that manager's, and so on upwards.
pub(super) fn line(staff: &Staff, auditor: &PersonRow, work: &Work) -> Option<Bar> {
    for spelling in work.spellings() {
        let mut passed = BTreeSet::new();
        let mut at = staff.find(spelling);
        while let Some(row) = at.filter(|row| passed.insert(row.id)) {
            let manager = row.person.manager.as_deref();
            if manager.is_some_and(|manager| auditor.person.answers_to(manager)) {
                return Some(Bar::Line(spelling.clone()));
            }
            at = manager.and_then(|name| staff.find(name));
        }
    }
    None
}

/// How many records of a frame are the work of each IRO and worker, by the spellings of the record, else of the child's extract.
pub(super) fn whose_work(register: &Register, frame: &Frame) -> Result<BTreeMap<Work, u64>, Failure> {
    const OWN: &[&str] = &["iro", "worker"];
    const OR_CHILD: &[&str] = &["iro", "worker", "child.iro", "child.worker"];
    // Each record's child is looked up only where a record may lack one of the two.
    let has_both = OWN.iter().all(|name| frame.kind.position(name).is_some());
    let mut spelt = count_spellings(register, frame, if has_both { OWN } else { OR_CHILD })?;
    if has_both && spelt.keys().any(|spelt| spelt.iter().any(String::is_empty)) {
        spelt = count_spellings(register, frame, OR_CHILD)?;
    }
    let mut records: BTreeMap<Work, u64> = BTreeMap::new();
    for (spelt, count) in spelt {
        let one = |place: usize| spelt.iter().skip(place).step_by(2).find(|spelling| !spelling.is_empty()).cloned();
        *records.entry(Work { iro: one(0), worker: one(1) }).or_default() += count;
    }
    Ok(records)
}

/// How often each combination of these fields' values stands in a frame; of a field that the records lack the value is empty.
fn count_spellings(register: &Register, frame: &Frame, names: &[&str]) -> Result<HashMap<Vec<String>, u64>, Failure> {
    let fields: Vec<(usize, FieldRef)> =
        names.iter().enumerate().filter_map(|(at, name)| Some((at, FieldRef::parse(name, frame.kind).ok()?))).collect();
    let refs: Vec<FieldRef> = fields.iter().map(|(_, field)| field.clone()).collect();
    let mut counts: HashMap<Vec<String>, u64> = HashMap::new();
    let mut spelt = vec![String::new(); names.len()];
    frame.walk(register, &refs, |step| {
        for (place, (at, _)) in fields.iter().enumerate() {
            step.values.value(place)?.unwrap_or_default().clone_into(&mut spelt[*at]);
        }
        match counts.get_mut(&spelt) {
            Some(count) => *count += 1,
            None => drop(counts.insert(spelt.clone(), 1)),
        }
        Ok(())
    })?;
    Ok(counts)
}
