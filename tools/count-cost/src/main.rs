//! Counts what a consent costs: HTTP round trips, bytes, database transactions and syncs. Prints
//! Markdown. Counts do not depend on the machine, so nothing here is timed.
//!
//! A real device (core, database file, software keys) talks to a real gateway over loopback,
//! through a forwarder that counts bytes. Round trips and transactions are counted from the
//! core's own `tracing` events, syncs by running this program again under `strace`.

// Printing is what this program is for.
#![allow(clippy::print_stdout)]

mod count;
mod forwarder;
mod scene;
mod syncs;

use count::{Counter, Counts};
use scene::Scene;
use std::sync::Arc;

/// Anything that goes wrong here is a defect of this program or of what it measures.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let counter = Counter::install()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(consents) = syncs::asked_for(std::env::args()) {
        return runtime.block_on(async {
            let mut scene = Scene::enrolled(counter).await?;
            for _ in 0..consents {
                scene.receive().await?;
                scene.approve().await?;
            }
            Ok(())
        });
    }
    let steps = runtime.block_on(journey(counter))?;
    println!("| step | round trips | bytes sent | bytes received | database transactions |");
    println!("|---|---:|---:|---:|---:|");
    for (step, [round_trips, sent, received, transactions]) in steps {
        println!("| {step} | {round_trips} | {sent} | {received} | {transactions} |");
    }
    println!("\n{}", syncs::sentence()?);
    Ok(())
}

/// The steps in the order of a day.
async fn journey(counter: Arc<Counter>) -> Result<[(&'static str, Counts); 5], Failure> {
    let mut scene = Scene::enrolled(counter).await?;
    // The first consent warms up: token, nonce, connection.
    scene.receive().await?;
    scene.approve().await?;
    let received = scene.receive().await?;
    let approved = scene.approve().await?;
    scene.receive().await?;
    let denied = scene.deny().await?;
    scene.restart()?;
    Ok([
        ("push to readable consent, warm", received),
        ("touch to receipt, warm", approved),
        ("decline to receipt, warm", denied),
        ("push to readable consent, cold", scene.receive().await?),
        ("touch to receipt, after that", scene.approve().await?),
    ])
}
