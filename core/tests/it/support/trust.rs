//! Whom a phone trusts, from what the scripted bank shows.

use super::Server;
use countersign::transport::{Issuer, Pin, Pins, Roots, Security};
use countersign_testing::certificates::{Authority, Identity};

/// The issuer as an app would be configured with it.
pub(crate) fn configured(server: &Server, security: Security) -> Issuer {
    Issuer::new(&server.issuer, "Test Bank", vec![server.vouching_key()], security).unwrap()
}

/// The pin of what a certificate is for.
pub(crate) trait Pinned {
    fn pin(&self) -> Pin;
}

impl Pinned for Authority {
    fn pin(&self) -> Pin {
        Pin::of_spki(&self.spki())
    }
}

impl Pinned for Identity {
    fn pin(&self) -> Pin {
        Pin::of_spki(&self.spki())
    }
}

/// This authority and no other.
pub(crate) fn only(authority: &Authority) -> Roots {
    Roots::Only(vec![authority.certificate().to_vec()])
}

/// Trust in these roots and pins; a backup that nobody holds is added where there is one pin.
pub(crate) fn trust(roots: Roots, pins: &[Pin]) -> Security {
    let nobodys = Pin::of_spki(b"a key kept offline");
    let pins = pins.iter().copied().chain([nobodys]).collect();
    Security::Tls { roots, pins: Pins::new(pins).unwrap() }
}
