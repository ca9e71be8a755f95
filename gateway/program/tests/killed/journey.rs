//! What a phone, an AS and a Keycloak do with a gateway that may die: the same again.

use super::check;
use super::process::{Kill, Orders, REALM, REQUEST_KEY, Running};
use super::{ACCOUNT, CHANNEL_SECRET, payment};
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::{Signer as _, Typ, base64url};
use countersign_testing::http::Answer;
use countersign_testing::phone::Phone;
use countersign_testing::{Key, Listener, ManualClock};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// 2026-03-02T09:00:00Z
const START: i64 = 1_772_442_000;

/// One run: a gateway, and everybody who talks to it.
pub(crate) struct Journey {
    orders: Orders,
    running: Option<Running>,
    pub(crate) phone: Phone,
    pub(crate) webhook: Listener,
    pub(crate) keycloak: Listener,
    _certs: Listener,
    _folder: tempfile::TempDir,
    pub(crate) killed: bool,
}

/// A decision that was made, and what the phone was told.
pub(crate) struct Decided {
    pub(crate) consent: String,
    pub(crate) request: String,
    pub(crate) token: String,
    pub(crate) answer: Answer,
}

/// What came of it all.
pub(crate) struct Ends {
    pub(crate) approved: Decided,
    pub(crate) denied: Decided,
    pub(crate) failed: Decided,
    pub(crate) withdrawn: String,
    pub(crate) login: Decided,
}

impl Journey {
    /// Plays it all and checks it; whether the gateway was killed on the way.
    pub(crate) async fn play(kill: Kill) -> bool {
        let mut journey = Self::begin(kill).await;
        journey.enrol().await;
        // Seals what there is, so that it is killed there too.
        journey.channel("GET", "/channel/v1/audit/export", None).await;
        let ends = journey.consents().await;
        check::both_sides(&mut journey, &ends, kill).await;
        journey.killed
    }

