//! The Standard Safeguarding Dataset: its tables, as any council's system exports them, joined into children and reviews.
//!
//! ```text
//! tables         which table a file or sheet is, by its columns, and how each column is read
//! line, rows     one row of values -> what it says, or what is wrong with it
//! kept           the rows of a table; those that stand twice
//! join           all tables -> records, refused rows and what is to be told
//! care           episodes -> periods of care; an id of a period -> one child
//! staff          involvements -> who had which role on a day
//! children       all tables -> children as at a day        reviews   -> reviews with number, IRO and child
//! participation, plan      the words in which codes are written
//! ```
//!
//! Nothing is joined row by row: a review looks its child up by the id of the period of care, which leads to one person or to
//! none, so that rows cannot multiply. Keys that lead nowhere refuse nothing, since the data set's own description of them is
//! wrong in places; they are counted and told. The placeholders 1900-01-01 and -1 are blank. Names of children are not read.
//!
//! A table that only serves the join says nothing by itself: without `ssd_cla_episodes` nobody is known to be in care, so no
//! child comes in, and that is told.

mod care;
mod children;
mod join;
mod kept;
mod line;
mod participation;
mod plan;
mod reviews;
mod rows;
mod staff;
mod tables;
mod tell;

use crate::intake::family::Family;

pub(in crate::intake) use plan::{is_keyed, of_keys};

/// The data set: its tables are read together.
pub(super) const FAMILY: Family = Family {
    name: "Standard Safeguarding Dataset",
    members: tables::TABLES,
    joiner: |request| Box::new(join::Join::new(request)),
};
