//! The first walk along a frame: what it holds, before any seed is known.
//!
//! How many cases each stratum gives, where a systematic draw's distance lies, who is taken for certain and how many children
//! there are follow from the frame and the design alone. So the frame is surveyed first, while it is digested, and a
//! [`Scheme`] is made; only then is a seed taken and the cases picked, from the references that the survey kept
//! ([`Survey::keeping`]) or on a second walk along the frame.

use std::collections::BTreeMap;

use crate::model::{Design, DesignKind, Seed, Stratum};

use super::children::Child;
use super::error::DrawError;
use super::pareto::{Lot, Size, Sizes};
use super::roll::Roll;
use super::strata::{Held, Strata};
use super::systematic::Line;
use super::values::Values;

/// One record of the frame, as a draw looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Offered<'a> {
    /// Its reference.
    pub record: &'a str,
    /// Its child's, where there is one.
    pub child: Option<&'a str>,
    /// Its values of the fields in the design's `by`, joined by ` | `.
    pub by: &'a str,
    /// Its size as text, where the design draws by size.
    pub size: Option<&'a str>,
}

/// A survey of a frame.
pub struct Survey {
    design: Design,
    records: u64,
    values: Values,
    children: BTreeMap<String, Seen>,
    roll: Option<Roll>,
    later: Vec<Kept>,
    sizes: Sizes,
    without_child: Faults,
    without_size: Faults,
    in_several: Faults,
}

/// What was seen of a child: its records, and the number of its value.
struct Seen {
    records: u64,
    value: usize,
}

/// How often something is wrong, and where it is first.
#[derive(Default)]
struct Faults {
    count: u64,
    first: Option<(String, String)>,
}

impl Faults {
    /// The first is that whose name comes first, whatever the order in which the frame comes.
    fn add(&mut self, name: &str, what: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.as_ref().is_none_or(|(first, _)| name < first.as_str()) {
            self.first = Some((name.to_owned(), what()));
        }
    }
}

impl Survey {
    /// Starts a survey for a design.
    pub fn new(design: &Design) -> Survey {
        Survey {
            design: design.clone(),
            records: 0,
            values: Values::default(),
            children: BTreeMap::new(),
            roll: None,
            later: Vec::new(),
            sizes: Sizes::default(),
            without_child: Faults::default(),
            without_size: Faults::default(),
            in_several: Faults::default(),
        }
    }

    /// Keeps the references too, in at most so many bytes, where the draw asks nothing else of a record: see [`super::Draw::offer_kept`].
    pub fn keeping(mut self, most: usize) -> Survey {
        self.roll = Survey::can_keep(&self.design).then(|| Roll::new(most));
        self
    }

    /// Whether a draw of this design needs no more of a frame than references and values.
    pub fn can_keep(design: &Design) -> bool {
        matches!(design.kind, DesignKind::Simple | DesignKind::Stratified) && !design.one_per_child
    }

    /// Sees one record of the frame. Each must be seen once; in which order does not matter.
    pub fn see(&mut self, row: Offered<'_>) {
        self.see_spelt(row, || row.by.to_owned());
    }

    /// Sees one record whose `by` is a spelling: the name of its value is asked for once a spelling.
    pub fn see_spelt(&mut self, row: Offered<'_>, name: impl FnOnce() -> String) {
        self.records += 1;
        let value = self.values.number(row.by, name);
        self.values.held_mut(value).records += 1;
        if let Some(roll) = &mut self.roll {
            roll.keep(row.record, value);
        }
        if self.design.one_per_child {
            self.see_child(row, value);
        }
        if self.design.kind == DesignKind::Pps {
            self.see_size(row);
        }
    }

    /// Takes in the survey of the stretch of the frame that follows on this one. Both keep the references.
    pub fn take_in(&mut self, following: Survey) {
        self.records += following.records;
        let numbers = self.values.take_in(&following.values);
        self.later.extend(following.roll.map(|roll| Kept { roll, places: numbers }));
    }

    /// Gives out the bytes of the frame's references in their order where all were kept, and says whether they were.
    pub fn references(&self, mut each: impl FnMut(&[u8])) -> bool {
        let rolls = || self.roll.iter().chain(self.later.iter().map(|kept| &kept.roll));
        let all = self.roll.is_some() && rolls().all(Roll::is_whole);
        rolls().filter(|_| all).for_each(|roll| roll.call(|reference, _| each(reference)));
        all
    }

    fn see_child(&mut self, row: Offered<'_>, value: usize) {
        let Some(child) = row.child else {
            return self.without_child.add(row.record, String::new);
        };
        match self.children.get_mut(child) {
            Some(seen) => {
                seen.records += 1;
                if seen.value != value && seen.value != usize::MAX {
                    let (other, value) = (self.values.name(seen.value), self.values.name(value));
                    // One of two names, the same whichever was seen first.
                    let (one, two) = if other < value { (other, value) } else { (value, other) };
                    self.in_several.add(child, || format!("{one}\n{two}"));
                    seen.value = usize::MAX;
                }
            }
            None => {
                self.children.insert(child.to_owned(), Seen { records: 1, value });
                *self.values.held_mut(value).children.get_or_insert(0) += 1;
            }
        }
    }

