//! Reads every outside file into model values.

pub mod built_in;
pub mod rubric_file;
