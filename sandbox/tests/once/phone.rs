//! The phone as a process of its own: this test program again, with a script to follow.

use crate::killer::{self, Kill};
use countersign_sandbox::headless::HeadlessPhone;
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io::Read as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

/// The variable that turns this program into a phone.
const VARIABLE: &str = "COUNTERSIGN_PHONE";

/// The name of a report of `strace`.
pub(crate) const TRACE: &str = "trace";

/// What the phone is told.
#[derive(Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) issuer: String,
    pub(crate) vouching: String,
    pub(crate) folder: PathBuf,
    pub(crate) script: Vec<Value>,
    pub(crate) kill: Kill,
}

/// What came of it.
pub(crate) struct Ended {
    /// Killed, and not ended by itself.
    pub(crate) killed: bool,
    /// The answers up to then.
    pub(crate) answers: Vec<Value>,
}

/// The phone that runs now, for whoever is to kill it.
#[derive(Clone, Default)]
pub(crate) struct Running(Arc<Mutex<Option<Pid>>>);

#[tokio::test]
#[ignore = "is started by the other tests, as a process of its own"]
async fn run() {
    let Ok(orders) = std::env::var(VARIABLE) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    killer::install(orders.kill);
    let (folder, waits) = (orders.folder, AtomicUsize::new(0));
    let opened = HeadlessPhone::open(&orders.issuer, orders.vouching.as_bytes(), &folder);
    let mut phone = match opened {
        Ok(phone) => phone,
        Err(error) => return println!("\n{}", json!({"error": error.to_string()})),
    };
    for line in orders.script {
        let line = line.to_string();
        let answer = killer::watch(phone.answer(&line), orders.kill, &waits).await;
        // On a line of its own: the test harness has begun one.
        println!("\n{answer}");
    }
}

/// Starts a phone and waits for its end.
pub(crate) fn start(orders: &Orders, running: &Running) -> Ended {
    let mut command = match orders.kill {
        Kill::AtWrite(n) => traced(orders, &[&format!("inject=pwrite64:signal=KILL:when={n}")]),
        _ => command(orders),
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *running.0.lock().unwrap() = Pid::from_raw(i32::try_from(child.id()).unwrap());
    let mut printed = String::new();
    child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
    // Nobody may kill by this number once the process was waited for.
    running.0.lock().unwrap().take();
    let output = child.wait_with_output().unwrap();
    let killed = output.status.signal() == Some(Signal::KILL.as_raw());
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(killed || output.status.success(), "the phone failed: {printed} {complaints}");
    let answers = printed.lines().filter(|line| line.starts_with('{'));
    Ended { killed, answers: answers.map(|line| serde_json::from_str(line).unwrap()).collect() }
}

/// The command that makes this program a phone.
fn command(orders: &Orders) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "phone::run", "--nocapture", "--test-threads=1"]);
    command.env(VARIABLE, serde_json::to_string(orders).unwrap());
    command
}

/// The same under `strace`, with these expressions and its report in the phone's folder.
pub(crate) fn traced(orders: &Orders, expressions: &[&str]) -> Command {
    let phone = command(orders);
    let mut traced = Command::new("strace");
    traced.args(["-f", "-y", "-qq", "-s", "64", "-o"]).arg(orders.folder.join(TRACE));
    for expression in expressions {
        traced.args(["-e", *expression]);
    }
    traced.arg(phone.get_program()).args(phone.get_args());
    traced.envs(phone.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

impl Running {
    /// Kills the phone that runs, if one does.
    pub(crate) fn kill(&self) {
        if let Some(pid) = self.0.lock().unwrap().take() {
            kill_process(pid, Signal::KILL).unwrap();
        }
    }
}
