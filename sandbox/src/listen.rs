//! Serving connections, and breaking those of a phone that has lost its network.

use crate::trouble::Trouble;
use axum::Router;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// How long a client may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// The phone has no network: its connection is closed without an answer.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the network is lost")]
struct LostNetwork;

/// Serves for ever.
pub(crate) async fn serve(listener: TcpListener, router: Router, trouble: Trouble) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, router.clone(), trouble.clone()));
            }
            // Out of file descriptors, or a connection that was gone already: try again shortly.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn connection(stream: TcpStream, router: Router, trouble: Trouble) {
    // Answers are small and are waited for.
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let inner = TowerToHyperService::new(router);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let lost = trouble.is_network_lost() && is_phones(request.uri().path());
        let answer = (!lost).then(|| inner.call(request));
        async move {
            match answer {
                Some(answer) => answer.await.map_err(|never| match never {}),
                None => Err(LostNetwork),
            }
        }
    });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(closed_by_peer = error.is_incomplete_message(), "a connection broke");
    }
}

/// The paths that only phones call (docs/protocol.md §2.1).
fn is_phones(path: &str) -> bool {
    path.starts_with("/ad/") || path == "/.well-known/authentication-device"
}
