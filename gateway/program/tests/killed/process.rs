//! The gateway as a process of its own: this test program again, with orders.

use super::CHANNEL_SECRET;
use countersign_gateway::{Database, Gateway, KeycloakRealm, SealKey, Secret, Settings};
use countersign_protocol::jose::base64url;
use countersign_testing::{Key, ManualClock};
use rustix::process::{Signal, getpid, kill_process};
use serde::{Deserialize, Serialize};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// The variable that turns this program into a gateway.
const VARIABLE: &str = "COUNTERSIGN_GATEWAY";
pub(crate) const REALM: &str = "https://sso.bank.example/realms/bank";

/// The number of the key that it signs requests with.
pub(crate) const REQUEST_KEY: u8 = 11;

/// Where it is killed. Numbers begin at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kill {
    Never,
    /// Everything is written, and nothing is committed.
    Before(usize),
    /// It is committed, and nobody was told.
    After(usize),
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// 0 for any; the same again after a start.
    pub(crate) port: u16,
    pub(crate) folder: PathBuf,
    pub(crate) now: i64,
    pub(crate) outcomes: String,
    pub(crate) certs: String,
    pub(crate) callback: String,
    pub(crate) kill: Kill,
}

/// A gateway that runs, until it is dropped or killed.
pub(crate) struct Running {
    child: Child,
    pub(crate) port: u16,
}

impl Running {
    /// Starts it; `None` if it was killed before it served.
    pub(crate) fn start(orders: &Orders) -> Option<Self> {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "process::run", "--nocapture", "--test-threads=1"])
            .env(VARIABLE, serde_json::to_string(orders).unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ready ")?.parse::<u16>().ok());
        match ready {
            Some(port) => Some(Self { child, port }),
            None => {
                child.wait().unwrap();
                None
            }
        }
    }

    /// Whether it is gone. One that was killed in the middle of an answer takes a moment.
    pub(crate) fn is_gone(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "is started by the other tests, as a process of its own"]
fn run() {
    let Ok(orders) = std::env::var(VARIABLE) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let killer = Killer { kill: orders.kill, seen: AtomicUsize::new(0) };
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(killer)).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(serve(orders));
}

async fn serve(orders: Orders) {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", orders.port)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut settings = Settings::new(
        &format!("http://127.0.0.1:{port}"),
        "Test Bank",
        Arc::new(Key::numbered(REQUEST_KEY)),
        Arc::new(Key::numbered(12)),
        Secret::new(CHANNEL_SECRET.to_owned()),
    );
    settings.database = Database::File(orders.folder.join("gateway.db"));
    settings.sealing_keys = vec![SealKey::parse(&base64url(&[1; 32])).unwrap()];
    settings.clock = Arc::new(ManualClock::at(orders.now));
    settings.outcome_uri = Some(orders.outcomes);
    let mut realm = KeycloakRealm::new("bank", REALM);
    (realm.certs_uri, realm.callback_uri) = (orders.certs, orders.callback);
    settings.realms = vec![realm];
    let router = Gateway::open(settings).await.unwrap().router();
    println!("\nready {port}"); // on a line of its own: the test harness has begun one
    axum::serve(listener, router).await.unwrap();
}

/// Ends this process at one of the storage's own events.
struct Killer {
    kill: Kill,
    seen: AtomicUsize,
}

impl<S: Subscriber> Layer<S> for Killer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "countersign_gateway::store" {
            return;
        }
        let mut message = Message::default();
        event.record(&mut message);
        let at = match (self.kill, message.0.as_str()) {
            (Kill::Before(at), "committing") | (Kill::After(at), "commit") => at,
            _ => return,
        };
        if self.seen.fetch_add(1, Ordering::SeqCst) + 1 == at {
            kill_process(getpid(), Signal::KILL).unwrap();
            std::thread::park(); // nothing of this process goes on
        }
    }
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
