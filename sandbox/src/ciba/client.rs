//! Clients and their registrations (CIBA §4).

use super::keys::{Alg, KeySet};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// A client that is registered.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// The name that the bank shows to its customers.
    pub name: String,
    /// The name of the company, as the bank knows it.
    pub legal_name: String,
    /// How it authenticates.
    pub authentication: Authentication,
    /// The keys that its signed requests are checked with.
    pub keys: Option<KeySet>,
    /// How it learns that a decision was made.
    pub delivery: Delivery,
    /// The algorithm it said it would sign requests with: then it has to.
    pub request_alg: Option<Alg>,
    /// Whether its requests carry the customer's user code.
    pub user_code: bool,
    /// Whether it may use the CIBA grant.
    pub may_use_ciba: bool,
    /// Whether its authorization details are passed on unchecked, as a careless AS would.
    pub unchecked: bool,
}

/// How a client authenticates. There is no other way.
#[derive(Clone, Debug)]
pub enum Authentication {
    /// `client_secret_basic`.
    Secret(Secret),
    /// `private_key_jwt`, with the keys in [`Client::keys`].
    PrivateKey,
}

/// How a client learns that a decision was made. Push is not offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It asks.
    Poll,
    /// It is told at this address, and then asks.
    Ping {
        /// The notification endpoint: on loopback, since nothing else can be reached from here.
        endpoint: reqwest::Url,
    },
}

/// A client's secret: compared in constant time, never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub const fn new(secret: String) -> Self {
        Self(secret)
    }

    /// Whether this is the secret.
    #[must_use]
    pub fn matches(&self, presented: &str) -> bool {
        self.0.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// All clients of the server.
#[derive(Default)]
pub struct Clients(Mutex<HashMap<String, Arc<Client>>>);

impl Clients {
    /// Adds a client, or replaces the one of this id.
    pub fn put(&self, client: Client) {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(client.id.clone(), Arc::new(client));
    }

    /// The client of this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Arc<Client>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}
