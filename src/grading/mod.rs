//! The session as a state machine without a terminal, and the rule of what counts.
