//! Enrolling: read the offer, show it, make the keys, prove them, wait for the confirmation.

use super::orphan_keys::ALIAS_PREFIX;
use super::{Device, Inner, wall_clock};
use crate::platform::{
    Change, CreatedKey, KeyAlias, KeyPurpose, KeyStoreError, RandomError, new_id,
};
use crate::server::Assurance;
use crate::server::native::ServerError;
use crate::store::{EnrolmentState, StoreError, new_keys};
use countersign_protocol::discovery::Endpoints;
use countersign_protocol::jose::{Draft, JoseError, PublicKey, Signature, Typ, Unverified};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{self, Claims as _, OfferLink, RegistrationClaims};
use countersign_protocol::vocabulary::PushTarget;
use serde::Serialize;

/// One phone bound to one account at one AS.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Enrolment {
    /// Local; names it in all other calls.
    pub id: String,
    /// The issuer identifier of the AS.
    pub issuer: String,
    /// What people call the bank.
    pub bank: String,
    /// What the bank calls the account, masked.
    pub account: String,
    /// How far it is.
    pub state: EnrolmentState,
    /// The six digits to compare with the bank's page while it is pending.
    pub digits: String,
    /// How much its answers prove.
    pub assurance: Assurance,
    /// The approval key is lost, as it is when biometrics changed: only denying works. The person
    /// must enrol again, by the bank's strong authentication; then remove this enrolment.
    pub needs_reenrolment: bool,
    /// Too many approvals failed on this phone: only denying works, until the bank unblocks the
    /// device and [`Device::refresh`] has heard of it.
    pub locked: bool,
    /// The bank said that this version is too old for it. Nothing new is fetched and nothing
    /// approved until its discovery document fits again ([`Device::refresh`] reads it) or the app
    /// is updated; denying, delivering and removing go on.
    pub update_required: bool,
    /// The person removed it, and the bank does not know of it yet; [`Device::deliver`] tries
    /// again.
    pub removing: bool,
}

/// A verified offer: show bank and account, and ask whether to go on.
#[derive(Clone)]
pub struct Offer {
    /// What people call the bank.
    pub bank: String,
    /// What the bank calls the account, masked.
    pub account: String,
    /// When it ends, server time.
    pub expires_at: UnixSeconds,
    pub(super) issuer: String,
    pub(super) jti: String,
    pub(super) nonce: String,
    pub(super) endpoints: Endpoints,
}

/// An enrolment that lacks only the signature of its new approval key.
#[derive(Clone)]
pub struct PreparedEnrolment {
    draft: Draft,
    pub(super) offer: Offer,
    pub(super) id: String,
    pub(super) transport: MadeKey,
    pub(super) approval: MadeKey,
}

#[derive(Clone)]
pub(super) struct MadeKey {
    pub(super) alias: KeyAlias,
    pub(super) public: PublicKey,
    pub(super) made: CreatedKey,
}

