//! The shared words: plain values that every other room uses, with constructors that refuse what cannot be.
//!
//! Nothing here reads a file, a clock or a register. One word stands for one thing, in code, help, sheets and SQL:
//! a *record* is one row of a population and has a *kind*; a *sample* is the result of one draw and its *cases* are
//! the records in it; a *rubric* has *criteria* with *descriptors* for each *grade*; a *grading* is one auditor's
//! complete answers on one case; an *estimate* is what the sample says of the population.

mod action;
mod auditor_feedback;
mod basis;
mod calibration;
mod degree;
mod design;
mod detail;
pub mod english;
mod estimate;
mod example;
mod feedback;
mod findings;
mod grading;
mod hidden;
mod kind;
mod manifest;
mod pack;
mod person;
mod plan;
mod record;
mod rotation;
mod rubric;
mod sample;
mod sequential;
mod short_form;
mod suppressed;

pub use action::{Action, ActionEvent, ActionState};
pub use auditor_feedback::{AuditorCase, AuditorDifference, AuditorFeedback};
pub use basis::{Basis, WaitingQuestion};
pub use calibration::{Beside, Calibration, Matched, MatchedCriterion};
pub use degree::{differ_only_in_degree, substance};
pub use design::{Allocation, Cohort, Design, DesignKind, Spread};
pub use detail::{
    Change, Compared, Detail, Funnel, Limits, RunChart, ThemeChange, ThemeCount, ThemePair, TrendBreak, TrendPoint,
};
pub use estimate::Estimate;
pub use example::{Example, ExampleFault, ExampleParts, Expected};
pub use feedback::{Feedback, FeedbackCase, FeedbackPoint};
pub use findings::{
    ActionLine, Agreement, Breakdown, CaseAnswer, CaseLine, CriterionShares, FindingLine, Findings, HandPicked,
    MethodFacts, Prefix, RubricFacts, Sentences, ThemeShare, UrgentCount,
};
pub use grading::{Answer, Bearing, Finding, Grading, Standing, ThemeTag, UNUSABLE_REASONS, Unusable, UnusableClass};
pub use hidden::{Hidden, Lines, find_hidden, is_hidden, shown};
pub use kind::{Choice, Field, Form, Kind};
pub use manifest::{
    AddedCase, EarlierDraw, Excluded, ExtendedBy, Manifest, ManifestHead, ManifestTail, ReplacedCase, UnknownField,
};
pub use pack::{
    PACK_AFTER, PACK_BEFORE, PACK_FACTS, PACK_PARTS, PACK_SHEETS, PACK_TOKEN, Pack, PackCase, ReceivedCell,
    ReceivedPack, ReceivedRow, pack_columns,
};
pub use person::{Person, Role, name_key};
pub use plan::{Plan, PlanFault};
pub use record::{Fields, Record, Value};
pub use rotation::Rotation;
pub use rubric::{
    Criterion, CriterionForm, Descriptor, Evidence, Grade, OverallRule, Rubric, RubricFault, RubricParts, Theme,
};
pub use sample::{Case, FrameRow, NOT_RECORDED, Seed, SeedError, SeedFrom, Stratum};
pub use sequential::{Progress, Promise, SequentialState, TypedPromise};
pub use suppressed::{Figure, Suppressed, SuppressedPart, SuppressedTable};
