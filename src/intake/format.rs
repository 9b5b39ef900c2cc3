//! What a format of extracts is, where it is one table.

use super::error::IntakeError;
use super::layout::{Heading, Layout};
use super::options::Options;
use crate::model::Kind;

/// One format of extracts that is one table.
pub(super) struct Format {
    /// Its name in `--format`.
    pub(super) name: &'static str,
    /// The kind of record that it holds, where it holds only one.
    pub(super) kind: Option<Kind>,
    /// Whether these headings are those of the format.
    pub(super) fits: fn(&[Heading]) -> bool,
    /// The headings by which it is recognised, for those who lack them.
    pub(super) columns: &'static [&'static str],
    /// Says what each column means.
    pub(super) layout: fn(&[Heading], &Options) -> Result<Layout, IntakeError>,
}
