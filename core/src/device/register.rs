//! The calls of an enrolment to the AS, and the record that is stored of it.

use super::Inner;
use super::enrol::{EnrolError, Enrolment, PreparedEnrolment};
use super::pending_changes::fingerprint;
use crate::platform::KeyLevel;
use crate::server::Assurance;
use crate::server::native::{Answer, ApprovedBody, Caller, Native, ServerError, TransportKey};
use crate::store::{ApprovalHealth, EnrolmentRecord, EnrolmentState, PendingChanges};
use countersign_protocol::jose::{JoseError, Typ, base64url};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{RegistrationReceipt, six_digits};
use countersign_protocol::vocabulary::Capabilities;
use std::sync::Arc;

impl Inner {
    /// Fetches an offer by reference, from the issuer that the URL belongs to and from no other.
    pub(super) async fn fetch_offer(&self, url: &str) -> Result<String, EnrolError> {
        let mut owners = self.servers.values().filter(|native| native.issuer.own(url).is_some());
        let native = owners.next().ok_or(EnrolError::UnknownIssuer)?;
        let answer = native.get_once(url, &Typ::EnrolmentOffer.media_type()).await?;
        match answer.status {
            200 if answer.is_of(&Typ::EnrolmentOffer.media_type()) => {
                String::from_utf8(answer.body).map_err(|_| EnrolError::NoOffer)
            }
            200 => Err(EnrolError::NoOffer),
            410 => Err(EnrolError::Expired),
            _ => Err(ServerError::of(&answer).into()),
        }
    }

    pub(super) async fn register(
        &self,
        native: &Native,
        prepared: &PreparedEnrolment,
        token: &str,
    ) -> Result<RegistrationReceipt, ServerError> {
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
        let mut json = countersign_protocol::claims::Members::parse(&answer)
            .map_err(|_| ServerError::Answer)?;
        let receipt = json.string("receipt", 16 * 1024).map_err(|_| ServerError::Answer)?;
        let typ = Typ::DeviceRegistrationReceipt;
        let verified = native.verify(&receipt, typ, &offer.endpoints.as_keys).await?;
        let thumbprint = prepared.approval.public.thumbprint();
        let receipt = RegistrationReceipt::read(
            &verified,
            native.issuer.id(),
            &thumbprint,
            &offer.jti,
            token,
        )?;
        // What the person confirmed is what stands beside every request from now on.
        if receipt.account_label != offer.account {
            return Err(ServerError::Token(JoseError::Party));
        }
        caller.keep_token(&mut json)?;
        Ok(receipt)
    }

    pub(super) fn describe(&self, record: &EnrolmentRecord) -> Enrolment {
        let native = self.server(&record.issuer);
        let bank = native.map(|native| native.issuer.name().to_owned());
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
            needs_reenrolment: record.health.must_enrol_again(),
            locked: record.health.is_locked(),
            update_required: native.is_some_and(Native::asks_for_update),
            removing: record.pending_changes.removal,
        }
    }
}

impl PreparedEnrolment {
    /// The record that is stored of it.
    pub(super) fn record(
        &self,
        receipt: RegistrationReceipt,
        capabilities: &Capabilities,
    ) -> EnrolmentRecord {
        let (transport, approval) = (&self.transport, &self.approval);
        EnrolmentRecord {
            id: self.id.clone(),
            handle: receipt.handle,
            state: EnrolmentState::Pending,
            muted_until: UnixSeconds(0),
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
            former_keys: Vec::new(),
            level: approval.made.level,
            unlock: approval.made.unlock,
            endpoints: self.offer.endpoints.clone(),
            told_capabilities: Some(fingerprint(capabilities)),
            health: ApprovalHealth::default(),
            state_as_of: UnixSeconds(0),
            closings: 0,
            pending_changes: PendingChanges::default(),
        }
    }
}
