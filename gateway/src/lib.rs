//! The AS's side of the Countersign device protocol (docs/protocol.md).
//!
//! [`Gateway`] is the front door: open it with [`Settings`], serve [`Gateway::router`], and call
//! its methods from the AS (or use the HTTP channel API, which does nothing else). [`verify`] is
//! the verifier of decisions alone, for an AS that keeps its own records.

pub mod attestation;
pub mod channel;
pub mod events;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod keys;
pub mod push;
pub mod settings;
pub mod storage;
pub mod verify;

mod access;
mod background;
mod device;
mod digits;
mod gateway;
mod http;
mod keycloak;
mod problem;
mod refusals;
mod retention;
mod routes;
mod seal;
mod silent;

pub use gateway::{Gateway, OpenError};
pub use routes::{OPENAPI, unknown};
pub use seal::{SealKey, SealKeyError};
pub use settings::{Database, KeycloakRealm, Limits, Retention, Secret, Settings};
