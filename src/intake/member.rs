//! One table of a family: the columns that identify it, and how each column of a file is read.

use super::headings::identifying::{Identifies, identifies};
use super::headings::key;
use super::layout::Heading;
use super::options::Options;
use super::typed::CellForm;
use crate::model::Kind;

/// One table of a family.
pub(super) struct Member {
    /// Its name in the data standard.
    pub(super) name: &'static str,
    /// The name of its format in `--format`.
    pub(super) format: &'static str,
    /// The kind of its records, or of the records that it describes.
    pub(super) kind: Kind,
    /// The columns that are known.
    pub(super) columns: &'static [MemberColumn],
    /// Whether these headings belong to this table.
    pub(super) fits: fn(&Member, &[Heading]) -> bool,
    /// Whether they may belong to it, if the person says so (`--format`).
    pub(super) may_fit: fn(&Member, &[Heading]) -> bool,
}

/// One column of a table of a family.
pub(super) struct MemberColumn {
    /// Its name in the data standard.
    pub(super) name: &'static str,
    /// Other names in use.
    pub(super) also: &'static [&'static str],
    /// What its cells are.
    pub(super) reads: Reads,
    /// How it is read, in the words of [`super::About::columns`]: a canonical field, `extra.NAME`, `serves ...`.
    pub(super) means: &'static str,
}

/// How the cells of a column are read.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// As a value.
    As(CellForm),
    /// Not at all, because they identify someone. The heading says so.
    Identifies,
    /// Not at all, because nothing needs them.
    Unused,
}

/// A placeholder for every column that the table does not name.
pub(super) const REST: &str = "(any other column)";

/// How one column of a file is read.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    /// As the member's column at this index.
    Read { place: usize, form: CellForm, means: &'static str },
    /// It is left out.
    LeftOut(Identifies),
    /// It is kept under its own name.
    Kept,
    /// The same, although it identifies someone, because of `--keep`.
    KeptThough,
    /// Nothing needs it.
    Unused,
    /// The member does not have it and does not keep such columns.
    NotKept,
    /// It has no heading, and must be blank.
    Nameless,
}

impl Member {
    /// How the column with this heading is read.
    pub(super) fn fate(&self, heading: &Heading, options: &Options) -> Fate {
        if heading.shown.is_empty() {
            return Fate::Nameless;
        }
        match self.columns.iter().enumerate().find(|(_, column)| column.is(heading)) {
            Some((place, MemberColumn { reads: Reads::As(form), means, .. })) => {
                return Fate::Read { place, form: *form, means };
            }
            Some((_, MemberColumn { reads: Reads::Unused, .. })) => return Fate::Unused,
            Some((_, MemberColumn { reads: Reads::Identifies, .. })) | None => {}
        }
        let keeps_others = self.columns.iter().all(|column| column.name != REST);
        match identifies(&heading.key) {
            Some(_) if keeps_others && options.keeps(heading) => Fate::KeptThough,
            Some(what) => Fate::LeftOut(what),
            None if keeps_others => Fate::Kept,
            None => Fate::NotKept,
        }
    }
}

impl Member {
    /// The required columns that these headings lack or repeat. If no column is required, all that they lack.
    pub(super) fn not_once(&self, headings: &[Heading]) -> Vec<String> {
        let own = || self.columns.iter().filter(|column| column.name != REST);
        let times = |column: &MemberColumn| headings.iter().filter(|heading| column.is(heading)).count();
        let needed = |column: &MemberColumn| {
            let others = own().filter(|other| other.name != column.name).map(|other| Heading::new(other.name));
            !(self.may_fit)(self, &others.collect::<Vec<_>>())
        };
        let named = |wanted: &dyn Fn(&MemberColumn) -> bool| {
            own().filter(|column| wanted(column)).map(|column| column.name.to_owned()).collect::<Vec<String>>()
        };
        let wrong = named(&|column| times(column) > 1 || (times(column) == 0 && needed(column)));
        if wrong.is_empty() { named(&|column| times(column) == 0) } else { wrong }
    }
}

impl MemberColumn {
    /// Whether a heading is one of the column's names.
    pub(super) fn is(&self, heading: &Heading) -> bool {
        self.names().any(|name| key(name) == heading.key)
    }

    /// All names of the column.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

impl Fate {
    /// The words for `import --explain`.
    pub(super) fn words(&self, heading: &Heading) -> String {
        match self {
            Fate::Read { means, .. } => (*means).to_owned(),
            Fate::LeftOut(what) => format!("left out: {}", what.words()),
            Fate::Kept | Fate::KeptThough => format!("extra.{}", heading.shown),
            Fate::Unused | Fate::NotKept => "not needed".to_owned(),
            Fate::Nameless => "no heading".to_owned(),
        }
    }
}
