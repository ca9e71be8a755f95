//! HTTP to one issuer: pinned, bounded, without redirects.

mod client;
mod crypto;
mod issuer;
mod tls;

pub use client::TransportError;
pub(crate) use client::{Call, HttpAnswer, HttpClient};
pub use issuer::{Issuer, IssuerError, Security};
pub use tls::{Pin, PinError, Pins, Roots};