    fn see_size(&mut self, row: Offered<'_>) {
        match row.size.and_then(Size::parse) {
            Some(size) => self.sizes.see(size, usize::try_from(self.design.size).unwrap_or(usize::MAX)),
            None => self.without_size.add(row.record, || row.size.unwrap_or("blank").to_owned()),
        }
    }

    /// Makes the scheme of the draw.
    ///
    /// # Errors
    /// [`DrawError`] when the frame is empty or too small, the allocation does not fit, or a record lacks what the design needs.
    pub fn scheme(self) -> Result<Scheme, DrawError> {
        self.check()?;
        let mut values: BTreeMap<String, Held> =
            self.values.iter().map(|(name, _, held)| (name.clone(), held)).collect();
        let line = values.iter().map(|(name, held)| (name.clone(), held.records)).collect();
        if !self.design.is_stratified() {
            let held = Held {
                records: self.records,
                children: self.design.one_per_child.then_some(self.children.len() as u64),
            };
            values = BTreeMap::from([(String::new(), held)]);
        }
        let strata = Strata::new(&values, &self.design)?;
        let mut arithmetic = strata.arithmetic;
        let mut of_number = vec![0; self.values.len()];
        for (name, number, _) in self.values.iter() {
            of_number[number] = strata.places.get(name).copied().unwrap_or(0);
        }
        let way = match self.design.kind {
            _ if self.design.one_per_child => {
                let child = |seen: &Seen| Child {
                    records: seen.records,
                    stratum: of_number.get(seen.value).copied().unwrap_or(0),
                };
                Way::Children(self.children.iter().map(|(name, seen)| (name.clone(), child(seen))).collect())
            }
            DesignKind::Simple | DesignKind::Stratified => Way::Tickets,
            DesignKind::Systematic => Way::Line(line),
            DesignKind::Pps => {
                let lot = self.sizes.lot(self.design.size)?;
                arithmetic = vec![lot.arithmetic()];
                Way::Lot(lot)
            }
        };
        let mut kept: Vec<Kept> = self.later;
        for later in &mut kept {
            later.places.iter_mut().for_each(|number| *number = of_number[*number]);
        }
        self.roll.into_iter().for_each(|roll| kept.insert(0, Kept { roll, places: of_number.clone() }));
        let kept = if kept.iter().all(|kept| kept.roll.is_whole()) { kept } else { Vec::new() };
        Ok(Scheme { design: strata.design, strata: strata.list, arithmetic, places: strata.places, way, kept })
    }

    fn check(&self) -> Result<(), DrawError> {
        let size = self.design.size;
        if self.records == 0 {
            return Err(DrawError::EmptyFrame);
        }
        if size == 0 {
            return Err(DrawError::NothingAsked);
        }
        if let Some((record, _)) = &self.without_child.first {
            return Err(DrawError::NoChild { count: self.without_child.count, record: record.clone() });
        }
        if let (Some((child, both)), true) = (&self.in_several.first, self.design.is_stratified()) {
            let (one, other) = both.split_once('\n').unwrap_or((both, ""));
            let (child, one, other) = (child.clone(), one.to_owned(), other.to_owned());
            return Err(DrawError::ChildInSeveral { count: self.in_several.count, child, one, other });
        }
        if let Some((record, value)) = &self.without_size.first {
            return Err(DrawError::NoSize {
                field: self.design.size_field.clone().unwrap_or_default(),
                count: self.without_size.count,
                record: record.clone(),
                value: value.clone(),
            });
        }
        let children = self.children.len() as u64;
        if self.design.one_per_child && size > children {
            return Err(DrawError::LargerThanChildren { size, children });
        }
        if size > self.records {
            return Err(DrawError::LargerThanFrame { size, frame: self.records });
        }
        Ok(())
    }
}

/// How a draw goes, as far as no seed is needed: strata with their sizes, and what the design needs besides.
pub struct Scheme {
    pub(super) design: Design,
    pub(super) strata: Vec<Stratum>,
    pub(super) arithmetic: Vec<String>,
    pub(super) places: BTreeMap<String, usize>,
    pub(super) way: Way,
    /// Nothing where the frame was not kept, or not all of it.
    pub(super) kept: Vec<Kept>,
}

/// The references of a stretch of the frame, and the place of the stratum in which each value's number lies.
pub(super) struct Kept {
    pub(super) roll: Roll,
    pub(super) places: Vec<usize>,
}

/// What a design needs to know of the frame.
pub(super) enum Way {
    /// Nothing more.
    Tickets,
    /// How many records have each value to order by.
    Line(BTreeMap<String, u64>),
    Lot(Lot),
    Children(BTreeMap<String, Child>),
}

impl Scheme {
    /// The same scheme with strata of other sizes, each at most what it holds: for the cases that come after those drawn.
    pub fn resized(mut self, sizes: &[u64]) -> Scheme {
        for (stratum, size) in self.strata.iter_mut().zip(sizes) {
            stratum.size = (*size).min(stratum.children.unwrap_or(stratum.frame));
        }
        self
    }

