//! `countersign-gateway --config FILE`: the gateway as a program of its own.
//!
//! With `--make-keys` it makes the key files that are missing, prints the public keys as JSON and
//! ends: the vouching key goes into the app's configuration. With `--verify-audit` it checks an
//! exported audit log and ends.

mod config;
mod reload;
mod verify_audit;

use config::Config;
use countersign_gateway::Gateway;
use countersign_protocol::jose::Signer as _;
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use verify_audit::Verification;

const USAGE: &str = "usage: countersign-gateway --config FILE [--make-keys]
       countersign-gateway --verify-audit --issuer URL --keys FILE [--known END] PAGE...";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "countersign-gateway: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|argument| argument == "--verify-audit").is_some() {
        let checked = Verification::of(arguments).ok_or(USAGE)?.run()?;
        return Ok(writeln!(std::io::stdout(), "{checked}")?);
    }
    let (file, make_keys) = config_of(arguments).ok_or(USAGE)?;
    let config = Config::read(&file)?;
    if make_keys {
        return print_keys(&config);
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(file, config))
}

async fn serve(file: PathBuf, config: Config) -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let gateway = Gateway::open(config.settings()?).await?;
    reload::on_hangup(file, gateway.clone())?;
    let router = gateway.router().fallback(countersign_gateway::unknown);
    writeln!(std::io::stdout(), "Countersign gateway: http://{address}")?;
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

fn print_keys(config: &Config) -> Result<(), Box<dyn Error>> {
    let [request, vouching] = config.make_keys()?;
    let keys = serde_json::json!({
        "request_key": request.public_key().jwk(),
        "vouching_key": vouching.public_key().jwk(),
    });
    writeln!(std::io::stdout(), "{keys:#}")?;
    Ok(())
}

fn config_of(mut arguments: impl Iterator<Item = String>) -> Option<(PathBuf, bool)> {
    let mut config = None;
    let mut make_keys = false;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--config" => config = Some(PathBuf::from(arguments.next()?)),
            "--make-keys" => make_keys = true,
            _ => return None,
        }
    }
    Some((config?, make_keys))
}

/// Ends with Ctrl-C, or when the system asks for it.
async fn stopped() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            return interrupted.await;
        };
        tokio::select! {
            () = interrupted => {}
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
