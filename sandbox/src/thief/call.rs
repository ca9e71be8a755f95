//! Calls to the gateway with a stolen transport key: what docs/protocol.md §1.4 and §3.5 ask.

use super::fresh_id;
use crate::phone::{Complaint, StolenKey};
use crate::time;
use countersign_protocol::jose::{DpopTarget, Draft, Signer as _, Typ};
use reqwest::Response;
use serde::{Deserialize, Serialize};

/// What a thief calls with.
pub(super) struct Caller {
    url: String,
    http: reqwest::Client,
    nonce: Option<String>,
    access_token: Option<String>,
}

#[derive(Serialize)]
struct ThiefAssertion<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
}

const NO_ANSWER: Complaint = Complaint("the bank did not answer");

impl Caller {
    pub(super) fn new(url: &str) -> Result<Self, Complaint> {
        let http = crate::loopback::client().map_err(|_| NO_ANSWER)?;
        Ok(Self { url: url.to_owned(), http, nonce: None, access_token: None })
    }

    /// Sends a decision with no proof of any key, and returns the status.
    pub(super) async fn post_without_proof(
        &self,
        path: &str,
        typ: Typ,
        token: &str,
    ) -> Result<u16, Complaint> {
        let sent = self
            .http
            .post(format!("{}{path}", self.url))
            .header("content-type", typ.media_type())
            .body(token.to_owned())
            .send()
            .await;
        Ok(sent.map_err(|_| NO_ANSWER)?.status().as_u16())
    }

    /// Gets an access token with the stolen key.
    pub(super) async fn log_in(&mut self, key: &StolenKey, device: &str) -> Result<(), Complaint> {
        let mut last = None;
        // The first call only learns the nonce.
        for _ in 0..2 {
            let now = time::now();
            let claims = ThiefAssertion {
                iss: device,
                sub: device,
                aud: &self.url,
                iat: now.0,
                exp: now.0 + 60,
                jti: fresh_id()?,
            };
            let assertion = Draft::new(Typ::DeviceAssertion, &key.kid(), &claims)
                .sign(key)
                .map_err(|_| NO_ANSWER)?;
            let form = [
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", &assertion),
            ];
            let call = self.http.post(format!("{}/ad/token", self.url)).form(&form);
            let answer = self.prove(call, key, "/ad/token").await?;
            if answer.status().is_success() {
                last = answer.bytes().await.ok();
                break;
            }
        }
        let body = last.ok_or(Complaint("the bank gave the thief no token"))?;
        let token: Token = serde_json::from_slice(&body).map_err(|_| NO_ANSWER)?;
        self.access_token = Some(token.access_token);
        Ok(())
    }

    /// Sends a decision with a proof by the stolen key, and returns the status.
    pub(super) async fn post(
        &mut self,
        key: &StolenKey,
        path: &str,
        typ: Typ,
        token: &str,
    ) -> Result<u16, Complaint> {
        let call = self
            .http
            .post(format!("{}{path}", self.url))
            .header("content-type", typ.media_type())
            .body(token.to_owned());
        Ok(self.prove(call, key, path).await?.status().as_u16())
    }

    async fn prove(
        &mut self,
        call: reqwest::RequestBuilder,
        key: &StolenKey,
        path: &str,
    ) -> Result<Response, Complaint> {
        let url = format!("{}{path}", self.url);
        let target = DpopTarget {
            method: "POST",
            url: &url,
            access_token: self.access_token.as_deref(),
            nonce: self.nonce.as_deref(),
        };
        let proof = target.prove(key, &fresh_id()?, time::now()).map_err(|_| NO_ANSWER)?;
        let mut call = call.header("dpop", proof);
        if let Some(token) = &self.access_token {
            call = call.header("authorization", format!("DPoP {token}"));
        }
        let answer = call.send().await.map_err(|_| NO_ANSWER)?;
        if let Some(nonce) = answer.headers().get("dpop-nonce").and_then(|it| it.to_str().ok()) {
            self.nonce = Some(nonce.to_owned());
        }
        Ok(answer)
    }
}
