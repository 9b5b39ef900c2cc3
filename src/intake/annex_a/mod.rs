//! Annex A of Ofsted's inspections of children's services: the workbook of child-level lists.
//!
//! List 8 is the children in care, and gives a child's fields nearly all. List 9 is the care leavers: it adds what it says
//! besides to a child who is in List 8 as well, since where both speak of one child, List 8 speaks of the time in care; others
//! come in as they are, without a start of care, and are in no population of children in care once they are 18. The other lists
//! hold nothing that an IRO's work is drawn from: they are recognised, and nothing of them is kept.
//!
//! ```text
//! lists    which list a sheet is, by its columns, and how each column is read
//! values   the words of options, plans and places -> the values of the fields
//! join     Lists 8 and 9 -> children
//! ```
//!
//! A list is known by its columns, as the template has them and as the script of the Standard Safeguarding Dataset writes
//! them (`LoookedAfterStartDate` with its three o's), never by the name of the sheet.

mod join;
mod lists;
mod values;

use super::family::Family;

/// The lists: they are read together.
pub(super) const FAMILY: Family =
    Family { name: "Annex A", members: lists::LISTS, joiner: |request| Box::new(join::Join::new(request)) };
