//! The front door.

use crate::channel::{
    ChannelError, ConsentRecord, CreatedConsent, CreatedOffer, DeviceRecord, NewConsent, OfferState,
};
use crate::events::GatewayEvent;
use crate::settings::Settings;
use std::sync::Arc;
use tokio::sync::broadcast;

/// A gateway. Cheap to clone; every clone is the same gateway.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    events: broadcast::Sender<GatewayEvent>,
}

/// Why a gateway does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// A setting breaks a rule.
    #[error("a setting is wrong: {0}")]
    Setting(&'static str),
    /// The database cannot be opened, or is newer than this program.
    #[error("the database cannot be opened")]
    Database,
    /// No randomness.
    #[error("no randomness")]
    Random,
    /// The roots for outgoing calls cannot be used.
    #[error("the HTTP client cannot be made")]
    Client,
}

impl Gateway {
    /// Opens the database and starts the work in the background (reporting outcomes, ending what
    /// has expired). It ends when the last clone is dropped.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub async fn open(settings: Settings) -> Result<Self, OpenError> {
        let (events, _) = broadcast::channel(256);
        Ok(Self { inner: Arc::new(Inner { settings, events }) })
    }

    /// Every route: discovery, devices, the channel API, Keycloak's channel, the OpenAPI document.
    #[must_use]
    pub fn router(&self) -> axum::Router {
        axum::Router::new()
    }

    /// What the bank sees from now on; nothing unless [`Settings::publish_events`].
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<GatewayEvent> {
        self.inner.events.subscribe()
    }

    /// Makes an offer to enrol a device for an account. The caller's session passed strong
    /// customer authentication.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn create_offer(
        &self,
        account: &str,
        label: &str,
    ) -> Result<CreatedOffer, ChannelError> {
        let _ = (account, label, &self.inner.settings);
        Err(ChannelError::Unavailable)
    }

    /// How far an offer has come.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn offer_state(&self, offer: &str) -> Result<OfferState, ChannelError> {
        let _ = offer;
        Err(ChannelError::Unavailable)
    }

    /// Confirms that phone and session show the same digits, and returns the device's id.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn confirm_offer(&self, offer: &str, digits: &str) -> Result<String, ChannelError> {
        let _ = (offer, digits);
        Err(ChannelError::Unavailable)
    }

    /// Asks for a consent: every active device of the account is told.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn create_consent(&self, new: NewConsent) -> Result<CreatedConsent, ChannelError> {
        let _ = new;
        Err(ChannelError::Unavailable)
    }

    /// What became of a consent.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn consent(&self, consent: &str) -> Result<ConsentRecord, ChannelError> {
        let _ = consent;
        Err(ChannelError::Unavailable)
    }

    /// Takes a consent back.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Conflict`] if it was decided.
    pub async fn withdraw(&self, consent: &str) -> Result<(), ChannelError> {
        let _ = consent;
        Err(ChannelError::Unavailable)
    }

    /// An account's devices, oldest first.
    ///
    /// # Errors
    ///
    /// [`ChannelError`].
    pub async fn devices(&self, account: &str) -> Result<Vec<DeviceRecord>, ChannelError> {
        let _ = account;
        Err(ChannelError::Unavailable)
    }

    /// Removes a device for good.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`].
    pub async fn revoke(&self, device: &str) -> Result<(), ChannelError> {
        let _ = device;
        Err(ChannelError::Unavailable)
    }

    /// Lets a blocked device answer again.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], or [`ChannelError::Conflict`] if it was revoked.
    pub async fn unblock(&self, device: &str) -> Result<(), ChannelError> {
        let _ = device;
        Err(ChannelError::Unavailable)
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gateway")
    }
}
