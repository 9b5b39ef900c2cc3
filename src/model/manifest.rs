//! The manifest: everything that a stranger needs to do a draw again, as one JSON document.

use serde::{Deserialize, Serialize};

use super::design::Design;
use super::sample::{Case, FrameRow, SeedFrom, Stratum};

/// The whole manifest, as it is read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// What comes before the frame.
    #[serde(flatten)]
    pub head: ManifestHead,
    /// Every record that could be drawn.
    pub frame: Vec<FrameRow>,
    /// What comes after it.
    #[serde(flatten)]
    pub tail: ManifestTail,
}

/// The manifest's first part: what was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestHead {
    /// The form of the manifest: 1.
    pub manifest: u32,
    /// The sample's name.
    pub sample: String,
    /// The kind's id.
    pub kind: String,
    /// The period as typed.
    pub period: String,
    /// The seed; none while it orders further draws of an open cycle and nobody may see it.
    pub seed: Option<String>,
    /// The seed's SHA-256 as lower-case hex, where the seed is that of a programme's cycle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed_sha256: Option<String>,
    /// Whether the computer gave it or somebody typed it.
    #[serde(default)]
    pub seed_from: SeedFrom,
    /// The plan by which it was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// SHA-256 of that plan's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_sha256: Option<String>,
    /// The question that the plan asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The programme that it is a period of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// All parameters of the design.
    pub design: Design,
    /// The condition as typed.
    #[serde(rename = "where")]
    pub condition: Option<String>,
    /// The words that records had to hold.
    pub words: Option<String>,
    /// The newest batch that the frame looked at.
    pub as_of: i64,
    /// Records of the kind in the period.
    pub population: u64,
    /// Records for which the condition could not be told.
    pub unknown: u64,
    /// The same by field.
    pub unknown_by_field: Vec<UnknownField>,
    /// Records whose child the register describes only as of a day after the period, where the draw looked at children.
    #[serde(default)]
    pub described_later: u64,
    /// Records of the period (children of the frame) that the newest extract of their days did not hold at the draw.
    #[serde(default)]
    pub not_in_newest: u64,
    /// Declared exclusions.
    pub excluded: Vec<Excluded>,
    /// Earlier draws of the same kind and an overlapping period, as they were at the draw.
    pub earlier: Vec<EarlierDraw>,
}

/// Records that were left out of the frame for a declared reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Why.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// A case that cannot be graded and the reserve that took its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedCase {
    /// The case's number.
    pub case: u32,
    /// The id of the reason.
    pub reason: String,
    /// The reserve's number.
    pub by: Option<u32>,
}

/// A record that somebody picked by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddedCase {
    /// Its number in the sample.
    pub case: u32,
    /// The record's reference.
    pub record: String,
    /// The child's, where there is one.
    pub child: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// One step by which a sample was extended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedBy {
    /// How many cases it added.
    pub by: u64,
    /// When.
    pub at: String,
    /// Whether a grade had been given before, and the step was not decided at the draw.
    pub after_looking: bool,
    /// Whether it was decided at the draw.
    pub planned: bool,
}

/// The manifest's last part: what came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ManifestTail {
    /// SHA-256 of the frame's references, sorted by their bytes, each followed by one line feed.
    pub frame_sha256: String,
    /// The strata.
    pub strata: Vec<Stratum>,
    /// How each stratum came to its size, a line each, in words.
    #[serde(default)]
    pub arithmetic: Vec<String>,
    /// The cases.
    pub cases: Vec<Case>,
    /// The next cases in ticket order, to take the place of one that cannot be graded: those that did with their number in the
    /// sample, the others with 0.
    pub reserves: Vec<Case>,
    /// Cases that were replaced, and by which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<ReplacedCase>,
    /// Records that somebody picked by hand, which are no part of the draw.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<AddedCase>,
    /// The steps by which the sample was extended; sizes and cases are those after all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ExtendedBy>,
    /// The program that drew.
    pub program: String,
}

/// How many records could not be told because a field is blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownField {
    /// The field as the condition names it.
    pub field: String,
    /// How many records lack it.
    pub count: u64,
}

/// An earlier draw, so that nobody can redraw unseen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierDraw {
    /// Its name.
    pub sample: String,
    /// Its period as typed.
    pub period: String,
    /// Its seed.
    pub seed: String,
    /// Its frame's digest.
    pub frame_sha256: String,
    /// `open`, `closed` or `withdrawn`.
    pub state: String,
    /// Why it was withdrawn, where it was.
    pub reason: Option<String>,
    /// How many cases had been graded; `None` while a second grading was out, since the number would tell when it is finished.
    pub graded: Option<u64>,
    /// How many cases somebody had begun to grade.
    #[serde(default)]
    pub begun: u64,
}
