//! Everything on the desk: the bank, the shop and the phone, and what a person can do to them.

use crate::bank::{self, CUSTOMER};
use crate::changes::Changes;
use crate::ciba::AuthorizationServer;
use crate::ledger::{Decoded, Entry, Ledger, Outcome, Who};
use crate::phone::{ByItself, Complaint, Phone};
use crate::shop::Shop;
use crate::trouble::Trouble;
use countersign::consent::Reading;
use countersign_gateway::Gateway;
use countersign_gateway::channel::{ChannelError, OfferState, RevocationReason};
use countersign_gateway::events::GatewayEvent;
use countersign_protocol::jose::PublicKey;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// The desk. Cheap to clone; every clone is the same desk.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    url: String,
    vouching: PublicKey,
    server: AuthorizationServer,
    gateway: Gateway,
    shop: Shop,
    phone: Phone,
    ledger: Ledger,
    changes: Changes,
    trouble: Trouble,
    /// The offer that waits for a phone or for its digits to be confirmed.
    offer: Mutex<Option<String>>,
    /// The consents that wait, each with the requests that ask for it.
    open: Mutex<Vec<Open>>,
    /// The handle that notices to the phone carry.
    handle: Mutex<Option<String>>,
}

struct Open {
    consent: String,
    requests: Vec<String>,
}

/// What stands on a desk.
pub struct Parts {
    /// Where everything is served, and the issuer.
    pub url: String,
    /// The key that vouches for the bank's request keys.
    pub vouching: PublicKey,
    /// The authorization server.
    pub server: AuthorizationServer,
    /// The gateway.
    pub gateway: Gateway,
    /// The shop.
    pub shop: Shop,
    /// The phone.
    pub phone: Phone,
    /// What the bank saw.
    pub ledger: Ledger,
    /// The bell for the pages.
    pub changes: Changes,
    /// What can go wrong.
    pub trouble: Trouble,
}

impl Desk {
    /// Puts everything on the desk.
    #[must_use]
    pub fn new(parts: Parts, by_itself: ByItself) -> Self {
        let Parts { url, vouching, server, gateway, shop, phone, ledger, changes, trouble } = parts;
        let (offer, open, handle) = (Mutex::default(), Mutex::default(), Mutex::default());
        let desk = Self(Arc::new(Inner {
            url,
            vouching,
            server,
            gateway,
            shop,
            phone,
            ledger,
            changes,
            trouble,
            offer,
            open,
            handle,
        }));
        let events = desk.0.gateway.events();
        tokio::spawn(desk.clone().follow(events));
        tokio::spawn(desk.clone().answer_by_itself(by_itself));
        desk
    }

    /// Where it is served.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// The key that vouches for the bank's request keys, for phones that are not on the desk.
    #[must_use]
    pub fn vouching_key(&self) -> &PublicKey {
        &self.0.vouching
    }

    /// The authorization server.
    #[must_use]
    pub fn server(&self) -> &AuthorizationServer {
        &self.0.server
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.0.gateway
    }

    /// The shop.
    #[must_use]
    pub fn shop(&self) -> &Shop {
        &self.0.shop
    }

    /// The phone.
    #[must_use]
    pub fn phone(&self) -> &Phone {
        &self.0.phone
    }

    /// What the bank saw.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    /// The bell for the pages.
    #[must_use]
    pub fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// What can go wrong.
    #[must_use]
    pub fn trouble(&self) -> &Trouble {
        &self.0.trouble
    }

    /// The bank makes an offer and the phone scans it.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if one of them cannot.
    pub async fn offer(&self) -> Result<(), Complaint> {
        let customer = bank::customer(CUSTOMER).ok_or(Complaint("there is no such customer"))?;
        let created = self.0.gateway.create_offer(customer.id, customer.label).await?;
        *lock(&self.0.offer) = Some(created.offer);
        let mut link = reqwest::Url::parse(&self.0.url)
            .and_then(|url| url.join("/enrol"))
            .map_err(|_| Complaint("the address of the bank is wrong"))?;
        link.query_pairs_mut().append_pair("offer_uri", &created.offer_uri);
        self.0.phone.scan(link.as_str()).await
    }

