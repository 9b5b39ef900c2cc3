//! From a frame and a seed to a sample: pure, and re-performable by a stranger.
//!
//! A record's *ticket* ([`Tickets`]) depends on nothing but the seed and its reference, so the order of the input never
//! matters, a larger sample holds the smaller one, and no generator stands between seed and case. [`Survey`] learns from the
//! frame what needs no seed and makes a [`Scheme`]; [`Draw`] picks the cases by it; [`share_out`] gives cases to auditors;
//! [`verify`] does a draw again from its manifest.

mod assign;
mod children;
mod error;
mod pareto;
mod pick;
mod roll;
mod strata;
mod survey;
mod systematic;
mod ticket;
mod values;
mod verify;

pub use assign::{Slot, share_out, twice};
pub use error::DrawError;
pub use pareto::Size;
pub use pick::{Draw, Drawn, FrameDigest};
pub use survey::{Offered, Scheme, Survey};
pub use ticket::{Ticket, Tickets, runs_past};
pub use verify::verify;
