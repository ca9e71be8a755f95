//! A running sandbox, and clients that can do what they should not.

use countersign_gateway::keys::MemoryKey;
use countersign_protocol::jose::{Signer as _, base64url, from_base64url};
use countersign_sandbox::{Options, Sandbox, time};
use ring::signature::{RSA_PSS_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const GRANT: &str = "urn:openid:params:grant-type:ciba";
pub(crate) const SECRET: &str = "a test value";

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
}

/// An answer, its body read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
    pub(crate) body: Value,
}

pub(crate) type Form<'a> = Vec<(&'a str, String)>;

impl World {
    pub(crate) async fn open() -> Self {
        Self::with(false).await
    }

    pub(crate) async fn with_fapi() -> Self {
        Self::with(true).await
    }

    async fn with(fapi: bool) -> Self {
        let sandbox = Sandbox::open(Options { port: 0, fapi }).await.unwrap();
        Self { sandbox, http: countersign_sandbox::loopback::client().unwrap() }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.url())
    }

    pub(crate) async fn read(call: reqwest::RequestBuilder) -> Answer {
        let answer = call.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status, headers, text, body }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let call = self.http.post(self.url(path)).header("content-type", "application/json");
        Self::read(call.body(body.to_string())).await
    }

    pub(crate) async fn state(&self) -> Value {
        Self::read(self.http.get(self.url("/sandbox/state"))).await.body
    }

    /// Waits until the state holds what is looked for.
    pub(crate) async fn until<T>(&self, what: &str, look: impl Fn(&Value) -> Option<T>) -> T {
        for _ in 0..400 {
            if let Some(found) = look(&self.state().await) {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("this did not happen: {what}");
    }

    /// Waits for a line in the bank's log.
    pub(crate) async fn logged(&self, title: &str) -> Value {
        self.until(title, |state| {
            let entries = state["ledger"]["entries"].as_array()?;
            entries.iter().find(|entry| entry["title"] == title).cloned()
        })
        .await
    }

    pub(crate) async fn register(&self, metadata: Value) -> Answer {
        self.post("/sandbox/clients", &metadata).await
    }

    /// A client with a secret.
    pub(crate) async fn with_secret(&self, id: &str, more: Value) {
        let mut metadata = json!({ "client_id": id, "client_secret": SECRET });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(self.register(metadata).await.status, 201);
    }

    /// A client with a key.
    pub(crate) async fn with_key(&self, id: &str, more: Value) -> KeyClient {
        let client = KeyClient { id: id.to_owned(), key: MemoryKey::generate().unwrap() };
        let mut metadata = json!({ "client_id": id, "jwks": client.jwks() });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(self.register(metadata).await.status, 201);
        client
    }

    /// Posts a form as a client with a secret.
    pub(crate) async fn as_client(&self, id: &str, path: &str, form: &Form<'_>) -> Answer {
        let call = self.http.post(self.url(path)).basic_auth(id, Some(SECRET)).form(form);
        Self::read(call).await
    }

    /// Posts a form as it is.
    pub(crate) async fn form(&self, path: &str, form: &Form<'_>) -> Answer {
        Self::read(self.http.post(self.url(path)).form(form)).await
    }

    /// What the phone does with what comes.
    pub(crate) async fn phone_will(&self, answer: Value) {
        let set = self.post("/sandbox/auto", &json!({ "answer": answer })).await;
        assert_eq!(set.status, 204);
    }

    /// Asks for a login and returns the `auth_req_id`.
    pub(crate) async fn asked(&self, id: &str, more: Form<'_>) -> String {
        let mut form = login();
        form.extend(more);
        let answer = self.as_client(id, "/backchannel", &form).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.body["auth_req_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn redeem(&self, id: &str, auth_req_id: &str) -> Answer {
        let form = vec![("grant_type", GRANT.to_owned()), ("auth_req_id", auth_req_id.to_owned())];
        self.as_client(id, "/token", &form).await
    }

    /// Waits until the phone has answered, then asks for the tokens.
    pub(crate) async fn redeem_when_ended(&self, id: &str, auth_req_id: &str, end: &str) -> Answer {
        self.logged(end).await;
        self.redeem(id, auth_req_id).await
    }
}

impl Answer {
    /// That it is this error with this status, and says nothing to a cache.
    pub(crate) fn is(&self, status: u16, error: &str) {
        assert_eq!(
            (self.status, self.body["error"].as_str()),
            (status, Some(error)),
            "{}",
            self.text
        );
        assert_eq!(self.headers["cache-control"], "no-store");
    }
}

/// The least that a client can ask.
pub(crate) fn login() -> Form<'static> {
    vec![("scope", "openid".to_owned()), ("login_hint", "customer".to_owned())]
}

/// A client that authenticates by key, and can sign its requests.
pub(crate) struct KeyClient {
    pub(crate) id: String,
    pub(crate) key: MemoryKey,
}

impl KeyClient {
    pub(crate) fn jwks(&self) -> Value {
        let jwk = self.key.public_key().jwk();
        json!({ "keys": [{ "kty": jwk.kty, "crv": jwk.crv, "x": jwk.x, "y": jwk.y,
            "kid": self.key.kid(), "use": "sig", "alg": "ES256" }] })
    }

    /// The usual claims of an assertion, with changes; `null` leaves one out.
    pub(crate) fn assertion(&self, world: &World, changes: Value) -> String {
        let now = time::now().0;
        let claims = json!({ "iss": self.id, "sub": self.id, "aud": world.sandbox.url(),
            "iat": now, "exp": now + 60, "jti": fresh() });
        self.sign("JWT", &changed(claims, changes))
    }

    /// The usual claims of a signed request, with changes; `null` leaves one out.
    pub(crate) fn request(&self, world: &World, changes: Value) -> String {
        self.sign("oauth-authz-req+jwt", &self.request_claims(world, changes))
    }

    pub(crate) fn request_claims(&self, world: &World, changes: Value) -> Value {
        let now = time::now().0;
        let claims = json!({ "iss": self.id, "aud": world.sandbox.url(), "iat": now, "nbf": now,
            "exp": now + 300, "jti": fresh(), "scope": "openid", "login_hint": "customer",
            "binding_message": "S24R" });
        changed(claims, changes)
    }

    pub(crate) fn sign(&self, typ: &str, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "typ": typ, "kid": self.key.kid() });
        compact(&header, claims, |input| self.key.sign(input).unwrap().as_bytes().to_vec())
    }

    /// The form of a client that authenticates with this assertion.
    pub(crate) fn form<'a>(&self, assertion: String, more: Form<'a>) -> Form<'a> {
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
        let mut form = vec![("client_assertion_type", kind), ("client_assertion", assertion)];
        form.extend(more);
        form
    }

    /// Asks with a signed request, authenticated.
    pub(crate) async fn asks(&self, world: &World, request: String) -> Answer {
        let assertion = self.assertion(world, json!({}));
        let form = self.form(assertion, vec![("request", request)]);
        world.form("/backchannel", &form).await
    }
}

