//! Nothing that matters is ever written to a log, an error text or a `Debug` output.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "it/support/mod.rs"]
mod support;

use countersign::consent::words::Language;
use countersign::consent::{Chosen, OwnType, Reading, Selection, Types};
use countersign::{ApprovalInput, DenialReason, IntegritySignal, PushTarget};
use countersign_protocol::jose::Unverified;
use serde_json::{Value, json};
use std::fmt::{Debug, Write as _};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use support::phone::{Enrolled, Parts, notice};
use support::{Answer, Key, Phone, Server, Step, Trick, claims_of, samples};
use tracing_subscriber::fmt::format::FmtSpan;

const NUMBER: &str = "491733";
const ACCOUNT_ID: &str = "chosen-account-id";
const SIGNAL: &str = "integrity-signal-of-the-platform";
const OWN_VALUE: &str = "value-of-an-own-type";
const OWN_TYPE: &str = r#"{
    "type": "urn:marked:type", "title": {"en": "An own title"}, "section": {"en": "Own"},
    "fields": [{"name": "marked", "kind": "text", "label": {"en": "Marked"}, "prominence": 1}]
}"#;
const PUSH_TOKEN: &str = "push-token-of-the-provider";

#[tokio::test]
async fn a_whole_life_leaves_no_content_and_no_secret_in_any_output() {
    let log = Log::install();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start().await;
    let mut told = String::new();

    let (phone, at) = enrol(&server, folder.path(), &mut told).await;
    let seen = live(&server, &phone, &at, &mut told).await;
    keep(&server, &phone, &at, &mut told).await;
    trouble(&server, &phone, &at, &mut told).await;
    let files = everything_in(folder.path());
    // What could not be delivered keeps it, until the person insists.
    fail(&mut told, &phone.device.remove(&at.enrolment).await.unwrap_err());
    phone.device.forget(&at.enrolment).await.unwrap();

    let output = log.text() + &told;
    let names = [
        "countersign::http",
        "countersign::store",
        "reqwest::connect",
        "Recorded",
        "NotGenuine",
        "Shown",
        "InHand",
        "Alarming",
    ];
    for name in names {
        assert!(output.contains(name), "{name}: this is the output that was meant");
    }
    let mut marks = content_marks();
    marks.extend(secrets_of(&server));
    marks.extend(seen);
    assert!(marks.len() > 100, "{} marks", marks.len());
    assert_eq!(found(output.as_bytes(), &marks), [] as [&str; 0]);
    assert!(!output.contains("panicked"), "nothing panics");
    assert_eq!(found(&files, &["request-".to_owned()]).len(), 1, "these are the right files");
    assert_eq!(found(&files, &marks), [] as [&str; 0]);
    plant_leaks(&log, &marks);
}

/// What is looked for is found: in a log line, in a panic and in a file.
fn plant_leaks(log: &Log, marks: &[String]) {
    tracing::trace!(payee = samples::PAYEE, "planted");
    assert!(found(log.text().as_bytes(), marks).contains(&samples::PAYEE));
    let panicked = std::panic::catch_unwind(|| panic!("planted {}", samples::IBAN));
    assert!(panicked.is_err());
    assert!(found(log.text().as_bytes(), marks).contains(&samples::IBAN));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("planted"), OWN_VALUE).unwrap();
    assert_eq!(found(&everything_in(folder.path()), marks), [OWN_VALUE]);
}

/// The marks that are somewhere in these bytes.
fn found<'a>(bytes: &[u8], marks: &'a [String]) -> Vec<&'a str> {
    let text = String::from_utf8_lossy(bytes);
    marks.iter().map(String::as_str).filter(|mark| text.contains(*mark)).collect()
}

