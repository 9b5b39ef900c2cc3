//! The values of the fields by which a frame is cut or ordered, numbered as they are first seen.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::strata::Held;

/// Values with what each holds. A value may be spelt in several ways; what a spelling stands for is asked once. Spellings are looked up
/// once a record, so by a quick hash.
#[derive(Default)]
pub(super) struct Values {
    spellings: HashMap<String, usize, RandomState>,
    numbers: BTreeMap<String, usize>,
    held: Vec<Held>,
    /// The number of the value that is spelt with no letters, as the only one of a frame that is not cut is.
    nameless: Option<usize>,
}

impl Values {
    /// The number of a spelling's value.
    pub(super) fn number(&mut self, spelling: &str, name: impl FnOnce() -> String) -> usize {
        let known = if spelling.is_empty() { self.nameless } else { self.spellings.get(spelling).copied() };
        known.unwrap_or_else(|| self.add(spelling, name()))
    }

    fn add(&mut self, spelling: &str, name: String) -> usize {
        let number = self.of_name(name);
        self.spellings.insert(spelling.to_owned(), number);
        if spelling.is_empty() {
            self.nameless = Some(number);
        }
        number
    }

    fn of_name(&mut self, name: String) -> usize {
        let next = self.held.len();
        let number = *self.numbers.entry(name).or_insert(next);
        if number == next {
            self.held.push(Held::default());
        }
        number
    }

    /// What the value of a number holds.
    pub(super) fn held_mut(&mut self, number: usize) -> &mut Held {
        &mut self.held[number]
    }

    /// The name of a number's value.
    pub(super) fn name(&self, number: usize) -> &str {
        self.numbers.iter().find(|(_, one)| **one == number).map_or("", |(name, _)| name)
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// The values by name, each with its number and what it holds.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, usize, Held)> {
        self.numbers.iter().map(|(name, number)| (name, *number, self.held[*number]))
    }

    /// Takes in how many records others have, and returns the number here for each number there.
    pub(super) fn take_in(&mut self, others: &Values) -> Vec<usize> {
        let mut here = vec![0; others.len()];
        for (name, there, held) in others.iter() {
            let number = self.of_name(name.clone());
            self.held[number].records += held.records;
            here[there] = number;
        }
        here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_value_whose_name_is_asked_once_for_each() {
        let mut values = Values::default();
        let mut asked = 0;
        for spelling in ["a bright", "Bright, A", "a bright", "", "", "Bright, A"] {
            let number = values.number(spelling, || {
                asked += 1;
                if spelling.is_empty() { String::new() } else { "Alison Bright".to_owned() }
            });
            values.held_mut(number).records += 1;
        }
        let all: Vec<(&str, u64)> = values.iter().map(|(name, _, held)| (name.as_str(), held.records)).collect();
        assert_eq!((asked, all), (3, vec![("", 2), ("Alison Bright", 4)]));
    }

    #[test]
    fn values_of_another_stretch_are_found_under_their_names() {
        let (mut one, mut other) = (Values::default(), Values::default());
        for (values, names) in [(&mut one, ["n", "s"]), (&mut other, ["w", "n"])] {
            for name in names {
                let number = values.number(name, || name.to_owned());
                values.held_mut(number).records += 1;
            }
        }
        assert_eq!(one.take_in(&other), [2, 0]);
        let all: Vec<(&str, u64)> = one.iter().map(|(name, _, held)| (name.as_str(), held.records)).collect();
        assert_eq!(all, [("n", 2), ("s", 1), ("w", 1)]);
    }
}
