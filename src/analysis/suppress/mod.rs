//! Small numbers left out, so that what is left gives none of them back.
//!
//! A count from 1 to one below the limit is hidden, and so is one whose complement is. Then more are hidden until a reader who
//! adds and subtracts everything that is left, knowing that counts are whole and not below 0, cannot bring any hidden count
//! down to fewer values than the limit and one more. `ledger` holds the counts and decides; `counts` finds them in the findings;
//! `file` makes what may be seen.

mod counts;
mod file;
mod ledger;

pub use file::suppressed;
