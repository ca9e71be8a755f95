//! The bank on a desk, for tests in other languages.

use crate::pushes::{Push, Pushes};
use countersign_gateway::Gateway;
use countersign_gateway::channel::{NewConsent, OfferState};
use countersign_protocol::jose::PublicKey;
use countersign_sandbox::shop::{Mode, OrderState, Purchase, catalogue};
use countersign_sandbox::{Options, Sandbox};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// The longest that an order is waited for.
const LONGEST: Duration = Duration::from_secs(20);

/// A bank, a shop and nothing to set up. Ends when it is let go.
#[derive(uniffi::Object)]
pub struct Bank {
    // Before the runtime, so that it ends first.
    sandbox: Sandbox,
    pushes: Arc<Pushes>,
    runtime: Runtime,
}

/// An offer of enrolment.
#[derive(Clone, uniffi::Record)]
pub struct MadeOffer {
    /// Its id at the bank.
    pub offer: String,
    /// What a QR code or a link brings to the phone.
    pub link: String,
}

/// A consent that the phones were told of.
#[derive(Clone, uniffi::Record)]
pub struct Asked {
    /// Its id at the bank.
    pub consent: String,
    /// What the client shows for the person to type on the phone.
    pub number_to_enter: Option<String>,
}

/// How far an order at the shop has come.
#[derive(Clone, uniffi::Record)]
pub struct Bought {
    /// `asking`, `waiting`, `done`, `refused`, `expired` or `failed`.
    pub state: String,
    /// What the shop shows for the person to type on the phone.
    pub number_to_enter: Option<String>,
    /// What both screens show.
    pub binding_message: Option<String>,
    /// The authorization details that were granted, as JSON.
    pub granted: Option<String>,
}

/// The bank cannot do that; the text says why.
#[derive(Clone, Debug, thiserror::Error, uniffi::Error)]
#[uniffi(flat_error)]
pub enum BankError {
    /// A defect of the test, or of the sandbox.
    #[error("{0}")]
    Refused(String),
}

#[uniffi::export]
impl Bank {
    /// Opens a bank on a free loopback port.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    #[uniffi::constructor]
    pub fn open() -> Result<Self, BankError> {
        let runtime = Runtime::new().map_err(refused)?;
        let sandbox = runtime.block_on(Sandbox::open(Options::default())).map_err(refused)?;
        let pushes = Arc::new(Pushes::default());
        let (collecting, events) = (Arc::clone(&pushes), sandbox.desk().gateway().events());
        runtime.spawn(async move { collecting.collect(events).await });
        Ok(Self { sandbox, pushes, runtime })
    }

    /// The issuer.
    pub fn url(&self) -> String {
        self.sandbox.url().to_owned()
    }

    /// The key that vouches for its request keys, as a JWK.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn vouching_key(&self) -> Result<String, BankError> {
        serde_json::to_string(&self.sandbox.vouching_key().jwk()).map_err(refused)
    }

    /// Offers enrolment to a customer; `customer` is the one the shop asks for.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn offer(&self, account: String) -> Result<MadeOffer, BankError> {
        let offering = self.gateway().create_offer(&account, "Current account, ending 8605");
        let created = self.runtime.block_on(offering).map_err(refused)?;
        let link = format!("https://app.bank.example/enrol?offer={}", created.token);
        Ok(MadeOffer { offer: created.offer, link })
    }

    /// The six digits that the bank's session shows, once a phone has registered.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn digits(&self, offer: String) -> Result<String, BankError> {
        match self.runtime.block_on(self.gateway().offer_state(&offer)).map_err(refused)? {
            OfferState::Registered { digits, .. } => Ok(digits),
            _ => Err(refused("no phone has registered")),
        }
    }

    /// The person says that phone and session show the same digits. The device's id.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn confirm(&self, offer: String, digits: String) -> Result<String, BankError> {
        let confirming = self.gateway().confirm_offer(&offer, &digits);
        Ok(self.runtime.block_on(confirming).map_err(refused)?.device)
    }

    /// The next push to a device, if one comes within so many milliseconds: the `data` of an FCM
    /// message.
    pub fn next_push(&self, device: String, longest_ms: u32) -> Option<Push> {
        self.pushes.next(&device, Duration::from_millis(longest_ms.into()))
    }

    /// Asks for a consent: the body of the channel's `POST /consents`.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn ask(&self, consent: String) -> Result<Asked, BankError> {
        let new: NewConsent = serde_json::from_str(&consent).map_err(refused)?;
        let created = self.runtime.block_on(self.gateway().create_consent(new)).map_err(refused)?;
        Ok(Asked { consent: created.consent, number_to_enter: created.number_to_enter })
    }

    /// What became of a consent: `pending`, `approved`, `denied` or how else it ended.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn outcome(&self, consent: String) -> Result<String, BankError> {
        let record = self.runtime.block_on(self.gateway().consent(&consent)).map_err(refused)?;
        Ok(record.state.as_str().to_owned())
    }

    /// Takes a consent back.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn withdraw(&self, consent: String) -> Result<(), BankError> {
        self.runtime.block_on(self.gateway().withdraw(&consent)).map_err(refused)
    }

    /// Unblocks a device.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn unblock(&self, device: String) -> Result<(), BankError> {
        self.runtime.block_on(self.gateway().unblock(&device)).map_err(refused)
    }

    /// The shop asks `customer` for something of its catalogue, over CIBA, and waits for the
    /// bank's call. The order's id.
    ///
    /// # Errors
    ///
    /// [`BankError`].
    pub fn buy(&self, item: String, number_entry: bool) -> Result<String, BankError> {
        let item = catalogue::item(&item).ok_or_else(|| refused("the shop does not have that"))?;
        let purchase = Purchase { item, mode: Mode::Ping, number_entry, expires_in: None };
        let _inside = self.runtime.enter();
        Ok(self.sandbox.desk().shop().buy(purchase))
    }

    /// Waits until an order has come as far as `state`, for 20 seconds at the most.
    ///
    /// # Errors
    ///
    /// [`BankError`] if it never has.
    pub fn order(&self, order: String, state: String) -> Result<Bought, BankError> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            let found = self.sandbox.desk().shop().order(&order);
            let found = found.ok_or_else(|| refused("there is no such order"))?;
            let now = order_state(found.state);
            if now == state {
                let tokens = serde_json::to_value(&found.tokens).map_err(refused)?;
                let granted = tokens.get("authorization_details").map(ToString::to_string);
                return Ok(Bought {
                    state,
                    number_to_enter: found.number_to_enter,
                    binding_message: found.binding_message,
                    granted,
                });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(refused("the order never came so far"))
    }

    /// Takes the phones off the network, or puts them back.
    pub fn lose_network(&self, lost: bool) {
        self.sandbox.desk().trouble().lose_network(lost);
    }
}

impl Bank {
    pub(crate) fn voucher(&self) -> PublicKey {
        *self.sandbox.vouching_key()
    }

    fn gateway(&self) -> &Gateway {
        self.sandbox.desk().gateway()
    }
}

fn refused(why: impl std::fmt::Display) -> BankError {
    BankError::Refused(why.to_string())
}

const fn order_state(state: OrderState) -> &'static str {
    match state {
        OrderState::Asking => "asking",
        OrderState::Waiting => "waiting",
        OrderState::Done => "done",
        OrderState::Refused => "refused",
        OrderState::Expired => "expired",
        OrderState::Failed => "failed",
    }
}

impl std::fmt::Debug for Bank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bank")
    }
}
