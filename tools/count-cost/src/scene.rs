//! One device, one gateway, and the steps between them.

use crate::Failure;
use crate::count::{Counter, Counts};
use crate::forwarder::forward;
use countersign_gateway::keys::MemoryKey;
use countersign_gateway::push::{Notice, Push, PushError, PushFuture, PushMessage, PushSender};
use countersign_gateway::{Gateway, Secret, Settings};
use countersign_protocol::jose::Signer as _;
use countersign_sandbox::headless::HeadlessPhone;
use serde_json::{Value, json};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// What is asked for.
const REQUEST: &str = r#"{"account":"customer","client":{"name":"Merchant A","legal_name":"Merchant A GmbH"},"scope":"openid","authorization_details":[{"type":"payment_initiation","actions":["initiate","status"],"locations":["https://merchant.example/payments"],"instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"bic":"ABCIDEFFXXX","iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}],"binding_message":"S24R","expires_in":300}"#;

/// The push service: hands notices over.
struct Pushes(mpsc::UnboundedSender<Notice>);

impl PushSender for Pushes {
    fn send(&self, push: Push) -> PushFuture {
        let sent = match push.message {
            PushMessage::Notice(notice) => self.0.send(notice).map_err(|_| PushError),
            PushMessage::DeviceAdded => Ok(()),
        };
        Box::pin(std::future::ready(sent))
    }
}

/// An enrolled device and its bank.
pub(crate) struct Scene {
    counter: Arc<Counter>,
    gateway: Gateway,
    notices: mpsc::UnboundedReceiver<Notice>,
    phone: HeadlessPhone,
    issuer: String,
    vouching: Vec<u8>,
    /// The request that the device opened last.
    opened: String,
    folder: TempDir,
}

impl Scene {
    /// Sets everything up and enrols the device.
    pub(crate) async fn enrolled(counter: Arc<Counter>) -> Result<Self, Failure> {
        let (inside, outside) =
            (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let issuer = format!("http://{}", outside.local_addr()?);
        let key = Arc::new(MemoryKey::generate()?);
        let vouching = serde_json::to_vec(&key.public_key().jwk())?;
        let secret = Secret::new("a channel secret that nobody uses here".to_owned());
        let mut settings =
            Settings::new(&issuer, "Bank", Arc::new(MemoryKey::generate()?), key, secret);
        let (pushes, notices) = mpsc::unbounded_channel();
        settings.push = Arc::new(Pushes(pushes));
        settings.limits.consents_per_hour = 1000;
        settings.limits.calls_per_minute = 1000;
        let gateway = Gateway::open(settings).await?;
        let router = gateway.router();
        tokio::spawn(forward(outside, inside.local_addr()?, Arc::clone(&counter)));
        tokio::spawn(async move { axum::serve(inside, router).await });

        let folder = tempfile::tempdir()?;
        let phone = HeadlessPhone::open(&issuer, &vouching, folder.path())?;
        let opened = String::new();
        let mut scene = Self { counter, gateway, notices, phone, issuer, vouching, opened, folder };
        let offer = scene.gateway.create_offer("customer", "Current account").await?;
        let link = format!("https://bank.example/?offer={}", offer.token);
        let enrolled = scene.phone_does(json!({ "do": "enrol", "link": link })).await?;
        scene.gateway.confirm_offer(&offer.offer, text(&enrolled, "digits")?).await?;
        let enrolment = text(&enrolled, "enrolment")?;
        scene.phone_does(json!({ "do": "refresh", "enrolment": enrolment })).await?;
        Ok(scene)
    }

    /// The app starts again: no token, no nonce, no connection.
    pub(crate) fn restart(&mut self) -> Result<(), Failure> {
        self.phone = HeadlessPhone::open(&self.issuer, &self.vouching, self.folder.path())?;
        Ok(())
    }

    /// A request is made, and the device opens it.
    pub(crate) async fn receive(&mut self) -> Result<Counts, Failure> {
        self.gateway.create_consent(serde_json::from_str(REQUEST)?).await?;
        let notice = self.notices.recv().await.ok_or("no notice was sent")?;
        self.counter.take();
        self.phone_does(json!({ "do": "notice", "notice": notice })).await?;
        self.opened = notice.request;
        Ok(self.counter.take())
    }

    /// The person approves.
    pub(crate) async fn approve(&mut self) -> Result<Counts, Failure> {
        self.decide(json!({ "do": "approve", "request": self.opened })).await
    }

    /// The person declines.
    pub(crate) async fn deny(&mut self) -> Result<Counts, Failure> {
        let reason = "changed_mind";
        self.decide(json!({ "do": "deny", "request": self.opened, "reason": reason })).await
    }

    async fn decide(&mut self, command: Value) -> Result<Counts, Failure> {
        self.counter.take();
        let decided = self.phone_does(command).await?;
        match text(&decided, "delivery")? {
            "recorded" => Ok(self.counter.take()),
            other => Err(format!("not recorded: {other}").into()),
        }
    }

    async fn phone_does(&mut self, command: Value) -> Result<Value, Failure> {
        let answer = self.phone.answer(&command.to_string()).await;
        let mut answer: Value = serde_json::from_str(&answer)?;
        let done = answer.get_mut("ok").map(Value::take);
        done.ok_or_else(|| format!("{command} came to {answer}").into())
    }
}

fn text<'a>(answer: &'a Value, name: &str) -> Result<&'a str, Failure> {
    let text = answer.get(name).and_then(Value::as_str);
    text.ok_or_else(|| format!("the phone's answer has no {name}").into())
}