/// Why an enrolment did not come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The link holds no offer.
    #[error("the link holds no offer")]
    NoOffer,
    /// The offer is by an AS that this app is not configured with.
    #[error("the offer is by an unknown issuer")]
    UnknownIssuer,
    /// The offer expired. The bank must make a new one.
    #[error("the offer expired")]
    Expired,
    /// The signature is not by the new approval key. Ask for the biometric again.
    #[error("the signature is wrong")]
    WrongSignature,
    /// A key could not be made.
    #[error(transparent)]
    Key(#[from] KeyStoreError),
    /// What the key store gave is not two different P-256 keys.
    #[error("the key store gave no usable key")]
    NotAKey,
    /// The AS could not be reached, or refused. [`ServerError::Conflict`]: the offer was used.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Device {
    /// Reads an offer from a scanned code or an opened link. An offer by reference is fetched,
    /// and can be fetched only once.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]; nothing was made.
    pub async fn read_offer(&self, link: &str) -> Result<Offer, EnrolError> {
        let token = match OfferLink::parse(link).ok_or(EnrolError::NoOffer)? {
            OfferLink::Value(token) => token,
            OfferLink::Reference(url) => self.inner.fetch_offer(&url).await?,
        };
        let claimed = Unverified::parse(&token, &[Typ::EnrolmentOffer])
            .map_err(|_| EnrolError::NoOffer)?
            .claimed_issuer();
        let native = claimed
            .and_then(|issuer| self.inner.server(&issuer))
            .ok_or(EnrolError::UnknownIssuer)?;
        let endpoints = native.discover().await?;
        let verified = native.verify(&token, Typ::EnrolmentOffer, &endpoints.as_keys).await?;
        let claims = tokens::Offer::read(&verified, native.issuer.id(), native.time.now());
        let claims = claims.map_err(|error| match error {
            JoseError::Time => EnrolError::Expired,
            error => EnrolError::Server(error.into()),
        })?;
        Ok(Offer {
            bank: native.issuer.name().to_owned(),
            account: claims.account_label,
            expires_at: claims.expires_at,
            issuer: native.issuer.id().to_owned(),
            jti: claims.jti,
            nonce: claims.nonce,
            endpoints,
        })
    }

    /// Makes both keys and gives the bytes that the new approval key has to sign.
    ///
    /// Blocks on the key store, which takes seconds on some phones.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]; keys that were made are deleted again.
    pub fn prepare_enrolment(
        &self,
        offer: Offer,
        push: Option<&PushTarget>,
    ) -> Result<PreparedEnrolment, EnrolError> {
        let native = self.inner.server(&offer.issuer).ok_or(EnrolError::UnknownIssuer)?;
        let now = native.time.now();
        if now >= offer.expires_at {
            return Err(EnrolError::Expired);
        }
        let id = new_id(self.inner.platform.random.as_ref())?;
        let challenge = offer.nonce.as_bytes();
        let transport = self.make_key(&id, KeyPurpose::Transport, challenge)?;
        let approval = self.make_key(&id, KeyPurpose::Approval, challenge);
        let approval =
            approval.inspect_err(|_| self.delete_keys(std::slice::from_ref(&transport.alias)))?;
        if transport.public == approval.public {
            self.delete_keys(&[transport.alias, approval.alias]);
            return Err(EnrolError::NotAKey);
        }
        let claims = RegistrationClaims {
            iss: approval.public.thumbprint(),
            aud: &offer.issuer,
            iat: now,
            exp: offer.expires_at.min(now.plus(600)),
            jti: new_id(self.inner.platform.random.as_ref())?,
            offer: &offer.jti,
            nonce: &offer.nonce,
            transport_jwk: transport.public.jwk(),
            approval_jwk: approval.public.jwk(),
            attestation: &approval.made.attestation,
            device: &self.inner.configuration.device,
            capabilities: self.inner.capabilities(),
            push,
        };
        let draft = claims.draft(&approval.public.thumbprint());
        Ok(PreparedEnrolment { draft, offer, id, transport, approval })
    }

    /// Registers with the signature of the new approval key (DER). After a failure at the AS call
    /// it again with the same two arguments, as long as the offer lives: the same bytes get the
    /// same answer, and no refusal is signed, so that none proves that the AS has no such device.
    /// What it may have stays `pending` there until the bank's session confirms its digits.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]. Call [`Device::abandon_enrolment`] when giving up.
    pub async fn complete_enrolment(
        &self,
        prepared: &PreparedEnrolment,
        signature: &[u8],
    ) -> Result<Enrolment, EnrolError> {
        let signature = Signature::from_der(signature).map_err(|_| EnrolError::WrongSignature)?;
        let input = prepared.draft.signing_input();
        prepared
            .approval
            .public
            .verify(input, &signature)
            .map_err(|_| EnrolError::WrongSignature)?;
        let token = prepared.draft.clone().attach(&signature);
        let native = self.inner.server(&prepared.offer.issuer).ok_or(EnrolError::UnknownIssuer)?;
        let receipt = self.inner.register(native, prepared, &token).await?;
        let record = prepared.record(receipt, &self.inner.capabilities());
        let stored = record.clone();
        if !self.inner.store.write(move |db, seal| stored.insert(db, seal)).await? {
            return Err(EnrolError::Server(ServerError::Answer));
        }
        self.inner.platform.changed(Change::Enrolments);
        Ok(self.inner.describe(&record))
    }

    /// Deletes the keys of an enrolment that is given up.
    pub fn abandon_enrolment(&self, prepared: PreparedEnrolment) {
        self.delete_keys(&[prepared.transport.alias, prepared.approval.alias]);
    }

    pub(super) fn make_key(
        &self,
        id: &str,
        purpose: KeyPurpose,
        challenge: &[u8],
    ) -> Result<MadeKey, EnrolError> {
        let name = match purpose {
            KeyPurpose::Transport => "transport",
            KeyPurpose::Approval => "approval",
        };
        let alias = KeyAlias(format!("{ALIAS_PREFIX}{id}-{name}"));
        // Written down first: another start, here or in another process, leaves it alone.
        let (begun, now) = (alias.clone(), wall_clock(&self.inner.platform));
        self.inner.store.write_now(move |db, _| new_keys::begin(db, &begun, now))?;
        let made = self.inner.platform.keys.create(&alias, purpose, challenge)?;
        match PublicKey::from_platform(&made.public_key) {
            Ok(public) => Ok(MadeKey { alias, public, made }),
            Err(_) => {
                self.delete_keys(&[alias]);
                Err(EnrolError::NotAKey)
            }
        }
    }

    pub(super) fn delete_keys(&self, aliases: &[KeyAlias]) {
        self.inner.delete_keys(aliases);
    }
}

impl Inner {
    /// Deletes keys. Those that cannot be deleted are of no use without their enrolment, and the
    /// next start tries again, so a failure is only logged.
    pub(super) fn delete_keys(&self, aliases: &[KeyAlias]) {
        match self.platform.keys.delete(aliases) {
            Ok(left) if left.is_empty() => {}
            _ => tracing::warn!("keys could not be deleted"),
        }
    }
}

impl PreparedEnrolment {
    /// The bytes that the new approval key has to sign, after the person's biometric.
    #[must_use]
    pub fn signing_input(&self) -> &[u8] {
        self.draft.signing_input()
    }

    /// The key that has to sign.
    #[must_use]
    pub const fn key(&self) -> &KeyAlias {
        &self.approval.alias
    }
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offer")
    }
}

impl std::fmt::Debug for PreparedEnrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PreparedEnrolment")
    }
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Enrolment({:?})", self.state)
    }
}
