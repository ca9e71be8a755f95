//! `headless-phone`: the core as a phone, for tests that have no phone.
//!
//! Reads a command from each line of standard input and answers each with a line of standard
//! output. Its keys are files that nothing protects.

use countersign_sandbox::headless::{Failure, HeadlessPhone};
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "headless-phone --issuer URL --vouching-jwk FILE --dir DIR\n";

struct Arguments {
    issuer: String,
    vouching: PathBuf,
    folder: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        return complain(USAGE);
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&format!("headless-phone: {error}\n")),
    }
}

async fn run(arguments: &Arguments) -> Result<(), Failure> {
    let vouching = std::fs::read(&arguments.vouching)?;
    let mut phone = HeadlessPhone::open(&arguments.issuer, &vouching, &arguments.folder)?;
    let mut answers = std::io::stdout();
    // One command at a time: nothing else happens while a line is waited for.
    for line in std::io::stdin().lock().lines() {
        let answer = phone.answer(&line?).await;
        writeln!(answers, "{answer}")?;
        answers.flush()?;
    }
    Ok(())
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let (mut issuer, mut vouching, mut folder) = (None, None, None);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--issuer" => issuer = Some(given.next()?),
            "--vouching-jwk" => vouching = Some(given.next()?.into()),
            "--dir" => folder = Some(given.next()?.into()),
            _ => return None,
        }
    }
    Some(Arguments { issuer: issuer?, vouching: vouching?, folder: folder? })
}

fn complain(text: &str) -> ExitCode {
    // Without a terminal there is nobody to tell.
    std::io::stderr().write_all(text.as_bytes()).unwrap_or_default();
    ExitCode::FAILURE
}
