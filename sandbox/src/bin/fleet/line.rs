//! The network between the phones and the gateway: a third of its connections break.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The network. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub(crate) struct Line {
    inner: Arc<Inner>,
}

struct Inner {
    to: Mutex<SocketAddr>,
    breaking: AtomicBool,
    seed: u64,
    connections: AtomicU64,
    broken: AtomicU64,
}

/// How a connection ends before its time.
#[derive(Clone, Copy)]
struct Doom {
    /// After so many answers have passed.
    answers: u64,
    /// What becomes of the next one.
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    /// The request does not reach the server.
    RequestLost,
    /// The server has answered, and nothing of it arrives.
    AnswerLost,
    /// The first bytes of the answer arrive.
    AnswerCut,
}

impl Line {
    /// A network that is whole and leads to `to`.
    pub(crate) fn new(to: SocketAddr, seed: u64) -> Self {
        let (breaking, connections, broken) = Default::default();
        Self { inner: Arc::new(Inner { to: Mutex::new(to), breaking, seed, connections, broken }) }
    }

    /// Leads somewhere else from now on.
    pub(crate) fn lead_to(&self, to: SocketAddr) {
        *self.inner.to.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }

    /// Breaks one connection of three from now on, or none.
    pub(crate) fn break_connections(&self, breaking: bool) {
        self.inner.breaking.store(breaking, Ordering::SeqCst);
    }

    /// How many connections there were, and how many of them were broken, while they were.
    pub(crate) fn counted(&self) -> (u64, u64) {
        let inner = &self.inner;
        (inner.connections.load(Ordering::SeqCst), inner.broken.load(Ordering::SeqCst))
    }

    /// Carries connections until the program ends.
    pub(crate) async fn carry(self, listener: TcpListener) {
        loop {
            if let Ok((phone, _)) = listener.accept().await {
                let doom = self.inner.doom();
                let to = *self.inner.to.lock().unwrap_or_else(PoisonError::into_inner);
                tokio::spawn(connection(phone, to, doom));
            }
        }
    }
}

impl Inner {
    /// What the seed says of the next connection.
    fn doom(&self) -> Option<Doom> {
        if !self.breaking.load(Ordering::SeqCst) {
            return None;
        }
        let number = self.connections.fetch_add(1, Ordering::SeqCst);
        let chance = mixed(self.seed ^ number.rotate_left(32));
        if !chance.is_multiple_of(3) {
            return None;
        }
        self.broken.fetch_add(1, Ordering::SeqCst);
        let then = match (chance >> 8) % 3 {
            0 => Then::RequestLost,
            1 => Then::AnswerLost,
            _ => Then::AnswerCut,
        };
        // A consent takes five calls from a cold start: each of them is hit.
        Some(Doom { answers: (chance >> 16) % 5, then })
    }
}

/// SplitMix64: as random as it must be, and the same for the same seed.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Carries one connection, to its end or to its doom. Whoever uses it notices that it broke.
async fn connection(mut phone: TcpStream, to: SocketAddr, doom: Option<Doom>) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    let (mut asked, mut answered) = (vec![0; 4096], vec![0; 4096]);
    let mut answers = 0;
    loop {
        let next = doom.filter(|doom| answers >= doom.answers).map(|doom| doom.then);
        tokio::select! {
            read = phone.read(&mut asked) => {
                let Ok(read @ 1..) = read else { return };
                let bytes = asked.get(..read).unwrap_or_default();
                if matches!(next, Some(Then::RequestLost)) || server.write_all(bytes).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut answered) => {
                let Ok(read @ 1..) = read else { return };
                answers += 1;
                let bytes = answered.get(..read).unwrap_or_default();
                let arrives = match next {
                    Some(Then::AnswerLost) => return,
                    Some(Then::AnswerCut) => bytes.get(..read.min(40)).unwrap_or_default(),
                    _ => bytes,
                };
                if phone.write_all(arrives).await.is_err() || next.is_some() {
                    return;
                }
            }
        }
    }
}
