//! The token endpoint (CIBA §10.1) and the tokens it gives.

use super::backchannel::{form, no_store};
use super::client::Client;
use super::error::OAuthError;
use super::form::Form;
use super::grant::Grant;
use super::jwt::sign;
use super::{ACR, AuthorizationServer, GRANT_TYPE};
use crate::bank::Customer;
use crate::ledger::{Entry, Outcome, Who};
use crate::time;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_gateway::channel::{ChannelError, ConsentRecord};
use countersign_protocol::jose::base64url;
use countersign_protocol::time::UnixSeconds;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Instant;

/// How long the tokens live, in seconds.
const LIFE: i64 = 300;

#[derive(Serialize)]
struct TokenAnswer {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: String,
    id_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_details: Option<Value>,
}

#[derive(Serialize)]
struct IdToken<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    iat: UnixSeconds,
    exp: UnixSeconds,
    auth_time: UnixSeconds,
    acr: &'static str,
    amr: Vec<String>,
    at_hash: String,
    #[serde(rename = "urn:openid:params:jwt:claim:auth_req_id")]
    auth_req_id: &'a str,
}

#[derive(Deserialize)]
struct Chosen {
    detail: usize,
    accounts: Vec<String>,
}

pub(super) async fn handle(
    State(server): State<AuthorizationServer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let result = match form(&headers, body) {
        Ok(form) => server.tokens(&headers, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(tokens) => {
            let entry = Entry::new(Who::As, "Gave the client its tokens")
                .text("The id token says who agreed and how; the details are as granted.")
                .token(&tokens.id_token)
                .http("POST", "/token", 200)
                .outcome(Outcome::Ok);
            server.ledger().add(entry);
            no_store(Json(tokens))
        }
        Err(error) => {
            // A client in poll mode hears this every few seconds: it is not worth a line.
            if error != OAuthError::AuthorizationPending {
                let entry = Entry::new(Who::As, "Refused tokens")
                    .text(format!("{}: {error}.", error.code()))
                    .http("POST", "/token", error.status().as_u16())
                    .outcome(Outcome::Refused);
                server.ledger().add(entry);
            }
            error.into_response()
        }
    }
}

impl AuthorizationServer {
    async fn tokens(&self, headers: &HeaderMap, form: &Form) -> Result<TokenAnswer, OAuthError> {
        let client = self.authenticate(headers, form, time::now())?;
        match form.text("grant_type") {
            Some(GRANT_TYPE) if client.may_use_ciba => {}
            Some(GRANT_TYPE) => return Err(OAuthError::UnauthorizedClient),
            Some(_) => return Err(OAuthError::UnsupportedGrantType),
            None => return Err(OAuthError::InvalidRequest("grant_type is missing")),
        }
        let missing = OAuthError::InvalidRequest("auth_req_id is missing");
        let auth_req_id = form.text("auth_req_id").ok_or(missing)?;
        let consent = self.grants().consent(auth_req_id, &client.id)?;
        let record = self.gateway().consent(&consent).await.map_err(|error| match error {
            ChannelError::Unknown | ChannelError::Gone => OAuthError::InvalidGrant,
            _ => OAuthError::ServerError,
        })?;
        let grant = self.grants().redeem(auth_req_id, &client.id, &record, Instant::now())?;
        self.grant_tokens(&client, auth_req_id, grant, record)
    }

    fn grant_tokens(
        &self,
        client: &Client,
        auth_req_id: &str,
        grant: Grant,
        record: ConsentRecord,
    ) -> Result<TokenAnswer, OAuthError> {
        let now = time::now();
        let access_token = self.secret()?;
        let claims = IdToken {
            iss: self.issuer(),
            sub: self.subject(client, grant.customer),
            aud: &client.id,
            iat: now,
            exp: now.plus(LIFE),
            auth_time: record.decided_at.unwrap_or(now),
            acr: ACR,
            amr: record.amr.clone().unwrap_or_default(),
            at_hash: at_hash(&access_token),
            auth_req_id,
        };
        let id_token = sign("JWT", &claims, self.key()).map_err(|_| OAuthError::ServerError)?;
        Ok(TokenAnswer {
            access_token,
            token_type: "Bearer",
            expires_in: LIFE,
            authorization_details: granted(&grant, &record)?,
            scope: grant.scope,
            id_token,
        })
    }
}

/// The left half of the token's SHA-256 (OpenID Connect Core §3.1.3.6).
fn at_hash(access_token: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, access_token.as_bytes());
    base64url(digest.as_ref().get(..16).unwrap_or_default())
}

/// The details as granted: with the accounts that the person chose (RFC 9396 §7.1).
fn granted(grant: &Grant, record: &ConsentRecord) -> Result<Option<Value>, OAuthError> {
    let failed = |_| OAuthError::ServerError;
    let Some(raw) = &grant.details else { return Ok(None) };
    let mut details: Vec<Value> = serde_json::from_str(raw.get()).map_err(failed)?;
    let chosen: Vec<Chosen> = match &record.selection {
        Some(raw) => serde_json::from_str(raw.get()).map_err(failed)?,
        None => Vec::new(),
    };
    for choice in chosen {
        let detail = details.get_mut(choice.detail).ok_or(OAuthError::ServerError)?;
        fill_in(detail, &choice.accounts, grant.customer);
    }
    Ok(Some(Value::Array(details)))
}

fn fill_in(detail: &mut Value, chosen: &[String], customer: &Customer) {
    let accounts: Vec<Value> = chosen
        .iter()
        .filter_map(|id| customer.account(id))
        .map(|(iban, currency)| json!({ "iban": iban, "currency": currency }))
        .collect();
    let is_payment = detail.get("type").and_then(Value::as_str) == Some("payment_initiation");
    let Some(members) = detail.as_object_mut() else { return };
    if is_payment {
        if let Some(account) = accounts.into_iter().next() {
            members.insert("debtorAccount".to_owned(), account);
        }
        return;
    }
    let access = members.entry("access").or_insert_with(|| json!({ "accounts": [] }));
    let lists = access.as_object_mut().into_iter().flat_map(|access| access.values_mut());
    for list in lists {
        if list.as_array().is_some_and(Vec::is_empty) {
            *list = Value::Array(accounts.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::bank::{CUSTOMER, customer};

    #[test]
    fn the_hash_is_that_of_openid_connect_core() {
        // OpenID Connect Core, the access token of the response in appendix A.3.
        assert_eq!(
            at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }

    #[test]
    fn the_accounts_chosen_are_filled_in() {
        let customer = customer(CUSTOMER).unwrap();
        let chosen = ["savings".to_owned()];
        let account = json!({ "iban": "NL76RABO0359400371", "currency": "EUR" });

        let mut payment = json!({ "type": "payment_initiation" });
        fill_in(&mut payment, &chosen, customer);
        let mut access = json!({ "type": "account_information",
            "access": { "accounts": [], "balances": [{ "iban": "x" }] } });
        fill_in(&mut access, &chosen, customer);

        assert_eq!(payment["debtorAccount"], account);
        assert_eq!(access["access"]["accounts"], json!([account]));
        assert_eq!(access["access"]["balances"], json!([{ "iban": "x" }]));
    }
}
