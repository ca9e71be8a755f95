//! The backchannel authentication endpoint (CIBA §7).

use super::AuthorizationServer;
use super::client::{Client, Delivery};
use super::error::OAuthError;
use super::form::Form;
use super::grant::{Grant, INTERVAL};
use super::ping::PingNotification;
use super::preview;
use super::request::{AuthenticationRequest, Parameters};
use crate::bank::{self, Customer};
use crate::ledger::{Entry, Outcome, Who};
use crate::time;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use countersign_gateway::channel::{self, ChannelError, Context, NewConsent};
use countersign_protocol::json::Json as Parsed;
use countersign_protocol::time::UnixSeconds;
use serde::Serialize;
use std::time::{Duration, Instant};

#[derive(Serialize)]
struct BackchannelAnswer {
    auth_req_id: String,
    expires_in: u32,
    interval: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_to_enter: Option<String>,
}

pub(super) async fn handle(
    State(server): State<AuthorizationServer>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let result = match form(&headers, body) {
        Ok(form) => server.acknowledge(&headers, &form).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(acknowledgement) => no_store(Json(acknowledgement)),
        Err(error) => {
            let entry = Entry::new(Who::As, "Refused a request for consent")
                .text(format!("{}: {error}.", error.code()))
                .http("POST", "/backchannel", error.status().as_u16())
                .outcome(Outcome::Refused);
            server.ledger().add(entry);
            error.into_response()
        }
    }
}

/// The form of a call, if it is one.
pub(super) fn form(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Form, OAuthError> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = media.and_then(|value| value.split(';').next()).map(str::trim);
    if !media.is_some_and(|media| media.eq_ignore_ascii_case("application/x-www-form-urlencoded")) {
        return Err(OAuthError::InvalidRequest("the body is not a form"));
    }
    Form::parse(&body.map_err(|_| OAuthError::TooLarge)?)
}

