//! Limits: how long things live, and how many there may be.

/// How much of anything is taken.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The longest life of a consent in seconds, at most 3600. Default: 600.
    pub request_expiry_max: i64,
    /// The life of an offer in seconds, at most 600. Default: 600.
    pub offer_expiry: i64,
    /// How long a registered device waits for its digits to be confirmed, in seconds. Default: 600.
    pub confirmation_expiry: i64,
    /// Consents of one account that may wait at the same time. Default: 5.
    pub pending_per_account: u32,
    /// Consents of one account that may be made in an hour. Default: 30.
    pub consents_per_hour: u32,
    /// Calls of one device in a minute. Default: 120.
    pub calls_per_minute: u32,
    /// Access tokens that one device renews in an hour; one that is blocked or revoked, to learn
    /// what became of it, a quarter of that. An app that is started by each notice needs one for each
    /// start. Default: 240.
    pub renewals_per_hour: u32,
    /// Keys that one device replaces in a day. Default: 10.
    pub rotations_per_day: u32,
    /// Offers of one account that may be made in an hour. Default: 10.
    pub offers_per_hour: u32,
    /// Wrong digits typed before an offer ends. Default: 3.
    pub confirmation_tries: u32,
    /// Consecutive failures that block a device or an account, at most 5 (RTS Art. 4(3)(b)).
    /// Default: 5.
    pub failures: u32,
    /// The life of an access token in seconds. Default: 600.
    pub access_token_expiry: i64,
    /// How long a body may take to arrive, in seconds, 1 to 60. Default: 10.
    pub body_seconds: u32,
    /// How many bytes of bodies are held at the same time, of all calls together: beyond, a call is
    /// answered 503. At least a mebibyte. Default: 16 MiB.
    pub body_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_expiry_max: 600,
            offer_expiry: 600,
            confirmation_expiry: 600,
            pending_per_account: 5,
            consents_per_hour: 30,
            calls_per_minute: 120,
            renewals_per_hour: 240,
            rotations_per_day: 10,
            offers_per_hour: 10,
            confirmation_tries: 3,
            failures: 5,
            access_token_expiry: 600,
            body_seconds: 10,
            body_bytes: 16 * 1024 * 1024,
        }
    }
}
