//! Who grades what: cases to auditors, loads equal within one, and nobody given what they may not grade.

use std::collections::BTreeSet;

use super::context::person_named;
use super::failure::Failure;
use super::frame::Frame;
use super::lone::works_alone;
use super::own_work::{Bar, Work, bar_from, is_in_line, line, questions, whose_work};
use super::staff::Staff;
use crate::model::english::first_of;
use crate::model::{Case, Kind, Seed, Stratum};
use crate::sampling::{self, Slot};
use crate::store::{CaseRow, GradingRow, Part, PersonRow, Register};

/// Cases that a message names.
const NAMED: usize = 8;

/// A place of a case that somebody has.
pub(super) struct Place {
    case: u32,
    part: Part,
    person: i64,
}

/// The places of those who have begun a grading as auditors.
pub(super) fn begun(gradings: &[GradingRow]) -> Vec<Place> {
    let own = gradings.iter().filter(|row| matches!(row.part, Part::First | Part::Second));
    own.map(|row| Place { case: row.case, part: row.part, person: row.person }).collect()
}

/// The places that were given out.
pub(super) fn given(cases: &[CaseRow]) -> Vec<Place> {
    let of = |case: &CaseRow, part, person: Option<i64>| Some(Place { case: case.case.case, part, person: person? });
    let both = |case| [of(case, Part::First, case.auditor), of(case, Part::Second, case.second_auditor)];
    cases.iter().flat_map(both).flatten().collect()
}

/// Who grades what.
pub(super) struct Roster {
    auditors: Vec<PersonRow>,
    staff: Staff,
    /// How many cases are graded twice, where that is chosen anew.
    double: Option<u64>,
    /// Whether nobody else grades, so that the line of whose work it is cannot be spared.
    alone: bool,
}

/// The people of these names.
pub(super) fn named(people: &[PersonRow], names: &[String]) -> Result<Vec<PersonRow>, Failure> {
    names.iter().map(|name| person_named(people, name.trim())).collect()
}

impl Roster {
    /// Finds the auditors on the list, and how many cases are to be graded twice.
    pub(super) fn new(people: &[PersonRow], names: &[String], double: Option<u64>) -> Result<Roster, Failure> {
        let auditors = named(people, names)?;
        let again =
            auditors.iter().enumerate().find(|(place, row)| auditors[..*place].iter().any(|other| other.id == row.id));
        if let Some((_, row)) = again {
            return Err(Failure::person(format!("--auditors names {} twice", row.person.name)));
        }
        if double.is_some_and(|double| double > 0) && auditors.len() == 1 {
            return Err(Failure::person("two different people must grade a case twice; name at least two auditors"));
        }
        let alone = works_alone(people, &auditors);
        Ok(Roster { auditors, staff: Staff::new(people), double, alone })
    }

    /// Whether cases are given out at all.
    pub(super) fn names_anybody(&self) -> bool {
        !self.auditors.is_empty()
    }

    /// How many cases are to be graded twice, where that is chosen anew.
    pub(super) fn twice(&self) -> u64 {
        self.double.unwrap_or(0)
    }

    /// Chooses the cases to be graded twice, where that is asked for: by ticket, of those that chance drew.
    pub(super) fn choose_twice(&self, seed: &Seed, strata: &[Stratum], cases: &mut [CaseRow]) -> Result<(), Failure> {
        let Some(double) = self.double else { return Ok(()) };
        let drawn: Vec<Case> = cases.iter().filter(|row| can_be_twice(row)).map(|row| row.case.clone()).collect();
        let strata: Vec<Stratum> = strata
            .iter()
            .map(|one| {
                let size = drawn.iter().filter(|case| case.stratum == one.stratum).count() as u64;
                Stratum { size, ..one.clone() }
            })
            .collect();
        let double = double.min(drawn.len() as u64);
        let twice = match double {
            0 => BTreeSet::new(),
            double => {
                sampling::twice(seed, &strata, &drawn, double).map_err(|error| Failure::person(error.to_string()))?
            }
        };
        for row in cases.iter_mut() {
            row.twice = twice.contains(&row.case.case);
        }
        Ok(())
    }

