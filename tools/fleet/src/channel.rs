//! The AS's side of the fleet: offers, consents, and what became of them.

use crate::Failure;
use reqwest::Method;
use serde_json::{Value, json};

/// What is asked for.
const DETAILS: &str = r#"[{"type":"payment_initiation","instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant A","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref Number Merchant"}]"#;
/// How long a consent waits, in seconds: longer than a burst on a slow machine.
const EXPIRES_IN: u32 = 600;

/// The channel API of a gateway (gateway/openapi.json).
#[derive(Clone)]
pub(crate) struct Channel {
    client: reqwest::Client,
    url: String,
    secret: String,
}

/// What the AS has of a consent.
pub(crate) struct Record {
    pub(crate) state: String,
    pub(crate) decision: Option<String>,
}

impl Channel {
    pub(crate) fn new(client: reqwest::Client, url: &str, secret: &str) -> Self {
        Self { client, url: url.to_owned(), secret: secret.trim().to_owned() }
    }

    /// The same at another address.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Starts an enrolment: the offer's id and token.
    pub(crate) async fn offer(&self, account: &str) -> Result<(String, String), Failure> {
        let body = json!({"account": account, "label": "Fleet"});
        let answer = self.call(Method::POST, "/channel/v1/offers", Some(&body)).await?;
        Ok((text(&answer, "offer")?, text(&answer, "token")?))
    }

    pub(crate) async fn confirm(&self, offer: &str, digits: &str) -> Result<(), Failure> {
        let path = format!("/channel/v1/offers/{offer}/confirmation");
        self.call(Method::POST, &path, Some(&json!({"digits": digits}))).await?;
        Ok(())
    }

    /// Asks for a consent: its id.
    pub(crate) async fn ask(&self, account: &str) -> Result<String, Failure> {
        let details: Value = serde_json::from_str(DETAILS)?;
        let body = json!({
            "account": account, "client": {"name": "Merchant A", "legal_name": "Merchant A Ltd"},
            "authorization_details": details, "expires_in": EXPIRES_IN,
        });
        text(&self.call(Method::POST, "/channel/v1/consents", Some(&body)).await?, "consent")
    }

    pub(crate) async fn record(&self, consent: &str) -> Result<Record, Failure> {
        let answer =
            self.call(Method::GET, &format!("/channel/v1/consents/{consent}"), None).await?;
        Ok(Record { state: text(&answer, "state")?, decision: text(&answer, "decision").ok() })
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, Failure> {
        let call = self.client.request(method, format!("{}{path}", self.url));
        let mut call = call.bearer_auth(&self.secret);
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        let answer = call.send().await?;
        let status = answer.status();
        if !status.is_success() {
            return Err(format!("the channel answered {status} at {path}").into());
        }
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }
}

fn text(answer: &Value, name: &str) -> Result<String, Failure> {
    let text = answer.get(name).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| format!("the channel's answer has no {name}").into())
}
