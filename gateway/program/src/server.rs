//! The server: so many connections at the same time, each with its deadlines.

use crate::deadlines::{Busy, Deadlines, Timed};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The most that is held of a call before its body, and of a body that is not read yet.
const MAX_BUFFER: usize = 64 * 1024;
/// How long calls are waited for when the program is to end.
const ENDING: Duration = Duration::from_secs(10);
/// How long a listener is left alone that cannot accept, for want of files for one.
const PAUSE: Duration = Duration::from_millis(200);

/// How many connections there may be, and how long they may take.
#[derive(Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Connections {
    /// At the same time. Who comes then waits in the system's queue.
    most: usize,
    /// From the first byte of a call to the end of its headers.
    header_seconds: u64,
    /// From an answer to the next call.
    idle_seconds: u64,
    /// Between two bytes of an answer that the client takes.
    answer_seconds: u64,
}

impl Default for Connections {
    fn default() -> Self {
        Self { most: 512, header_seconds: 10, idle_seconds: 75, answer_seconds: 30 }
    }
}

impl Connections {
    /// Whether every number makes sense.
    pub(crate) fn are_right(self) -> bool {
        let times = [self.header_seconds, self.idle_seconds, self.answer_seconds];
        (1..=65_536).contains(&self.most) && times.iter().all(|time| (1..=3600).contains(time))
    }

    fn deadlines(self) -> Deadlines {
        Deadlines {
            headers: Duration::from_secs(self.header_seconds),
            idle: Duration::from_secs(self.idle_seconds),
            answer: Duration::from_secs(self.answer_seconds),
        }
    }
}

/// Serves until `stopped`, and then what has begun.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    stopped: impl Future<Output = ()>,
) {
    let (room, ending) = (Arc::new(Semaphore::new(connections.most)), GracefulShutdown::new());
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &room) => accepted,
            () = &mut stopped => break,
        };
        let Some((stream, from, room)) = accepted else { continue };
        let (router, watcher) = (router.clone(), ending.watcher());
        tokio::spawn(async move {
            let busy = Busy::default();
            let stream = Timed::new(stream, connections.deadlines(), busy.clone());
            let answer = TowerToHyperService::new(router);
            let service = service_fn(move |mut call: Request<Incoming>| {
                busy.set(true);
                call.extensions_mut().insert(ConnectInfo::<SocketAddr>(from));
                let (answering, busy) = (answer.call(call), busy.clone());
                async move {
                    let answered = answering.await;
                    busy.set(false);
                    answered
                }
            });
            let connection = http1::Builder::new()
                .max_buf_size(MAX_BUFFER)
                .serve_connection(TokioIo::new(stream), service);
            // A client that is too slow, or goes away, is no error of ours.
            let _ = watcher.watch(connection).await;
            drop(room);
        });
    }
    drop(listener);
    if tokio::time::timeout(ENDING, ending.shutdown()).await.is_err() {
        tracing::warn!("calls were given up that had not ended");
    }
}

/// The next connection, once there is room for it.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let room = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, from)) => Some((stream, from, room)),
        Err(error) => {
            tracing::warn!(kind = ?error.kind(), "a connection could not be accepted");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}
