//! Stands between phone and bank, and breaks what passes.

use crate::bank::Shifted;
use crate::http::{Message, read_body, read_head};
use crate::killer::Kill;
use crate::phone::Running;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Where a connection breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Break {
    /// Before anything is read.
    AtOnce,
    /// When the request's head was read.
    AfterHead,
    /// In the middle of the request's body.
    InBody,
    /// When the request was read; the bank does not get it.
    AfterRequest,
    /// When the bank has answered; the phone gets nothing.
    AfterForwarding,
    /// In the middle of the answer's head.
    InAnswerHead,
    /// Before the answer's body.
    AfterAnswerHead,
    /// In the middle of the answer's body.
    InAnswerBody,
    /// Before the last byte of the answer.
    LastByte,
}

/// How the bank fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Requests take their time.
    SlowThere,
    /// Answers take their time.
    SlowBack,
    Break(Break),
    /// Something in between answers with this status, and the bank gets nothing.
    Say(u16),
    /// The bank gets it, but something in between answers in its place.
    SayInstead(u16),
    /// Nobody ever answers, and the connection stays.
    Silent,
}

/// Which calls are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Only calls that carry a decision.
    DecisionAlone,
    /// These, and every call after the first of them.
    FromTheDecisionOn,
    /// All.
    Everything,
}

/// What the proxy does now, and what it saw.
#[derive(Default)]
pub(crate) struct State {
    fault: Option<(Fault, Scope)>,
    kill: Option<Break>,
    begun: bool,
    /// The requests whose decision began to arrive, with as much of it as arrived whole.
    pub(crate) decisions: Vec<(String, Option<Vec<u8>>)>,
    /// How often the phone hung up because nobody answered.
    pub(crate) hung_up: usize,
}

#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) state: Arc<Mutex<State>>,
    pub(crate) running: Running,
    clock: Arc<Shifted>,
    bank: SocketAddr,
}

/// What is to be done with one call.
#[derive(Clone, Copy)]
struct Plan {
    fault: Fault,
    kill: Option<Break>,
}

const SLOW: Duration = Duration::from_millis(60);
/// Longer than any phone waits.
const VERY_SLOW: Duration = Duration::from_secs(60);

impl Proxy {
    pub(crate) fn new(bank: SocketAddr, clock: Arc<Shifted>) -> Self {
        Self { state: Arc::default(), running: Running::default(), clock, bank }
    }

    /// Fails like this from now on.
    pub(crate) fn fail(&self, fault: Fault, scope: Scope, kill: Kill) {
        let mut state = self.state.lock().unwrap();
        state.fault = Some((fault, scope));
        state.kill = if let Kill::InProxy(at) = kill { Some(at) } else { None };
        state.begun = false;
    }

    /// Passes everything on for once, and returns how it fails otherwise.
    pub(crate) fn pause(&self) -> Option<(Fault, Scope)> {
        self.state.lock().unwrap().fault.take()
    }

    /// Fails again as before the pause.
    pub(crate) fn resume(&self, paused: Option<(Fault, Scope)>) {
        self.state.lock().unwrap().fault = paused;
    }

    /// Passes everything on from now on.
    pub(crate) fn heal(&self) {
        let mut state = self.state.lock().unwrap();
        (state.fault, state.kill) = (None, None);
    }

    pub(crate) async fn serve(self, listener: TcpListener) {
        while let Ok((stream, _)) = listener.accept().await {
            let proxy = self.clone();
            tokio::spawn(async move { proxy.converse(stream).await });
        }
    }

    async fn converse(&self, mut phone: TcpStream) {
        let at_once = Some((Fault::Break(Break::AtOnce), Scope::FromTheDecisionOn));
        let down = {
            let state = self.state.lock().unwrap();
            state.begun && state.fault == at_once
        };
        if !down {
            while self.pass_on(&mut phone).await.is_some() {}
        }
    }

    /// One call; `None` closes the connection.
    async fn pass_on(&self, phone: &mut TcpStream) -> Option<()> {
        let head = read_head(phone).await?;
        let plan = self.plan(&head);
        plan.reached(Break::AtOnce, self)?;
        plan.reached(Break::AfterHead, self)?;
        if plan.fault == Fault::Break(Break::InBody) {
            phone.readable().await.ok()?;
            return None;
        }
        let body = read_body(&head, phone).await?;
        self.note(&head, &body);
        plan.reached(Break::AfterRequest, self)?;
        if plan.fault == Fault::Silent {
            tokio::time::timeout(VERY_SLOW, phone.read_u8()).await.ok()?.ok();
            self.state.lock().unwrap().hung_up += 1;
            return None;
        }
        let date = self.clock.http_date();
        let answer = match plan.fault {
            Fault::Say(status) => Message::made_up(status, &date),
            fault => {
                if fault == Fault::SlowThere {
                    tokio::time::sleep(SLOW).await;
                }
                let answer = self.ask(&Message { head, body }).await?.dated(&date);
                match fault {
                    Fault::SayInstead(status) => Message::made_up(status, &date),
                    _ => answer,
                }
            }
        };
        plan.reached(Break::AfterForwarding, self)?;
        if plan.fault == Fault::SlowBack {
            tokio::time::sleep(SLOW).await;
        }
        let bytes = answer.bytes();
        let cuts = [
            (Break::InAnswerHead, answer.head.len() / 2),
            (Break::AfterAnswerHead, answer.head.len()),
            (Break::InAnswerBody, answer.head.len() + answer.body.len() / 2),
            (Break::LastByte, bytes.len() - 1),
        ];
        for (at, cut) in cuts {
            if plan.fault == Fault::Break(at) || plan.kill == Some(at) {
                phone.write_all(&bytes[..cut]).await.ok()?;
                phone.flush().await.ok()?;
                plan.reached(at, self)?;
                return phone.write_all(&bytes[cut..]).await.ok();
            }
        }
        phone.write_all(&bytes).await.ok()
    }

    fn plan(&self, head: &str) -> Plan {
        let mut state = self.state.lock().unwrap();
        let decides = decided_request(head);
        if let Some(request) = decides {
            state.decisions.push((request.to_owned(), None));
            state.begun = true;
        }
        let fault = match state.fault {
            Some((fault, _)) if decides.is_some() => fault,
            Some((fault, Scope::FromTheDecisionOn)) if state.begun => fault,
            Some((fault, Scope::Everything)) => fault,
            _ => Fault::None,
        };
        let kill = if decides.is_some() { state.kill.take() } else { None };
        Plan { fault, kill }
    }

    fn note(&self, head: &str, body: &[u8]) {
        if let Some(request) = decided_request(head) {
            let whole = (request.to_owned(), Some(body.to_vec()));
            self.state.lock().unwrap().decisions.push(whole);
        }
    }

    async fn ask(&self, request: &Message) -> Option<Message> {
        let mut bank = TcpStream::connect(self.bank).await.ok()?;
        bank.write_all(&request.bytes()).await.ok()?;
        let head = read_head(&mut bank).await?;
        let body = read_body(&head, &mut bank).await?;
        Some(Message { head, body })
    }
}

impl Plan {
    /// Goes on unless the connection or the phone ends here.
    fn reached(self, at: Break, proxy: &Proxy) -> Option<()> {
        if self.kill == Some(at) {
            proxy.running.kill();
        }
        (self.fault != Fault::Break(at)).then_some(())
    }
}

/// The request that a call decides.
fn decided_request(head: &str) -> Option<&str> {
    let path = head.strip_prefix("POST ")?.split(' ').next()?;
    path.strip_suffix("/decision")?.rsplit('/').next()
}
