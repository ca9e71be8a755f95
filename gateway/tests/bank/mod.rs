//! The bank: a gateway on a loopback port with a clock that stands still.
#![allow(dead_code, reason = "two programs use it, and each a part")]
#![allow(missing_docs, unreachable_pub, reason = "in a test, names say what there is to say")]

use countersign_gateway::channel::{Client, CreatedConsent, NewConsent};
use countersign_gateway::push::{Push, PushFuture, PushMessage, PushSender};
use countersign_gateway::storage::{AuditFilter, AuditRecord, Storage};
use countersign_gateway::{Gateway, SealKey, Secret, Settings};
use countersign_protocol::jose::Signer;
use countersign_testing::http::{Answer, client};
use countersign_testing::phone::{Calls, Phone};
use countersign_testing::{Key, ManualClock};
use std::sync::{Arc, Mutex};

/// 2026-03-02T09:00:00Z
pub const START: i64 = 1_772_442_000;
pub const CHANNEL_SECRET: &str = "a-secret-of-the-channel";
pub const ACCOUNT: &str = "account-1";

pub struct Bank {
    pub gateway: Gateway,
    pub issuer: String,
    pub clock: Arc<ManualClock>,
    pub http: reqwest::Client,
    pub pushes: Arc<Recorder>,
    pub calls: Calls,
    pub vouching: Key,
    pub request: Key,
}

/// Keeps what would have been pushed.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<(String, PushMessage)>>);

impl Recorder {
    pub fn sent(&self) -> Vec<(String, PushMessage)> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until so much was pushed. Fails by the test's own time limit, not by a clock.
    pub async fn until(&self, count: usize) -> Vec<(String, PushMessage)> {
        for _ in 0..600 {
            if self.sent().len() >= count {
                return self.sent();
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("{} were pushed, {count} were waited for", self.sent().len());
    }
}

impl PushSender for Recorder {
    fn send(&self, push: Push) -> PushFuture {
        self.0.lock().unwrap().push((push.device, push.message));
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Bank {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// A bank with settings of its own.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(None, change).await
    }

    /// A bank whose records are kept by somebody else.
    pub async fn over(
        storage: Option<Arc<dyn Storage>>,
        change: impl FnOnce(&mut Settings),
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let clock = Arc::new(ManualClock::at(START));
        let pushes = Arc::new(Recorder::default());
        let (request, vouching) = (Key::numbered(11), Key::numbered(12));
        let mut settings = Settings::new(
            &issuer,
            "Test Bank",
            Arc::new(request.clone()),
            Arc::new(vouching.clone()),
            Secret::new(CHANNEL_SECRET.to_owned()),
        );
        settings.clock = clock.clone();
        settings.sealing_keys = vec![seal_key(1)];
        settings.push = pushes.clone();
        change(&mut settings);
        let gateway = match storage {
            Some(storage) => Gateway::with_storage(settings, storage).await.unwrap(),
            None => Gateway::open(settings).await.unwrap(),
        };
        let router = gateway.router().fallback(countersign_gateway::unknown);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let (http, calls) = (client(), Calls::default());
        Self { gateway, issuer, clock, http, pushes, calls, vouching, request }
    }

    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// A phone that is not enrolled. Seeds must be even: the approval key takes the next number.
    pub fn unenrolled(&self, seed: u8) -> Phone {
        let as_key = self.request.public_key();
        let phone = Phone::new(&self.issuer, as_key, self.clock.clone(), seed);
        Phone { calls: self.calls.clone(), http: self.http.clone(), ..phone }
    }

    /// A phone whose device is active.
    pub async fn phone(&self, seed: u8) -> Phone {
        self.phone_of(ACCOUNT, seed).await
    }

    pub async fn phone_of(&self, account: &str, seed: u8) -> Phone {
        self.enrolled(account, self.unenrolled(seed)).await
    }

    /// The same phone, its device active.
    pub async fn enrolled(&self, account: &str, mut phone: Phone) -> Phone {
        let offer = self.gateway.create_offer(account, "DE** 1603").await.unwrap();
        let answer = phone.register(&offer.token).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        self.gateway.confirm_offer(&offer.offer, &phone.digits).await.unwrap();
        phone
    }

    /// Asks for the payment of the specification's example.
    pub async fn ask(&self) -> CreatedConsent {
        self.gateway.create_consent(payment(ACCOUNT)).await.unwrap()
    }

    /// A call of the channel API.
    pub async fn channel(&self, method: &str, path: &str, body: Option<&str>) -> Answer {
        self.channel_as(CHANNEL_SECRET, method, path, body).await
    }

    pub async fn channel_as(
        &self,
        secret: &str,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Answer {
        let mut call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("authorization", format!("Bearer {secret}"));
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_owned());
        }
        self.made(method, path, call).await
    }

    /// Installs a key set through the channel.
    pub async fn install(&self, set: &str) -> Answer {
        let (method, path) = ("PUT", "/channel/v1/key-set");
        let call = self
            .http
            .put(format!("{}{path}", self.issuer))
            .bearer_auth(CHANNEL_SECRET)
            .header("content-type", "application/jwk-set+jwt")
            .body(set.to_owned());
        self.made(method, path, call).await
    }

    /// A call of the channel API for a person.
    pub async fn channel_for(
        &self,
        operator: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> Answer {
        let call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("authorization", format!("Bearer {CHANNEL_SECRET}"))
            .header("content-type", "application/json")
            .header("countersign-operator", operator)
            .body(body.to_owned());
        self.made(method, path, call).await
    }

    /// A call with nothing that proves anything.
    pub async fn plain(&self, method: &str, path: &str) -> Answer {
        let url = format!("{}{path}", self.issuer);
        self.made(method, path, self.http.request(method.parse().unwrap(), url)).await
    }

    async fn made(&self, method: &str, path: &str, call: reqwest::RequestBuilder) -> Answer {
        let answer = Answer::read(call.send().await.unwrap()).await;
        self.calls.lock().unwrap().push((method.to_owned(), path.to_owned(), answer.clone()));
        answer
    }

    /// The names of the checks and events in the log.
    pub async fn log(&self) -> Vec<(String, Option<String>)> {
        let entries = self.gateway.audit_log(0, AuditFilter::default(), 100_000).await.unwrap();
        entries.into_iter().map(|entry| (entry.event, entry.checked)).collect()
    }

    /// The last entry of the log.
    pub async fn last_entry(&self) -> AuditRecord {
        let all = AuditFilter::default();
        self.gateway.audit_log(0, all, 100_000).await.unwrap().pop().unwrap()
    }

    pub fn request_kid(&self) -> String {
        self.request.kid()
    }
}

/// A key that seals the database: the same for the same number.
pub fn seal_key(number: u8) -> SealKey {
    SealKey::parse(&countersign_protocol::jose::base64url(&[number; 32])).unwrap()
}

/// RFC 9396 §2.
pub const PAYMENT: &str = r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}]"#;

pub fn payment(account: &str) -> NewConsent {
    NewConsent {
        account: account.to_owned(),
        client: Client {
            name: "Merchant A".to_owned(),
            legal_name: "Merchant A Ltd".to_owned(),
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
    }
}
