//! Enrolling a device: the bank's half.

use super::is_account;
use crate::context::Gateway;
use crate::model::{
    ChannelError, ConfirmedDevice, CreatedOffer, DeviceState, GatewayEvent, OfferState,
};
use crate::storage::{Confirmation, Offer};
use countersign_protocol::consent::is_plain_text;
use countersign_protocol::jose::sha256_base64url;
use countersign_protocol::tokens::OfferClaims;

impl Gateway {
    /// Makes an offer to enrol a device for an account. The caller's session passed strong
    /// customer authentication. `label` is shown on the phone: masked, at most 70 characters, by
    /// the rules for texts of docs/protocol.md §7.3.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Malformed`], [`ChannelError::NoOperator`], [`ChannelError::TooMany`],
    /// [`ChannelError::Unavailable`].
    pub async fn create_offer(
        &self,
        account: &str,
        label: &str,
    ) -> Result<CreatedOffer, ChannelError> {
        if !is_account(account) || !is_plain_text(label, 70) {
            return Err(ChannelError::Malformed);
        }
        let by = self.actor()?;
        let settings = self.settings();
        let now = self.now();
        let (id, nonce, handle) = (self.new_id()?, self.new_id()?, self.new_id()?);
        let exp = now.plus(settings.limits.offer_expiry);
        let claims = OfferClaims {
            iss: &settings.issuer,
            aud: &settings.issuer,
            iat: now,
            exp,
            jti: &id,
            nonce: &nonce,
            account: label,
        };
        let token = self.sign(&claims)?;
        let offer = Offer {
            id: id.clone(),
            handle_hash: sha256_base64url(handle.as_bytes()),
            account: account.to_owned(),
            label: label.to_owned(),
            nonce,
            token: token.clone(),
            created_at: now,
            exp,
        };
        let most = settings.limits.offers_per_hour;
        if let Some(retry_after) =
            self.store(move |storage| storage.add_offer(&offer, most, by.as_deref())).await?
        {
            return Err(ChannelError::TooMany { retry_after });
        }
        self.publish(|| GatewayEvent::OfferCreated {
            offer: id.clone(),
            account: account.to_owned(),
            token: token.clone(),
        });
        let offer_uri = format!("{}/ad/offers/{handle}", settings.issuer);
        Ok(CreatedOffer { offer: id, token, offer_uri, expires_at: exp })
    }

    /// How far an offer has come.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Unavailable`].
    pub async fn offer_state(&self, offer: &str) -> Result<OfferState, ChannelError> {
        let offer = offer.to_owned();
        let stage = self.store(move |storage| storage.offer(&offer)).await?;
        let stage = stage.ok_or(ChannelError::Unknown)?;
        let now = self.now();
        let (Some(device), Some(digits), Some(confirm_by)) =
            (stage.device, stage.digits, stage.confirm_by)
        else {
            let over = stage.ended || now >= stage.offer.exp;
            return Ok(if over { OfferState::Expired } else { OfferState::Open });
        };
        Ok(match device.state {
            _ if stage.ended => OfferState::Expired,
            DeviceState::Pending if now >= confirm_by => OfferState::Expired,
            DeviceState::Pending => {
                OfferState::Registered { digits, model: device.model, os: device.os }
            }
            _ => OfferState::Confirmed { device: device.id },
        })
    }

    /// Confirms that phone and session show the same digits. The new one is
    /// announced to the customer's other devices, even if the gateway stops in between.
    ///
    /// # Errors
    ///
    /// [`ChannelError::WrongDigits`] (after three of them the offer has ended),
    /// [`ChannelError::Conflict`] if no device has registered yet or it was confirmed before,
    /// [`ChannelError::Gone`], [`ChannelError::Unknown`], [`ChannelError::NoOperator`],
    /// [`ChannelError::Unavailable`].
    pub async fn confirm_offer(
        &self,
        offer: &str,
        digits: &str,
    ) -> Result<ConfirmedDevice, ChannelError> {
        let (id, typed, by) = (offer.to_owned(), digits.to_owned(), self.actor()?);
        let (tries, now) = (self.settings().limits.confirmation_tries, self.now());
        let confirming =
            self.store(move |storage| storage.confirm(&id, &typed, tries, by.as_deref(), now));
        match confirming.await? {
            Confirmation::Done { device, told } => {
                self.publish(|| GatewayEvent::DeviceConfirmed { device: device.clone() });
                self.wake();
                Ok(ConfirmedDevice { device, told })
            }
            Confirmation::Wrong { ended } => {
                self.publish(|| GatewayEvent::ConfirmationFailed {
                    offer: offer.to_owned(),
                    ended,
                });
                Err(ChannelError::WrongDigits)
            }
            Confirmation::Conflict => Err(ChannelError::Conflict),
            Confirmation::Gone => Err(ChannelError::Gone),
            Confirmation::Unknown => Err(ChannelError::Unknown),
        }
    }
}
