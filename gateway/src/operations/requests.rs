//! One device's copy of a consent: signed for a device that can show it.

use super::is_account;
use crate::context::Gateway;
use crate::model::{ChannelError, NewConsent};
use crate::storage::{Device, NewRequestEntry};
use countersign_protocol::PROTOCOL_VERSION;
use countersign_protocol::claims::is_id;
use countersign_protocol::consent::{
    Addressee, ConsentRequest, NumberEntry, Problem, Reading, RequestClaims, named_types,
};
use countersign_protocol::jose::{Typ, Unverified, Verified};
use countersign_protocol::json::Json;
use countersign_protocol::time::UnixSeconds;
use countersign_verify::presentation;

impl Gateway {
    /// Signs one device's copy, if the device can show it.
    ///
    /// # Errors
    ///
    /// [`ChannelError::NotShowable`] if it cannot (unless the settings allow it); else as
    /// [`Gateway::create_consent`].
    pub(super) fn sign_request(
        &self,
        device: &Device,
        new: &NewConsent,
        (iat, exp): (UnixSeconds, UnixSeconds),
    ) -> Result<NewRequestEntry, ChannelError> {
        let id = self.new_id()?;
        let to =
            Addressee { issuer: &self.settings().issuer, device: &device.id, account: &device.sub };
        let only_if_shown = self.settings().refuse_unshowable;
        if only_if_shown {
            self.check_device(device, &types_of(new)).map_err(ChannelError::NotShowable)?;
        }
        let copy = self.sign_copy(&id, &to, new, iat, exp)?;
        if only_if_shown {
            self.check_copy(device, &copy, &to)
                .map_err(|_| ChannelError::Malformed)?
                .map_err(ChannelError::NotShowable)?;
        }
        Ok(NewRequestEntry { id, device: device.id.clone(), token: copy.token().to_owned() })
    }

    /// Why a device could not show this, if it could not. Asks nobody and keeps nothing: for an
    /// AS that has to refuse authorization details before it asks for anything (RFC 9396 §5).
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`], [`ChannelError::TooLarge`], [`ChannelError::Unavailable`].
    pub fn preview(&self, new: &NewConsent) -> Result<Option<Problem>, ChannelError> {
        let name = "preview";
        let to = Addressee { issuer: &self.settings().issuer, device: name, account: name };
        let now = self.now();
        let exp = now.plus(i64::from(new.expires_in));
        let copy = self.sign_copy(name, &to, new, now, exp)?;
        let read = ConsentRequest::read(&copy, &to, &presentation(&self.settings().types));
        match read.map_err(|_| ChannelError::Malformed)?.reading() {
            Reading::Shown(_) => Ok(None),
            Reading::NotShown(problem) => Ok(Some(problem.clone())),
        }
    }

    /// The request as a device gets it.
    fn sign_copy(
        &self,
        id: &str,
        to: &Addressee<'_>,
        new: &NewConsent,
        iat: UnixSeconds,
        exp: UnixSeconds,
    ) -> Result<Verified, ChannelError> {
        let settings = self.settings();
        let claims = RequestClaims {
            iss: to.issuer,
            aud: to.device,
            sub: to.account,
            jti: id,
            iat,
            exp,
            ver: PROTOCOL_VERSION,
            nonce: self.new_id()?,
            client: &new.client,
            scope: new.scope.as_deref(),
            authorization_details: new.authorization_details.as_deref(),
            binding_message: new.binding_message.as_deref(),
            context: new.context.as_ref(),
            number_entry: new.number_entry.map(|digits| NumberEntry { digits }),
            accounts: new.accounts.as_deref(),
            payee_verification: new.payee_verification.as_deref(),
        };
        let token = self.sign(&claims)?;
        if token.len() > Typ::ConsentRequest.max_length() {
            return Err(ChannelError::TooLarge);
        }
        Unverified::parse(&token, &[Typ::ConsentRequest])
            .and_then(|token| token.verify(settings.request_signer.public_key()))
            .map_err(|_| ChannelError::Malformed)
    }
}

/// The types of authorization details that are asked for.
fn types_of(new: &NewConsent) -> Vec<String> {
    let details = new.authorization_details.as_ref();
    let details = details.and_then(|raw| Json::parse(raw.get().as_bytes()).ok());
    details.as_ref().map(named_types).unwrap_or_default()
}

/// What no signed request may be made of. Whether the rest can be shown is the reader's to say.
pub(super) fn check(new: &NewConsent) -> Result<(), ChannelError> {
    let details = new.authorization_details.as_ref().map(|raw| Json::parse(raw.get().as_bytes()));
    let details_are_a_list = match details {
        None => new.scope.is_some(),
        Some(Ok(Json::Array(details))) => (1..=20).contains(&details.len()),
        Some(_) => false,
    };
    let digits_are_few = new.number_entry.is_none_or(|digits| (2..=6).contains(&digits));
    let accounts = new.accounts.as_deref().unwrap_or_default();
    let accounts_have_ids = accounts.iter().all(|account| is_id(&account.id));
    let right = is_account(&new.account)
        && details_are_a_list
        && digits_are_few
        && accounts_have_ids
        && new.accounts.as_ref().is_none_or(|accounts| !accounts.is_empty());
    if right { Ok(()) } else { Err(ChannelError::Malformed) }
}
