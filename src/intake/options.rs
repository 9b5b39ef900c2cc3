//! What a person may say about an extract besides the file itself.

use chrono::NaiveDate;

use super::columns::Mapping;
use super::dates::{DateOrder, DateRules};
use super::layout::Heading;
use super::roles::Roles;
use crate::model::Kind;

/// How to read an extract: what the flags of `import` say.
#[derive(Clone, Debug)]
pub struct Options {
    /// The kind of record (`--kind`); `None` recognises it by the columns.
    pub kind: Option<Kind>,
    /// The format (`--format`), one of [`super::format_names`]; `None` recognises it by the columns.
    pub format: Option<String>,
    /// The mapping file (`--columns`).
    pub columns: Option<Mapping>,
    /// Headings of identifying columns to keep (`--keep`).
    pub keep: Vec<String>,
    /// Which roles of a data set's involvements mean what; `None` where nobody has said it.
    pub roles: Option<Roles>,
    /// The encoding of texts (`--encoding`); `None` finds it by the bytes.
    pub encoding: Option<String>,
    /// The order of day and month in dates written with slashes (`--dates`); day first where nobody says.
    pub dates: Option<DateOrder>,
    /// The first two digits of years that are written with two (`--century`): 20 reads 26 as 2026.
    pub century: Option<u32>,
    /// The day of the import, from which a year is judged possible.
    pub today: NaiveDate,
}

impl Options {
    /// Returns what is assumed where the person says nothing.
    pub fn new(today: NaiveDate) -> Options {
        Options {
            kind: None,
            format: None,
            columns: None,
            keep: Vec::new(),
            roles: None,
            encoding: None,
            dates: None,
            century: None,
            today,
        }
    }

    /// Whether an identifying column is to be kept.
    pub(super) fn keeps(&self, heading: &Heading) -> bool {
        self.keep.iter().any(|kept| Heading::new(kept).key == heading.key)
    }

    /// Adds a mapping file, and with it what the file says and the person did not.
    pub fn complete(&mut self, mapping: Mapping) {
        self.format = self.format.take().or_else(|| mapping.format().map(str::to_owned));
        self.century = self.century.or(mapping.century());
        self.dates = self.dates.or(mapping.dates());
        self.columns = Some(mapping);
    }

    /// The row in which the headings stand, where the mapping file says it.
    pub(super) fn heading_row(&self) -> Option<u64> {
        self.columns.as_ref().and_then(Mapping::heading_row)
    }

    pub(super) fn date_rules(&self) -> DateRules {
        DateRules::new(self.dates.unwrap_or(DateOrder::Dmy), self.century, self.today)
    }
}
