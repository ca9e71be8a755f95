//! The work that nobody waits for. Each job is a file, and each runs in a task of its own, so that
//! a webhook that is slow holds up nothing else. All of it ends with the last gateway.

mod announce;
mod backoff;
mod callback;
mod expire;
mod key_set;
mod report;
mod retention;
mod seal_audit;

use crate::context::{Gateway, WeakGateway};
use crate::storage::StorageError;
use std::future::Future;
use std::time::Duration;
use tokio::sync::watch;

/// How often a job looks for work without being woken.
const TICK: Duration = Duration::from_secs(1);
/// How often a job looks for work that is in no hurry.
const PAUSE: Duration = Duration::from_secs(60);
/// How often somebody is told of what only a person can mend.
const ALARM: Duration = Duration::from_secs(3600);

/// How often the audit log is sealed: so long is an entry in no chain, at most.
const SEALING: Duration = Duration::from_secs(10);

/// Starts every job.
pub(crate) fn start(gateway: &Gateway) {
    let weak = gateway.downgrade();
    tokio::spawn(when_woken(weak.clone(), gateway.work(), expire::expire));
    tokio::spawn(when_woken(weak.clone(), gateway.work(), report::report));
    tokio::spawn(when_woken(weak.clone(), gateway.work(), announce::announce));
    tokio::spawn(when_woken(weak.clone(), gateway.work(), callback::call_back));
    tokio::spawn(when_woken(weak.clone(), gateway.work(), key_set::keep));
    tokio::spawn(periodically(weak.clone(), ALARM, key_set::watch));
    tokio::spawn(periodically(weak.clone(), PAUSE, retention::clean));
    tokio::spawn(periodically(weak.clone(), SEALING, seal_audit::seal_audit));
    tokio::spawn(until_done(weak, retention::seal_anew));
}

/// At once when there is work, and after every tick.
async fn when_woken<F: Future<Output = Result<(), StorageError>> + Send>(
    gateway: WeakGateway,
    mut work: watch::Receiver<()>,
    round: impl Fn(Gateway) -> F + Send,
) {
    loop {
        if let Ok(Err(_)) = tokio::time::timeout(TICK, work.changed()).await {
            return; // nobody is left who could ask for work
        }
        let Some(gateway) = gateway.upgrade() else { return };
        if round(gateway).await.is_err() {
            tracing::error!("the work in the background failed and will be tried again");
        }
    }
}

/// At the start, then after every pause.
async fn periodically<F: Future<Output = Result<(), StorageError>> + Send>(
    gateway: WeakGateway,
    pause: Duration,
    round: impl Fn(Gateway) -> F + Send,
) {
    while let Some(gateway) = gateway.upgrade() {
        if round(gateway).await.is_err() {
            tracing::error!("the work in the background failed and will be tried again");
        }
        tokio::time::sleep(pause).await;
    }
}

/// Once, and after every pause until it succeeds.
async fn until_done<F: Future<Output = Result<(), StorageError>> + Send>(
    gateway: WeakGateway,
    work: impl Fn(Gateway) -> F + Send,
) {
    while let Some(gateway) = gateway.upgrade() {
        if work(gateway).await.is_ok() {
            return;
        }
        tracing::error!("the work in the background failed and will be tried again");
        tokio::time::sleep(PAUSE).await;
    }
}
