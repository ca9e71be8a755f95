//! HTTP/1.1 on loopback: a server, plain or over TLS, with one function that answers all calls,
//! and a client.

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A call as it arrived.
#[derive(Clone)]
pub struct Call {
    pub method: String,
    pub path: String,
    /// Lower-case names.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

/// An answer, as a bank sends it or as a phone got it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Answers a call; `None` breaks the connection.
pub type Handler = Arc<dyn Fn(Call) -> Option<Answer> + Send + Sync>;

impl Call {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Answer {
    pub fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: HeaderMap::new(), body: body.into() }
            .with("content-type", media_type)
    }

    /// An error of docs/protocol.md §1.3.
    pub fn error(status: u16) -> Self {
        let kind = match status {
            400 => "malformed",
            401 => "unauthenticated",
            403 => "refused",
            404 => "unknown",
            409 => "conflict",
            410 => "gone",
            413 => "too-large",
            426 => "update-required",
            _ => "try-later",
        };
        let body = format!(r#"{{"type":"urn:countersign:problem:{kind}","status":{status}}}"#);
        Self::of(status, "application/problem+json", body)
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    pub async fn read(answer: reqwest::Response) -> Self {
        Self::try_read(answer).await.unwrap()
    }

    /// The answer, if all of it arrives.
    pub async fn try_read(answer: reqwest::Response) -> Option<Self> {
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        Some(Self { status, headers, body: answer.bytes().await.ok()?.to_vec() })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The last part of a problem's type.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        json["type"].as_str().unwrap().trim_start_matches("urn:countersign:problem:").to_owned()
    }
}

/// Plain HTTP to loopback; the TLS provider is named because none is built in.
pub fn client() -> reqwest::Client {
    client_with(reqwest::header::HeaderMap::new())
}

/// The same with headers for every call.
pub fn client_with(headers: reqwest::header::HeaderMap) -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    builder.default_headers(headers).build().unwrap()
}

/// Serves until the task is aborted.
pub async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, handler: Handler) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, handler) = (tls.clone(), Arc::clone(&handler));
        tokio::spawn(async move {
            match tls {
                None => converse(stream, handler).await,
                // A client that does not trust the certificate ends the handshake: no call.
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, handler).await;
                    }
                }
            }
        });
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, handler: Handler) {
    let service = service_fn(|request| respond(request, &handler));
    // An error here is a connection that one side broke, which is what some tests want.
    drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
}

async fn respond(
    request: Request<Incoming>,
    handler: &Handler,
) -> io::Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.iter();
    let call = Call {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        headers: headers
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()))
            .collect(),
        body: body.collect().await.map_err(io::Error::other)?.to_bytes().to_vec(),
    };
    let answer = handler(call).ok_or_else(|| io::Error::other("broken on purpose"))?;
    let mut response = Response::new(Full::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).map_err(io::Error::other)?;
    *response.headers_mut() = answer.headers;
    Ok(response)
}
