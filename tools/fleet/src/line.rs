//! The network between the phones and the gateway: a third of its connections break.

use fastrand::Rng;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The network. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub(crate) struct Line(Arc<Mutex<State>>);

struct State {
    to: SocketAddr,
    breaking: bool,
    chance: Rng,
    /// Counted while connections break.
    connections: u64,
    broken: u64,
}

/// How a connection ends before its time.
#[derive(Clone, Copy)]
struct Doom {
    /// After so many answers have passed.
    answers: u8,
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
        let chance = Rng::with_seed(seed);
        Self(Arc::new(Mutex::new(State { to, breaking, chance, connections, broken })))
    }

    /// Leads somewhere else from now on.
    pub(crate) fn lead_to(&self, to: SocketAddr) {
        self.state().to = to;
    }

    /// Breaks one connection of three from now on, or none.
    pub(crate) fn break_connections(&self, breaking: bool) {
        self.state().breaking = breaking;
    }

    /// How many connections there were, and how many of them were broken, while they were.
    pub(crate) fn counted(&self) -> (u64, u64) {
        let state = self.state();
        (state.connections, state.broken)
    }

    /// Carries connections until the program ends.
    pub(crate) async fn carry(self, listener: TcpListener) {
        loop {
            if let Ok((phone, _)) = listener.accept().await {
                let (to, doom) = self.state().next();
                tokio::spawn(connection(phone, to, doom));
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Where the next connection leads, and what chance says of it.
    fn next(&mut self) -> (SocketAddr, Option<Doom>) {
        self.connections += u64::from(self.breaking);
        if !self.breaking || self.chance.u8(..3) > 0 {
            return (self.to, None);
        }
        self.broken += 1;
        let then = match self.chance.u8(..3) {
            0 => Then::RequestLost,
            1 => Then::AnswerLost,
            _ => Then::AnswerCut,
        };
        // A consent takes five calls from a cold start: each of them is hit.
        (self.to, Some(Doom { answers: self.chance.u8(..5), then }))
    }
}

/// Carries one connection, to its end or to its doom. Whoever uses it notices that it broke.
async fn connection(mut phone: TcpStream, to: SocketAddr, doom: Option<Doom>) {
    let Ok(mut server) = TcpStream::connect(to).await else { return };
    let (mut asked, mut answered) = (vec![0; 4096], vec![0; 4096]);
    let mut answers = 0_u8;
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
                answers = answers.saturating_add(1);
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
