//! A fleet of phones: thousands of enrolled devices that are all asked at once, over a network
//! of which a third breaks, at a gateway that dies in the middle. Afterwards an account of both
//! sides: nothing lost, nothing doubled. Prints Markdown.
//!
//! The phones are the real core with software keys and a database file each. The gateway is a
//! process of its own, or somebody's AS (tools/README.md).

// Printing is what this program is for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod answer;
mod arguments;
mod channel;
mod figures;
mod fleet;
mod ledger;
mod limits;
mod line;
mod phone;
mod server;
mod told;
mod world;

use arguments::Arguments;
use clap::Parser as _;
use std::process::ExitCode;

/// Anything that goes wrong here is a defect, or an AS that cannot be reached.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => complain("the two sides do not agree"),
        Err(error) => complain(&error.to_string()),
    }
}

/// Whether both sides agree about every consent.
fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (figures, ledger) = runtime.block_on(fleet::run(arguments))?;
    println!("{figures}\n\nBoth sides: {ledger}.");
    Ok(ledger.is_right(arguments.devices()))
}

fn complain(text: &str) -> ExitCode {
    eprintln!("fleet: {text}");
    ExitCode::FAILURE
}
