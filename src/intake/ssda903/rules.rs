//! The rules of the return's public validator that an import reports, row by row, and what becomes of the row.
//!
//! A row is refused where nothing true can be made of it until somebody mends it: a row without a child, with a date that
//! nobody can read (in any table), or an episode that ends before it begins; and a review whose participation is written
//! and is none. Where the rest of the row still says something, the row comes in, the cell at fault stays blank, and a
//! warning names it.
//!
//! | rule | table | what is wrong | what becomes of the row |
//! |---|---|---|---|
//! | 166 | Reviews | the date of the review is blank or no date | refused |
//! | 167 | Reviews | the participation is no code of the list | refused; where it is blank, a warning, and the review comes in without |
//! | 440 | Reviews | PN0 (under four) of a child over four on that day | warning |
//! | 441 | Reviews | PN1 to PN7 of a child under four on that day | warning |
//! | 399 | Reviews | all episodes of the child are short breaks (V3, V4) | warning; no number and no type |
//! | INT08 | Reviews | the child is not in Header | warning |
//! | INT17 | Reviews | the date of birth is not the one in Header | warning; Header's counts |
//! | 101 | Header | sex is blank or no code of any year | warning; gender stays blank |
//! | 103 | Header | ethnicity is blank or no code | warning; ethnicity stays blank |
//! | 143 | Episodes | RNE is blank or no code | warning; whether a period of care or a placement begins is taken from the episodes around it |
//! | 144, 145, 146 | Episodes | LS, CIN or PLACE is blank or no code of its year | warning; blank unless it is a code of another year |
//! | 147 | Episodes | DECOM is blank or no date | refused |
//! | 148 | Episodes | only one of DEC and REC is given | warning; without DEC the episode has not ended, without REC the child is taken as still in care |
//! | 149 | Episodes | REC is no code of its year | warning; a code of no year ends no period of care |
//!
//! The year of an episode is the one in which it ended or, while it is open, the year of the day as at which the children are
//! described. Besides these, five things are told that are nobody's rule: `later` (a row that begins after that day, and is
//! not used), `overlap` (an episode that begins while the one before it is still open), `outside-care` (a review on a day on
//! which the child was not in care), `no-child` (a row of another table whose child is in neither Header nor Episodes), and
//! `unread` (a cell that the row can do without: a date of birth outside Header, a distance).

use super::tables::At;
use crate::intake::fault::{Fault, Warning};

/// What a refusal or a warning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    Sex,
    Ethnicity,
    NewEpisode,
    LegalStatus,
    Need,
    Placement,
    Began,
    EndAndReason,
    Ceased,
    Held,
    Participation,
    ShortBreaks,
    OverFour,
    UnderFour,
    NotInHeader,
    OtherBirth,
    Later,
    Overlap,
    OutsideCare,
    NoChild,
    Unread,
}

impl Rule {
    /// The id in the JSON and in the receipt: the validator's own number, or a word where it has none.
    pub(super) fn id(self) -> &'static str {
        match self {
            Rule::Sex => "101",
            Rule::Ethnicity => "103",
            Rule::NewEpisode => "143",
            Rule::LegalStatus => "144",
            Rule::Need => "145",
            Rule::Placement => "146",
            Rule::Began => "147",
            Rule::EndAndReason => "148",
            Rule::Ceased => "149",
            Rule::Held => "166",
            Rule::Participation => "167",
            Rule::ShortBreaks => "399",
            Rule::OverFour => "440",
            Rule::UnderFour => "441",
            Rule::NotInHeader => "INT08",
            Rule::OtherBirth => "INT17",
            Rule::Later => "later",
            Rule::Overlap => "overlap",
            Rule::OutsideCare => "outside-care",
            Rule::NoChild => "no-child",
            Rule::Unread => "unread",
        }
    }

    /// The reason of a refusal by this rule.
    pub(super) fn refuses(self, expected: &str) -> String {
        format!("{expected} (rule {} of the return)", self.id())
    }

    /// A warning of this rule about one cell.
    pub(super) fn warns(self, at: At, column: &str, value: &str, reason: impl Into<String>) -> (usize, Warning) {
        (at.source, self.broken(Fault::new(at.row, column, value, reason)))
    }

    /// A fault as a warning of this rule.
    pub(super) fn broken(self, fault: Fault) -> Warning {
        Warning { rule: self.id(), fault }
    }
}
