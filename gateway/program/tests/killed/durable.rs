//! SIGKILL leaves the page cache alone, so durability is shown apart: `strace` sees the program
//! sync the database between the arrival of a decision and the first byte of the answer.

use super::{ACCOUNT, CHANNEL_SECRET, payment};
use countersign_protocol::claims::Members;
use countersign_protocol::clock::{Clock as _, SystemClock};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{PublicKey, Typ};
use countersign_testing::ManualClock;
use countersign_testing::http::Answer;
use countersign_testing::phone::Phone;
use countersign_testing::trace::{self, Seen};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

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
    let jwk = Members::parse(keys["request_key"].to_string().as_bytes()).unwrap();
    let as_key = PublicKey::from_jwk(jwk).unwrap();
    let clock = Arc::new(ManualClock::at(SystemClock::new().read().wall_ms / 1000));
    let phone = Phone::new(&format!("http://127.0.0.1:{port}"), &as_key, clock, 20);
    Program { child, phone, trace: None }
}

impl Program {
    async fn channel(&self, method: &str, path: &str, body: &str) -> Answer {
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
        let asking = payment().to_string();
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

#[tokio::test]
async fn a_decision_is_synced_to_the_disk_before_it_is_answered() {
    if !trace::can_trace() {
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
    let answered = seen.iter().position(|seen| *seen == Seen::Told).expect("it was answered");
    let between = &seen[came..answered];
    assert!(between.contains(&Seen::Written), "{seen:?}");
    assert_eq!(between.last(), Some(&Seen::Synced), "nothing is left unsynced: {seen:?}");
}

/// A decision comes, and a receipt is told.
fn read(trace: &str) -> Vec<Seen> {
    trace::read(trace, "gateway.db-wal", |call| {
        let resumed = call.starts_with("<...");
        let of_a_request = resumed || call.contains("\"POST /ad/requests/");
        if of_a_request && call.contains("/decision HTTP") {
            Some(Seen::Came)
        } else if !resumed && call.contains("application/consent-receipt+jwt") {
            Some(Seen::Told)
        } else {
            None
        }
    })
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

    assert_eq!(read(trace), [Seen::Came, Seen::Written, Seen::Told, Seen::Synced]);
}
