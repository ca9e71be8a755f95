//! A proxy whose word about its callers is believed.

use super::Secret;
use std::net::IpAddr;

/// A proxy in front of the gateway, whose word is believed about the address (`Forwarded`, RFC
/// 7239) and the certificate (`Client-Cert`, RFC 9440) of whoever calls it.
///
/// It must replace, and never pass on, what its callers put into these headers themselves. From
/// anybody else, a call with one of them is refused.
#[derive(Clone, Debug)]
pub enum Proxy {
    /// The one that connects from this address, if nobody else can.
    At(IpAddr),
    /// Each that knows this secret, of 16 characters at least, and sends it in the header
    /// `Countersign-Proxy`.
    Knowing(Secret),
}
