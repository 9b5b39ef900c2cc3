//! The manifest: everything that a stranger needs to do a draw again, as one JSON document.

use serde::{Deserialize, Serialize};

use super::design::Design;
use super::findings::{EarlierDraw, UnknownField};
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
    /// The seed.
    pub seed: String,
    /// Whether the computer gave it or somebody typed it.
    #[serde(default)]
    pub seed_from: SeedFrom,
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
    /// The next cases in ticket order, to take the place of one that cannot be graded.
    pub reserves: Vec<Case>,
    /// The program that drew.
    pub program: String,
}
