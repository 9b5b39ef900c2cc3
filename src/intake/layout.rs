//! What each column of a file means, and whether these columns are enough.

use chrono::NaiveDate;

use super::cell::tidy;
use super::error::{IntakeError, MissingHeading};
use super::headings::identifying::Identifies;
use super::headings::{self, Place};
use super::source::Cells;
use super::typed::{Coding, Hints};
use crate::model::Kind;

/// One heading: as a person reads it, and in the form in which it is compared.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    pub(super) shown: String,
    pub(super) key: String,
}

impl Heading {
    pub(super) fn new(cell: &str) -> Heading {
        let shown = tidy(cell).split_whitespace().collect::<Vec<_>>().join(" ");
        Heading { key: headings::key(&shown), shown }
    }
}

/// What the cells of a column are.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    /// They go to a place of the record, and are read by its form.
    Place(Place),
    /// They go to a canonical field, and are read by the format's own codes.
    #[expect(dead_code, reason = "no format of one table has codes of its own yet")]
    Coded(usize, Coding),
    /// They are kept besides, under this name.
    Extra(String),
    /// They are left out because of what they reveal, or because a mapping file says so.
    LeftOut(Option<Identifies>),
    /// The column has no heading, and must be blank.
    Nameless,
}

/// One column of a file.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) heading: Heading,
    pub(super) meaning: Meaning,
    pub(super) hints: Hints,
}

impl Column {
    pub(super) fn place(&self) -> Option<Place> {
        match self.meaning {
            Meaning::Place(place) => Some(place),
            Meaning::Coded(field, _) => Some(Place::Field(field)),
            _ => None,
        }
    }

    /// The words for what the column is, for somebody who asks how a file is understood.
    pub(super) fn told(&self, kind: Kind) -> String {
        match (&self.meaning, self.place()) {
            (_, Some(place)) => place.name(kind).to_owned(),
            (Meaning::Extra(name), _) => format!("extra.{name}"),
            (Meaning::LeftOut(what), _) => {
                format!("left out: {}", what.map_or("the mapping file says so", Identifies::words))
            }
            _ => "no heading".to_owned(),
        }
    }
}

/// Which parts of a record a file has columns for. A file that cannot know a field leaves it as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The record's own id; without it, references are made of child and date.
    pub reference: bool,
    /// The child's id.
    pub child: bool,
    /// The day on which it happened.
    pub date: bool,
    /// The canonical fields, aligned with [`Kind::fields`].
    pub fields: Vec<bool>,
    /// Columns besides.
    pub extra: bool,
}

impl Known {
    /// A table of a kind that knows nothing.
    pub(super) fn nothing(kind: Kind) -> Known {
        let fields = vec![false; kind.fields().len()];
        Known { reference: false, child: false, date: false, fields, extra: false }
    }

    /// Whether records can be made of it at all: those of a table that only helps to describe others cannot.
    pub fn makes_records(&self) -> bool {
        self.reference || self.child || self.date
    }

    /// Adds a canonical field, by its name.
    pub(super) fn with(mut self, kind: Kind, field: &str) -> Known {
        if let Some(known) = kind.position(field).and_then(|at| self.fields.get_mut(at)) {
            *known = true;
        }
        self
    }
}

/// What a file is, and what each of its columns means.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: &'static str,
    pub(super) kind: Kind,
    pub(super) columns: Vec<Column>,
    /// Headings of the mapping file that the file has not.
    pub(super) unmatched: Vec<String>,
}

impl Layout {
    /// The column of a place.
    pub(super) fn position(&self, place: Place) -> Option<usize> {
        self.columns.iter().position(|column| column.place() == Some(place))
    }

    pub(super) fn known(&self) -> Known {
        let has = |place| self.position(place).is_some();
        let child = self.kind == Kind::Child;
        Known {
            reference: has(Place::Reference),
            child: has(Place::Child) || (child && has(Place::Reference)),
            date: has(Place::Date),
            fields: (0..self.kind.fields().len()).map(|field| has(Place::Field(field))).collect(),
            extra: self.columns.iter().any(|column| matches!(column.meaning, Meaning::Extra(_))),
        }
    }

    /// Notes what the first rows show of each column.
    pub(super) fn hinted(&mut self, rows: &[Cells], days_from: Option<NaiveDate>) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.hints = Hints::of(rows.iter().filter_map(|cells| cells.get(at)), days_from);
        }
    }

    /// Checks that no two columns fill one field, and that a record can be made of these columns.
    pub(super) fn checked(self) -> Result<Layout, IntakeError> {
        self.no_two_for_one()?;
        let has = |place| self.position(place).is_some();
        let named = |name| Place::named(self.kind, name).is_some_and(has);
        if !has(Place::Reference) && !has(Place::Child) {
            return Err(self.missing("id of the child or of the record", &[Place::Child, Place::Reference]));
        }
        let due = has(Place::Reference) && (named("due") || named("planned"));
        let dated = has(Place::Date) || (self.kind == Kind::Review && due);
        if self.kind == Kind::Child {
            self.says_something()?;
        } else if !dated {
            return Err(self.missing("day on which it happened", &[Place::Date]));
        }
        Ok(self)
    }

    /// Refuses a list of children of whom nothing is said: most likely a file of another kind.
    fn says_something(&self) -> Result<(), IntakeError> {
        let fields: Vec<Place> = ["born", "started", "legal_status", "iro"]
            .into_iter()
            .filter_map(|name| Place::named(self.kind, name))
            .collect();
        let any = self.columns.iter().any(|column| matches!(column.place(), Some(Place::Field(_))));
        if any { Ok(()) } else { Err(self.missing("child besides the id", &fields)) }
    }

    fn no_two_for_one(&self) -> Result<(), IntakeError> {
        for (at, column) in self.columns.iter().enumerate() {
            let Some(place) = column.place() else { continue };
            if let Some(first) = self.columns.iter().take(at).find(|first| first.place() == Some(place)) {
                return Err(IntakeError::TwoColumns {
                    field: place.name(self.kind),
                    first: first.heading.shown.clone(),
                    second: column.heading.shown.clone(),
                });
            }
        }
        Ok(())
    }

    fn missing(&self, field: &'static str, places: &[Place]) -> IntakeError {
        const NAMED: usize = 4;
        let found: Vec<String> = self.columns.iter().map(|column| column.heading.shown.clone()).collect();
        let names = |place: &Place| headings::usual_names(self.kind, *place);
        let all: Vec<&'static str> = places.iter().flat_map(names).collect();
        let most_usual = places.iter().flat_map(|place| names(place).into_iter().take((NAMED / places.len()).max(1)));
        IntakeError::HeadingMissing(Box::new(MissingHeading {
            field,
            holds: self.kind.plural(),
            usual: most_usual.collect(),
            nearest: headings::nearest(&found, &all),
            unmatched: self.unmatched.clone(),
            found,
        }))
    }
}
