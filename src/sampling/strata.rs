//! The parts of a frame that are drawn separately: small ones merged, and how many cases each gives.

use std::collections::BTreeMap;

use crate::model::{Allocation, Design, Stratum};
use crate::statistics::allocation::{self, Allotted, Measured, Request};

use super::error::DrawError;

/// The strata of a frame with their sizes.
pub(super) struct Strata {
    /// In the order of their names' bytes.
    pub(super) list: Vec<Stratum>,
    /// How each came to its size, a line each.
    pub(super) arithmetic: Vec<String>,
    /// The place in the list of the stratum in which each value lies.
    pub(super) places: BTreeMap<String, usize>,
    /// The design, with the names of strata as they stand in the list.
    pub(super) design: Design,
}

/// How much of the frame has one value.
#[derive(Clone, Copy, Default)]
pub(super) struct Held {
    pub(super) records: u64,
    /// Of how many children, where children are drawn.
    pub(super) children: Option<u64>,
}

impl Held {
    /// How many things there are to draw from.
    fn units(self) -> u64 {
        self.children.unwrap_or(self.records)
    }
}

/// One stratum before it has a size.
struct Part {
    name: String,
    values: Vec<String>,
    held: Held,
}

impl Strata {
    /// Makes strata of the values in a frame and shares the cases out.
    pub(super) fn new(values: &BTreeMap<String, Held>, design: &Design) -> Result<Strata, DrawError> {
        let parts = parts(values, design.merge_below);
        let mut design = design.clone();
        let shares = share_out(&parts, &mut design)?;
        let places = parts
            .iter()
            .enumerate()
            .flat_map(|(place, part)| part.values.iter().map(move |value| (value.clone(), place)))
            .collect();
        let arithmetic = parts.iter().zip(&shares).map(|(part, share)| arithmetic(part, share, &design)).collect();
        let stratum = |(part, share): (Part, &Allotted)| Stratum {
            stratum: part.name,
            frame: part.held.records,
            size: share.size,
            merged: if part.values.len() > 1 { part.values } else { Vec::new() },
            children: part.held.children,
        };
        let list = parts.into_iter().zip(&shares).map(stratum).collect();
        Ok(Strata { list, arithmetic, places, design })
    }
}

/// The strata by name: every value one, but those that hold fewer than `below` merged into one.
///
/// All strata below the number become a single one; while it holds fewer itself, the smallest of the others (of equal ones
/// the first by name) joins it. They lose their names and not their records: the merged stratum is drawn from as one.
fn parts(values: &BTreeMap<String, Held>, below: u64) -> Vec<Part> {
    let (mut small, mut rest): (Vec<_>, Vec<_>) =
        values.iter().map(|(value, held)| (value, *held)).partition(|(_, held)| held.units() < below);
    rest.sort_by_key(|(value, held)| (held.units(), *value));
    rest.reverse();
    while !small.is_empty() && small.iter().map(|(_, held)| held.units()).sum::<u64>() < below {
        match rest.pop() {
            Some(next) => small.push(next),
            None => break,
        }
    }
    small.sort_by_key(|(value, _)| *value);
    let mut parts: Vec<Part> =
        rest.into_iter().map(|(value, held)| Part { name: value.clone(), values: vec![value.clone()], held }).collect();
    parts.extend(merged(&small));
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    parts
}

fn merged(small: &[(&String, Held)]) -> Option<Part> {
    let values: Vec<String> = small.iter().map(|(value, _)| (*value).clone()).collect();
    let name = match values.as_slice() {
        [] => return None,
        [one] => one.clone(),
        many => format!("(merged: {})", many.join(", ")),
    };
    let children = small.iter().filter_map(|(_, held)| held.children).reduce(|one, other| one + other);
    let records = small.iter().map(|(_, held)| held.records).sum();
    Some(Part { name, values, held: Held { records, children } })
}

fn share_out(parts: &[Part], design: &mut Design) -> Result<Vec<Allotted>, DrawError> {
    if !design.is_stratified() {
        let sizes: Vec<(&str, u64)> = parts.iter().map(|part| (part.name.as_str(), part.held.units())).collect();
        return Ok(allocation::proportional(&sizes, Request { size: design.size, at_least: 0 })?);
    }
    if design.allocation == Allocation::Given {
        return given(parts, design);
    }
    if design.allocation == Allocation::Neyman && design.spread.iter().all(|spread| spread.of == 0) {
        return Err(DrawError::NoSpread);
    }
    let measured: Vec<Measured> = parts
        .iter()
        .map(|part| Measured { stratum: part.name.clone(), frame: part.held.units(), measure: measure(part, design) })
        .collect();
    Ok(allocation::allocate(&measured, Request { size: design.size, at_least: design.at_least })?)
}

fn measure(part: &Part, design: &Design) -> u64 {
    match design.allocation {
        Allocation::Equal => Measured::UNITS,
        Allocation::Neyman => {
            let (count, of) = spread(part, design);
            allocation::neyman_measure(part.held.units(), count, of)
        }
        Allocation::Proportional | Allocation::Given => part.held.units().saturating_mul(Measured::UNITS),
    }
}

/// What earlier gradings say of a stratum: cases below good, and cases graded.
fn spread(part: &Part, design: &Design) -> (u64, u64) {
    let own = design.spread.iter().filter(|spread| part.values.contains(&spread.stratum));
    own.fold((0, 0), |(count, of), spread| (count + spread.count, of + spread.of))
}

