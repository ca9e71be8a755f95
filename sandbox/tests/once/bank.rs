//! The bank: the real gateway behind the proxy, with a clock that can be moved on.

use crate::phone::{Orders, start};
use crate::proxy::Proxy;
use countersign::platform::{Clock, ClockReading, SystemClock};
use countersign_gateway::channel::{Client, ConsentRecord, NewConsent};
use countersign_gateway::events::{DecisionOutcome, GatewayEvent};
use countersign_gateway::keys::MemoryKey;
use countersign_gateway::push::{Push, PushError, PushFuture, PushMessage, PushSender};
use countersign_gateway::{Gateway, Secret, Settings};
use countersign_protocol::jose::Signer as _;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::{broadcast, mpsc};

pub(crate) const ACCOUNT: &str = "customer";
/// RFC 9396 §2, shortened.
const PAYMENT: &str = r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}]"#;

/// A clock that runs or stands still, some seconds ahead.
pub(crate) struct Shifted {
    clock: Box<dyn Clock>,
    ahead: AtomicI64,
}

/// A bank with one enrolled phone, whose folder is kept to be copied.
pub(crate) struct Bank {
    pub(crate) runtime: Runtime,
    pub(crate) proxy: Proxy,
    pub(crate) issuer: String,
    pub(crate) vouching: String,
    pub(crate) gateway: Gateway,
    clock: Arc<Shifted>,
    notices: mpsc::UnboundedReceiver<(String, String)>,
    events: broadcast::Receiver<GatewayEvent>,
    enrolled: TempDir,
}

/// What is asked of the phone.
pub(crate) struct Asked {
    pub(crate) consent: String,
    pub(crate) request: String,
    /// What the customer's newest phone is asked, if it is another.
    pub(crate) elsewhere: Option<String>,
}

/// One decision that arrived at the gateway.
pub(crate) struct Judged {
    pub(crate) request: String,
    pub(crate) token: String,
    pub(crate) outcome: DecisionOutcome,
}

impl Judged {
    pub(crate) fn is_recorded(&self) -> bool {
        matches!(self.outcome, DecisionOutcome::Recorded { .. })
    }

    /// The bank found it wrong, which a phone's decision never is.
    pub(crate) fn is_wrong(&self) -> bool {
        matches!(self.outcome, DecisionOutcome::Ended { .. })
    }
}

/// Passes on devices and their requests, as a push service would.
struct Pushes(mpsc::UnboundedSender<(String, String)>);

impl PushSender for Pushes {
    fn send(&self, push: Push) -> PushFuture {
        let sent = match push.message {
            PushMessage::Notice(notice) => {
                self.0.send((push.device, notice.request)).map_err(|_| PushError)
            }
            _ => Ok(()),
        };
        Box::pin(std::future::ready(sent))
    }
}

impl Bank {
    /// A bank whose phone is a process of its own.
    pub(crate) fn open() -> Self {
        let bank = Self::with(Box::new(SystemClock::new()));
        bank.enrol();
        bank
    }

    /// A bank with this clock, and no phone.
    pub(crate) fn with(clock: Box<dyn Clock>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let clock = Arc::new(Shifted { clock, ahead: AtomicI64::new(0) });
        let vouching = Arc::new(MemoryKey::generate().unwrap());
        let vouching_jwk = serde_json::to_string(&vouching.public_key().jwk()).unwrap();
        let (pushes, notices) = mpsc::unbounded_channel();
        let (inside, outside) = runtime.block_on(async {
            (TcpListener::bind("127.0.0.1:0").await, TcpListener::bind("127.0.0.1:0").await)
        });
        let (inside, outside) = (inside.unwrap(), outside.unwrap());
        let issuer = format!("http://{}", outside.local_addr().unwrap());
        let mut settings = Settings::new(
            &issuer,
            "Bank",
            Arc::new(MemoryKey::generate().unwrap()),
            vouching,
            Secret::new("a channel secret that nobody uses here".to_owned()),
        );
        settings.push = Arc::new(Pushes(pushes));
        settings.clock = clock.clone();
        settings.publish_events = true;
        settings.limits.calls_per_minute = u32::MAX;
        settings.limits.consents_per_hour = u32::MAX;
        settings.limits.renewals_per_hour = u32::MAX;
        settings.limits.pending_per_account = u32::MAX;
        let gateway = runtime.block_on(Gateway::open(settings)).unwrap();
        let (router, events) = (gateway.router(), gateway.events());
        let proxy = Proxy::new(inside.local_addr().unwrap(), clock.clone());
        runtime.spawn(async move { axum::serve(inside, router).await });
        runtime.spawn(proxy.clone().serve(outside));
        let enrolled = tempfile::tempdir().unwrap();
        Self {
            runtime,
            proxy,
            issuer,
            vouching: vouching_jwk,
            gateway,
            clock,
            notices,
            events,
            enrolled,
        }
    }

