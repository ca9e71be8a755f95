//! The gateway inside an AS's own axum router: one process, one port, no HTTP between the two.
//! The AS's routes stand beside the gateway's, and it asks for consents by a method call.
//!
//! `cargo run -p countersign-example-gateway` plays it with the phone of `examples/device`.

use axum::Router;
use axum::routing::get;
use countersign_example_device::{Failure, Phone};
use countersign_gateway::channel::{Client, ConsentState, NewConsent};
use countersign_gateway::keys::MemoryKey;
use countersign_gateway::{Gateway, Secret, Settings};
use countersign_protocol::jose::{PublicKey, Signer as _};
use serde_json::value::RawValue;
use std::io::Write as _;
use std::sync::Arc;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let shown = play().await?;
    Ok(write!(std::io::stdout(), "The phone showed, and the bank recorded:\n\n{shown}")?)
}

/// Starts an AS, enrols a phone, asks it, and gives what it showed.
async fn play() -> Result<String, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let issuer = format!("http://{}", listener.local_addr()?);
    let (gateway, vouching_key) = gateway(&issuer).await?;
    tokio::spawn(serve(listener, gateway.clone()));

    let phone = Phone::open(&issuer, vouching_key)?;
    // In a session that passed strong customer authentication:
    let offer = gateway.create_offer("customer-1", "Current account, ends in 03").await?;
    let enrolment = phone.enrol(&format!("https://bank.example/?offer={}", offer.token)).await?;
    gateway.confirm_offer(&offer.offer, &enrolment.digits).await?;
    phone.refresh(&enrolment.id).await?;

    // In the AS's backchannel authentication endpoint (CIBA §7):
    let asked = gateway.create_consent(payment()?).await?;
    let shown = phone.answer(&enrolment.id).await?;
    let record = gateway.wait_for_consent(&asked.consent, 10).await?;
    if record.state != ConsentState::Approved {
        return Err("the consent was not given".into());
    }
    Ok(shown)
}

/// A gateway in memory. A bank gives it a file, sealing keys, and keys of its HSM.
async fn gateway(issuer: &str) -> Result<(Gateway, PublicKey), Failure> {
    let (request, vouching) = (MemoryKey::generate()?, MemoryKey::generate()?);
    let vouching_key = *vouching.public_key();
    let secret = Secret::new("nobody calls the channel over HTTP here".to_owned());
    let settings =
        Settings::new(issuer, "Example bank", Arc::new(request), Arc::new(vouching), secret);
    Ok((Gateway::open(settings).await?, vouching_key))
}

/// The AS's own routes, and the gateway's.
async fn serve(listener: TcpListener, gateway: Gateway) -> Result<(), std::io::Error> {
    let own = Router::new().route("/", get(|| async { "the AS's own page" }));
    axum::serve(listener, own.merge(gateway.router())).await
}

fn payment() -> Result<NewConsent, serde_json::Error> {
    let details = r#"[{
        "type": "payment_initiation",
        "instructedAmount": {"currency": "EUR", "amount": "12.00"},
        "creditorName": "Example shop",
        "creditorAccount": {"iban": "DE02100100109307118603"}
    }]"#;
    Ok(NewConsent {
        account: "customer-1".to_owned(),
        client: Client {
            name: "Example shop".to_owned(),
            legal_name: "Example shop Ltd".to_owned(),
            on_behalf_of: None,
            registration: None,
        },
        scope: None,
        authorization_details: Some(RawValue::from_string(details.to_owned())?),
        binding_message: None,
        context: None,
        number_entry: None,
        accounts: None,
        payee_verification: None,
        expires_in: 300,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_phone_shows_and_approves_what_the_as_asks_in_the_same_process() -> Result<(), Failure>
    {
        let shown = play().await?;

        assert!(shown.contains("€12.00"), "{shown}");
        assert!(shown.contains("Example shop"), "{shown}");
        Ok(())
    }
}
