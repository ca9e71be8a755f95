//! Consents: asked for, waited for, withdrawn.

use super::requests::check;
use crate::context::{Gateway, Limit};
use crate::model::{
    ChannelError, ConsentRecord, ConsentState, CreatedConsent, DeviceRequest, GatewayEvent,
    NewConsent, Notice, PreparedConsent, Push, PushMessage, Unshowable,
};
use crate::storage::{
    AddedConsent, Device, NewConsentEntry, NewRequestEntry, PreparedConsentEntry,
};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::number_to_type;
use std::time::Duration;

/// The longest that an answer is waited for in one call, in seconds.
pub(crate) const MAX_WAIT: u32 = 30;

/// The authentication at Keycloak that a consent is asked for in.
#[derive(Clone)]
pub(crate) struct KeycloakAuthentication {
    /// The realm's name in the settings.
    pub(crate) realm: String,
    /// Keycloak's id of it.
    pub(crate) id: String,
    /// Keycloak's bearer token, to be sent back with the outcome.
    pub(crate) bearer: String,
    /// When the authentication ends, and the consent with it.
    pub(crate) exp: UnixSeconds,
}

impl Gateway {
    /// Asks for a consent: every active device of the account is notified that can show it.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`] if the account has no active device,
    /// [`ChannelError::NotShowable`] if none of them can show it (unless the settings allow it),
    /// [`ChannelError::Malformed`], [`ChannelError::TooLarge`], [`ChannelError::TooMany`],
    /// [`ChannelError::Unavailable`].
    pub async fn create_consent(&self, new: NewConsent) -> Result<CreatedConsent, ChannelError> {
        self.ask_devices(None, new, None).await
    }

    /// Keeps a consent for a CIBA request that will name it by an extra parameter `consent`, as
    /// Keycloak can. No device is notified before that.
    ///
    /// # Errors
    ///
    /// As [`Gateway::create_consent`]; [`ChannelError::TooMany`] after as many in an hour as may
    /// be made of one account.
    pub async fn prepare_consent(&self, new: NewConsent) -> Result<PreparedConsent, ChannelError> {
        let lifetime = self.lifetime(&new)?;
        check(&new)?;
        let limit = Limit::per_hour("prepared", self.settings().limits.consents_per_hour);
        let counted = self.rate().count(limit, &new.account, self.now());
        counted.map_err(|retry_after| ChannelError::TooMany { retry_after })?;
        let prepared = PreparedConsentEntry {
            id: self.new_id()?,
            account: new.account.clone(),
            content: serde_json::to_string(&new).map_err(|_| ChannelError::Malformed)?,
            exp: self.now().plus(lifetime),
        };
        let answer = PreparedConsent { consent: prepared.id.clone(), expires_at: prepared.exp };
        self.store(move |storage| storage.prepare_consent(&prepared)).await?;
        Ok(answer)
    }

    /// What became of a consent.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Unknown`], [`ChannelError::Unavailable`].
    pub async fn consent(&self, consent: &str) -> Result<ConsentRecord, ChannelError> {
        let (id, now) = (consent.to_owned(), self.now());
        self.store(move |storage| storage.consent(&id, now)).await?.ok_or(ChannelError::Unknown)
    }

    /// What became of a consent, once something did or `seconds` (at most 30) have passed.
    ///
    /// # Errors
    ///
    /// As [`Gateway::consent`].
    pub async fn wait_for_consent(
        &self,
        consent: &str,
        seconds: u32,
    ) -> Result<ConsentRecord, ChannelError> {
        let mut endings = self.endings(); // listen first, or an ending between would be missed
        let record = self.consent(consent).await?;
        if record.state != ConsentState::Pending || seconds == 0 {
            return Ok(record);
        }
        let ended = async {
            // An error means that endings were missed or the gateway closes: look again then.
            while endings.recv().await.is_ok_and(|ended| ended != consent) {}
        };
        let most = Duration::from_secs(u64::from(seconds.min(MAX_WAIT)));
        let _ = tokio::time::timeout(most, ended).await;
        self.consent(consent).await
    }

    /// Withdraws a consent.
    ///
    /// # Errors
    ///
    /// [`ChannelError::Conflict`] if it has ended, [`ChannelError::Unknown`],
    /// [`ChannelError::NoOperator`], [`ChannelError::Unavailable`].
    pub async fn withdraw(&self, consent: &str) -> Result<(), ChannelError> {
        let (id, by, now) = (consent.to_owned(), self.actor()?, self.now());
        match self.store(move |storage| storage.withdraw(&id, by.as_deref(), now)).await? {
            Some(true) => {
                self.consent_ended(consent).await;
                Ok(())
            }
            Some(false) => Err(ChannelError::Conflict),
            None => Err(ChannelError::Unknown),
        }
    }

