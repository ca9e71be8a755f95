//! HTTP/1.1 on loopback, plain or over TLS, with one function that answers all calls.

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A call as it arrived.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Lower-case names.
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// Answers a call; `None` breaks the connection.
pub(crate) type Handler = Arc<dyn Fn(Call) -> Option<Answer> + Send + Sync>;

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Answer {
    pub(crate) fn of(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// An error of docs/protocol.md §1.3.
    pub(crate) fn problem(status: u16) -> Self {
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

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// Serves until the task is aborted.
pub(crate) async fn serve(listener: TcpListener, tls: Option<TlsAcceptor>, handler: Handler) {
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
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Full::from(answer.body)).map_err(io::Error::other)
}