/// All bytes of all files of a folder: the database, its log and its index.
fn everything_in(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

/// Enrols, and tells of everything there is on the way.
async fn enrol(server: &Server, folder: &Path, told: &mut String) -> (Phone, Enrolled) {
    let mut parts = Parts::new(&[server], Some(folder.join("countersign.db")));
    let own = OwnType::parse(OWN_TYPE.as_bytes(), &[Language::English]).unwrap();
    parts.types = Types::with_own(vec![own]).unwrap();
    let phone = Phone::open(parts).unwrap();
    let push = PushTarget { provider: "fcm".to_owned(), token: PUSH_TOKEN.to_owned() };
    let offer = phone.device.read_offer(&server.offer(samples::LABEL).link).await.unwrap();
    tell(told, &offer);
    let prepared = phone.device.prepare_enrolment(offer, Some(&push)).unwrap();
    tell(told, &prepared);
    let enrolment = phone.finish(&prepared).await.unwrap();
    let device = server.newest_device();
    server.set_device(&device, "active");
    phone.device.refresh(&enrolment.id).await.unwrap();
    phone.device.update_push(&enrolment.id, &push).await.unwrap();
    tell(told, &(&phone.device, &enrolment, &push));
    let handle = server.state().devices[&device].handle.clone();
    (phone, Enrolled { enrolment: enrolment.id, device, handle })
}

/// Approves, denies and lists; returns the tokens of the history.
async fn live(server: &Server, phone: &Phone, at: &Enrolled, told: &mut String) -> Vec<String> {
    let mut payment = samples::payment();
    payment["number_entry"] = json!({"digits": 6});
    let mut access = samples::account_access();
    access["accounts"][0]["id"] = json!(ACCOUNT_ID);
    let devices = [at.device.clone()];
    let paying = server.ask_all(&devices, payment, Some(NUMBER)).remove(0);
    let sharing = server.ask(&at.device, access);
    let denying = server.ask(&at.device, samples::payment());
    let hiding = server.ask(&at.device, samples::unshowable());
    tell(told, &phone.device.pending(&at.enrolment).await);

    let consent = phone.device.open_notice(&notice(&at.handle, &paying)).await.unwrap();
    let input = ApprovalInput {
        number: Some(NUMBER.to_owned()),
        integrity: Some(IntegritySignal { format: "x".to_owned(), token: SIGNAL.to_owned() }),
        ..ApprovalInput::default()
    };
    let prepared = phone.device.prepare(&consent, &input).unwrap();
    let Ok(Reading::Shown(view)) = consent.reading() else { panic!("it can be shown") };
    tell(told, &(&consent, consent.reading(), view, view.rows(), &input, &prepared));
    let touch = phone.touch(prepared.key(), prepared.signing_input());
    tell(told, &phone.device.complete(&prepared, &touch).await);

    let consent = phone.open_request(at, &sharing).await;
    let chosen = vec![Chosen { detail: 0, accounts: vec![ACCOUNT_ID.to_owned()] }];
    let input = ApprovalInput { selection: Selection::of(chosen), ..ApprovalInput::default() };
    tell(told, &input);
    tell(told, &phone.approve_with(&consent, &input).await);
    for request in [denying, hiding] {
        let consent = phone.open_request(at, &request).await;
        tell(told, &(&consent, consent.reading()));
        tell(told, &phone.device.deny(&consent, DenialReason::WrongDetails).await);
    }
    let history = phone.history().await;
    tell(told, &history);
    let tokens = history.into_iter().flat_map(|e| [Some(e.request_token), e.decision, e.receipt]);
    tokens.flatten().flat_map(|token| pieces(&token)).collect()
}

/// One in hand, own types, many requests, mute, check, export and a new key for the seal.
async fn keep(server: &Server, phone: &Phone, at: &Enrolled, told: &mut String) {
    let mut own = samples::payment();
    own["authorization_details"] = json!([{"type": "urn:marked:type", "marked": OWN_VALUE}]);
    let own = server.ask(&at.device, own);
    let consent = phone.open_request(at, &own).await;
    let Ok(Reading::Shown(view)) = consent.reading() else { panic!("it can be shown") };
    tell(told, &(&consent, consent.reading(), view, consent.recent()));
    let other = server.ask(&at.device, samples::payment());
    fail(told, &phone.device.open_request(&at.enrolment, &other).await.unwrap_err());
    phone.parts.clock.advance(300);
    fail(told, &consent.reading().unwrap_err());
    fail(told, &consent.touch().unwrap_err());
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default());
    fail(told, &prepared.unwrap_err());
    tell(told, &phone.device.deny(&consent, DenialReason::NotMe).await);
    phone.device.mute(&at.enrolment, 60).await.unwrap();
    for _ in 0..11 {
        let request = server.ask(&at.device, samples::payment());
        tell(told, &phone.device.receive(&notice(&at.handle, &request)).await);
    }
    phone.device.change_seal().await.unwrap();
    tell(told, &phone.device.check_history(&at.enrolment).await);
    let export = phone.device.export_history(&at.enrolment).await.unwrap();
    assert!(export.len() > 4096, "all of it is in there, and only there");
    fail(told, &phone.device.export_history("no such").await.unwrap_err());
    tell(told, &phone.parts.configuration());
    server.advance(300);
    tell(told, &phone.device.pending(&at.enrolment).await);
}

