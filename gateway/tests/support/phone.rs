//! A phone that is nothing but two keys. It does what docs/protocol.md says, or what a test wants.

use super::bank::Bank;
use countersign::platform::software::ManualClock;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, Presentation, Reading, Selection, Types, View,
};
use countersign_protocol::jose::{
    DpopTarget, Draft, PublicKey, SignError, Signature, Signer, Typ, Unverified, from_base64url,
    sha256_base64url,
};
use countersign_protocol::time::UnixSeconds;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer as _;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// A key from fixed bytes.
#[derive(Clone)]
pub struct TestKey {
    key: SigningKey,
    public: PublicKey,
}

impl TestKey {
    pub fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let point = key.verifying_key().to_sec1_point(false);
        let public = PublicKey::from_sec1(point.as_bytes()).unwrap();
        Self { key, public }
    }

    /// A token with these claims.
    pub fn token(&self, typ: Typ, claims: &Value) -> String {
        Draft::new(typ, &self.kid(), claims).sign(self).unwrap()
    }
}

impl Signer for TestKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let signature: p256::ecdsa::Signature = self.key.sign(message);
        Signature::from_raw(&signature.to_bytes()).map_err(|_| SignError)
    }
}

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub async fn of(answer: reqwest::Response) -> Self {
        Self::try_of(answer).await.unwrap()
    }

    /// The answer, if all of it arrives.
    pub async fn try_of(answer: reqwest::Response) -> Option<Self> {
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        Some(Self { status, headers, body: answer.bytes().await.ok()?.to_vec() })
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The last part of a problem's type.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        json["type"].as_str().unwrap().trim_start_matches("urn:countersign:problem:").to_owned()
    }
}

/// The claims of a token, whoever signed it.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).and_then(from_base64url).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

static COUNTER: AtomicU64 = AtomicU64::new(1);

