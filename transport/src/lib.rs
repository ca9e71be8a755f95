//! HTTP to one issuer: pinned, bounded, without redirects.
//!
//! An app configures an [`Issuer`] and never calls what is here: `countersign` does, over [`Http`],
//! so that its measurements can be answered from memory. What answers from memory is a loopback
//! issuer; nothing here takes roots or pins away from one that speaks TLS.

mod client;
mod connect;
mod crypto;
mod http;
mod issuer;
mod tls;

pub use connect::connect;
pub use http::{Answering, Attempt, Call, Http, HttpAnswer, TransportError};
pub use issuer::{Issuer, IssuerError, Security, answered_from_memory};
pub use reqwest::{Method, Url};
pub use tls::{Pin, PinError, Pins, Roots};
