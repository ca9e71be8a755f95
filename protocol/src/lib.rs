//! What both sides of the device protocol say and read (docs/protocol.md): a phone that answers
//! consents, and an authorization server that asks.
//!
//! Pure: bytes, times, random numbers and keys come in as arguments, and nothing here calls, waits
//! or stores. Three things ask the system all the same: [`clock::SystemClock`] its clocks,
//! [`random::SystemRandom`] its generator, and the wording of a time in [`consent`] its database of
//! time zones, which is read from files.
//!
//! | room | what is in it |
//! |---|---|
//! | [`json`], [`claims`] | JSON as it was received, and closed reading of its members |
//! | [`time`], [`clock`], [`random`] | seconds, and the two things that a run is replayed with |
//! | [`jose`] | compact JWS, ES256 only, and DPoP |
//! | [`consent`] | a request read into a view, completely or not at all, and the hash of it |
//! | [`discovery`] | where an AS's endpoints are |
//! | [`notice`] | the hint in a push, a link or a list |
//! | [`tokens`] | every other token, its writer and its reader in one file |
//! | [`vocabulary`] | the words that both sides share |

pub mod claims;
pub mod clock;
pub mod consent;
pub mod discovery;
pub mod jose;
pub mod json;
pub mod notice;
pub mod random;
mod silent;
pub mod time;
pub mod tokens;
pub mod vocabulary;

/// The protocol version that is spoken here.
pub const PROTOCOL_VERSION: &str = "1";