/// An id that no other has.
pub fn fresh() -> String {
    format!("id-{}-{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

pub struct Phone {
    pub transport: TestKey,
    pub approval: TestKey,
    pub device: String,
    pub sub: String,
    pub enrolment: String,
    pub digits: String,
    pub access_token: String,
    pub receipt: String,
    pub issuer: String,
    pub as_key: PublicKey,
    pub nonce: std::sync::Mutex<Option<String>>,
    calls: Calls,
    clock: std::sync::Arc<ManualClock>,
    http: reqwest::Client,
}

/// Every call that was made: method, path, answer.
pub type Calls = std::sync::Arc<std::sync::Mutex<Vec<(String, String, Answer)>>>;

impl Phone {
    /// A phone that is not enrolled. Seeds must be even: the approval key takes the next number.
    pub fn new(bank: &Bank, seed: u8) -> Self {
        Self {
            as_key: *bank.request.public_key(),
            calls: bank.calls.clone(),
            clock: bank.clock.clone(),
            http: bank.http.clone(),
            ..Self::at(&bank.issuer, seed)
        }
    }

    /// A phone at a gateway in another process, which signs as [`Bank`] does.
    pub fn at(issuer: &str, seed: u8) -> Self {
        Self {
            transport: TestKey::new(seed),
            approval: TestKey::new(seed + 1),
            device: String::new(),
            sub: String::new(),
            enrolment: String::new(),
            digits: String::new(),
            access_token: String::new(),
            receipt: String::new(),
            issuer: issuer.to_owned(),
            as_key: *TestKey::new(11).public_key(),
            nonce: std::sync::Mutex::new(None),
            calls: Calls::default(),
            clock: std::sync::Arc::new(ManualClock::at(super::START)),
            http: super::server::client(),
        }
    }

    pub fn set_clock(&mut self, seconds: i64) {
        self.clock = std::sync::Arc::new(ManualClock::at(seconds));
    }

    /// A call with a proof, of a server that may be gone: then nothing.
    pub async fn try_call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Option<Answer> {
        loop {
            let mut call = self
                .http
                .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
                .header("dpop", self.proof(method, path, token));
            if let Some(token) = token {
                call = call.header("authorization", format!("DPoP {token}"));
            }
            if let Some((media_type, body)) = body {
                call = call.header("content-type", media_type).body(body.to_owned());
            }
            let answer = Answer::try_of(call.send().await.ok()?).await?;
            *self.nonce.lock().unwrap() = Some(answer.header("dpop-nonce").to_owned());
            let nonce_asked = answer.header("www-authenticate").contains("use_dpop_nonce")
                || answer.status == 400 && answer.text().contains("use_dpop_nonce");
            if !nonce_asked {
                return Some(answer);
            }
        }
    }

    /// A call with a bearer secret, of a server that may be gone: then nothing.
    pub async fn try_plain(
        &self,
        secret: &str,
        method: &str,
        path: &str,
        body: Option<&str>,
    ) -> Option<Answer> {
        let mut call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("authorization", format!("Bearer {secret}"));
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_owned());
        }
        Answer::try_of(call.send().await.ok()?).await
    }

    pub fn now(&self) -> i64 {
        use countersign::platform::Clock as _;
        self.clock.read().wall_ms / 1000
    }

    /// The claims of a registration for an offer.
    pub fn registration(&self, offer: &str) -> Value {
        let offer = claims(offer);
        json!({
            "iss": self.approval.kid(), "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 600,
            "offer": offer["jti"], "nonce": offer["nonce"],
            "transport_jwk": self.transport.public_key().jwk(),
            "approval_jwk": self.approval.public_key().jwk(),
            "attestation": {"format": "none"},
            "device": {"model": "Test Phone", "os": "Test OS 1"},
            "capabilities": {
                "core_version": "0.1.0", "protocol_versions": ["1"],
                "authorization_details_types": ["payment_initiation"],
                "templates": ["1"], "locales": ["en"],
            },
            "push": {"provider": "fcm", "token": "push-token"},
        })
    }

    pub async fn register(&mut self, offer: &str) -> Answer {
        let claims = self.registration(offer);
        self.register_with(&claims).await
    }

    pub async fn register_with(&mut self, registration: &Value) -> Answer {
        let token = self.approval.token(Typ::DeviceRegistration, registration);
        let answer = self.send_registration(&token).await;
        self.registered(registration, &answer);
        answer
    }

    /// Takes over what the answer to a registration says, if it was accepted.
    pub fn registered(&mut self, registration: &Value, answer: &Answer) -> bool {
        if answer.status == 201 {
            let body = answer.json();
            self.access_token = body["access_token"].as_str().unwrap().to_owned();
            self.receipt = body["receipt"].as_str().unwrap().to_owned();
            let receipt = claims(&self.receipt);
            let text = |name: &str| receipt[name].as_str().unwrap().to_owned();
            (self.device, self.sub) = (text("device_id"), text("sub"));
            self.enrolment = text("enrolment");
            self.digits = self.six_digits(registration);
        }
        answer.status == 201
    }

    pub async fn send_registration(&self, token: &str) -> Answer {
        let typ = "application/device-registration+jwt";
        self.call("POST", "/ad/registrations", None, Some((typ, token))).await
    }

    /// docs/protocol.md §3.4, once more and by other means.
    fn six_digits(&self, registration: &Value) -> String {
        let text = format!(
            "countersign-confirmation-1\0{}\0{}\0{}\0{}",
            registration["offer"].as_str().unwrap(),
            registration["nonce"].as_str().unwrap(),
            self.transport.kid(),
            self.approval.kid()
        );
        let hash = from_base64url(&sha256_base64url(text.as_bytes())).unwrap();
        let number = u64::from_be_bytes(hash[..8].try_into().unwrap());
        format!("{:06}", number % 1_000_000)
    }

    /// A call with proof and access token.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Some(&self.access_token), None).await
    }

    pub async fn send(&self, method: &str, path: &str, media_type: &str, body: &str) -> Answer {
        self.call(method, path, Some(&self.access_token), Some((media_type, body))).await
    }

    /// The same with any bytes as the body; the phone must have a nonce already.
    pub async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        media_type: &str,
        body: Vec<u8>,
    ) -> Answer {
        let call = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.issuer))
            .header("dpop", self.proof(method, path, Some(&self.access_token)))
            .header("authorization", format!("DPoP {}", self.access_token))
            .header("content-type", media_type)
            .body(body);
        Answer::of(call.send().await.unwrap()).await
    }

    /// A call with a proof; it is repeated once with a new nonce if the server wants one.
    pub async fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let first = self.call_once(method, path, token, body).await;
        let asked = first.status == 401 && first.header("www-authenticate").contains("nonce")
            || first.status == 400 && first.text().contains("use_dpop_nonce");
        if asked { self.call_once(method, path, token, body).await } else { first }
    }

    async fn call_once(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let proof = self.proof(method, path, token);
        self.call_with(&proof, method, path, token, body).await
    }

    pub fn proof(&self, method: &str, path: &str, access_token: Option<&str>) -> String {
        let nonce = self.nonce.lock().unwrap().clone();
        let url = format!("{}{path}", self.issuer);
        let target = DpopTarget { method, url: &url, access_token, nonce: nonce.as_deref() };
        target.prove(&self.transport, &fresh(), UnixSeconds(self.now())).unwrap()
    }

    /// A call with exactly this proof.
    pub async fn call_with(
        &self,
        proof: &str,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<(&str, &str)>,
    ) -> Answer {
        let url = format!("{}{path}", self.issuer);
        let mut call = self.http.request(method.parse().unwrap(), url).header("dpop", proof);
        if let Some(token) = token {
            call = call.header("authorization", format!("DPoP {token}"));
        }
        if let Some((media_type, body)) = body {
            call = call.header("content-type", media_type).body(body.to_owned());
        }
        let answer = Answer::of(call.send().await.unwrap()).await;
        self.calls.lock().unwrap().push((method.to_owned(), path.to_owned(), answer.clone()));
        let nonce = answer.header("dpop-nonce");
        if !nonce.is_empty() {
            *self.nonce.lock().unwrap() = Some(nonce.to_owned());
        }
        answer
    }

    /// The claims of an assertion for a new access token.
    pub fn assertion(&self) -> Value {
        json!({
            "iss": self.device, "sub": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 60,
        })
    }

    pub async fn renew(&mut self) -> Answer {
        let assertion = self.transport.token(Typ::DeviceAssertion, &self.assertion());
        let answer = self.renew_with(&assertion).await;
        if answer.status == 200 {
            self.access_token = answer.json()["access_token"].as_str().unwrap().to_owned();
        }
        answer
    }

    pub async fn renew_with(&self, assertion: &str) -> Answer {
        let form = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
        );
        let typ = "application/x-www-form-urlencoded";
        self.call("POST", "/ad/token", None, Some((typ, &form))).await
    }

    /// The ids of what waits.
    pub async fn pending(&self) -> Vec<String> {
        let answer = self.get("/ad/requests").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let ids = answer.json();
        let ids = ids["requests"].as_array().unwrap();
        ids.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
    }

    /// The only request that waits, fetched and read.
    pub async fn open(&self) -> Answering {
        let ids = self.pending().await;
        assert_eq!(ids.len(), 1);
        self.fetch(&ids[0]).await
    }

    pub async fn fetch(&self, id: &str) -> Answering {
        self.fetch_in(id, Language::English, Types::default()).await
    }

    /// The same on a phone in this language that can show these types.
    pub async fn fetch_in(&self, id: &str, language: Language, types: Types) -> Answering {
        let answer = self.get(&format!("/ad/requests/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        self.read_in(answer.text(), language, types)
    }

    /// A request, verified and read.
    pub fn read(&self, token: &str) -> Answering {
        self.read_in(token, Language::English, Types::default())
    }

    fn read_in(&self, token: &str, language: Language, types: Types) -> Answering {
        let verified = Unverified::parse(token, &[Typ::ConsentRequest]).unwrap();
        let verified = verified.verify(&self.as_key).unwrap();
        let to = Addressee { issuer: &self.issuer, device: &self.device, account: &self.sub };
        let presentation = Presentation { language, time_zone: "Europe/Berlin".to_owned(), types };
        Answering { request: ConsentRequest::read(&verified, &to, &presentation).unwrap() }
    }

    /// The claims of an approval with this selection.
    pub fn approval(&self, answering: &Answering, selection: &Selection) -> Value {
        let mut claims = self.decision(answering);
        let display = answering.view().display_hash(selection).unwrap();
        claims["display"] = shown(&display);
        claims["amr"] = json!(["swk", "user"]);
        if !selection.is_empty() {
            claims["selection"] = serde_json::to_value(selection).unwrap();
        }
        claims
    }

    /// The claims of a denial after the request was shown.
    pub fn denial(&self, answering: &Answering, reason: &str) -> Value {
        let mut claims = self.decision(answering);
        claims["display"] = shown(&answering.view().display_hash_of_denial());
        claims["reason"] = json!(reason);
        claims
    }

    /// What approvals and denials have in common.
    pub fn decision(&self, answering: &Answering) -> Value {
        let request = &answering.request;
        json!({
            "iss": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": request.expires_at(),
            "nonce": request.nonce(), "request": request.id(), "request_hash": request.hash(),
        })
    }

    pub async fn approve(&self, answering: &Answering) -> Answer {
        let claims = self.approval(answering, &Selection::default());
        self.send_approval(answering, &claims).await
    }

    pub async fn deny(&self, answering: &Answering, reason: &str) -> Answer {
        let claims = self.denial(answering, reason);
        let token = self.transport.token(Typ::ConsentDenial, &claims);
        self.send_decision(answering, Typ::ConsentDenial, &token).await
    }

    pub async fn send_approval(&self, answering: &Answering, claims: &Value) -> Answer {
        let token = self.approval.token(Typ::ConsentApproval, claims);
        self.send_decision(answering, Typ::ConsentApproval, &token).await
    }

    pub async fn send_decision(&self, answering: &Answering, typ: Typ, token: &str) -> Answer {
        let path = format!("/ad/requests/{}/decision", answering.id());
        self.send("POST", &path, &typ.media_type(), token).await
    }

    /// What became of a request, as the server says it.
    pub async fn status(&self, answering: &Answering) -> Value {
        let answer = self.get(&format!("/ad/requests/{}/status", answering.id())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        claims(answer.text())
    }

    /// A body that changes something about the device.
    pub fn command(&self, typ: Typ, extra: &Value) -> String {
        let mut claims = json!({
            "iss": self.device, "aud": self.issuer, "jti": fresh(),
            "iat": self.now(), "exp": self.now() + 120,
        });
        for (name, value) in extra.as_object().unwrap() {
            claims[name] = value.clone();
        }
        self.transport.token(typ, &claims)
    }

    /// The device's own state, as the server says it.
    pub async fn state(&self) -> String {
        let answer = self.get("/ad/device").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        claims(answer.text())["state"].as_str().unwrap().to_owned()
    }
}

fn shown(hash: &str) -> Value {
    json!({"hash": hash, "template": "1", "locale": "en", "time_zone": "Europe/Berlin"})
}

/// A request that the phone has fetched.
pub struct Answering {
    pub request: ConsentRequest,
}

impl Answering {
    pub fn id(&self) -> &str {
        self.request.id()
    }

    pub fn view(&self) -> &View {
        match self.request.reading() {
            Reading::Shown(view) => view,
            Reading::NotShown(problem) => panic!("not shown: {problem:?}"),
        }
    }
}
