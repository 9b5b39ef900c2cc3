//! The SSDA903 return: the yearly return of children looked after, as its tables.
//!
//! All tables that an import gives are read together, from however many files and sheets. Header and Episodes say who the
//! children are, and make their records; Reviews makes reviews; the other tables help to describe the children.
//!
//! ```text
//! tables    the columns of each table, by which it is known; what becomes of each column
//! lines     one row of a table -> one typed line, or the faults for which it is refused
//! kept      all lines, by child
//! join      the rows of all tables, kept, put in order and made into records
//! codes     the code lists, with the years in which each code is valid
//! care      episodes -> periods of care and placements; how a child stands on a day
//! reviews   the number of a review in its period of care
//! children  all lines of one child -> its record, with a table of what each field is told from
//! rules     the rules that rows are held against, with a table of what becomes of a row; `checks` holds them
//! make      records, refused rows and warnings, each to the table that it belongs to
//! ```

mod care;
mod checks;
mod children;
mod codes;
mod join;
mod kept;
mod lines;
mod make;
mod reviews;
mod rules;
mod tables;

use super::family::Family;

/// The return.
pub(super) static FAMILY: Family =
    Family { name: "the SSDA903 return", members: tables::MEMBERS, joiner: join::joiner };
