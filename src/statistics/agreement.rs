//! How far two people who graded the same cases agreed, counted plainly.

/// Counts of pairs of grades on an ordered scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agreed {
    /// How many cases both graded.
    pub cases: u64,
    /// On how many they gave the same grade.
    pub exact: u64,
    /// On how many they gave the same or a neighbouring grade.
    pub within_one: u64,
}

/// Counts the pairs that agree exactly, and those at most one step apart. A grade is its place on the scale.
///
/// ```
/// use dipsample::statistics::agreement::agreed;
/// let agreed = agreed([(0, 0), (1, 2), (0, 2)]);
/// assert_eq!((agreed.cases, agreed.exact, agreed.within_one), (3, 1, 2));
/// ```
pub fn agreed(pairs: impl IntoIterator<Item = (usize, usize)>) -> Agreed {
    pairs.into_iter().fold(Agreed::default(), |sum, (one, two)| Agreed {
        cases: sum.cases + 1,
        exact: sum.exact + u64::from(one == two),
        within_one: sum.within_one + u64::from(one.abs_diff(two) <= 1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve cases of the worked example for agreement: 8 of 12 agree, and one pair is two grades apart.
    #[test]
    fn a_worked_example_is_counted() {
        let one = [1, 2, 3, 3, 2, 1, 3, 2, 2, 3, 1, 2];
        let two = [1, 2, 3, 2, 2, 2, 3, 2, 1, 3, 1, 3];
        let ours = agreed(one.into_iter().zip(two));
        assert_eq!(ours, Agreed { cases: 12, exact: 8, within_one: 12 });
        assert_eq!(agreed([]), Agreed::default());
    }
}