    /// Signs a request for every active device that can show it, keeps them all or none, and sends
    /// the notices. A consent that was `prepared`, by its id, is used up only if it is asked for.
    pub(crate) async fn ask_devices(
        &self,
        prepared: Option<String>,
        new: NewConsent,
        authentication: Option<KeycloakAuthentication>,
    ) -> Result<CreatedConsent, ChannelError> {
        let lifetime = self.lifetime(&new)?;
        check(&new)?;
        if self.key_set_has_ended() {
            return Err(ChannelError::Unavailable); // no phone would approve it
        }
        let account = new.account.clone();
        let devices = self.store(move |storage| storage.active_devices_of(&account)).await?;
        if devices.is_empty() {
            return Err(ChannelError::Unknown);
        }
        let now = self.now();
        let end = now.plus(lifetime);
        let end = authentication.as_ref().map_or(end, |asked| end.min(asked.exp));
        if end <= now {
            return Err(ChannelError::Gone);
        }
        let digits = new.number_entry;
        let number = digits.map(|digits| number_to_type(self.settings().random.as_ref(), digits));
        let number = number.transpose()?;
        let (devices, mut requests) = self.copies(devices, &new, (now, end))?;
        let is_prepared = prepared.is_some();
        let id = match prepared {
            Some(id) => id,
            None => self.new_id()?,
        };
        let limits = &self.settings().limits;
        let entry = NewConsentEntry {
            id: id.clone(),
            account: new.account.clone(),
            created_at: now,
            exp: end,
            number: number.clone(),
            requests: requests.clone(),
            report: self.settings().outcome_uri.is_some(),
            authentication: authentication.map(|asked| (asked.realm, asked.id, asked.bearer)),
            prepared: is_prepared,
            pending_most: limits.pending_per_account,
            hourly_most: limits.consents_per_hour,
        };
        let asked = match self.store(move |storage| storage.add_consent(&entry)).await? {
            AddedConsent::Done { devices } => devices,
            AddedConsent::NoDevice | AddedConsent::NotPrepared => {
                return Err(ChannelError::Unknown);
            }
            AddedConsent::TooMany(retry_after) => {
                return Err(ChannelError::TooMany { retry_after });
            }
            AddedConsent::Conflict => return Err(ChannelError::Conflict),
        };
        tracing::info!(consent = %id, devices = asked.len(), "asked");
        requests.retain(|request| asked.contains(&request.device));
        self.publish(|| created(&id, &new.account, &requests));
        for device in devices.into_iter().filter(|device| asked.contains(&device.id)) {
            let copy = requests.iter().find(|request| request.device == device.id);
            if let Some(request) = copy {
                self.notify(device, request.id.clone());
            }
        }
        Ok(CreatedConsent { consent: id, expires_at: end, number_to_enter: number, devices: asked })
    }

    /// A copy for each device that can show the consent.
    fn copies(
        &self,
        devices: Vec<Device>,
        new: &NewConsent,
        times: (UnixSeconds, UnixSeconds),
    ) -> Result<(Vec<Device>, Vec<NewRequestEntry>), ChannelError> {
        let (mut asked, mut reasons) = (Vec::new(), Vec::new());
        for device in devices {
            match self.sign_request(&device, new, times) {
                Ok(request) => asked.push((device, request)),
                Err(ChannelError::NotShowable(reason)) => reasons.push(reason),
                Err(error) => return Err(error),
            }
        }
        if asked.is_empty() {
            let reason = Unshowable::of_all(&reasons);
            tracing::info!(reason = reason.as_str(), "a consent was refused: nobody can show it");
            return Err(ChannelError::NotShowable(reason));
        }
        Ok(asked.into_iter().unzip())
    }

    /// Lets those who wait know that a consent ended, and has the outcome reported.
    pub(crate) async fn consent_ended(&self, consent: &str) {
        self.publish_ending(consent);
        self.wake();
        if self.settings().publish_events
            && let Ok(record) = self.consent(consent).await
        {
            self.publish(|| GatewayEvent::ConsentEnded { record });
        }
    }

    fn lifetime(&self, new: &NewConsent) -> Result<i64, ChannelError> {
        match i64::from(new.expires_in) {
            0 => Err(ChannelError::Malformed),
            seconds => Ok(seconds.min(self.settings().limits.request_expiry_max)),
        }
    }

    /// Sends one notice, in a task of its own: nobody waits for a push service. While as many are
    /// on their way as may be, it is not sent: the phone finds the request in its list.
    fn notify(&self, device: Device, request: String) {
        let Ok(place) = self.notices().try_acquire_owned() else {
            return self.notified(device.id, device.enrolment, request, false);
        };
        let notice = Notice {
            countersign: "1",
            enrolment: device.enrolment.clone(),
            request: request.clone(),
        };
        let sending = self.settings().push.send(Push {
            device: device.id.clone(),
            provider: device.push_provider.unwrap_or_else(|| "none".to_owned()),
            token: device.push_token,
            message: PushMessage::Notice(notice),
        });
        let gateway = self.clone();
        tokio::spawn(async move {
            let taken = sending.await.is_ok();
            drop(place);
            gateway.notified(device.id, device.enrolment, request, taken);
        });
    }

    fn notified(&self, device: String, enrolment: String, request: String, taken: bool) {
        if !taken {
            tracing::warn!(request = %request, "a notice was not taken");
        }
        self.publish(|| GatewayEvent::NoticeSent { device, request, enrolment, taken });
    }
}

fn created(consent: &str, account: &str, requests: &[NewRequestEntry]) -> GatewayEvent {
    let request = |entry: &NewRequestEntry| DeviceRequest {
        device: entry.device.clone(),
        request: entry.id.clone(),
        token: entry.token.clone(),
    };
    GatewayEvent::ConsentCreated {
        consent: consent.to_owned(),
        account: account.to_owned(),
        requests: requests.iter().map(request).collect(),
    }
}
