//! What both sides of the example know: the AS's name, the time, and what is handed from one to
//! the other where there would be HTTP.

use countersign_protocol::clock::{Clock as _, SystemClock};
use countersign_protocol::jose::PublicKey;
use countersign_protocol::time::UnixSeconds;

/// The AS.
pub(crate) const ISSUER: &str = "https://as.bank.example";

/// An offer, as the phone has read it.
pub(crate) struct Offer {
    pub(crate) id: String,
    pub(crate) nonce: String,
}

/// A request, and whom it is for.
pub(crate) struct Asked {
    pub(crate) token: String,
    pub(crate) key: PublicKey,
    pub(crate) device: String,
    pub(crate) account: String,
}

/// The time now.
pub(crate) fn now() -> UnixSeconds {
    UnixSeconds(SystemClock::new().read().wall_ms.div_euclid(1000))
}
