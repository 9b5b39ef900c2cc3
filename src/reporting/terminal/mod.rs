//! Findings and tables on a screen.
