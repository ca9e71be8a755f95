//! The rules that settings have to keep.

use crate::context::settings::Settings;
use crate::model::is_name;

/// The most credentials of the channel: all are compared at each call.
const MOST_CREDENTIALS: usize = 16;

/// The first setting that breaks a rule, if there is one.
pub(super) fn wrong_setting(settings: &Settings) -> Option<&'static str> {
    let limits = &settings.limits;
    let no_slash = !settings.issuer.ends_with('/');
    let origin = settings.issuer.starts_with("https://") || is_loopback(&settings.issuer);
    let plain = settings.issuer.bytes().all(|b| b.is_ascii_graphic() && b != b'?' && b != b'#');
    let seconds = 1..=3600;
    let vouching = settings.vouching_signer.public_key();
    let apart = !settings.request_keys().contains(vouching);
    let rules = [
        (no_slash && origin && plain, "issuer"),
        (apart, "vouching_signer is a request key"),
        (credentials_are_right(settings), "channel_credentials"),
        (told_by_secret(settings), "outcome_uri without a secret in channel_credentials"),
        (seconds.contains(&limits.request_expiry_max), "limits.request_expiry_max"),
        ((1..=600).contains(&limits.offer_expiry), "limits.offer_expiry"),
        (seconds.contains(&limits.confirmation_expiry), "limits.confirmation_expiry"),
        (seconds.contains(&limits.access_token_expiry), "limits.access_token_expiry"),
        ((1..=5).contains(&limits.failures), "limits.failures"),
        ((1..=10).contains(&limits.confirmation_tries), "limits.confirmation_tries"),
        (settings.other_request_keys.len() < 16, "other_request_keys"),
        (settings.retention.is_valid(), "retention"),
    ];
    let broken = rules.iter().find(|(kept, _)| !kept).map(|(_, name)| *name);
    broken.or_else(|| settings.attestation.problem())
}

/// Some, not many, each with a name and a proof that no other has.
fn credentials_are_right(settings: &Settings) -> bool {
    let held = &settings.channel_credentials;
    let each = held.iter().enumerate().all(|(index, credential)| {
        let mut before = held.iter().take(index);
        let single = before.all(|one| one.name() != credential.name() && !one.is_same(credential));
        is_name(credential.name()) && credential.is_strong() && single
    });
    (1..=MOST_CREDENTIALS).contains(&held.len()) && each
}

/// The webhook is called with a secret.
fn told_by_secret(settings: &Settings) -> bool {
    settings.outcome_uri.is_none() || settings.webhook_secret().is_some()
}

/// Plain HTTP is for one machine alone (docs/protocol.md §1.2).
fn is_loopback(issuer: &str) -> bool {
    ["127.0.0.1", "[::1]", "localhost"].iter().any(|host| {
        let rest = issuer.strip_prefix("http://").and_then(|rest| rest.strip_prefix(host));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    })
}
