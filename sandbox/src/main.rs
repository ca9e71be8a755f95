//! `countersign-sandbox`: a bank, a shop and a phone on one desk.

use countersign_sandbox::{Options, Sandbox, script};
use std::io::Write as _;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "countersign-sandbox [--port N] [--fapi] [--script]

  --port N   listen on this port of 127.0.0.1; 0 takes any that is free (default 8484)
  --fapi     hold the authorization server to what FAPI-CIBA asks
  --script   play a purchase, a refusal, an expiry and a forged push, and end
";

/// What a person does who has never seen it.
const FIRST_STEPS: &str = "
  Open it in a browser. In the shop, press the first \"Buy\": the phone beside it asks.
  Ctrl-C ends it.";

/// What the command line asks for.
struct Arguments {
    options: Options,
    script: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        return complain(USAGE);
    };
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&format!("countersign-sandbox: {error}\n")),
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::open(arguments.options).await?;
    writeln!(std::io::stdout(), "Countersign sandbox: {}", sandbox.url())?;
    if arguments.script {
        script::play(sandbox.url(), &mut std::io::stdout()).await?;
    } else {
        writeln!(std::io::stdout(), "{FIRST_STEPS}")?;
        tokio::signal::ctrl_c().await?;
    }
    Ok(())
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut options = Options { port: 8484, fapi: false };
    let mut script = false;
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--port" => options.port = given.next()?.parse().ok()?,
            "--fapi" => options.fapi = true,
            "--script" => script = true,
            _ => return None,
        }
    }
    Some(Arguments { options, script })
}

fn complain(text: &str) -> ExitCode {
    // Without a terminal there is nobody to tell.
    std::io::stderr().write_all(text.as_bytes()).unwrap_or_default();
    ExitCode::FAILURE
}
