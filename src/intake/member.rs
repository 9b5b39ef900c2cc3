//! One table of a family: by which columns it is known, and what becomes of each column that a file has.

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
    /// What its records are, or serve to describe.
    pub(super) kind: Kind,
    /// The columns that are known.
    pub(super) columns: &'static [MemberColumn],
    /// Whether these headings are those of this table.
    pub(super) fits: fn(&Member, &[Heading]) -> bool,
    /// Whether they may be, where a person says that they are.
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
    /// What becomes of it, in the words of [`super::About::columns`]: a canonical field, `extra.NAME`, `serves ...`.
    pub(super) means: &'static str,
}

/// How the cells of a column are read.
#[derive(Clone, Copy)]
pub(super) enum Reads {
    /// To a value.
    As(CellForm),
    /// Not at all, since they identify somebody: they never leave the reader. Its heading is one that identifies.
    Identifies,
    /// Not at all, since nothing here needs it.
    Unused,
}

/// The name of a column that stands for all columns that a table's other ones do not name.
pub(super) const REST: &str = "(any other column)";

/// What becomes of one column of a file.
#[derive(Clone, Copy)]
pub(super) enum Fate {
    /// Its cells are read to the value of the member's column of that place.
    Read { place: usize, form: CellForm, means: &'static str },
    /// It is left out.
    LeftOut(Identifies),
    /// It is kept under its own name.
    Kept,
    /// The same, though it identifies somebody, because a person said so.
    KeptThough,
    /// Nothing here needs it.
    Unused,
    /// It is none of the member's columns, and nothing of those is kept.
    NotKept,
    /// It has no heading, and must be blank.
    Nameless,
}

impl Member {
    /// What becomes of the column with this heading.
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
    /// The columns without which a table is not this one and that these headings lack or have more than once; where each can be done
    /// without, all that they lack.
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
    /// Whether a heading is that of the column.
    pub(super) fn is(&self, heading: &Heading) -> bool {
        self.names().any(|name| key(name) == heading.key)
    }

    /// All names of the column.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.also.iter().copied())
    }
}

impl Fate {
    /// The words for it, for somebody who asks how a file is understood.
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
