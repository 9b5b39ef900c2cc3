//! Why a draw cannot be made, in words for the person who asked for it.

use crate::statistics::allocation::AllocationError;

/// Why a draw cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// Nothing to draw from.
    #[error("the frame is empty: no record of this kind and period fits, so there is nothing to draw from")]
    EmptyFrame,
    /// Nothing asked for.
    #[error("a sample of 0 cases says nothing; ask for at least 1")]
    NothingAsked,
    /// More was asked than there is.
    #[error("a sample of {size} is larger than its frame, which holds {frame}; ask for at most {frame}")]
    LargerThanFrame {
        /// Cases asked for.
        size: u64,
        /// Records in the frame.
        frame: u64,
    },
    /// More children were asked for than there are.
    #[error(
        "a sample of {size} with one record per child needs {size} children, and the frame holds records of {children}; ask for at most {children}"
    )]
    LargerThanChildren {
        /// Cases asked for.
        size: u64,
        /// Children who have a record in the frame.
        children: u64,
    },
    /// The strata's minimums do not fit in the size.
    #[error("{0}")]
    Allocation(#[from] AllocationError),
    /// Nothing is known of how far gradings differ in any stratum.
    #[error(
        "--allocation neyman needs earlier gradings of this kind by this rubric, to know where grades differ most, and the register has none"
    )]
    NoSpread,
    /// A size was given for a stratum that is not there.
    #[error("--allocation names '{name}', which is no stratum of this frame; the strata are: {}", strata.join(", "))]
    NoSuchStratum {
        /// What was typed.
        name: String,
        /// The strata there are.
        strata: Vec<String>,
    },
    /// A size was given twice.
    #[error("--allocation names '{0}' twice")]
    StratumTwice(String),
    /// Strata have no size.
    #[error(
        "--allocation says nothing of {}; give each stratum its number (NAME=0 leaves one out, and then the sample says nothing of it)",
        .0.join(", ")
    )]
    StrataUnnamed(Vec<String>),
    /// The sizes given are not the size asked for.
    #[error("the numbers in --allocation make {given} cases, and --size asks for {size}; they must be the same")]
    GivenOtherSize {
        /// The sum of the sizes given.
        given: u64,
        /// The size asked for.
        size: u64,
    },
    /// More is given than a stratum holds.
    #[error("--allocation asks for {size} from '{stratum}', which holds {frame}")]
    GivenTooMany {
        /// The stratum.
        stratum: String,
        /// The cases asked for.
        size: u64,
        /// What there is.
        frame: u64,
    },
    /// Records without a size of use.
    #[error(
        "for {count} of the frame the field {field} is no size: it is blank, nought, below nought, not a number, has more than six decimals or is not below 1,000,000,000 (first {record}: {value}). A record without a size has no chance of being drawn"
    )]
    NoSize {
        /// The field.
        field: String,
        /// How many records.
        count: u64,
        /// The first of them by reference.
        record: String,
        /// What it has.
        value: String,
    },
    /// The sizes are too large to be added up.
    #[error("the sizes add up to more than 18 million million, which is more than this program can draw by")]
    SizesTooLarge,
    /// Records that name no child.
    #[error("{count} records of the frame name no child, so they cannot be drawn by child (first {record})")]
    NoChild {
        /// How many.
        count: u64,
        /// The first of them by reference.
        record: String,
    },
    /// A child has records in several strata.
    #[error(
        "with one record per child the strata must be of children, and {count} children have records in more than one of them (first {child}: '{one}' and '{other}')"
    )]
    ChildInSeveral {
        /// How many children.
        count: u64,
        /// One of them.
        child: String,
        /// One of its strata.
        one: String,
        /// Another.
        other: String,
    },
}