    /// How many cases of equal weight the draw is likely to be worth, by the weights that it gives the frame's records: (E sum w)² /
    /// E sum w², Kish's size with both sums as they are expected. `None` where all records of a stratum have the same chance.
    ///
    /// Where one record of each child is drawn, w is the child's records times N_h / n_h, so that the sum of squares is expected
    /// to be the sum over strata of N_h / n_h times the squares of their children's records; by size w is 1 / lambda, and it is the sum
    /// of 1 / lambda. Strata from which nothing is drawn are left out.
    ///
    /// Source: Kish (1965), Survey Sampling, section 11.7.
    pub fn effective_size(&self) -> Option<f64> {
        let (records, squares) = match &self.way {
            Way::Tickets | Way::Line(_) => return None,
            Way::Lot(lot) => (self.strata.iter().map(|one| one.frame).sum(), lot.inverses()),
            Way::Children(children) => self.of_children(children),
        };
        (squares > 0.0).then(|| (records as f64).powi(2) / squares)
    }

    /// The records of the strata that give cases, and the sum of the squares of their weights in a draw as it is expected.
    fn of_children(&self, children: &BTreeMap<String, Child>) -> (u64, f64) {
        let mut squares = vec![0_u128; self.strata.len()];
        for child in children.values() {
            squares[child.stratum] += u128::from(child.records).pow(2);
        }
        let drawn = self.strata.iter().zip(squares).filter(|(one, _)| one.size > 0);
        drawn.fold((0, 0.0), |(records, sum), (one, squares)| {
            let each = one.children.unwrap_or(one.frame) as f64 / one.size as f64;
            (records + one.frame, sum + each * squares as f64)
        })
    }

    /// The design, with strata named as they stand in the frame.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The strata with their sizes, in the order of their names.
    pub fn strata(&self) -> &[Stratum] {
        &self.strata
    }

    /// How a systematic draw goes, in words.
    pub(super) fn line_arithmetic(&self, line: &Line) -> String {
        match self.design.size.saturating_sub(self.design.at_distances()) {
            0 => line.arithmetic(),
            more => format!("{}; and of the others the {more} with the smallest tickets", line.arithmetic()),
        }
    }

    /// How each stratum comes to its size, a line each, once a seed is known.
    pub fn arithmetic_with(&self, seed: &Seed) -> Vec<String> {
        match &self.way {
            Way::Line(values) => vec![self.line_arithmetic(&Line::new(seed, self.design.at_distances(), values))],
            _ => self.arithmetic.clone(),
        }
    }

    /// How each stratum comes to its size, a line each.
    pub fn arithmetic(&self) -> &[String] {
        &self.arithmetic
    }

    /// The name of the stratum in which a record with these values lies.
    pub(super) fn stratum(&self, by: &str) -> &str {
        let place = self.places.get(by).copied().unwrap_or(0);
        self.strata.get(place).map_or("", |stratum| stratum.stratum.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scheme(design: &Design, records: &[(&str, &str, &str)]) -> Scheme {
        let mut survey = Survey::new(design);
        for (number, (child, by, size)) in records.iter().enumerate() {
            survey.see(Offered { record: &format!("R{number}"), child: Some(child), by, size: Some(size) });
        }
        survey.scheme().unwrap()
    }

    /// By hand. Children with 1, 1 and 2 records, two drawn: w is m 3 / 2, and 4² / (3 / 2 (1 + 1 + 4)) = 16 / 9. In strata, with one
    /// of two children (1 and 1 records) and one of one (2 records): 4² / (2 (1 + 1) + 4) = 2.
    #[test]
    fn one_record_per_child_is_worth_fewer_cases_where_children_differ() {
        let records = [("A", "n", ""), ("B", "n", ""), ("C", "s", ""), ("C", "s", "")];
        let simple = Design { size: 2, one_per_child: true, ..Design::default() };
        assert!((scheme(&simple, &records).effective_size().unwrap() - 16.0 / 9.0).abs() < 1e-12);
        let by = vec!["team".to_owned()];
        let strata = Design { kind: DesignKind::Stratified, by, at_least: 1, ..simple };
        assert!((scheme(&strata, &records).effective_size().unwrap() - 2.0).abs() < 1e-12);
        assert_eq!(scheme(&Design { size: 2, ..Design::default() }, &records).effective_size(), None);
    }

    /// By hand. Sizes 1, 2, 3, 4, of which two are drawn: lambda .2, .4, .6, .8 and 4² / (5 + 2.5 + 5/3 + 1.25) = 1.536.
    #[test]
    fn a_draw_by_size_is_worth_what_its_chances_leave() {
        let records = [("A", "", "1"), ("B", "", "2"), ("C", "", "3"), ("D", "", "4")];
        let design =
            Design { kind: DesignKind::Pps, size: 2, size_field: Some("size".to_owned()), ..Design::default() };
        assert!((scheme(&design, &records).effective_size().unwrap() - 1.536).abs() < 1e-9);
    }
}
