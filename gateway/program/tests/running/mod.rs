//! The program, running on a loopback port of its own in a folder of its own.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-gateway");
pub(crate) const CHANNEL_SECRET: &str = "a-secret-of-the-channel";

/// Ends when it is dropped.
pub(crate) struct Running {
    child: Child,
    folder: tempfile::TempDir,
    /// Where it listens, without the scheme.
    pub(crate) address: String,
    /// Its public keys.
    pub(crate) keys: Value,
}

impl Running {
    /// Starts it with a configuration of its own.
    pub(crate) fn start(change: impl FnOnce(&mut Value)) -> Self {
        // The port has to be known before it listens: the issuer names it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let folder = tempfile::tempdir().unwrap();
        let mut config = json!({
            "listen": address, "issuer": format!("http://{address}"), "bank_name": "Test Bank",
            "database": "gateway.db", "request_key": "request.p8", "vouching_key": "vouching.p8",
            "channel_secret_file": "channel.secret", "sealing_keys": ["seal.key"],
        });
        change(&mut config);
        let file = folder.path().join("gateway.json");
        std::fs::write(&file, config.to_string()).unwrap();
        std::fs::write(folder.path().join("channel.secret"), CHANNEL_SECRET).unwrap();
        std::fs::write(folder.path().join("proxy.secret"), "a-secret-of-the-proxy").unwrap();
        let program = || {
            let mut command = Command::new(PROGRAM);
            command.arg("--config").arg(&file).env("RUST_LOG", "off");
            command
        };
        let made = program().arg("--make-keys").output().unwrap();
        let keys = serde_json::from_slice(&made.stdout).unwrap();
        let mut command = program();
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(&address), "it does not serve: {line}");
        Self { child, folder, address, keys }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("gateway.db")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
