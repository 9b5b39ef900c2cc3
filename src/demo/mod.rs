//! A synthetic council, its extracts and the commands that a service would type.
//!
//! The demo exists to teach and to be measured: a council of any size, made of nothing but a seed, whose margins are
//! those that a real council of that size published, and whose notes can be graded from their text alone. Nothing here
//! reads or writes a file: extracts go to a writer that the caller gives, and the commands are only listed.
//!
//! Every child has sub-streams of chance of its own, made from the seed and the child's number, so that an extract is
//! written child by child in memory that does not grow with the council, and each file can be written alone.
//!
//! Two halves that know nothing of each other stand here: the writer of notes ([`Council`]) and the reader of notes
//! ([`read`], [`moderate`]). The reader sees a text and a rubric; it never sees what the writer meant.

mod chance;
mod child;
mod council;
mod days;
mod disputes;
mod extracts;
mod margins;
mod note;
mod reading;
mod schedule;
mod staff;
mod steps;

pub use council::{Council, Options};
pub use extracts::{CHILDREN_FILE, DISPUTES_FILE, OVERSIGHTS_FILE, PEOPLE_FILE, REVIEWS_FILE};
pub use reading::{Marks, Settled, moderate, read};
pub use staff::Auditor;
pub use steps::{CommandLine, Step};

#[cfg(test)]
mod tests;