    /// Gives the cases out. Whoever has a place keeps it. Where loads cannot be equal within one, says why.
    pub(super) fn give(&self, kind: Kind, cases: &mut [CaseRow], kept: &[Place]) -> Result<Option<String>, Failure> {
        if self.auditors.is_empty() {
            return Ok(None);
        }
        let began = |row: &CaseRow, part: Part| {
            kept.iter().find(|one| one.case == row.case.case && one.part == part).map(|one| one.person)
        };
        let mut places: Vec<(usize, Part)> = Vec::new();
        let mut slots: Vec<Slot> = Vec::new();
        for (index, row) in cases.iter_mut().enumerate().filter(|(_, row)| row.story.replaced.is_none()) {
            let (first, second) = (began(row, Part::First), began(row, Part::Second));
            row.twice |= second.is_some();
            row.auditor = first;
            row.second_auditor = second;
            let partner = (first.is_none() && second.is_none() && row.twice).then_some(slots.len() + 1);
            if first.is_none() {
                places.push((index, Part::First));
                slots.push(self.slot(kind, row, second, partner));
            }
            if row.twice && second.is_none() {
                places.push((index, Part::Second));
                slots.push(self.slot(kind, row, first, partner.map(|partner| partner - 1)));
            }
        }
        let base: Vec<usize> = self
            .auditors
            .iter()
            .map(|auditor| {
                let mine = |row: &&CaseRow| [row.auditor, row.second_auditor].contains(&Some(auditor.id));
                cases.iter().filter(mine).count()
            })
            .collect();
        self.must_be_possible(kind, cases, &slots)?;
        let given = sampling::share_out(&slots, &base).map_err(|slot| self.nobody(kind, cases, &[slot.case]))?;
        let uneven = self.uneven((kind, cases), &slots, &given, &base);
        for ((index, part), auditor) in places.into_iter().zip(given) {
            let id = Some(self.auditors[auditor].id);
            match part {
                Part::Second => cases[index].second_auditor = id,
                _ => cases[index].auditor = id,
            }
        }
        Ok(uneven)
    }

    /// How many gradings each auditor has been given, by name.
    pub(super) fn loads(&self, cases: &[CaseRow]) -> Vec<(String, usize)> {
        let wanted = || cases.iter().filter(|row| row.story.replaced.is_none());
        let load = |id: i64| wanted().filter(|row| [row.auditor, row.second_auditor].contains(&Some(id))).count();
        self.auditors.iter().map(|row| (row.person.name.clone(), load(row.id))).collect()
    }

    /// What is said where the one who grades alone is the line of whose work some cases are.
    pub(super) fn own_line(&self, kind: Kind, cases: &[CaseRow]) -> Option<String> {
        let row = self.auditors.first().filter(|_| self.alone)?;
        let is_mine = |case: &&CaseRow| [case.auditor, case.second_auditor].contains(&Some(row.id));
        let count = cases.iter().filter(is_mine).filter(|case| is_in_line(&self.staff, row, kind, case)).count();
        (count > 0).then(|| {
            format!(
                "{} manages the people whose work {count} of these cases are. Nobody else on the list of people grades, so they are \
                 given to {} all the same, and the Method sheet says so.",
                row.person.name, row.person.name
            )
        })
    }

    /// What is asked about names in these cases that could be one of the auditors.
    pub(super) fn questions(&self, kind: Kind, cases: &[CaseRow]) -> Option<String> {
        questions(&self.staff, &self.auditors, cases.iter().map(|case| Work::of(kind, case)))
    }

    fn slot(&self, kind: Kind, case: &CaseRow, other: Option<i64>, partner: Option<usize>) -> Slot {
        let permitted = (0..self.auditors.len())
            .filter(|&place| {
                let auditor = &self.auditors[place];
                Some(auditor.id) != other && self.bar(auditor, kind, case).is_none()
            })
            .collect();
        Slot { case: case.case.case, permitted, partner }
    }

    /// Why a person is not given a case: they may not grade it, or they are the line of whose work it is.
    fn bar(&self, auditor: &PersonRow, kind: Kind, case: &CaseRow) -> Option<Bar> {
        self.bar_from(auditor, &Work::of(kind, case))
    }

    fn bar_from(&self, auditor: &PersonRow, work: &Work) -> Option<Bar> {
        bar_from(&self.staff, auditor, work).or_else(|| line(&self.staff, auditor, work).filter(|_| !self.alone))
    }

    /// Refuses a roster of which too few may grade some record of a frame. That is asked before there is a seed: were it asked of
    /// the cases alone, a draw could be tried again until it spared somebody's work.
    pub(super) fn must_suit(&self, register: &Register, frame: &Frame) -> Result<(), Failure> {
        if self.auditors.is_empty() {
            return Ok(());
        }
        let wanted = 1 + usize::from(self.twice() > 0);
        let records = whose_work(register, frame)?;
        let may = |work: &Work| self.auditors.iter().filter(|one| self.bar_from(one, work).is_none()).count();
        let lacking: Vec<(&Work, &u64)> = records.iter().filter(|(work, _)| may(work) < wanted).collect();
        let Some((work, _)) = lacking.first() else { return Ok(()) };
        let bars: Vec<(&PersonRow, Bar)> =
            self.auditors.iter().filter_map(|auditor| Some((auditor, self.bar_from(auditor, work)?))).collect();
        let count = lacking.iter().map(|(_, count)| **count).sum();
        let failure = Failure::person(format!(
            "with these auditors it cannot be done; too few of them may grade {} of the frame ({}); nothing was drawn and nothing was given out",
            frame.kind.counted(count),
            whys(&bars)
        ));
        let failure = hints(&bars).into_iter().fold(failure, Failure::hint);
        Err(failure.hint("It is asked of the whole frame before the seed is taken, so that nobody can draw again until somebody's work is spared")
        .hint("Name another auditor; or draw without --auditors, and give the cases out afterwards: dipsample sample assign"))
    }

