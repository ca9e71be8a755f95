//! A forwarder on loopback that counts the bytes of each direction.

use crate::count::Counter;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// Forwards every connection to `to`, until the program ends.
pub(crate) async fn forward(listener: TcpListener, to: SocketAddr, counter: Arc<Counter>) {
    while let Ok((device, _)) = listener.accept().await {
        let Ok(server) = TcpStream::connect(to).await else { continue };
        let (from_device, to_device) = device.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(pump(from_device, to_server, Arc::clone(&counter), |counter| &counter.sent));
        let counter = Arc::clone(&counter);
        tokio::spawn(pump(from_server, to_device, counter, |counter| &counter.received));
    }
}

/// A connection that breaks ends here; whoever uses it notices.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    counter: Arc<Counter>,
    count: fn(&Counter) -> &AtomicU64,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        // Counted before it is passed on, so that an answer is never ahead of its count.
        count(&counter).fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(buffer.get(..read).unwrap_or_default()).await.is_err() {
            return;
        }
    }
}
