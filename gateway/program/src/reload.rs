//! A new list of revoked attestation certificates, every day, without a restart: on SIGHUP the
//! program reads the part of its configuration about attestation again.

use crate::config::{Config, ConfigError};
use countersign_gateway::Gateway;
use std::path::PathBuf;

/// Does so until the program ends. It listens from the moment this returns.
#[cfg(unix)]
pub(crate) fn on_hangup(file: PathBuf, gateway: Gateway) -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangups = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangups.recv().await.is_some() {
            match replace(&file, &gateway) {
                Ok(()) => tracing::info!("the attestation policy was replaced"),
                // The old one holds: nothing is accepted that was not before.
                Err(error) => tracing::error!(%error, "the attestation policy was kept"),
            }
        }
    });
    Ok(())
}

/// There is no such signal here.
#[cfg(not(unix))]
pub(crate) fn on_hangup(_: PathBuf, _: Gateway) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn replace(file: &std::path::Path, gateway: &Gateway) -> Result<(), ConfigError> {
    let policy = Config::read(file)?.attestation()?;
    gateway.replace_attestation(policy).map_err(|_| ConfigError::Value("attestation"))
}
