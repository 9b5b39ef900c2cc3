//! Gradings to figures: pure functions of values.
