//! From a frame and a seed to a sample: pure, and re-performable by a stranger.
//!
//! A record's *ticket* ([`Tickets`]) depends on nothing but the seed and its reference, so the order of the input never
//! matters, a larger sample holds the smaller one, and no generator stands between seed and case. [`Draw`] keeps the
//! smallest tickets of each stratum; [`share_out`] gives cases to auditors; [`verify`] does a draw again from its manifest.

mod assign;
mod pick;
mod ticket;
mod verify;

pub use assign::{Slot, share_out, twice};
pub use pick::{Draw, DrawError, Drawn, FrameDigest};
pub use ticket::{Ticket, Tickets};
pub use verify::verify;
