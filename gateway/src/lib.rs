//! The AS's side of the Countersign device protocol (docs/protocol.md).
//!
//! [`Gateway`] is the front door: open it with [`Settings`], serve [`Gateway::router`], and call
//! its methods from the AS (or use the HTTP channel API, which does nothing else). `countersign-verify` is
//! the verifier alone, for an AS that keeps its own records.

pub mod channel;
pub mod events;
pub mod keys;
pub mod push;
pub mod settings;
pub mod storage;

mod access;
mod background;
mod device;
mod gateway;
mod http;
mod keycloak;
mod problem;
mod refusals;
mod retention;
mod routes;
mod seal;

pub use gateway::{Gateway, OpenError};
pub use routes::{OPENAPI, unknown};
pub use seal::{SealKey, SealKeyError};
pub use settings::{Database, KeycloakRealm, Limits, Retention, Secret, Settings};