/// An RSA key that is a fixture of these tests and of nothing else.
pub(crate) fn rsa_key() -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(include_bytes!("../keys/rsa-2048.p8")).unwrap()
}

pub(crate) fn rsa_jwks(key: &RsaKeyPair) -> Value {
    let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(key.public());
    json!({ "keys": [{ "kty": "RSA", "n": base64url(&public.n), "e": base64url(&public.e),
        "kid": "rsa" }] })
}

pub(crate) fn sign_ps256(key: &RsaKeyPair, claims: &Value) -> String {
    compact(&json!({ "alg": "PS256", "kid": "rsa" }), claims, |input| {
        rsa(key, &RSA_PSS_SHA256, input)
    })
}

pub(crate) fn rsa(
    key: &RsaKeyPair,
    padding: &'static dyn ring::signature::RsaEncoding,
    input: &[u8],
) -> Vec<u8> {
    let mut signature = vec![0; key.public().modulus_len()];
    let random = ring::rand::SystemRandom::new();
    key.sign(padding, &random, input, &mut signature).unwrap();
    signature
}

pub(crate) fn compact(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let part = |json: &Value| base64url(json.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = base64url(&sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&from_base64url(payload).unwrap()).unwrap()
}

pub(crate) fn fresh() -> String {
    let random = countersign::platform::SystemRandom::new();
    countersign::platform::new_id(&random).unwrap()
}

fn changed(mut claims: Value, changes: Value) -> Value {
    let members = claims.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    claims
}
