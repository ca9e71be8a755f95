//! `headless-phone`: the core as a phone, for tests that have no phone.
//!
//! Reads a command from each line of standard input and answers each with a line of standard
//! output. Its keys are files that nothing protects.

use countersign::consent::words::Language;
use countersign_sandbox::headless::{Failure, HeadlessPhone, IssuerSettings};
use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "headless-phone --issuer URL --vouching-jwk FILE --dir DIR \
                     [--pin BASE64 --pin BASE64 [--root PEM-FILE]] [--locale TAG]\n";

struct Arguments {
    issuer: String,
    vouching: PathBuf,
    folder: PathBuf,
    roots: Vec<PathBuf>,
    pins: Vec<String>,
    language: Language,
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
    let mut roots = Vec::new();
    for file in &arguments.roots {
        roots.extend(std::fs::read(file)?);
    }
    let settings = IssuerSettings {
        issuer: arguments.issuer.clone(),
        vouching: std::fs::read(&arguments.vouching)?,
        roots,
        pins: arguments.pins.clone(),
        language: arguments.language,
    };
    let mut phone = HeadlessPhone::open_for(&settings, &arguments.folder)?;
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
    let (mut roots, mut pins, mut language) = (Vec::new(), Vec::new(), Language::English);
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--issuer" => issuer = Some(given.next()?),
            "--vouching-jwk" => vouching = Some(given.next()?.into()),
            "--dir" => folder = Some(given.next()?.into()),
            "--root" => roots.push(given.next()?.into()),
            "--pin" => pins.push(given.next()?),
            "--locale" => language = Language::of_tag(&given.next()?)?,
            _ => return None,
        }
    }
    let (issuer, vouching, folder) = (issuer?, vouching?, folder?);
    Some(Arguments { issuer, vouching, folder, roots, pins, language })
}

fn complain(text: &str) -> ExitCode {
    // Without a terminal there is nobody to tell.
    std::io::stderr().write_all(text.as_bytes()).unwrap_or_default();
    ExitCode::FAILURE
}
