//! One device, one gateway, and the steps between them.

use crate::count::{Counter, Counts};
use crate::forwarder::{Traffic, forward};
use countersign::consent::{Presentation, Types, words::Language};
use countersign::intake::Notice;
use countersign::platform::software::{SoftwareKeys, SoftwareSecrets};
use countersign::platform::{Platform, SystemClock, SystemRandom};
use countersign::transport::{Issuer, Security};
use countersign::{
    Answered, ApprovalInput, Configuration, Consent, Delivery, DenialReason, Device, DeviceInfo,
    Ending, Retention,
};
use countersign_gateway::channel::{Client, NewConsent};
use countersign_gateway::keys::MemoryKey;
use countersign_gateway::push::{Push, PushError, PushFuture, PushMessage, PushSender};
use countersign_gateway::{Gateway, Secret, Settings};
use countersign_protocol::jose::Signer as _;
use serde_json::value::RawValue;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Anything that goes wrong here is a defect of this program or of what it measures.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The name of the device's database, by which its syncs are told from others.
pub(crate) const DATABASE: &str = "count-cost-device.db";

/// What is asked for.
const DETAILS: &str = r#"[{"type":"payment_initiation","actions":["initiate","status"],"locations":["https://merchant.example/payments"],"instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"bic":"ABCIDEFFXXX","iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}]"#;

/// The push service: hands notices over.
struct Pushes(mpsc::UnboundedSender<Notice>);

impl PushSender for Pushes {
    fn send(&self, push: Push) -> PushFuture {
        let sent = match push.message {
            PushMessage::Notice(notice) => {
                let notice = Notice { enrolment: notice.enrolment, request: notice.request };
                self.0.send(notice).map_err(|_| PushError)
            }
            PushMessage::DeviceAdded => Ok(()),
        };
        Box::pin(std::future::ready(sent))
    }
}

/// An enrolled device and its bank.
pub(crate) struct Scene {
    counter: Counter,
    traffic: Traffic,
    gateway: Gateway,
    notices: mpsc::UnboundedReceiver<Notice>,
    device: Device,
    configuration: Configuration,
    platform: Platform,
    keys: Arc<SoftwareKeys>,
    consent: Option<Consent>,
    _folder: TempDir,
}

impl Scene {
    /// Sets everything up and enrols the device.
    pub(crate) async fn enrolled(counter: Counter) -> Result<Self, Failure> {
        let (inside, outside) =
            (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
        let issuer = format!("http://{}", outside.local_addr()?);
        let vouching = Arc::new(MemoryKey::generate()?);
        let vouching_key = *vouching.public_key();
        let secret = Secret::new("a channel secret that nobody uses here".to_owned());
        let mut settings =
            Settings::new(&issuer, "Bank", Arc::new(MemoryKey::generate()?), vouching, secret);
        let (pushes, notices) = mpsc::unbounded_channel();
        settings.push = Arc::new(Pushes(pushes));
        settings.limits.consents_per_hour = 1000;
        settings.limits.calls_per_minute = 1000;
        let gateway = Gateway::open(settings).await?;
        let (router, traffic) = (gateway.router(), Traffic::default());
        tokio::spawn(forward(outside, inside.local_addr()?, traffic.clone()));
        tokio::spawn(async move { axum::serve(inside, router).await });

        let random = Arc::new(SystemRandom::new());
        let keys = Arc::new(SoftwareKeys::in_memory(random.clone()));
        let platform = Platform {
            keys: keys.clone(),
            secrets: Arc::new(SoftwareSecrets::in_memory()),
            clock: Arc::new(SystemClock::new()),
            random,
            observer: None,
        };
        let folder = tempfile::tempdir()?;
        let configuration = Configuration {
            issuers: vec![Issuer::new(
                &issuer,
                "Bank",
                vec![vouching_key],
                Security::PlainLoopback,
            )?],
            database: Some(folder.path().join(DATABASE)),
            presentation: Presentation {
                language: Language::English,
                time_zone: "UTC".to_owned(),
                types: Types::default(),
            },
            device: DeviceInfo { model: "Counter".to_owned(), os: "None".to_owned() },
            retention: Retention::default(),
        };
        let device = Device::open(configuration.clone(), platform.clone())?;
        let offer = gateway.create_offer("customer", "Current account").await?;
        let link = format!("https://bank.example/?offer={}", offer.token);
        let prepared = device.prepare_enrolment(device.read_offer(&link).await?, None)?;
        let signature = keys.sign_as_platform(prepared.key(), prepared.signing_input())?;
        let enrolled = device.complete_enrolment(&prepared, &signature).await?;
        gateway.confirm_offer(&offer.offer, &enrolled.digits).await?;
        device.refresh(&enrolled.id).await?;
        Ok(Self {
            counter,
            traffic,
            gateway,
            notices,
            device,
            configuration,
            platform,
            keys,
            consent: None,
            _folder: folder,
        })
    }

    /// The app starts again: no token, no nonce, no connection.
    pub(crate) fn restart(&mut self) -> Result<(), Failure> {
        self.device = Device::open(self.configuration.clone(), self.platform.clone())?;
        Ok(())
    }

    /// A request is made, and the device opens it.
    pub(crate) async fn receive(&mut self) -> Result<Counts, Failure> {
        let client = Client {
            name: "Merchant A".to_owned(),
            legal_name: "Merchant A GmbH".to_owned(),
            on_behalf_of: None,
            registration: None,
        };
        let new = NewConsent {
            account: "customer".to_owned(),
            client,
            scope: Some("openid".to_owned()),
            authorization_details: Some(RawValue::from_string(DETAILS.to_owned())?),
            binding_message: Some("S24R".to_owned()),
            context: None,
            number_entry: None,
            accounts: None,
            payee_verification: None,
            expires_in: 300,
        };
        self.gateway.create_consent(new).await?;
        let notice = self.notices.recv().await.ok_or("no notice was sent")?;
        self.begin();
        self.consent = Some(self.device.open_notice(&notice).await?);
        Ok(self.end())
    }

    /// The person approves.
    pub(crate) async fn approve(&mut self) -> Result<Counts, Failure> {
        let consent = self.consent.take().ok_or("there is nothing to approve")?;
        let prepared = self.device.prepare(&consent, &ApprovalInput::default())?;
        let signature = self.keys.sign_as_platform(prepared.key(), prepared.signing_input())?;
        self.begin();
        let delivery = self.device.complete(&prepared, &signature).await?;
        self.recorded(&delivery)
    }

    /// The person declines.
    pub(crate) async fn deny(&mut self) -> Result<Counts, Failure> {
        let consent = self.consent.take().ok_or("there is nothing to decline")?;
        self.begin();
        let delivery = self.device.deny(&consent, DenialReason::ChangedMind).await?;
        self.recorded(&delivery)
    }

    fn recorded(&self, delivery: &Delivery) -> Result<Counts, Failure> {
        match delivery {
            Delivery::Ended(Ending::Decided(Answered::Recorded { .. })) => Ok(self.end()),
            other => Err(format!("not recorded: {other:?}").into()),
        }
    }

    fn begin(&self) {
        self.counter.take();
        self.traffic.take();
    }

    fn end(&self) -> Counts {
        let ((round_trips, transactions), (sent, received)) =
            (self.counter.take(), self.traffic.take());
        Counts { round_trips, sent, received, transactions }
    }
}