/// The sizes that somebody said, every stratum named once.
fn given(parts: &[Part], design: &mut Design) -> Result<Vec<Allotted>, DrawError> {
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let mut found = BTreeMap::new();
    for (typed, size) in &design.given {
        let name = named(&names, typed).ok_or_else(|| DrawError::NoSuchStratum {
            name: typed.clone(),
            strata: names.iter().map(|name| (*name).to_owned()).collect(),
        })?;
        if found.insert(name.to_owned(), *size).is_some() {
            return Err(DrawError::StratumTwice(name.to_owned()));
        }
    }
    let unnamed: Vec<String> =
        names.iter().filter(|name| !found.contains_key(**name)).map(|name| (*name).to_owned()).collect();
    if !unnamed.is_empty() {
        return Err(DrawError::StrataUnnamed(unnamed));
    }
    let sum = found.values().fold(0u64, |sum, size| sum.saturating_add(*size));
    if sum != design.size {
        return Err(DrawError::GivenOtherSize { given: sum, size: design.size });
    }
    let mut shares = Vec::new();
    for part in parts {
        let (size, frame) = (found[&part.name], part.held.units());
        if size > frame {
            return Err(DrawError::GivenTooMany { stratum: part.name.clone(), size, frame });
        }
        shares.push(Allotted { stratum: part.name.clone(), frame, size, quota: format!("{size}, as given") });
    }
    design.given = found;
    Ok(shares)
}

/// The stratum of this name, or the only one that differs from it in capitals alone.
fn named<'a>(names: &[&'a str], typed: &str) -> Option<&'a str> {
    if let Some(exact) = names.iter().find(|name| **name == typed) {
        return Some(exact);
    }
    let lower = typed.trim().to_lowercase();
    let mut alike = names.iter().filter(|name| name.to_lowercase() == lower);
    alike.next().filter(|_| alike.next().is_none()).copied()
}

fn arithmetic(part: &Part, share: &Allotted, design: &Design) -> String {
    let mut line = share.quota.clone();
    if design.is_stratified() && design.allocation == Allocation::Neyman {
        let (count, of) = spread(part, design);
        line += &match of {
            0 => "; nothing is graded there, so its spread is taken as the largest".to_owned(),
            _ => format!("; {count} of {of} graded there before were below good"),
        };
    }
    if part.values.len() > 1 {
        line +=
            &format!("; {} are merged here, because some hold fewer than {}", part.values.len(), design.merge_below);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(list: &[(&str, u64)]) -> BTreeMap<String, Held> {
        list.iter().map(|(name, records)| ((*name).to_owned(), Held { records: *records, children: None })).collect()
    }

    fn shape(list: &[(&str, u64)], below: u64) -> Vec<(String, u64)> {
        parts(&values(list), below).into_iter().map(|part| (part.name, part.held.records)).collect()
    }

    #[test]
    fn strata_below_the_number_become_one_that_is_not() {
        let all = [("East", 40), ("North", 2), ("South", 3), ("West", 9)];
        let owned = |list: &[(&str, u64)]| list.iter().map(|(n, k)| ((*n).to_owned(), *k)).collect::<Vec<_>>();
        assert_eq!(shape(&all, 0), owned(&all));
        assert_eq!(shape(&all, 2), owned(&all));
        assert_eq!(shape(&all, 4), owned(&[("(merged: North, South)", 5), ("East", 40), ("West", 9)]));
        // Two and three are still fewer than six, so the smallest other stratum joins them.
        assert_eq!(shape(&all, 6), owned(&[("(merged: North, South, West)", 14), ("East", 40)]));
        // One small stratum joins the smallest of the others, and alone it stays what it is.
        assert_eq!(shape(&all, 3), owned(&[("(merged: North, South)", 5), ("East", 40), ("West", 9)]));
        assert_eq!(shape(&[("East", 4)], 5), owned(&[("East", 4)]));
        assert_eq!(shape(&all, 1000), owned(&[("(merged: East, North, South, West)", 54)]));
    }

    #[test]
    fn given_sizes_name_every_stratum_once_and_fit() {
        let design = |given: &[(&str, u64)], size| Design {
            kind: crate::model::DesignKind::Stratified,
            size,
            by: vec!["team".to_owned()],
            allocation: Allocation::Given,
            given: given.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect(),
            ..Design::default()
        };
        let frame = values(&[("East | foster", 10), ("North", 4)]);
        let made = |given: &[(&str, u64)], size| Strata::new(&frame, &design(given, size));
        let strata = made(&[("east | foster", 6), ("North", 2)], 8).ok().unwrap();
        assert_eq!(strata.list.iter().map(|one| one.size).collect::<Vec<_>>(), [6, 2]);
        assert_eq!(strata.design.given.keys().collect::<Vec<_>>(), ["East | foster", "North"]);
        assert!(matches!(made(&[("North", 2)], 2), Err(DrawError::StrataUnnamed(_))));
        assert!(matches!(made(&[("Nord", 2), ("North", 2)], 4), Err(DrawError::NoSuchStratum { .. })));
        assert!(matches!(made(&[("East | foster", 2), ("North", 5)], 7), Err(DrawError::GivenTooMany { .. })));
        assert!(matches!(made(&[("East | foster", 2), ("North", 2)], 5), Err(DrawError::GivenOtherSize { .. })));
        assert!(matches!(
            made(&[("NORTH", 1), ("North", 1), ("East | foster", 1)], 3),
            Err(DrawError::StratumTwice(_))
        ));
    }
}
