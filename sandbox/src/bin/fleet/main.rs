//! A fleet of phones: thousands of enrolled devices that are all asked at once, over a network
//! of which a third breaks, at a gateway that dies in the middle. Afterwards an account of both
//! sides: nothing lost, nothing doubled. Prints Markdown.
//!
//! The phones are the real core with software keys and a database file each. The gateway is a
//! process of its own, or somebody's AS (sandbox/README.md).

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

use arguments::{Arguments, USAGE};
use std::io::Write as _;
use std::process::ExitCode;

/// Anything that goes wrong here is a defect, or an AS that cannot be reached.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(std::env::args().skip(1)) else {
        return complain(USAGE);
    };
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => complain("fleet: the two sides do not agree\n"),
        Err(error) => complain(&format!("fleet: {error}\n")),
    }
}

/// Whether both sides agree about every consent.
fn run(arguments: &Arguments) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (figures, ledger) = runtime.block_on(fleet::run(arguments))?;
    writeln!(std::io::stdout(), "{figures}\n\nBoth sides: {ledger}.")?;
    Ok(ledger.is_right(arguments.devices))
}

fn complain(text: &str) -> ExitCode {
    // Without a terminal there is nobody to tell.
    std::io::stderr().write_all(text.as_bytes()).unwrap_or_default();
    ExitCode::FAILURE
}
