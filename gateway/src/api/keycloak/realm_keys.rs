//! The keys of realms, fetched when a token names one that is not held.

use super::bearer::{Bearer, BearerError, RealmKey, Unchecked, read_keys};
use crate::context::Gateway;
use crate::context::settings::KeycloakRealm;
use crate::web::credentials;
use axum::http::HeaderMap;
use countersign_protocol::time::UnixSeconds;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The least time between two fetches of one realm's keys, in seconds: nobody makes us fetch by
/// naming keys that do not exist.
const FETCH_PAUSE: i64 = 10;
/// How long keys are held, in seconds: one that was withdrawn is forgotten then.
const HOLD: i64 = 3600;

/// What is held of the realms' keys, by the name of the realm.
#[derive(Default)]
pub(super) struct RealmKeys {
    held: Mutex<HashMap<String, Held>>,
}

#[derive(Clone)]
struct Held {
    at: UnixSeconds,
    keys: Vec<RealmKey>,
}

enum Lookup {
    Key(RealmKey),
    Unknown,
    Fetch,
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
        let key = match self.lookup(&realm.name, &unchecked.kid, now) {
            Lookup::Key(key) => key,
            Lookup::Unknown => return Err(BearerError::Refused),
            Lookup::Fetch => self.fetch(gateway, realm, &unchecked.kid, now).await?,
        };
        unchecked.verify(&key, &realm.issuer, now)
    }

    fn lookup(&self, realm: &str, kid: &str, now: UnixSeconds) -> Lookup {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(held) = held.get(realm) else { return Lookup::Fetch };
        let age = now.since(held.at);
        match held.keys.iter().find(|key| key.kid == kid) {
            Some(key) if age < HOLD => Lookup::Key(key.clone()),
            None if age < FETCH_PAUSE => Lookup::Unknown,
            _ => Lookup::Fetch,
        }
    }

    async fn fetch(
        &self,
        gateway: &Gateway,
        realm: &KeycloakRealm,
        kid: &str,
        now: UnixSeconds,
    ) -> Result<RealmKey, BearerError> {
        let bytes = gateway.client().fetch(&realm.certs_uri).await;
        let bytes = bytes.map_err(|_| BearerError::NoKeys)?;
        let keys = read_keys(&bytes).ok_or(BearerError::NoKeys)?;
        let found = keys.iter().find(|key| key.kid == kid).cloned();
        self.hold(&realm.name, keys, now);
        found.ok_or(BearerError::Refused)
    }

    fn hold(&self, realm: &str, keys: Vec<RealmKey>, at: UnixSeconds) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(realm.to_owned(), Held { at, keys });
    }
}
