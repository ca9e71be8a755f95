//! What the gateway tells the AS: every outcome, at least once and never two of one consent.

use crate::Failure;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// The outcomes that were told: of each consent, the different ones.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<HashMap<String, HashSet<String>>>>);

impl Told {
    /// Listens on loopback, and gives the address to tell outcomes to.
    pub(crate) async fn listen() -> Result<(Self, String), Failure> {
        let (told, listener) = (Self::default(), TcpListener::bind("127.0.0.1:0").await?);
        let uri = format!("http://{}/outcomes", listener.local_addr()?);
        let router = Router::new().route("/outcomes", post(take)).with_state(told.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok((told, uri))
    }

    /// How many different outcomes of a consent were told.
    pub(crate) fn of(&self, consent: &str) -> usize {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(consent).map_or(0, HashSet::len)
    }
}

async fn take(State(told): State<Told>, body: String) -> StatusCode {
    let Ok(record) = serde_json::from_str::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    let text = |name| record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let outcome = format!("{} {}", text("state"), text("decision"));
    let mut told = told.0.lock().unwrap_or_else(PoisonError::into_inner);
    told.entry(text("consent")).or_default().insert(outcome);
    StatusCode::NO_CONTENT
}