/// Everything that goes wrong, with its error texts.
async fn trouble(server: &Server, phone: &Phone, at: &Enrolled, told: &mut String) {
    let claims = server.request_claims(&at.device, &samples::payment());
    let id = claims["jti"].as_str().unwrap();
    let typ = countersign_protocol::jose::Typ::ConsentRequest;
    server.plant(&at.device, id, Key::of("stranger").token(typ, &claims));
    fail(told, &phone.device.open_request(&at.enrolment, id).await.unwrap_err());
    let link = server.offer(samples::LABEL).link.replace("offer=", "offer=x");
    fail(told, &phone.device.read_offer(&link).await.unwrap_err());
    let token = Key::of("stranger").token(typ, &claims);
    tell(told, &Unverified::parse(&token, &[typ]));

    let request = server.ask(&at.device, samples::payment());
    let consent = phone.open_request(at, &request).await;
    let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
    fail(told, &phone.device.complete(&prepared, b"no signature").await.unwrap_err());
    let number = ApprovalInput { number: Some(NUMBER.to_owned()), ..ApprovalInput::default() };
    fail(told, &phone.device.prepare(&consent, &number).unwrap_err());
    server.alter(Step::Decision, |receipt| receipt["decision_hash"] = json!("A".repeat(43)));
    tell(told, &phone.approve(&consent).await);
    let echo = Answer::of(500, "text/plain", samples::payment().to_string());
    server.next(Step::Decision, Trick::Say(echo));
    tell(told, &phone.device.deliver_now().await);
    server.forget_access_tokens();
    server.renew_nonce();
    server.next(Step::Decision, Trick::Silence);
    tell(told, &phone.device.deliver_now().await);
    tell(told, &phone.device.deliver_now().await);
}

/// What the bank and the person said.
fn content_marks() -> Vec<String> {
    let mut marks: Vec<String> = [
        samples::PAYEE,
        samples::AMOUNT,
        samples::IBAN,
        samples::BINDING_MESSAGE,
        samples::LABEL,
        samples::NONCE,
        "Invoice 2214",
        "Brightwater",
        "Ledgerlight",
        "DE75 5121",
        "skipLimitCheck",
        NUMBER,
        ACCOUNT_ID,
        SIGNAL,
        PUSH_TOKEN,
        OWN_VALUE,
    ]
    .map(str::to_owned)
    .to_vec();
    marks.extend(["Savings", "··41"].map(str::to_owned));
    marks
}

/// Every proof, token and body that was sent, and the digits of the confirmation.
fn secrets_of(server: &Server) -> Vec<String> {
    let state = server.state();
    let mut marks = vec![samples::ACCESS_TOKEN.to_owned(), "nonce-0".to_owned()];
    for (_, call) in &state.calls {
        let body = call.text();
        let assertion = body.rsplit("assertion=").next().unwrap().to_owned();
        let authorization = call.header("authorization").map(|value| value[5..].to_owned());
        let proof = call.header("dpop").map(pieces).unwrap_or_default();
        marks.extend(proof.into_iter().chain(pieces(&assertion)).chain(authorization));
    }
    for call in state.calls.iter().filter(|(step, _)| *step == Step::Registration) {
        let claims: Value = claims_of(&call.1.text());
        marks.push(claims["jti"].as_str().unwrap().to_owned());
    }
    marks
}

/// Payload and signature of a token, by their beginnings.
fn pieces(token: &str) -> Vec<String> {
    token.split('.').skip(1).map(|part| part.chars().take(40).collect()).collect()
}

fn tell(told: &mut String, value: &impl Debug) {
    writeln!(told, "{value:?}\n{value:#?}").unwrap();
}

fn fail(told: &mut String, error: &impl std::error::Error) {
    writeln!(told, "{error}\n{error:?}").unwrap();
    let mut source = error.source();
    while let Some(cause) = source {
        writeln!(told, "{cause}\n{cause:?}").unwrap();
        source = cause.source();
    }
}

/// Everything that any crate says to `tracing` or `log`, at the most talkative level.
#[derive(Clone)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn install() -> Self {
        let log = Self(Arc::default());
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .init();
        let (panics, report) = (log.clone(), std::panic::take_hook());
        std::panic::set_hook(Box::new(move |panic| {
            let mut bytes = panics.0.lock().unwrap();
            writeln!(bytes, "panicked: {panic}").unwrap();
            drop(bytes);
            report(panic);
        }));
        log
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
