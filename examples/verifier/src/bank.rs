//! What an AS writes: its own records, and the checks called in their order. HTTP, storage and
//! everything that must happen once are the AS's; comments say what.

use crate::common::{Asked, ISSUER, Offer, now};
use crate::key::Key;
use countersign_attestation::{AttestationPolicy, Expected};
use countersign_protocol::PROTOCOL_VERSION;
use countersign_protocol::consent::{Client, RequestClaims, Template, Types};
use countersign_protocol::jose::{Draft, Signer as _, Typ};
use countersign_protocol::random::{SystemRandom, new_id};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Claims as _, six_digits};
use countersign_protocol::vocabulary::{AttestedLevel, Capabilities, DeviceState};
use countersign_verify::{
    Judgement, OfferRecord, Record, RecordState, Registering, RegistrationStep, VerifiedDecision,
    VerifyError, check_registration, read_registration, verify_decision,
};
use std::error::Error;

/// The records of an AS: of one customer, one device and one request.
pub(crate) struct Bank {
    request_key: Key,
    types: Types,
    offer: Option<(Offer, UnixSeconds)>,
    device: Option<Device>,
    request: Option<String>,
    /// The hash of the decision that was recorded.
    decided: Option<String>,
}

struct Device {
    id: String,
    account: String,
    state: DeviceState,
    capabilities: Capabilities,
    transport: countersign_protocol::jose::PublicKey,
    approval: countersign_protocol::jose::PublicKey,
    level: AttestedLevel,
}

fn id() -> Result<String, Box<dyn Error>> {
    Ok(new_id(&SystemRandom::new())?)
}

impl Bank {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let (request_key, types) = (Key::new()?, Types::default());
        Ok(Self { request_key, types, offer: None, device: None, request: None, decided: None })
    }

    /// An offer to enrol, made in a session that passed strong customer authentication. An AS
    /// signs it as an `enrolment-offer+jwt`; here the phone is handed what it says.
    pub(crate) fn offer(&mut self) -> Result<Offer, Box<dyn Error>> {
        let (id, nonce) = (id()?, id()?);
        self.offer = Some((Offer { id: id.clone(), nonce: nonce.clone() }, now().plus(600)));
        Ok(Offer { id, nonce })
    }

    /// Takes a registration, and gives the digits to compare.
    pub(crate) fn enrol(&mut self, token: &str, prover: &Key) -> Result<String, Box<dyn Error>> {
        // Who sent it is the key of the DPoP proof that came along: `verify_proof`.
        let to = Registering { issuer: ISSUER, prover: prover.public_key(), oldest_core: "0.1.0" };
        let registration = read_registration(token, &to)?;
        let (offer, exp) = self.offer.as_ref().ok_or("no offer")?;
        if registration.offer != offer.id {
            return Err("no such offer".into());
        }
        let known = OfferRecord { nonce: &offer.nonce, exp: *exp, ended: false, accepted: None };
        let step = check_registration(&registration, token, &known, now())?;
        let RegistrationStep::First(first) = step else { return Err("registered before".into()) };
        // Phones without evidence are taken here; docs/attestation.md says what a bank asks for.
        let policy = AttestationPolicy::default();
        let expected = Expected { challenge: offer.nonce.as_bytes(), key: &registration.approval };
        let level =
            countersign_attestation::verify(&registration.evidence, &expected, &policy, now())
                .map_err(|check| check.as_str())?;
        let kept = first.attested(level);
        let (transport, approval) = (kept.registration.transport, kept.registration.approval);
        // In one transaction: keep the device as pending, if the offer is still open.
        self.device = Some(Device {
            id: id()?,
            account: id()?,
            // `pending`, until the session confirms the digits. Here it does so at once.
            state: DeviceState::Active,
            capabilities: kept.registration.capabilities.clone(),
            transport,
            approval,
            level: kept.level,
        });
        Ok(six_digits(&offer.id, &offer.nonce, &transport, &approval))
    }

    /// Signs a request for the device.
    pub(crate) fn ask(&mut self) -> Result<Asked, Box<dyn Error>> {
        let device = self.device.as_ref().ok_or("no device")?;
        let client = Client {
            name: "Example shop".to_owned(),
            legal_name: "Example shop Ltd".to_owned(),
            on_behalf_of: None,
            registration: None,
        };
        let claims = RequestClaims {
            iss: ISSUER,
            aud: &device.id,
            sub: &device.account,
            jti: &id()?,
            iat: now(),
            exp: now().plus(300),
            ver: PROTOCOL_VERSION,
            nonce: id()?,
            client: &client,
            scope: Some("openid"),
            authorization_details: None,
            binding_message: None,
            context: None,
            number_entry: None,
            accounts: None,
            payee_verification: None,
        };
        let draft: Draft = claims.draft(&self.request_key.kid());
        let token = draft.sign(&self.request_key)?;
        self.request = Some(token.clone());
        Ok(Asked {
            token,
            key: *self.request_key.public_key(),
            device: device.id.clone(),
            account: device.account.clone(),
        })
    }

    /// Takes a decision. Check 17 is the AS's: decide the *consent* by this decision in one
    /// transaction, if nothing decided it before, and keep the decision and its receipt.
    pub(crate) fn decide(&mut self, token: &str) -> Result<VerifiedDecision, Box<dyn Error>> {
        let judged = self.judge(token)?;
        let Judgement::Verified(decision) = judged else { return Err("decided before".into()) };
        self.decided = Some(decision.hash.clone());
        Ok(*decision)
    }

    /// Takes the same bytes again: they get the same receipt.
    pub(crate) fn decide_again(&self, token: &str) -> Result<Judgement, Box<dyn Error>> {
        Ok(self.judge(token)?)
    }

    /// What other bytes are answered with. The device never learns which check it was.
    pub(crate) fn refuse(&self, token: &str) -> String {
        match self.judge(token) {
            Err(VerifyError::Refused(refusal)) => {
                let (number, status) = (refusal.check.number(), refusal.check.status());
                format!("refused by check {number}, answered with {status}")
            }
            other => format!("{other:?}"),
        }
    }

    fn judge(&self, token: &str) -> Result<Judgement, VerifyError> {
        let (Some(device), Some(request)) = (&self.device, &self.request) else {
            return Err(VerifyError::Record);
        };
        let record = Record {
            issuer: ISSUER,
            device: &device.id,
            device_state: device.state,
            capabilities: &device.capabilities,
            account: &device.account,
            transport_key: &device.transport,
            approval_key: &device.approval,
            key_level: device.level,
            retired_keys: &[],
            request_token: request,
            request_keys: &[*self.request_key.public_key()],
            number: None,
            types: &self.types,
            templates: &Template::ALL,
            state: match &self.decided {
                None => RecordState::Pending,
                Some(hash) => RecordState::Decided { hash: Some(hash) },
            },
        };
        verify_decision(token.as_bytes(), Typ::ConsentApproval, &record, now())
    }
}
