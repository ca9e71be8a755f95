//! Counts what a consent costs: HTTP round trips, bytes, database transactions and syncs. Prints
//! Markdown. Counts do not depend on the machine, so nothing here is timed.
//!
//! A real device (core, database file, software keys) talks to a real gateway over loopback,
//! through a forwarder that counts bytes. Round trips and transactions are counted from the
//! core's own `tracing` events, syncs by running this program again under `strace`.

mod count;
mod forwarder;
mod scene;
mod syncs;

use count::Counts;
use scene::{Failure, Scene};
use std::io::Write as _;

/// One line of the table.
struct Line {
    step: &'static str,
    counts: Counts,
}

fn main() -> Result<(), Failure> {
    let counter = count::install()?;
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
    let lines = runtime.block_on(journey(counter))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "| step | round trips | bytes sent | bytes received | database transactions |")?;
    writeln!(out, "|---|---:|---:|---:|---:|")?;
    for Line { step, counts } in lines {
        let Counts { round_trips, sent, received, transactions } = counts;
        writeln!(out, "| {step} | {round_trips} | {sent} | {received} | {transactions} |")?;
    }
    writeln!(out, "\n{}", syncs::sentence()?)?;
    Ok(())
}

/// The steps in the order of a day.
async fn journey(counter: count::Counter) -> Result<Vec<Line>, Failure> {
    let mut scene = Scene::enrolled(counter).await?;
    // The first consent warms up: token, nonce, connection.
    scene.receive().await?;
    scene.approve().await?;
    let mut lines = Vec::new();
    let mut line = |step, counts| lines.push(Line { step, counts });
    line("push to readable consent, warm", scene.receive().await?);
    line("touch to receipt, warm", scene.approve().await?);
    scene.receive().await?;
    line("decline to receipt, warm", scene.deny().await?);
    scene.restart()?;
    line("push to readable consent, cold", scene.receive().await?);
    line("touch to receipt, after that", scene.approve().await?);
    Ok(lines)
}
