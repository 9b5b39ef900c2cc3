//! Reads every outside file into model values.
