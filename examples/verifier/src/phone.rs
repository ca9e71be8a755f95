//! What stands for the app: it answers an offer and approves a request. A real app does this with
//! the crate `countersign`, and asks a person.

use crate::common::{Asked, ISSUER, Offer, now};
use crate::key::Key;
use countersign_protocol::consent::words::Language;
use countersign_protocol::consent::{Addressee, ConsentRequest, Presentation, Selection, Types};
use countersign_protocol::jose::{Signer as _, Typ, Unverified};
use countersign_protocol::random::{SystemRandom, new_id};
use countersign_protocol::tokens::{
    ApprovalInput, ApprovingKey, Claims as _, RegistrationClaims, approval_draft,
};
use countersign_protocol::vocabulary::{Attestation, Capabilities, DeviceInfo, KeyLevel, Unlock};
use std::error::Error;

/// A phone with its two keys.
pub(crate) struct Phone {
    transport: Key,
    approval: Key,
}

impl Phone {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        Ok(Self { transport: Key::new()?, approval: Key::new()? })
    }

    /// The key of its proofs of possession.
    pub(crate) const fn transport_key(&self) -> &Key {
        &self.transport
    }

    /// Answers an offer.
    pub(crate) fn register(&self, offer: &Offer) -> Result<String, Box<dyn Error>> {
        let kid = self.approval.kid();
        let claims = RegistrationClaims {
            iss: kid.clone(),
            aud: ISSUER,
            iat: now(),
            exp: now().plus(300),
            jti: new_id(&SystemRandom::new())?,
            offer: &offer.id,
            nonce: &offer.nonce,
            transport_jwk: self.transport.public_key().jwk(),
            approval_jwk: self.approval.public_key().jwk(),
            attestation: &Attestation::None,
            device: &DeviceInfo { model: "Example".to_owned(), os: "Example 1".to_owned() },
            capabilities: Capabilities::of("0.1.0", &Types::default()),
            push: None,
        };
        Ok(claims.draft(&kid).sign(&self.approval)?)
    }

    /// Reads a request and approves it as it is shown.
    pub(crate) fn approve(&self, asked: &Asked) -> Result<String, Box<dyn Error>> {
        let unverified = Unverified::parse(&asked.token, &[Typ::ConsentRequest])?;
        let to = Addressee { issuer: ISSUER, device: &asked.device, account: &asked.account };
        let presentation = Presentation {
            language: Language::English,
            time_zone: "UTC".to_owned(),
            types: Types::default(),
        };
        let request = ConsentRequest::read(&unverified.verify(&asked.key)?, &to, &presentation)?;
        let shown = request.shown().ok_or("it cannot be shown")?;
        let kid = self.approval.kid();
        let key = ApprovingKey { kid: &kid, level: KeyLevel::Software, unlock: Unlock::Biometric };
        let input = ApprovalInput { selection: Selection::default(), ..ApprovalInput::default() };
        let jti = new_id(&SystemRandom::new())?;
        Ok(approval_draft(&shown, &input, &key, now(), &jti)?.sign(&self.approval)?)
    }
}
