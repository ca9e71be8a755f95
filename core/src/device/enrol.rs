//! Enrolling: read the offer, show it, make the keys, prove them, wait for the confirmation.

use super::{Device, Inner};
use crate::enrolment::{
    Capabilities, OfferClaims, OfferSource, PushTarget, Receipt, RegistrationClaims, six_digits,
};
use crate::jose::{Draft, JoseError, PublicKey, Signature, Typ, Unverified, base64url};
use crate::platform::{
    Change, CreatedKey, KeyAlias, KeyLevel, KeyPurpose, KeyStoreError, RandomError, new_id,
};
use crate::server::Assurance;
use crate::server::native::{Answer, ApprovedBody, Caller, Native, ServerError, TransportKey};
use crate::store::{Endpoints, EnrolmentRecord, EnrolmentState, StoreError};
use crate::time::UnixSeconds;
use serde::Serialize;
use std::sync::Arc;

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
    /// What its answers are worth.
    pub assurance: Assurance,
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
    issuer: String,
    jti: String,
    nonce: String,
    endpoints: Endpoints,
}

/// An enrolment that lacks only the signature of its new approval key.
#[derive(Clone)]
pub struct PreparedEnrolment {
    draft: Draft,
    offer: Offer,
    id: String,
    transport: MadeKey,
    approval: MadeKey,
}

#[derive(Clone)]
struct MadeKey {
    alias: KeyAlias,
    public: PublicKey,
    made: CreatedKey,
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
    #[tracing::instrument(skip_all)]
    pub async fn read_offer(&self, link: &str) -> Result<Offer, EnrolError> {
        let token = match OfferSource::parse(link).ok_or(EnrolError::NoOffer)? {
            OfferSource::Value(token) => token,
            OfferSource::Reference(url) => self.inner.fetch_offer(&url).await?,
        };
        let claimed = Unverified::parse(&token, &[Typ::EnrolmentOffer])
            .map_err(|_| EnrolError::NoOffer)?
            .claimed_issuer();
        let native = claimed
            .and_then(|issuer| self.inner.server(&issuer))
            .ok_or(EnrolError::UnknownIssuer)?;
        let endpoints = native.discover().await?;
        let verified = native.verify(&token, Typ::EnrolmentOffer, &endpoints.as_keys).await?;
        let claims = OfferClaims::read(&verified, native.issuer.id(), native.time.now());
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
    #[tracing::instrument(skip_all)]
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
            capabilities: Capabilities::ours(),
            push,
        };
        let draft = Draft::new(Typ::DeviceRegistration, &approval.public.thumbprint(), &claims);
        Ok(PreparedEnrolment { draft, offer, id, transport, approval })
    }

    /// Registers with the signature of the new approval key (DER). After a transient failure
    /// call it again with the same two arguments: the same bytes get the same answer.
    ///
    /// # Errors
    ///
    /// [`EnrolError`]. Call [`Device::abandon_enrolment`] when giving up.
    #[tracing::instrument(skip_all)]
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
        let record = prepared.record(receipt);
        let stored = record.clone();
        self.inner.store.write(move |db, seal| stored.insert(db, seal)).await?;
        self.inner.platform.changed(Change::Enrolments);
        Ok(self.inner.describe(&record))
    }

    /// Deletes the keys of an enrolment that is given up.
    pub fn abandon_enrolment(&self, prepared: PreparedEnrolment) {
        self.delete_keys(&[prepared.transport.alias, prepared.approval.alias]);
    }

    fn make_key(
        &self,
        id: &str,
        purpose: KeyPurpose,
        challenge: &[u8],
    ) -> Result<MadeKey, EnrolError> {
        let name = match purpose {
            KeyPurpose::Transport => "transport",
            KeyPurpose::Approval => "approval",
        };
        let alias = KeyAlias(format!("countersign-{id}-{name}"));
        let made = self.inner.platform.keys.create(&alias, purpose, challenge)?;
        match PublicKey::from_platform(&made.public_key) {
            Ok(public) => Ok(MadeKey { alias, public, made }),
            Err(_) => {
                self.delete_keys(&[alias]);
                Err(EnrolError::NotAKey)
            }
        }
    }

    /// Keys left behind are unusable without their enrolment, so a failure here is only noted.
    pub(super) fn delete_keys(&self, aliases: &[KeyAlias]) {
        match self.inner.platform.keys.delete(aliases) {
            Ok(left) if left.is_empty() => {}
            _ => tracing::warn!("keys could not be deleted"),
        }
    }
}

