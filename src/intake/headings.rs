//! From a heading to the canonical field that it names.
//!
//! Headings are compared by their letters and digits alone, in lower case: `Date of Birth`, `date_of_birth` and
//! `DateOfBirth` are one. Every field goes by its own name and its label; the other usual names stand in `aliases`.

#[rustfmt::skip] // one heading a line would make the tables unreadable
mod aliases;
#[rustfmt::skip] // the same
pub(super) mod identifying;

use crate::model::Kind;

/// Where the cells of a column go in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The record's id.
    Reference,
    /// The child's id.
    Child,
    /// The day on which it happened.
    Date,
    /// A canonical field, by its place in [`Kind::fields`].
    Field(usize),
}

impl Place {
    /// Finds the place of a canonical field by its name.
    pub(super) fn named(kind: Kind, name: &str) -> Option<Place> {
        match name {
            "reference" => Some(Place::Reference),
            "child" => Some(Place::Child),
            "date" => (kind != Kind::Child).then_some(Place::Date),
            _ => kind.position(name).map(Place::Field),
        }
    }

    /// The canonical name.
    pub(super) fn name(self, kind: Kind) -> &'static str {
        match self {
            Place::Reference => "reference",
            Place::Child => "child",
            Place::Date => "date",
            Place::Field(at) => kind.fields().get(at).map_or("", |field| field.name),
        }
    }
}

/// Returns the form in which two headings are compared: letters and digits only, in lower case.
pub(super) fn key(heading: &str) -> String {
    heading.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two headings are the same apart from case, spaces and punctuation.
pub fn same_heading(one: &str, other: &str) -> bool {
    key(one) == key(other)
}

/// The canonical names of a kind, as a mapping file may use them.
pub(super) fn canonical_names(kind: Kind) -> Vec<&'static str> {
    let common = ["reference", "child", "date"].into_iter().filter(|name| Place::named(kind, name).is_some());
    common.chain(kind.fields().iter().map(|field| field.name)).collect()
}

/// The usual headings of one place, the most usual first.
pub(super) fn usual_names(kind: Kind, place: Place) -> Vec<&'static str> {
    let name = place.name(kind);
    let tables = [aliases::of(kind), aliases::COMMON];
    let others = tables.into_iter().flatten().filter(|(field, _)| *field == name).flat_map(|(_, names)| *names);
    let label = match place {
        Place::Field(at) => kind.fields().get(at).map(|field| field.label),
        _ => None,
    };
    others.copied().chain(label).chain([name]).collect()
}

/// Every heading that a kind knows, in the form of [`key`], with its place.
pub(super) struct Known(Vec<(String, Place)>);

impl Known {
    pub(super) fn of(kind: Kind) -> Known {
        let places = canonical_names(kind).into_iter().filter_map(|name| Place::named(kind, name));
        let named = places.flat_map(|place| usual_names(kind, place).into_iter().map(move |name| (key(name), place)));
        Known(named.collect())
    }

    /// The headings, in the form of [`key`].
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    pub(super) fn place(&self, key: &str) -> Option<Place> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, place)| *place)
    }
}

/// Headings of columns that are left out, in the form of [`key`], as far as they can be listed.
pub(super) fn identifying_names() -> impl Iterator<Item = String> {
    identifying::listed()
}

/// Finds the heading that comes nearest to one of the names, if any is near: a typing error or two away.
pub(super) fn nearest(headings: &[String], names: &[&'static str]) -> Option<(String, &'static str)> {
    let pairs = headings.iter().flat_map(|heading| names.iter().map(move |name| (heading, *name)));
    let measured = pairs.filter_map(|(heading, name)| {
        let (found, wanted) = (key(heading), key(name));
        let far = distance(&found, &wanted);
        (far * 4 <= wanted.chars().count() && far > 0).then_some((far, heading, name))
    });
    measured.min_by_key(|(far, ..)| *far).map(|(_, heading, name)| (heading.clone(), name))
}

/// How many letters must be put in, left out or changed to make one word into the other (Levenshtein 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut now = vec![row + 1];
        for ((pair, wanted), left) in before.windows(2).zip(&other).zip(0..) {
            let changed = pair.first().copied().unwrap_or_default() + usize::from(letter != *wanted);
            let dropped = pair.last().copied().unwrap_or_default() + 1;
            let added = now.get(left).copied().unwrap_or_default() + 1;
            now.push(changed.min(dropped).min(added));
        }
        before = now;
    }
    before.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_stands_for_two_fields_of_a_kind_or_identifies_a_child() {
        for kind in Kind::ALL {
            let mut known = Known::of(kind).0;
            known.sort();
            known.dedup();
            for pair in known.windows(2) {
                assert_ne!(pair[0].0, pair[1].0, "{kind:?}: {:?} and {:?}", pair[0].1, pair[1].1);
            }
            let left_out: Vec<&(String, Place)> =
                known.iter().filter(|(heading, _)| identifying::identifies(heading).is_some()).collect();
            assert!(left_out.is_empty(), "{kind:?}: {left_out:?}");
        }
    }

    #[test]
    fn every_alias_belongs_to_a_field_that_the_kind_has() {
        for kind in Kind::ALL {
            for (field, _) in aliases::of(kind) {
                assert!(Place::named(kind, field).is_some(), "{kind:?} {field}");
            }
        }
        assert!(aliases::COMMON.iter().all(|(field, _)| Place::named(Kind::Oversight, field).is_some()));
    }

    proptest::proptest! {
        /// However a usual heading is written, it is known as the one field it stands for.
        #[test]
        fn a_usual_heading_is_known_in_any_case_and_with_any_marks(pick in 0usize..100_000, marks in "[ _./()-]{0,3}", upper: bool) {
            let all: Vec<(Kind, Place, &str)> = Kind::ALL
                .into_iter()
                .flat_map(|kind| canonical_names(kind).into_iter().filter_map(move |name| Some((kind, Place::named(kind, name)?))))
                .flat_map(|(kind, place)| usual_names(kind, place).into_iter().map(move |name| (kind, place, name)))
                .collect();
            let (kind, place, name) = all[pick % all.len()];
            let written = name.replace(' ', &format!(" {marks}"));
            let written = if upper { written.to_uppercase() } else { written.to_lowercase() };
            proptest::prop_assert_eq!(Known::of(kind).place(&key(&written)), Some(place));
        }
    }

    #[test]
    fn case_space_and_marks_do_not_matter() {
        let known = Known::of(Kind::Child);
        for heading in ["Date of Birth", "date_of_birth", "DateOfBirth", "DOB", "born"] {
            assert_eq!(known.place(&key(heading)), Place::named(Kind::Child, "born"), "{heading}");
        }
        let missing =
            "Number of Episodes the Child has been \u{2018}Missing\u{2019} from their Placement in the last 12 months";
        assert_eq!(known.place(&key(missing)), Place::named(Kind::Child, "missing_12m"));
    }

    // kitten/sitting is the example of Wagner and Fischer's algorithm in most textbooks: three changes.
    #[test]
    fn distances_and_the_nearest_heading() {
        for (one, other, far) in [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("flaw", "lawn", 2)] {
            assert_eq!(distance(one, other), far);
        }
        let headings = ["Team".to_owned(), "Date of evnt".to_owned()];
        assert_eq!(
            nearest(&headings, &["Event date", "Date of event"]),
            Some(("Date of evnt".to_owned(), "Date of event"))
        );
        assert_eq!(nearest(&headings, &["Stage"]), None);
    }
}
