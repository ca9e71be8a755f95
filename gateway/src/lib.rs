//! The AS's side of the Countersign device protocol (docs/protocol.md).
//!
//! [`Gateway`] is the front door: open it with [`Settings`], serve [`Gateway::router`], and call
//! its methods from the AS (or use the HTTP channel API, which does nothing else).
//! `countersign-verify` is the verifier alone, for an AS that keeps its own records.
//!
//! Inside, the rooms are storeys, and each uses only those below it (docs/adr/18):
//!
//! | storey | what is in it |
//! |---|---|
//! | `open` | opening a gateway: settings checked, storage opened, jobs started |
//! | `api`, `jobs` | endpoints, by who calls: devices, the AS, Keycloak; work that nobody waits for |
//! | `web`, `operations` | what all endpoints need of HTTP; what is done for the AS, without HTTP |
//! | `context` | [`Gateway`]: settings, clock, signers, storage and what lives in memory |
//! | [`storage`] | one transaction a method |
//! | `model` | the words of the domain |

mod api;
mod context;
mod jobs;
mod model;
mod open;
mod operations;
pub mod storage;
mod web;

pub use api::{OPENAPI, unknown};
pub use context::Gateway;
pub use open::OpenError;
pub use settings::{
    ChannelCredential, Database, KeycloakRealm, Limits, Proxy, Retention, Secret, Settings,
    Vouching,
};
pub use storage::seal::{SealKey, SealKeyError};
pub use web::Peer;

/// The channel between the AS and its gateway: what to ask, and what came of it.
///
/// An AS in the same process calls the methods of [`Gateway`]; any other uses the HTTP API under
/// `/channel/v1`, which calls the same methods (openapi.json describes it).
pub mod channel {
    pub use crate::model::{
        Actor, ChannelError, Client, ConfirmedDevice, ConsentRecord, ConsentState, Context,
        CreatedConsent, CreatedOffer, DevicePage, DeviceRecord, DeviceState, KeySetRecord,
        NewConsent, OfferState, OfferedAccount, PayeeMatch, PayeeVerification, PreparedConsent,
        Readiness, Reported, RevocationReason, Unshowable,
    };
    pub use crate::operations::AuditExport;
}

/// What the bank saw, for a sandbox or a test to follow.
///
/// Events carry consents and tokens on purpose. They are given only where
/// [`Settings::publish_events`] is set, and are never logged.
pub mod events {
    pub use crate::model::{
        BlockCause, DecisionOutcome, DeviceRequest, GatewayEvent, ProofFault, RegistrationFault,
    };
}

/// Keys of the AS that live in a file or in memory.
///
/// A bank with a hardware security module implements
/// [`Signer`](countersign_protocol::jose::Signer) for it instead.
pub mod keys {
    pub use crate::context::keys::{FileKey, KeyFileError, MemoryKey};
}

/// Notices on their way to devices: a wake-up that holds nothing to believe.
pub mod push {
    pub use crate::context::outgoing::{WebhookPush, WebhookPushError};
    pub use crate::model::{LogPush, Notice, Push, PushError, PushFuture, PushMessage, PushSender};
}

/// What can become of a device, a consent and an offer: every transition there is, as pure tables.
///
/// The storage's statements are made from them. For a model that plays a gateway's life, and for
/// who implements [`Storage`](storage::Storage) with another database.
pub mod transitions {
    pub use crate::model::transitions::{ConsentEvent, DeviceEvent, OfferEvent, OfferStep};
}

/// What a gateway is configured with when it opens.
pub mod settings {
    pub use crate::context::settings::{
        ChannelCredential, Database, KeycloakRealm, Limits, Proxy, Retention, Secret, Settings,
        Vouching,
    };
}

/// The examples of the README, so that they compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
