//! An AS on loopback that follows docs/protocol.md, or breaks it at one step where a test says so.

mod answers;
mod decisions;
mod reading;
mod rotations;
mod script;
mod server;
mod state;
mod step;
mod trick;

pub use server::Server;
pub use state::{DeviceRow, MadeOffer, OfferRow, RequestRow, State};
pub use step::Step;
pub use trick::{Change, Trick};

/// What the clocks of phone and server say when a test begins: 2027-01-15T08:00:00Z.
pub const NOW: i64 = 1_800_000_000;