    /// The bank's session confirms the digits that it shows.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if no phone waits for it.
    pub async fn confirm(&self) -> Result<(), Complaint> {
        let offer = lock(&self.0.offer).clone().ok_or(Complaint("no phone is being enrolled"))?;
        let OfferState::Registered { digits, .. } = self.0.gateway.offer_state(&offer).await?
        else {
            return Err(Complaint("no phone has registered"));
        };
        self.0.gateway.confirm_offer(&offer, &digits).await?;
        *lock(&self.0.offer) = None;
        self.0.phone.look().await
    }

    /// The bank takes back what waits.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if nothing does.
    pub async fn withdraw(&self) -> Result<(), Complaint> {
        let open: Vec<String> =
            lock(&self.0.open).iter().map(|open| open.consent.clone()).collect();
        if open.is_empty() {
            return Err(Complaint("no request is waiting"));
        }
        for consent in open {
            match self.0.gateway.withdraw(&consent).await {
                // Somebody answered at the same moment: that answer stands.
                Ok(()) | Err(ChannelError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.0.phone.look().await
    }

    /// The bank unblocks a phone.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if it cannot.
    pub async fn unblock(&self, device: &str) -> Result<(), Complaint> {
        self.0.gateway.unblock(device).await?;
        self.0.phone.look().await
    }

    /// The bank removes a phone.
    ///
    /// # Errors
    ///
    /// [`Complaint`] if it cannot.
    pub async fn revoke(&self, device: &str) -> Result<(), Complaint> {
        self.0.gateway.revoke(device, RevocationReason::Unspecified).await?;
        self.0.phone.look().await
    }

    /// Writes down what somebody did to the desk.
    pub(crate) fn note(&self, who: Who, title: &str, text: &str) {
        self.0.ledger.add(Entry::new(who, title).text(text).outcome(Outcome::Info));
    }

    /// The handle that notices to the phone carry, for somebody who forges one.
    pub(crate) fn notice_handle(&self) -> Option<String> {
        lock(&self.0.handle).clone()
    }

    /// Knows which consents wait, and the phone's handle.
    async fn follow(self, mut events: Receiver<GatewayEvent>) {
        loop {
            match events.recv().await {
                Ok(event) => self.take_note(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    fn take_note(&self, event: GatewayEvent) {
        match event {
            GatewayEvent::ConsentCreated { consent, requests, .. } => {
                let requests = requests.into_iter().map(|request| request.request).collect();
                lock(&self.0.open).push(Open { consent, requests });
            }
            GatewayEvent::ConsentEnded { record } => {
                lock(&self.0.open).retain(|open| open.consent != record.consent);
            }
            GatewayEvent::DeviceRegistered { offer, receipt, .. }
                if lock(&self.0.offer).as_ref() == Some(&offer) =>
            {
                *lock(&self.0.handle) =
                    Decoded::of(&receipt).and_then(|receipt| receipt.claim("enrolment"));
            }
            _ => {}
        }
    }

    /// Has the phone answer what it answers by itself, each request in its own time.
    async fn answer_by_itself(self, mut requests: ByItself) {
        // One after the other: a phone has one request in hand.
        while let Some((received, auto)) = requests.recv().await {
            tokio::time::sleep(auto.delay).await;
            let Some(consent) = self.0.phone.open_by_itself(&received).await else { continue };
            let number = match consent.reading() {
                Ok(Reading::Shown(view)) if view.number_digits.is_some() => {
                    self.number(consent.id()).await
                }
                _ => None,
            };
            self.0.phone.decide_by_itself(&consent, auto.answer, number).await;
        }
    }

    /// The number that the shop shows for a request. The phone can be faster than the shop, so
    /// this waits a little for it.
    async fn number(&self, request: &str) -> Option<String> {
        for _ in 0..100 {
            let consent = lock(&self.0.open)
                .iter()
                .find(|open| open.requests.iter().any(|known| known == request))
                .map(|open| open.consent.clone());
            let number = consent.and_then(|consent| self.0.server.number_to_enter(&consent));
            if number.is_some() {
                return number;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Desk({})", self.0.url)
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parts({})", self.url)
    }
}
