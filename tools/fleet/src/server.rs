//! The gateway: a process of its own, which is killed and started again.

use crate::Failure;
use countersign_protocol::jose::PublicKey;
use countersign_sandbox::headless::public_key;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// What the AS proves itself with.
pub(crate) const SECRET: &str = "the secret of a fleet's own gateway";

/// A gateway with its files in a folder.
pub(crate) struct Server {
    program: PathBuf,
    folder: PathBuf,
    child: Child,
    /// Where it listens; another port after each start.
    pub(crate) address: SocketAddr,
    /// What the phones are configured with.
    pub(crate) vouching: PublicKey,
}

impl Server {
    /// Makes its files and starts it. Phones reach it at `issuer`; it tells outcomes to `told`.
    pub(crate) async fn start(folder: &Path, issuer: &str, told: &str) -> Result<Self, Failure> {
        let program = std::env::current_exe()?.with_file_name("countersign-gateway");
        if !program.is_file() {
            return Err("the gateway is not built: cargo xtask fleet does it".into());
        }
        let config = json!({
            "listen": "127.0.0.1:0", "issuer": issuer, "bank_name": "Fleet Bank",
            "database": "gateway.db", "request_key": "request.p8", "vouching_key": "vouching.p8",
            "channel_secret_file": "channel.secret", "sealing_keys": ["seal.key"], "outcome_uri": told,
            "limits": {"calls_per_minute": 1000, "request_expiry_max": 3600},
        });
        std::fs::write(folder.join("gateway.json"), config.to_string())?;
        std::fs::write(folder.join("channel.secret"), SECRET)?;
        let made = command(&program, folder).arg("--make-keys").output().await?;
        if !made.status.success() {
            return Err(format!("no keys: {}", String::from_utf8_lossy(&made.stderr)).into());
        }
        let keys: Value = serde_json::from_slice(&made.stdout)?;
        let jwk = keys.get("vouching_key").ok_or("the gateway made no keys")?.to_string();
        let vouching = public_key(jwk.as_bytes())?;
        let (child, address) = run(&program, folder).await?;
        Ok(Self { program, folder: folder.to_owned(), child, address, vouching })
    }

    /// Kills it where it stands, and starts it again with the files that it left.
    pub(crate) async fn restart(&mut self) -> Result<(), Failure> {
        self.child.kill().await?;
        (self.child, self.address) = run(&self.program, &self.folder).await?;
        Ok(())
    }

    /// Its process id.
    pub(crate) fn process(&self) -> String {
        self.child.id().map_or_else(String::new, |id| id.to_string())
    }
}

fn command(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--config").arg(folder.join("gateway.json")).env("RUST_LOG", "error");
    command.kill_on_drop(true);
    command
}

/// Runs it and reads where it listens.
async fn run(program: &Path, folder: &Path) -> Result<(Child, SocketAddr), Failure> {
    let mut child = command(program, folder).stdout(Stdio::piped()).spawn()?;
    let out = child.stdout.take().ok_or("the gateway has no output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).await?;
    let address = line.trim().rsplit_once("http://").ok_or("the gateway did not start")?.1;
    Ok((child, address.parse()?))
}