    /// Refuses a roster of which nobody may grade some case, or too few where cases are graded twice. Cases are named whether or
    /// not they are among those graded twice, so that nobody learns which are.
    fn must_be_possible(&self, kind: Kind, cases: &[CaseRow], slots: &[Slot]) -> Result<(), Failure> {
        let few = |slot: &&Slot| slot.permitted.len() < 1 + usize::from(slot.partner.is_some());
        if !slots.iter().any(|slot| few(&slot)) {
            return Ok(());
        }
        let wanted = 1 + usize::from(!slots.iter().any(|slot| slot.permitted.is_empty()));
        let lacking = |row: &&CaseRow| {
            let permitted = self.auditors.iter().filter(|auditor| self.bar(auditor, kind, row).is_none()).count();
            row.story.replaced.is_none() && permitted < wanted
        };
        let numbers: Vec<u32> = cases.iter().filter(lacking).map(|row| row.case.case).collect();
        Err(self.nobody(kind, cases, &numbers))
    }

    fn nobody(&self, kind: Kind, cases: &[CaseRow], numbers: &[u32]) -> Failure {
        let bars_of = |number: &u32| {
            let row = cases.iter().find(|row| row.case.case == *number)?;
            let barred = |auditor| Some((auditor, self.bar(auditor, kind, row)?));
            Some(self.auditors.iter().filter_map(barred).collect::<Vec<(&PersonRow, Bar)>>())
        };
        let one = |number: &u32| Some(format!("case {number} ({})", whys(&bars_of(number)?)));
        let list: Vec<String> = numbers.iter().filter_map(one).collect();
        let failure = Failure::person(format!(
            "with these auditors it cannot be done; too few of them may grade {}; nothing was given out",
            first_of(&list, NAMED)
        ));
        let settled: BTreeSet<String> = numbers.iter().filter_map(bars_of).flat_map(|bars| hints(&bars)).collect();
        let failure = settled.into_iter().fold(failure, Failure::hint);
        failure.hint("Name another auditor, or correct the list of people: dipsample person list")
    }

    /// What is said of loads that are more than one apart: who may not grade what.
    fn uneven(
        &self,
        (kind, cases): (Kind, &[CaseRow]),
        slots: &[Slot],
        given: &[usize],
        base: &[usize],
    ) -> Option<String> {
        let mut load = base.to_vec();
        given.iter().for_each(|&auditor| load[auditor] += 1);
        let (most, least) = (load.iter().max().copied().unwrap_or(0), load.iter().min().copied().unwrap_or(0));
        if most <= least + 1 {
            return None;
        }
        let names = |wanted: usize| {
            let of = self.auditors.iter().zip(&load).filter(|(_, load)| **load == wanted);
            of.map(|(row, _)| row.person.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let idle: BTreeSet<usize> = (0..load.len()).filter(|&place| load[place] == least).collect();
        // Only what is barred by whose work a case is: who has begun which, and what is graded twice, is told to nobody.
        let kept_from = |slot: &&Slot| {
            let row = cases.iter().find(|row| row.case.case == slot.case);
            row.is_some_and(|row| idle.iter().all(|&place| self.bar(&self.auditors[place], kind, row).is_some()))
        };
        let barred: BTreeSet<u32> = slots.iter().filter(kept_from).map(|slot| slot.case).collect();
        let cases: Vec<String> = barred.iter().take(NAMED).map(u32::to_string).collect();
        let more = if barred.len() > NAMED { " and others" } else { "" };
        // Where nobody is barred, the difference is of cases that were begun before.
        (!barred.is_empty()).then(|| format!(
            "the loads cannot be made equal within one: {} would have {most} and {} {least}, since {} may not grade case {}{more}",
            names(most),
            names(least),
            names(least),
            cases.join(", ")
        ))
    }
}

/// Why each of these people may not grade a case.
fn whys(bars: &[(&PersonRow, Bar)]) -> String {
    let why = |(auditor, bar): &(&PersonRow, Bar)| format!("{}: {}", auditor.person.name, bar.why(&auditor.person));
    bars.iter().map(why).collect::<Vec<_>>().join("; ")
}

/// What would settle it.
fn hints(bars: &[(&PersonRow, Bar)]) -> Vec<String> {
    bars.iter().flat_map(|(auditor, bar)| bar.hints(&auditor.person)).collect()
}

fn can_be_twice(row: &CaseRow) -> bool {
    !row.by_hand() && row.story.replaced.is_none()
}