/// An answer that no cache may keep (RFC 6749 §5.1).
pub(super) fn no_store(body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    let value = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

impl AuthorizationServer {
    /// Takes a request: client, signature, hint, customer, user code, and only then the device
    /// (CIBA §7.2).
    async fn acknowledge(
        &self,
        headers: &HeaderMap,
        form: &Form,
    ) -> Result<BackchannelAnswer, OAuthError> {
        let (now, received) = (time::now(), Instant::now());
        let client = self.authenticate(headers, form, now)?;
        if !client.may_use_ciba {
            return Err(OAuthError::UnauthorizedClient);
        }
        let signed = self.signed_request(&client, form, now)?;
        let parameters = signed.as_ref().map_or(Parameters::Form(form), Parameters::Signed);
        let request = AuthenticationRequest::read(&parameters)?;
        let customer = self.customer(&client, &request.hint, now)?;
        check_user_code(&client, customer, request.user_code.as_deref())?;
        let notification = notification(&client, &request)?;
        if self.profile().is_fapi()
            && request.binding_message.is_none()
            && request.details.is_none()
        {
            return Err(OAuthError::InvalidRequest(
                "a binding message or authorization details are needed",
            ));
        }

        let consent = consent(&client, customer, &request, now);
        let checked = self.profile().is_fapi() || !client.unchecked;
        if checked {
            preview::read(&consent, self.gateway())?;
        }
        let ask = Entry::new(Who::As, format!("{} asks for consent", client.name))
            .text(if checked {
                "Client, signature, hint and content were checked."
            } else {
                "Client and hint were checked. The content was let through unchecked, as a \
                 careless server would."
            })
            .http("POST", "/backchannel", 200)
            .outcome(Outcome::Ok);
        self.ledger().add(match form.text("request") {
            Some(token) => ask.token(token),
            None => ask,
        });
        let created = self.gateway().create_consent(consent).await.map_err(refusal)?;
        let auth_req_id = self.secret()?;
        let deadline = received + Duration::from_secs(u64::from(request.expires_in));
        let grant = Grant {
            client: client.id.clone(),
            consent: created.consent.clone(),
            customer,
            scope: request.scope,
            details: request.details,
            number: created.number_to_enter.clone(),
            deadline,
        };
        self.grants().keep(auth_req_id.clone(), grant, received);
        if let Some((endpoint, token)) = notification {
            self.notify_when_ended(PingNotification {
                endpoint,
                token,
                auth_req_id: auth_req_id.clone(),
                consent: created.consent,
                deadline,
            });
        }
        Ok(BackchannelAnswer {
            auth_req_id,
            expires_in: request.expires_in,
            interval: INTERVAL.as_secs(),
            number_to_enter: created.number_to_enter,
        })
    }
}

fn check_user_code(
    client: &Client,
    customer: &Customer,
    code: Option<&str>,
) -> Result<(), OAuthError> {
    if !client.user_code {
        return Ok(());
    }
    let code = code.ok_or(OAuthError::MissingUserCode)?;
    let right = subtle::ConstantTimeEq::ct_eq(code.as_bytes(), customer.user_code.as_bytes());
    if right.into() { Ok(()) } else { Err(OAuthError::InvalidUserCode) }
}

/// Where and with what a client in ping mode wants to be told.
fn notification(
    client: &Client,
    request: &AuthenticationRequest,
) -> Result<Option<(reqwest::Url, String)>, OAuthError> {
    match (&client.delivery, &request.notification_token) {
        (Delivery::Poll, _) => Ok(None),
        (Delivery::Ping { endpoint }, Some(token)) => Ok(Some((endpoint.clone(), token.clone()))),
        (Delivery::Ping { .. }, None) => {
            Err(OAuthError::InvalidRequest("a client notification token is needed"))
        }
    }
}

/// What the gateway is asked to have shown, in the bank's words where they are the bank's.
fn consent(
    client: &Client,
    customer: &Customer,
    request: &AuthenticationRequest,
    now: UnixSeconds,
) -> NewConsent {
    let parsed = request.details.as_ref().map(|raw| Parsed::parse(raw.get().as_bytes()));
    let details = match parsed {
        Some(Ok(Parsed::Array(details))) => details,
        _ => Vec::new(),
    };
    NewConsent {
        account: customer.id.to_owned(),
        client: channel::Client {
            name: client.name.clone(),
            legal_name: client.legal_name.clone(),
            on_behalf_of: None,
            registration: None,
        },
        scope: Some(request.scope.clone()),
        authorization_details: request.details.clone(),
        binding_message: request.binding_message.clone(),
        context: Some(context(request.context.as_ref(), now)),
        number_entry: request.number_entry,
        accounts: customer.offer(&details),
        payee_verification: bank::verify_payees(&details),
        expires_in: request.expires_in,
    }
}

/// Where the request was started: what the client tells of it in words, and when it came.
fn context(signals: Option<&Parsed>, now: UnixSeconds) -> Context {
    let text = |name| {
        signals.and_then(|signals| signals.member(name)).and_then(Parsed::as_str).map(str::to_owned)
    };
    Context {
        requested_at: Some(now),
        device: text("device"),
        location: text("location"),
        ip_address: text("ip_address"),
    }
}

const fn refusal(error: ChannelError) -> OAuthError {
    match error {
        // There is nobody to ask: the customer has no phone, or a blocked one.
        ChannelError::Unknown | ChannelError::Gone | ChannelError::Conflict => OAuthError::Refused,
        ChannelError::NotShowable(_) | ChannelError::Malformed | ChannelError::TooLarge => {
            OAuthError::InvalidAuthorizationDetails
        }
        ChannelError::TooMany { .. } => OAuthError::TemporarilyUnavailable,
        ChannelError::Unauthenticated
        | ChannelError::NoOperator
        | ChannelError::WrongDigits
        | ChannelError::Unavailable => OAuthError::ServerError,
    }
}
