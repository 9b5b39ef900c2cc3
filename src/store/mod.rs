//! The register: one SQLite file that holds records, people, samples, gradings and the journal.
//!
//! Registers lie on shared drives, so the file uses a rollback journal (side files of other modes hold clear text),
//! writes every commit through to the disk, and takes the write lock before it reads what it will change. A command that
//! writes is one transaction that ends with its line in the journal; if anything fails, nothing has happened.

mod actions;
mod batches;
mod cases;
mod check;
mod compared;
mod computed;
mod condition;
mod error;
mod field_ref;
mod frame;
mod gradings;
mod header;
mod journal;
mod late;
mod lost;
mod open;
mod orphans;
mod pace;
mod packs;
mod people;
mod place;
mod programmes;
mod raised;
mod records;
mod replies;
mod rubrics;
mod said;
mod samples;
mod schema;
mod settings;
mod sightings;
mod spent;
mod statements;
mod themes;
mod tokens;
mod undo;
mod upsert;
mod urgent;
mod values;
mod written;

pub use actions::NewAction;
pub use batches::{Batch, BatchFacts, Undone};
pub use cases::{CaseOrigin, CaseRow, CaseStory};
pub use check::Fault;
pub use condition::{Condition, ConditionError};
pub use error::StoreError;
pub use field_ref::FieldRef;
pub use frame::{FrameQuery, FrameTally, KindSpan, Population, Seen, Values, Walk};
pub use gradings::{Begun, GradingKey, GradingRow, Part};
pub use journal::{Actor, JournalLine};
pub use late::{OutsideCare, OutsideRow};
pub use lost::{Gone, Lost};
pub use open::{Change, Register};
pub use orphans::UnknownChild;
pub use packs::{PackOwner, PackRow};
pub use people::PersonRow;
pub use programmes::Cycle;
pub use raised::{NewRaised, Raised};
pub use records::Versioned;
pub use said::Said;
pub use samples::{NewSample, Origin, SampleRow, State, Step};
pub use themes::OwnTheme;
pub use undo::{StandsOn, TakenBack};
pub use upsert::{Conflict, FileColumns, FileImport, Incoming, Tally};
pub use urgent::Urgent;