    fn enrol(&self) {
        let does = |script: Value| {
            let orders = self.orders(self.enrolled.path(), vec![script]);
            start(&orders, &self.proxy.running).answers.remove(0)["ok"].take()
        };
        let created = self.gateway.create_offer(ACCOUNT, "Current account, ending 4567");
        let created = self.runtime.block_on(created).unwrap();
        let link = format!("{}/enrol?offer={}", self.issuer, created.token);
        let enrolment = does(json!({"do": "enrol", "link": link}));
        let digits = enrolment["digits"].as_str().unwrap();
        self.runtime.block_on(self.gateway.confirm_offer(&created.offer, digits)).unwrap();
        let state = does(json!({"do": "refresh", "enrolment": enrolment["enrolment"]}));
        assert_eq!(state["state"], "active");
    }

    /// Orders for a phone in this folder, which nobody kills.
    pub(crate) fn orders(&self, folder: &Path, script: Vec<Value>) -> Orders {
        Orders {
            issuer: self.issuer.clone(),
            vouching: self.vouching.clone(),
            folder: folder.to_owned(),
            script,
            kill: crate::killer::Kill::Never,
        }
    }

    /// The phone that was enrolled, once more.
    pub(crate) fn phone(&self) -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        copy_folder(self.enrolled.path(), copy.path());
        copy
    }

    /// Asks for a payment.
    pub(crate) fn ask(&mut self) -> Asked {
        let new = NewConsent {
            account: ACCOUNT.to_owned(),
            client: Client {
                name: "Merchant A".to_owned(),
                legal_name: "Merchant A GmbH".to_owned(),
                on_behalf_of: None,
                registration: None,
            },
            scope: None,
            authorization_details: Some(serde_json::from_str(PAYMENT).unwrap()),
            binding_message: None,
            context: None,
            number_entry: None,
            accounts: None,
            payee_verification: None,
            expires_in: 300,
        };
        let created = self.runtime.block_on(self.gateway.create_consent(new)).unwrap();
        // One notice for each device, in whatever order.
        let mut requests = HashMap::new();
        for _ in &created.devices {
            requests.extend(self.runtime.block_on(self.notices.recv()));
        }
        let mut requests = created.devices.iter().filter_map(|device| requests.remove(device));
        let request = requests.next().unwrap();
        Asked { consent: created.consent, request, elsewhere: requests.next_back() }
    }

    /// The client takes it back, if nobody decided yet.
    pub(crate) fn withdraw(&self, asked: &Asked) {
        // An error is a decision that came first.
        self.runtime.block_on(self.gateway.withdraw(&asked.consent)).unwrap_or_default();
    }

    /// Time passes here.
    pub(crate) fn advance(&self, seconds: i64) {
        self.clock.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn record(&self, asked: &Asked) -> ConsentRecord {
        self.runtime.block_on(self.gateway.consent(&asked.consent)).unwrap()
    }

    /// How decisions were judged since the last time.
    pub(crate) fn judged(&mut self) -> Vec<Judged> {
        let mut judged = Vec::new();
        while let Ok(event) = self.events.try_recv() {
            if let GatewayEvent::DecisionJudged { request, token, outcome, .. } = event {
                judged.push(Judged { request, token, outcome });
            }
        }
        judged
    }
}

impl Clock for Shifted {
    fn read(&self) -> ClockReading {
        let reading = self.clock.read();
        let wall_ms = reading.wall_ms + self.ahead.load(Ordering::SeqCst) * 1000;
        ClockReading { wall_ms, ..reading }
    }
}

impl Shifted {
    pub(crate) fn http_date(&self) -> String {
        let now = Timestamp::from_millisecond(self.read().wall_ms).unwrap();
        DateTimePrinter::new().timestamp_to_rfc9110_string(&now).unwrap()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
