//! The rules that settings have to keep.

use crate::context::outgoing::may_be_called;
use crate::context::settings::{Proxy, Settings};
use crate::model::is_name;

/// The most credentials of the channel: all are compared at each call.
const MOST_CREDENTIALS: usize = 16;

/// The first setting that breaks a rule, if there is one.
pub(super) fn wrong_setting(settings: &Settings) -> Option<&'static str> {
    let limits = &settings.limits;
    let no_slash = !settings.issuer.ends_with('/');
    // Plain HTTP is for one machine alone (docs/protocol.md §1.2).
    let schemes = ["https://", "http://"];
    let origin = schemes.iter().any(|scheme| settings.issuer.starts_with(scheme))
        && may_be_called(&settings.issuer);
    let plain = settings.issuer.bytes().all(|b| b.is_ascii_graphic() && b != b'?' && b != b'#');
    let seconds = 1..=3600;
    let (vouching, request_keys) = (settings.vouching.public_keys(), settings.request_keys());
    let apart = !request_keys.iter().any(|key| vouching.contains(key));
    let rules = [
        (no_slash && origin && plain, "issuer"),
        ((1..=8).contains(&vouching.len()), "vouching"),
        (apart, "vouching: one of the keys is a request key"),
        (settings.outcome_uri.as_deref().is_none_or(may_be_called), "outcome_uri"),
        (settings.realms.iter().all(|realm| may_be_called(&realm.certs_uri)), "certs_uri"),
        (settings.realms.iter().all(|realm| may_be_called(&realm.callback_uri)), "callback_uri"),
        (credentials_are_right(settings), "channel_credentials"),
        (settings.proxies.iter().all(is_proxy), "proxies"),
        (seconds.contains(&limits.request_expiry_max), "limits.request_expiry_max"),
        ((1..=600).contains(&limits.offer_expiry), "limits.offer_expiry"),
        (seconds.contains(&limits.confirmation_expiry), "limits.confirmation_expiry"),
        (seconds.contains(&limits.access_token_expiry), "limits.access_token_expiry"),
        (limits.renewals_per_hour > 0, "limits.renewals_per_hour"),
        (limits.rotations_per_day > 0, "limits.rotations_per_day"),
        ((1..=5).contains(&limits.failures), "limits.failures"),
        ((1..=60).contains(&limits.body_seconds), "limits.body_seconds"),
        ((1 << 20..=1 << 28).contains(&limits.body_bytes), "limits.body_bytes"),
        ((1..=10).contains(&limits.confirmation_tries), "limits.confirmation_tries"),
        (settings.other_request_keys.len() < 16, "other_request_keys"),
        (settings.retention.is_valid(), "retention"),
    ];
    let broken = rules.iter().find(|(kept, _)| !kept).map(|(_, name)| *name);
    broken.or_else(|| settings.attestation.problem())
}

/// A secret is as long as the channel's.
fn is_proxy(proxy: &Proxy) -> bool {
    match proxy {
        Proxy::At(_) => true,
        Proxy::Knowing(secret) => secret.expose().len() >= 16,
    }
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
