//! `countersign-gateway --config FILE`: the gateway as a program of its own.
//!
//! With `--make-keys` it makes the key files that are missing, prints the public keys as JSON and
//! ends: the vouching key goes into the app's configuration. `--sign-key-set` signs a set of request
//! keys where the vouching key is, and `--install-key-set` puts it into the records of the gateway.
//! `--verify-audit` checks an exported audit log.

mod config;
mod deadlines;
mod key_set;
mod reload;
mod server;
mod verify_audit;

use config::Config;
use countersign_gateway::Gateway;
use countersign_protocol::clock::{Clock as _, SystemClock};
use countersign_protocol::jose::Signer as _;
use countersign_protocol::time::UnixSeconds;
use std::error::Error;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;
use verify_audit::Verification;

const USAGE: &str =
    "usage: countersign-gateway --config FILE [--make-keys | --install-key-set FILE]
       countersign-gateway --sign-key-set FILE
       countersign-gateway --verify-audit --issuer URL --keys FILE [--known END] PAGE...";

/// What the program is asked for.
enum Task {
    Serve(PathBuf),
    MakeKeys(PathBuf),
    SignKeySet(PathBuf),
    InstallKeySet { config: PathBuf, set: PathBuf },
    VerifyAudit(Verification),
}

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
    match task().ok_or(USAGE)? {
        Task::MakeKeys(file) => print_keys(&Config::read(&file)?),
        Task::SignKeySet(file) => {
            writeln!(std::io::stdout(), "{}", key_set::sign(&file, now())?)?;
            Ok(())
        }
        Task::InstallKeySet { config, set } => {
            key_set::install(&Config::read(&config)?, &set, now())
        }
        Task::Serve(file) => {
            let config = Config::read(&file)?;
            log();
            runtime()?.block_on(serve(file, config))
        }
        Task::VerifyAudit(verification) => {
            writeln!(std::io::stdout(), "{}", verification.run()?)?;
            Ok(())
        }
    }
}

fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

fn now() -> UnixSeconds {
    UnixSeconds(SystemClock::new().read().wall_ms.div_euclid(1000))
}

async fn serve(file: PathBuf, config: Config) -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let connections = config.connections()?;
    let gateway = Gateway::open(config.settings()?).await?;
    reload::on_hangup(file, gateway.clone())?;
    let router = gateway.router().fallback(countersign_gateway::unknown);
    writeln!(std::io::stdout(), "Countersign gateway: http://{address}")?;
    server::serve(listener, router, connections, stopped()).await;
    Ok(())
}

fn print_keys(config: &Config) -> Result<(), Box<dyn Error>> {
    let (request, vouching) = config.make_keys()?;
    let mut keys = serde_json::json!({ "request_key": request.public_key().jwk() });
    if let (Some(vouching), Some(keys)) = (vouching, keys.as_object_mut()) {
        keys.insert("vouching_key".to_owned(), serde_json::to_value(vouching.public_key().jwk())?);
    }
    writeln!(std::io::stdout(), "{keys:#}")?;
    Ok(())
}

fn task() -> Option<Task> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--config", file] => Some(Task::Serve(file.into())),
        ["--config", file, "--make-keys"] | ["--make-keys", "--config", file] => {
            Some(Task::MakeKeys(file.into()))
        }
        ["--config", config, "--install-key-set", set] => {
            Some(Task::InstallKeySet { config: config.into(), set: set.into() })
        }
        ["--sign-key-set", file] => Some(Task::SignKeySet(file.into())),
        ["--verify-audit", ..] => {
            Verification::of(arguments.into_iter().skip(1)).map(Task::VerifyAudit)
        }
        _ => None,
    }
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
