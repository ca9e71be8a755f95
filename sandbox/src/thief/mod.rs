//! Somebody who forges pushes and steals decisions, to see them refused.

mod call;

use crate::desk::Desk;
use crate::ledger::{Decoded, Entry, Outcome, Who};
use crate::phone::Complaint;
use crate::time;
use call::Caller;
use countersign::HistoryEntry;
use countersign::platform::{SystemRandom, new_id};
use countersign_gateway::keys::MemoryKey;
use countersign_protocol::jose::{Draft, Signer, Typ, sha256_base64url};
use countersign_protocol::time::UnixSeconds;
use serde::Serialize;
use serde_json::json;
use std::collections::HashMap;

const NO_KEY: Complaint = Complaint("the thief has no key");

/// Sends the phone three things that the bank did not: a push about a request that does not
/// exist, a push that brings its own payment, and a code with an offer signed by a stranger.
///
/// # Errors
///
/// [`Complaint`] if the phone believed one of them.
pub(crate) async fn forge_pushes(desk: &Desk) -> Result<(), Complaint> {
    let handle = desk.notice_handle().ok_or(Complaint("the phone is not enrolled"))?;
    let request = fresh_id()?;
    let notice = |more: &[(&str, &str)]| {
        let plain = [("countersign", "1"), ("enrolment", &handle), ("request", &request)];
        let all = plain.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<HashMap<_, _>>()
    };
    let phone = desk.phone();
    phone.receive(&notice(&[])).await;
    phone.receive(&notice(&[("amount", "1.00 EUR"), ("creditorName", "Merchant A")])).await;

    let stranger = MemoryKey::generate().map_err(|_| NO_KEY)?;
    let now = time::now();
    let offer = json!({
        "iss": desk.url(), "aud": desk.url(), "jti": fresh_id()?, "nonce": fresh_id()?,
        "iat": now, "exp": now.plus(300), "account": "Current account",
    });
    let offer = Draft::new(Typ::EnrolmentOffer, &stranger.kid(), &offer)
        .sign(&stranger)
        .map_err(|_| NO_KEY)?;
    let read = phone.device().read_offer(&format!("{}/enrol?offer={offer}", desk.url())).await;
    match read {
        Ok(_) => Err(Complaint("the phone believed a stranger")),
        Err(_) => {
            let entry = Entry::new(Who::Phone, "Refused an enrolment code")
                .text("The offer in it was signed by a key that the bank does not vouch for.")
                .outcome(Outcome::Refused)
                .token(&offer);
            desk.ledger().add(entry);
            Ok(())
        }
    }
}

/// Tries to make use of a decision that was seen on its way: replays it without the phone's key;
/// then, with the phone's stolen transport key, signs approvals with that key and with another.
///
/// # Errors
///
/// [`Complaint`] if there is nothing to steal yet, or if the bank believed the thief.
pub(crate) async fn use_stolen_decision(desk: &Desk) -> Result<(), Complaint> {
    let history = desk.phone().device().history(None, 20).await?;
    let seen = history.iter().find(|entry| entry.decision.is_some()).ok_or(Complaint(
        "approve or decline something first: then there is a decision to steal",
    ))?;
    let decision = seen.decision.as_deref().unwrap_or_default();
    let token = Decoded::of(decision).ok_or(Complaint("there is nothing to steal"))?;
    let device = token.claim("iss").ok_or(Complaint("there is nothing to steal"))?;
    desk.note(Who::Phone, "A thief tries a decision that was seen on its way", "");

    let mut caller = Caller::new(desk.url())?;
    let path = format!("/ad/requests/{}/decision", seen.request);
    let typ =
        if token.is("consent-denial+jwt") { Typ::ConsentDenial } else { Typ::ConsentApproval };
    let replayed = caller.post_without_proof(&path, typ, decision).await?;

    let stolen = desk.phone().keys().steal().ok_or(NO_KEY)?;
    let stranger = MemoryKey::generate().map_err(|_| NO_KEY)?;
    caller.log_in(&stolen, &device).await?;
    let own = approval(seen, &device, desk.url(), &stolen)?;
    let with_transport_key = caller.post(&stolen, &path, Typ::ConsentApproval, &own).await?;
    let foreign = approval(seen, &device, desk.url(), &stranger)?;
    let with_foreign_key = caller.post(&stolen, &path, Typ::ConsentApproval, &foreign).await?;
    if [replayed, with_transport_key, with_foreign_key].iter().all(|status| *status >= 400) {
        Ok(())
    } else {
        Err(Complaint("the bank believed a thief"))
    }
}

/// An approval of this request, complete but for the key.
fn approval(
    seen: &HistoryEntry,
    device: &str,
    issuer: &str,
    key: &dyn Signer,
) -> Result<String, Complaint> {
    #[derive(Serialize)]
    struct ForgedClaims<'a> {
        iss: &'a str,
        aud: &'a str,
        iat: UnixSeconds,
        exp: UnixSeconds,
        jti: String,
        nonce: String,
        request: &'a str,
        request_hash: String,
        display: serde_json::Value,
        amr: [&'static str; 2],
    }
    let request = Decoded::of(&seen.request_token).ok_or(Complaint("there is nothing to steal"))?;
    let now = time::now();
    let claims = ForgedClaims {
        iss: device,
        aud: issuer,
        iat: now,
        exp: now.plus(60),
        jti: fresh_id()?,
        nonce: request.claim("nonce").unwrap_or_default(),
        request: &seen.request,
        request_hash: sha256_base64url(seen.request_token.as_bytes()),
        display: json!({ "hash": sha256_base64url(b"what a thief would show"),
            "template": "1", "locale": "en", "time_zone": "Europe/Berlin" }),
        amr: ["swk", "user"],
    };
    Draft::new(Typ::ConsentApproval, &key.kid(), &claims).sign(key).map_err(|_| NO_KEY)
}

fn fresh_id() -> Result<String, Complaint> {
    new_id(&SystemRandom::new()).map_err(|_| Complaint("there is no randomness"))
}
