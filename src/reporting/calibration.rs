//! Calibration as rows of a table, the same on screen, sheet and page.

use crate::model::{Calibration, Matched};

/// One row: its name, and the figures that belong to it.
pub(super) struct Line<'a> {
    /// The id: `overall`, or the criterion's.
    pub(super) id: &'a str,
    /// Its words.
    pub(super) label: &'a str,
    /// The figures.
    pub(super) figures: &'a Matched,
}

/// The overall grade, then each criterion that was answered in both.
pub(super) fn lines(calibration: &Calibration) -> Vec<Line<'_>> {
    let overall = Line { id: "overall", label: "Overall grade", figures: &calibration.overall };
    let criteria = calibration.criteria.iter().filter(|one| one.figures.cases > 0);
    let criteria = criteria.map(|one| Line { id: &one.criterion, label: &one.label, figures: &one.figures });
    std::iter::once(overall).chain(criteria).collect()
}

/// The heading of a table.
pub(super) fn title(calibration: &Calibration) -> String {
    format!("{} beside the final grades", calibration.label)
}
