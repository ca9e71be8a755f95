//! `countersign-model`: plays every life within the bounds that are asked for, and says what it
//! found. The tests play smaller bounds of the same.

#![allow(clippy::print_stdout)]

use clap::Parser;
use countersign_model::world::Play;
use countersign_model::{Bounds, Rules};
use stateright::{Checker as _, Model as _};
use std::process::ExitCode;

/// The bounds.
#[derive(Parser)]
struct Arguments {
    /// Phones of the customer.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=2))]
    phones: u8,
    /// How often a phone begins to deliver.
    #[arg(long, default_value_t = 2)]
    tries: u8,
    /// Requests that the gateway has begun and not finished.
    #[arg(long, default_value_t = 2)]
    under_way: u8,
    /// Crashes of the gateway.
    #[arg(long, default_value_t = 1)]
    crashes: u8,
    /// Phones report and replace keys, and the bank blocks and unblocks.
    #[arg(long)]
    devices_change: bool,
    /// Phones lose their key.
    #[arg(long)]
    keys_are_lost: bool,
    /// A phone that begins may have a wrong clock.
    #[arg(long)]
    clocks_are_wrong: bool,
}

fn main() -> ExitCode {
    let asked = Arguments::parse();
    let bounds = Bounds {
        phones: usize::from(asked.phones),
        tries: asked.tries,
        under_way: usize::from(asked.under_way),
        crashes: asked.crashes,
        devices_change: asked.devices_change,
        keys_are_lost: asked.keys_are_lost,
        clocks_are_wrong: asked.clocks_are_wrong,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let play = Play { rules: Rules::TODAY, bounds };
    let checker = play.checker().threads(threads).spawn_bfs().join();
    println!("{bounds:?}: {} states", checker.unique_state_count());
    let mut wrong = false;
    for property in checker.model().properties() {
        let found = checker.discovery(property.name);
        let fails = found.is_some() == property.expectation.discovery_is_failure();
        if let Some(path) = found.filter(|_| fails) {
            println!("NOT SO: {}\n{path:#?}", property.name);
        }
        wrong |= fails;
    }
    if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
