//! A forwarder on loopback that counts the bytes of each direction.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What went through, from the device's side.
#[derive(Clone, Default)]
pub(crate) struct Traffic {
    sent: Arc<AtomicU64>,
    received: Arc<AtomicU64>,
}

impl Traffic {
    /// Bytes sent and received since the last time.
    pub(crate) fn take(&self) -> (u64, u64) {
        (self.sent.swap(0, Ordering::SeqCst), self.received.swap(0, Ordering::SeqCst))
    }
}

/// Forwards every connection to `to`, until the program ends.
pub(crate) async fn forward(listener: TcpListener, to: SocketAddr, traffic: Traffic) {
    while let Ok((device, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(to).await else { continue };
        let (from_device, to_device) = device.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(pump(from_device, to_server, Arc::clone(&traffic.sent)));
        tokio::spawn(pump(from_server, to_device, Arc::clone(&traffic.received)));
    }
}

/// A connection that breaks ends here; whoever uses it notices.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: Arc<AtomicU64>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        // Counted before it is passed on, so that an answer is never ahead of its count.
        count.fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(buffer.get(..read).unwrap_or_default()).await.is_err() {
            return;
        }
    }
}