    async fn begin(kill: Kill) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let webhook = Listener::answering(&[204]).await;
        let keycloak = Listener::answering(&[200]).await;
        let jwk = Key::numbered(60).public_key().jwk();
        let keys =
            json!({"keys": [{"kid": "k", "kty": "EC", "crv": "P-256", "x": jwk.x, "y": jwk.y}]});
        let certs = Listener::with_document(&[200], keys.to_string()).await;
        let mut orders = Orders {
            port: 0,
            folder: folder.path().to_owned(),
            now: START,
            outcomes: webhook.url.clone(),
            certs: certs.url.clone(),
            callback: keycloak.url.clone(),
            kill,
        };
        let first = Running::start(&orders);
        let killed = first.is_none();
        if killed {
            orders.kill = Kill::Never;
        }
        let running = first.or_else(|| Running::start(&orders)).unwrap();
        orders.port = running.port;
        let issuer = format!("http://127.0.0.1:{}", running.port);
        let clock = Arc::new(ManualClock::at(START));
        let phone = Phone::new(&issuer, Key::numbered(REQUEST_KEY).public_key(), clock, 20);
        Self {
            orders,
            running: Some(running),
            phone,
            webhook,
            keycloak,
            _certs: certs,
            _folder: folder,
            killed,
        }
    }

    /// After a call that was not answered: waits for the end and starts the gateway again.
    async fn again(&mut self) {
        let running = self.running.as_mut().unwrap();
        for _ in 0..200 {
            if running.is_gone() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(running.is_gone(), "a call was not answered by a gateway that lives");
        self.killed = true;
        // Time goes on, so that what was put off is due.
        let orders = Orders { kill: Kill::Never, now: START + 30, ..self.orders.clone() };
        self.running = None;
        self.running = Some(Running::start(&orders).unwrap());
    }

    /// A call of the channel API, made until it is answered.
    pub(crate) async fn channel(&mut self, method: &str, path: &str, body: Option<&str>) -> Answer {
        self.call_as(CHANNEL_SECRET, method, path, body).await
    }

    async fn call_as(
        &mut self,
        secret: &str,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Answer {
        loop {
            match self.phone.try_plain(secret, method, path, body).await {
                Some(answer) => return answer,
                None => self.again().await,
            }
        }
    }

    /// A call of the phone: the same bytes until they are answered.
    pub(crate) async fn device(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
    ) -> Answer {
        loop {
            let token = self.phone.access_token.clone();
            let token = Some(token.as_str()).filter(|token| !token.is_empty());
            match self.phone.try_call(method, path, token, body).await {
                Some(answer) => return answer,
                None => self.again().await,
            }
        }
    }

    async fn enrol(&mut self) {
        let new = json!({"account": ACCOUNT, "label": "DE** 1603"}).to_string();
        let offer = self.channel("POST", "/channel/v1/offers", Some(&new)).await.json();
        let registration = self.phone.registration(offer["token"].as_str().unwrap());
        let token = self.phone.approval.token(Typ::DeviceRegistration, &registration);
        let typ = Typ::DeviceRegistration.media_type();
        let answer = self.device("POST", "/ad/registrations", Some((&typ, &token))).await;
        assert!(self.phone.registered(&registration, &answer), "{}", answer.text());
        let path = format!("/channel/v1/offers/{}", offer["offer"].as_str().unwrap());
        let digits = json!({"digits": self.phone.digits}).to_string();
        let confirmed = self.channel("POST", &format!("{path}/confirmation"), Some(&digits)).await;
        // 409: it was confirmed, and the answer was lost.
        assert!([200, 409].contains(&confirmed.status), "{}", confirmed.text());
        let offer = self.channel("GET", &path, None).await.json();
        assert_eq!(offer, json!({"state": "confirmed", "device": self.phone.device}));
        let push = self.phone.command(Typ::DevicePush, &json!({"push": {"provider": "none"}}));
        let typ = Typ::DevicePush.media_type();
        let changed = self.device("PUT", "/ad/device/push", Some((&typ, &push))).await;
        assert!([204, 409].contains(&changed.status), "{}", changed.text());
        self.renew().await;
    }

    /// An assertion is used once, so a new one each time.
    async fn renew(&mut self) {
        loop {
            let phone = &self.phone;
            let assertion = phone.transport.token(Typ::DeviceAssertion, &phone.assertion());
            let form = format!(
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
            );
            let body = Some(("application/x-www-form-urlencoded", form.as_str()));
            match phone.try_call("POST", "/ad/token", None, body).await {
                Some(answer) => {
                    assert_eq!(answer.status, 200, "{}", answer.text());
                    self.phone.access_token =
                        answer.json()["access_token"].as_str().unwrap().to_owned();
                    return;
                }
                None => self.again().await,
            }
        }
    }

    async fn consents(&mut self) -> Ends {
        let approved = self.ask().await;
        let approved = self.decide(approved, true, |_| {}).await;
        let denied = self.ask().await;
        let denied = self.decide(denied, false, |_| {}).await;
        let login = self.login().await;
        let withdrawn = self.ask().await;
        let path = format!("/channel/v1/consents/{withdrawn}");
        let answer = self.channel("DELETE", &path, None).await;
        assert!([204, 409].contains(&answer.status), "{}", answer.text());
        let failed = self.ask().await;
        let wrong = |claims: &mut Value| claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        let failed = self.decide(failed, true, wrong).await;
        Ends { approved, denied, failed, withdrawn, login }
    }

    /// Asks; the consent that the AS heard of is the one that counts.
    async fn ask(&mut self) -> String {
        let asking = payment().to_string();
        let answer = self.channel("POST", "/channel/v1/consents", Some(&asking)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["consent"].as_str().unwrap().to_owned()
    }

    /// Keycloak asks the same question until it is answered.
    async fn login(&mut self) -> Decided {
        let part = |value: Value| base64url(value.to_string().as_bytes());
        let claims = json!({
            "iss": REALM, "aud": REALM, "jti": "login", "azp": "shop", "sub": ACCOUNT,
            "iat": START, "exp": START + 300,
        });
        let input = format!("{}.{}", part(json!({"alg": "ES256", "kid": "k"})), part(claims));
        let signature = Key::numbered(60).sign(input.as_bytes()).unwrap();
        let bearer = format!("{input}.{}", base64url(signature.as_bytes()));
        let path = "/keycloak/v1/bank/authentication";
        let question = r#"{"scope":"openid"}"#;
        let answer = self.call_as(&bearer, "POST", path, Some(question)).await;
        assert!([201, 409].contains(&answer.status), "{}", answer.text());
        let request = self.newest().await;
        let log = self.channel("GET", "/channel/v1/audit", None).await.json();
        let asked = log["entries"].as_array().unwrap().iter().rev();
        let asked = asked.into_iter().find(|entry| entry["event"] == "consent_asked").unwrap();
        let consent = asked["consent"].as_str().unwrap().to_owned();
        self.decide_on(consent, request, true, |_| {}).await
    }

    async fn newest(&mut self) -> String {
        let list = self.device("GET", "/ad/requests", None).await.json();
        let last = list["requests"].as_array().unwrap().last().unwrap().clone();
        last["id"].as_str().unwrap().to_owned()
    }

    async fn decide(
        &mut self,
        consent: String,
        approves: bool,
        change: impl Fn(&mut Value),
    ) -> Decided {
        let request = self.newest().await;
        self.decide_on(consent, request, approves, change).await
    }

    async fn decide_on(
        &mut self,
        consent: String,
        request: String,
        approves: bool,
        change: impl Fn(&mut Value),
    ) -> Decided {
        let fetched = self.device("GET", &format!("/ad/requests/{request}"), None).await;
        let answering = self.phone.read(fetched.text());
        let phone = &self.phone;
        let (typ, token) = if approves {
            let mut claims = phone.approval(&answering, &Selection::default());
            change(&mut claims);
            (Typ::ConsentApproval, phone.approval.token(Typ::ConsentApproval, &claims))
        } else {
            let claims = phone.denial(&answering, "changed_mind");
            (Typ::ConsentDenial, phone.transport.token(Typ::ConsentDenial, &claims))
        };
        let path = format!("/ad/requests/{request}/decision");
        let answer = self.device("POST", &path, Some((&typ.media_type(), &token))).await;
        Decided { consent, request, token, answer }
    }
}
