//! A soak: hostile clients, with a valid device and without one, beside an honest phone.
//!
//! What they fill has its bounds (docs/threat-model.md, "What grows, and its bound"), and the
//! honest phone is answered as if it were alone. `cargo xtask soak` plays it with more calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, reason = "its figures are what it is played by hand for")]

mod figures;
mod honest;
mod insider;
mod office;
mod records;
#[allow(dead_code, reason = "two programs use it, and each a part")]
#[path = "../running/mod.rs"]
mod running;
mod stranger;

use figures::{Figures, State};
use honest::Honest;
use insider::{Changer, Decider, Revoked};
use office::Office;
use running::Running;
use serde_json::json;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use stranger::Stranger;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// How many hostile calls are made, if it is not these.
const VARIABLE: &str = "COUNTERSIGN_SOAK_CALLS";
const CALLS: u64 = 10_000;
/// Hostile calls for each one of the honest phone while they last.
const BESIDE: u64 = 50;
/// Calls of the honest phone before and after.
const ALONE: usize = 100;
/// The most that the database may take, its journal included, however many calls there are within
/// the hour: some 400 entries of the log in a minute, and what three devices may keep.
const MOST_BYTES: u64 = 16 << 20;

/// What a hostile client does, and the status that it got.
type Tally = BTreeMap<(&'static str, u16), u64>;

/// Somebody who makes one call after the other.
trait Hostile: Send {
    fn call(&mut self, number: u64) -> impl Future<Output = (&'static str, u16)> + Send;
}

/// Hostile calls, until there were as many as there may be.
#[derive(Clone)]
struct Attack {
    made: Arc<AtomicU64>,
    calls: u64,
    /// Tells the honest phone to go on; it may be slower.
    beside: mpsc::Sender<()>,
}

impl Attack {
    async fn by(self, mut client: impl Hostile) -> Tally {
        let mut tally = Tally::new();
        loop {
            let number = self.made.fetch_add(1, Ordering::Relaxed);
            if number >= self.calls {
                return tally;
            }
            *tally.entry(client.call(number).await).or_default() += 1;
            if number.is_multiple_of(BESIDE) {
                let _ = self.beside.try_send(());
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_hostile_clients_fill_has_a_bound_and_an_honest_phone_is_answered_beside_them() {
    let calls = std::env::var(VARIABLE).map_or(CALLS, |calls| calls.parse().unwrap());
    let gateway = Running::start(|config| config["limits"] = json!({"calls_per_minute": 6000}));
    let office = Office::of(&gateway);
    let mut honest = Honest::new(office.enrol("honest", 20).await, office.clone());
    let changer = Changer::new(office.enrol("hostile", 30).await);
    let decider = Decider::new(office.enrol("hostile", 40).await, office.clone());
    let revoked = Revoked::new(office.enrol("hostile", 50).await, &office).await;
    let quiet = honest.calls(ALONE).await;
    let before = State::of(&gateway);
    let (beside, mut turns) = mpsc::channel(1);
    let attack = Attack { made: Arc::default(), calls, beside };

    let begun = Instant::now();
    let mut hostile = JoinSet::new();
    for number in 0..4 {
        hostile.spawn(attack.clone().by(Stranger::new(&office, 60 + 2 * number)));
    }
    hostile.spawn(attack.clone().by(changer));
    hostile.spawn(attack.clone().by(decider));
    hostile.spawn(attack.by(revoked));
    let mut during = Vec::new();
    while turns.recv().await.is_some() {
        during.extend(honest.call().await);
    }
    let tallies = hostile.join_all().await;
    let lasted = begun.elapsed();
    let newcomer = office.enrol("newcomer", 90).await;
    let afterwards = honest.calls(ALONE).await;
    let after = State::of(&gateway);

    let tally = together(tallies);
    let figures =
        Figures { calls, lasted, quiet, during, afterwards, before, after, tally: &tally };
    println!("{figures}");
    assert_eq!(tally.values().sum::<u64>(), calls);
    let failed: Vec<_> = tally.keys().filter(|(_, status)| *status >= 500).collect();
    assert!(failed.is_empty(), "{failed:?}");
    let let_in = |(what, status): &&(&str, u16)| *status < 300 && stranger::REFUSED.contains(what);
    assert_eq!(tally.keys().find(let_in), None);
    assert_eq!(newcomer.state().await, "active");
    assert!(figures.after.bytes <= MOST_BYTES, "{} bytes", figures.after.bytes);
    records::check(&gateway.database());
}

fn together(tallies: Vec<Tally>) -> Tally {
    let mut sum = Tally::new();
    for (what, count) in tallies.into_iter().flatten() {
        *sum.entry(what).or_default() += count;
    }
    sum
}
