//! Ends this process with SIGKILL at a chosen step. The steps are counted from the core's own
//! `tracing` events and from how often its futures say "not yet": nothing in the core knows.

use crate::proxy::Break;
use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// Where a phone is killed. Numbers begin at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kill {
    Never,
    /// In a transaction that has written everything but is not committed.
    BeforeCommit(usize),
    /// When it is committed and nobody was told.
    AfterCommit(usize),
    /// Before the first byte of a call.
    BeforeCall(usize),
    /// When the last byte of an answer was read.
    AfterAnswer(usize),
    /// When the journey has nothing to do but wait.
    AtWait(usize),
    /// Inside a transaction, on entering the n-th write of the file system. `strace` does it.
    AtWrite(usize),
    /// By the proxy, at this point of the first call of a decision.
    InProxy(Break),
}

/// Kills at the n-th of one kind of event.
struct Killer {
    target: &'static str,
    message: &'static str,
    left: AtomicUsize,
}

/// Listens to the core from now on.
pub(crate) fn install(kill: Kill) {
    let (target, message, count) = match kill {
        Kill::BeforeCommit(n) => ("countersign::store", "committing", n),
        Kill::AfterCommit(n) => ("countersign::store", "commit", n),
        Kill::BeforeCall(n) => ("countersign::http", "call", n),
        Kill::AfterAnswer(n) => ("countersign::http", "answer", n),
        Kill::Never | Kill::AtWait(_) | Kill::AtWrite(_) | Kill::InProxy(_) => return,
    };
    let killer = Killer { target, message, left: AtomicUsize::new(count) };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(killer)).unwrap();
}

/// Waits for a future, counting how often it has to.
pub(crate) async fn watch<F: Future>(future: F, kill: Kill, waits: &AtomicUsize) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|context| {
        let polled = future.as_mut().poll(context);
        if polled.is_pending() {
            let waited = waits.fetch_add(1, Ordering::SeqCst) + 1;
            if kill == Kill::AtWait(waited) {
                end();
            }
        }
        match polled {
            Poll::Ready(output) => Poll::Ready(output),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// The end. A signal to oneself arrives before the call returns.
fn end() -> ! {
    kill_process(getpid(), Signal::KILL).unwrap();
    unreachable!("SIGKILL cannot be outlived")
}

impl<S: Subscriber> Layer<S> for Killer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != self.target {
            return;
        }
        let mut message = Message(String::new());
        event.record(&mut message);
        if message.0 == self.message && self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            end();
        }
    }
}

struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
