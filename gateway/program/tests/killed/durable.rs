//! SIGKILL leaves the page cache alone, so durability is shown apart: `strace` sees the program
//! sync the database between the arrival of a decision and the first byte of the answer.

use super::support::{ACCOUNT, CHANNEL_SECRET, Phone, payment};
use countersign::platform::Clock as _;
use countersign_protocol::claims::Members;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{PublicKey, Typ};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_countersign-gateway");

/// The program itself, with its configuration file.
struct Program {
    child: Child,
    phone: Phone,
    /// Where it is traced to, if it is.
    trace: Option<PathBuf>,
}

impl Drop for Program {
    fn drop(&mut self) {
        // A tracer that is killed lets go of what it traces: so that first, by the number that
        // the trace begins with.
        let trace = self.trace.as_ref().and_then(|trace| std::fs::read_to_string(trace).ok());
        let number = trace.and_then(|trace| trace.split(' ').next()?.parse().ok());
        if let Some(process) = number.and_then(Pid::from_raw) {
            let _ = kill_process(process, Signal::KILL);
            let _ = self.child.wait();
            return;
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configure(folder: &Path) -> u16 {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = json!({
        "listen": format!("127.0.0.1:{port}"), "issuer": format!("http://127.0.0.1:{port}"),
        "bank_name": "Test Bank", "database": "gateway.db", "request_key": "request.p8",
        "vouching_key": "vouching.p8", "channel_secret_file": "channel.secret",
        "sealing_keys": ["seal.key"],
    });
    std::fs::write(folder.join("gateway.json"), config.to_string()).unwrap();
    std::fs::write(folder.join("channel.secret"), CHANNEL_SECRET).unwrap();
    port
}

fn start(mut command: Command, folder: &Path, port: u16) -> Program {
    let config = folder.join("gateway.json");
    let made = Command::new(PROGRAM).arg("--config").arg(&config).arg("--make-keys").output();
    let keys: Value = serde_json::from_slice(&made.unwrap().stdout).unwrap();
    command.arg("--config").arg(config).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("http://127.0.0.1:"), "{line}");
    let mut phone = Phone::at(&format!("http://127.0.0.1:{port}"), 20);
    let jwk = Members::parse(keys["request_key"].to_string().as_bytes()).unwrap();
    phone.as_key = PublicKey::from_jwk(jwk).unwrap();
    phone.set_clock(countersign::platform::SystemClock::new().read().wall_ms / 1000);
    Program { child, phone, trace: None }
}

impl Program {
    async fn channel(&self, method: &str, path: &str, body: &str) -> super::support::Answer {
        self.phone.try_plain(CHANNEL_SECRET, method, path, Some(body)).await.unwrap()
    }

    async fn enrol(&mut self) {
        let new = json!({"account": ACCOUNT, "label": "DE** 1603"}).to_string();
        let offer = self.channel("POST", "/channel/v1/offers", &new).await.json();
        let answer = self.phone.register(offer["token"].as_str().unwrap()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let path = format!("/channel/v1/offers/{}/confirmation", offer["offer"].as_str().unwrap());
        let digits = json!({"digits": self.phone.digits}).to_string();
        assert_eq!(self.channel("POST", &path, &digits).await.status, 200);
    }

    async fn approve(&self) -> (String, String, String) {
        let asking = serde_json::to_string(&payment(ACCOUNT)).unwrap();
        let asked = self.channel("POST", "/channel/v1/consents", &asking).await.json();
        let request = self.phone.open().await;
        let claims = self.phone.approval(&request, &Selection::default());
        let token = self.phone.approval.token(Typ::ConsentApproval, &claims);
        let answer = self.phone.send_decision(&request, Typ::ConsentApproval, &token).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (asked["consent"].as_str().unwrap().to_owned(), token, answer.text().to_owned())
    }
}

#[tokio::test]
async fn the_program_killed_after_its_answer_has_what_it_answered() {
    let folder = tempfile::tempdir().unwrap();
    let port = configure(folder.path());
    let mut first = start(Command::new(PROGRAM), folder.path(), port);
    first.enrol().await;
    let (consent, token, _) = first.approve().await;
    first.child.kill().unwrap(); // SIGKILL
    first.child.wait().unwrap();

    let second = start(Command::new(PROGRAM), folder.path(), port);
    let record = second.channel("GET", &format!("/channel/v1/consents/{consent}"), "").await;

    assert_eq!(record.json()["state"], "approved");
    assert_eq!(record.json()["decision"], token.as_str());
}

/// What `strace` saw of the gateway, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// A decision was read from the network.
    Came,
    /// The write-ahead log was written.
    Written,
    /// The write-ahead log was synced, and the call returned.
    Synced,
    /// A receipt is given to the network.
    Answered,
}

#[tokio::test]
async fn a_decision_is_synced_to_the_disk_before_it_is_answered() {
    if Command::new("strace").arg("-V").output().is_err() {
        println!("left out: strace is missing (apt-get install strace)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let port = configure(folder.path());
    let trace = folder.path().join("trace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-qq", "-s", "400", "-e"]);
    strace.arg("trace=read,recvfrom,pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg");
    strace.arg("-o").arg(&trace).arg(PROGRAM);
    let mut program = start(strace, folder.path(), port);
    program.trace = Some(trace.clone());
    program.enrol().await;

    program.approve().await;
    drop(program); // its end writes the last of the trace

    let seen = read(&std::fs::read_to_string(trace).unwrap());
    let came = seen.iter().position(|seen| *seen == Seen::Came).expect("a decision came");
    let answered = seen.iter().position(|seen| *seen == Seen::Answered).expect("it was answered");
    let between = &seen[came..answered];
    assert!(between.contains(&Seen::Written), "{seen:?}");
    assert_eq!(between.last(), Some(&Seen::Synced), "nothing is left unsynced: {seen:?}");
}

/// Reads a trace: `pid call(…) = result`, or in two lines where another thread came between.
fn read(trace: &str) -> Vec<Seen> {
    let mut begun: HashMap<&str, Seen> = HashMap::new();
    let mut seen = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let on_log = call.contains("gateway.db-wal>");
        let what = if call.starts_with("<...") {
            if call.contains("/decision HTTP") {
                seen.push(Seen::Came);
            }
            begun.remove(thread)
        } else if call.starts_with("pwrite64(") && on_log {
            // A write counts from its beginning, a sync from its end.
            seen.push(Seen::Written);
            continue;
        } else if (call.starts_with("fsync(") || call.starts_with("fdatasync(")) && on_log {
            Some(Seen::Synced)
        } else if call.contains("\"POST /ad/requests/") && call.contains("/decision HTTP") {
            seen.push(Seen::Came);
            continue;
        } else if call.contains("application/consent-receipt+jwt") {
            seen.push(Seen::Answered);
            continue;
        } else {
            None
        };
        match what {
            Some(what) if call.ends_with("<unfinished ...>") => drop(begun.insert(thread, what)),
            Some(what) => seen.push(what),
            None => {}
        }
    }
    seen
}

#[test]
fn a_sync_counts_when_it_has_returned() {
    let trace = "\
7 recvfrom(9<TCP:[1]>, \"POST /ad/requests/r/decision HTTP/1.1\"..., 8192, 0, NULL, NULL) = 400
8 pwrite64(5</x/gateway.db-wal>, \"a\"..., 24, 0) = 24
8 fdatasync(5</x/gateway.db-wal> <unfinished ...>
7 writev(9<TCP:[1]>, [{iov_base=\"HTTP/1.1 200\\r\\ncontent-type: application/consent-receipt+jwt\"}], 1) = 9
8 <... fdatasync resumed>) = 0
8 fdatasync(5</x/gateway.db>) = 0
";

    assert_eq!(read(trace), [Seen::Came, Seen::Written, Seen::Answered, Seen::Synced]);
}