impl Inner {
    /// Fetches an offer by reference, from the issuer that the URL belongs to and from no other.
    async fn fetch_offer(&self, url: &str) -> Result<String, EnrolError> {
        let mut owners = self.servers.values().filter(|native| native.issuer.own(url).is_some());
        let native = owners.next().ok_or(EnrolError::UnknownIssuer)?;
        let answer = native.get(url, &Typ::EnrolmentOffer.media_type()).await?;
        match answer.status {
            200 => String::from_utf8(answer.body).map_err(|_| EnrolError::NoOffer),
            410 => Err(EnrolError::Expired),
            _ => Err(ServerError::of(&answer).into()),
        }
    }

    async fn register(
        &self,
        native: &Native,
        prepared: &PreparedEnrolment,
        token: &str,
    ) -> Result<Receipt, ServerError> {
        let (offer, session) = (&prepared.offer, self.session(&prepared.id));
        let keys = Arc::clone(&self.platform.keys);
        let caller = Caller {
            native,
            session: &session,
            key: TransportKey::new(
                keys,
                prepared.transport.alias.clone(),
                prepared.transport.public,
            ),
            random: self.platform.random.as_ref(),
            device_id: "",
            token_url: &offer.endpoints.token,
        };
        let body = ApprovedBody { typ: Typ::DeviceRegistration, token };
        let answer =
            caller.call_unenrolled(&offer.endpoints.registration, body, &Answer::Json(201)).await?;
        let mut json = crate::claims::Members::parse(&answer).map_err(|_| ServerError::Answer)?;
        let receipt = json.string("receipt", 16 * 1024).map_err(|_| ServerError::Answer)?;
        let typ = Typ::DeviceRegistrationReceipt;
        let verified = native.verify(&receipt, typ, &offer.endpoints.as_keys).await?;
        let thumbprint = prepared.approval.public.thumbprint();
        let receipt = Receipt::read(&verified, native.issuer.id(), &thumbprint, &offer.jti, token)?;
        caller.keep_token(&mut json)?;
        Ok(receipt)
    }

    pub(super) fn describe(&self, record: &EnrolmentRecord) -> Enrolment {
        let bank = self.server(&record.issuer).map(|native| native.issuer.name().to_owned());
        Enrolment {
            id: record.id.clone(),
            issuer: record.issuer.clone(),
            bank: bank.unwrap_or_default(),
            account: record.account_label.clone(),
            state: record.state,
            digits: record.digits.clone(),
            assurance: Assurance {
                content_bound: true,
                server_signed_request: true,
                hardware_key: record.level != KeyLevel::Software,
            },
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

    fn record(&self, receipt: Receipt) -> EnrolmentRecord {
        let (transport, approval) = (&self.transport, &self.approval);
        EnrolmentRecord {
            id: self.id.clone(),
            handle: receipt.handle,
            state: EnrolmentState::Pending,
            issuer: self.offer.issuer.clone(),
            device_id: receipt.device_id,
            account: receipt.account,
            account_label: receipt.account_label,
            digits: six_digits(
                &self.offer.jti,
                &self.offer.nonce,
                &transport.public,
                &approval.public,
            ),
            transport_alias: transport.alias.clone(),
            approval_alias: approval.alias.clone(),
            transport_key: base64url(transport.public.sec1()),
            approval_key: base64url(approval.public.sec1()),
            level: approval.made.level,
            unlock: approval.made.unlock,
            endpoints: self.offer.endpoints.clone(),
        }
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
