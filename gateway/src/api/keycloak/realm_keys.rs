//! The keys of realms, fetched when a token names one that is not held: once for all who wait, and
//! not again at once if nothing came of it.

use super::bearer::{Bearer, BearerError, RealmKey, Unchecked, read_keys};
use crate::context::Gateway;
use crate::context::settings::KeycloakRealm;
use crate::web::credentials;
use axum::http::HeaderMap;
use countersign_protocol::time::UnixSeconds;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Mutex as Turn;

/// The least time between two fetches of one realm's keys, in seconds, whatever came of the first:
/// nobody makes us fetch by naming keys that do not exist, or while Keycloak does not answer.
const FETCH_PAUSE: i64 = 10;
/// How long keys are held, in seconds: one that was withdrawn is forgotten then.
const HOLD: i64 = 3600;

/// What is held of the realms' keys, by the name of the realm: of those that are configured alone.
#[derive(Default)]
pub(super) struct RealmKeys {
    held: Mutex<HashMap<String, Arc<Realm>>>,
}

/// What is held of one realm.
#[derive(Default)]
struct Realm {
    keys: Mutex<Held>,
    /// Whose turn it is to fetch.
    fetching: Turn<()>,
}

#[derive(Default)]
struct Held {
    keys: Vec<RealmKey>,
    /// When they came.
    since: Option<UnixSeconds>,
    /// When they were asked for last, and whether something came of it.
    asked: Option<(UnixSeconds, bool)>,
}

enum Lookup {
    Key(RealmKey),
    Unknown,
    Fetch,
    NoKeys,
}

impl RealmKeys {
    /// Checks the bearer token of a call.
    pub(super) async fn authenticate(
        &self,
        gateway: &Gateway,
        realm: &KeycloakRealm,
        headers: &HeaderMap,
    ) -> Result<Bearer, BearerError> {
        let token = credentials(headers, "Bearer").ok_or(BearerError::Refused)?;
        let unchecked = Unchecked::parse(token)?;
        let now = gateway.now();
        let key = self.of(realm).key(gateway, realm, &unchecked.kid, now).await?;
        unchecked.verify(&key, &realm.issuer, now)
    }

    fn of(&self, realm: &KeycloakRealm) -> Arc<Realm> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(held.entry(realm.name.clone()).or_default())
    }
}

impl Realm {
    async fn key(
        &self,
        gateway: &Gateway,
        realm: &KeycloakRealm,
        kid: &str,
        now: UnixSeconds,
    ) -> Result<RealmKey, BearerError> {
        if matches!(self.lookup(kid, now), Lookup::Fetch) {
            let _turn = self.fetching.lock().await;
            // Somebody else may have fetched them meanwhile.
            if matches!(self.lookup(kid, now), Lookup::Fetch) {
                self.fetch(gateway, realm, now).await;
            }
        }
        match self.lookup(kid, now) {
            Lookup::Key(key) => Ok(key),
            Lookup::Unknown => Err(BearerError::Refused),
            Lookup::Fetch | Lookup::NoKeys => Err(BearerError::NoKeys),
        }
    }

    fn lookup(&self, kid: &str, now: UnixSeconds) -> Lookup {
        let held = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let within = |at: UnixSeconds, seconds| (0..seconds).contains(&now.since(at));
        let fresh = held.since.is_some_and(|since| within(since, HOLD));
        let known = held.keys.iter().find(|key| key.kid == kid).filter(|_| fresh);
        match (known, held.asked) {
            (Some(key), _) => Lookup::Key(key.clone()),
            (None, Some((at, true))) if within(at, FETCH_PAUSE) => Lookup::Unknown,
            (None, Some((at, false))) if within(at, FETCH_PAUSE) => Lookup::NoKeys,
            _ => Lookup::Fetch,
        }
    }

    async fn fetch(&self, gateway: &Gateway, realm: &KeycloakRealm, now: UnixSeconds) {
        let bytes = gateway.client().fetch(&realm.certs_uri).await.ok();
        let keys = bytes.and_then(|bytes| read_keys(&bytes));
        let mut held = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        held.asked = Some((now, keys.is_some()));
        if let Some(keys) = keys {
            (held.keys, held.since) = (keys, Some(now));
        } else {
            tracing::warn!(realm = %realm.name, "the keys of a realm cannot be had");
        }
    }
}
