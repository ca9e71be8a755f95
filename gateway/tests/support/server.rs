//! What else is needed on loopback: a client, and a server that somebody else runs.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use std::sync::{Arc, Mutex};

/// Plain HTTP to loopback; the TLS provider is named because none is built in.
pub fn client() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap()
}

/// One call that the server got.
#[derive(Clone, Debug)]
pub struct Heard {
    pub path: String,
    pub authorization: String,
    /// The `Idempotency-Key`.
    pub key: String,
    pub body: String,
}

/// A server that writes down what it hears and answers as it was told.
pub struct Listener {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Listener {
    /// Answers the first calls with these, and all others with the last of them.
    pub async fn answering(statuses: &[u16]) -> Self {
        Self::with_document(statuses, String::new()).await
    }

    /// The same, with a document as the body of every answer.
    pub async fn with_document(statuses: &[u16], document: String) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (ears, statuses) = (heard.clone(), statuses.to_vec());
        let answer = move |uri: Uri, headers: HeaderMap, body: Bytes| {
            let mut heard = ears.lock().unwrap();
            let at = heard.len().min(statuses.len() - 1);
            let header = |name| headers.get(name).map_or("", |value| value.to_str().unwrap());
            heard.push(Heard {
                path: uri.path().to_owned(),
                authorization: header("authorization").to_owned(),
                key: header("idempotency-key").to_owned(),
                body: String::from_utf8(body.to_vec()).unwrap(),
            });
            let status = StatusCode::from_u16(statuses[at]).unwrap();
            std::future::ready((status, document.clone()))
        };
        let router = axum::Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until so many calls were heard. Fails by the test's own time limit, not by a clock.
    pub async fn until(&self, count: usize) -> Vec<Heard> {
        for _ in 0..600 {
            if self.heard().len() >= count {
                return self.heard();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{} calls were heard, {count} were waited for", self.heard().len());
    }
}
