//! The shop: a small CIBA client with a page. It talks to the bank over HTTP like any other.

pub mod catalogue;
mod client;
mod order;
mod wire;

pub use client::{Acknowledgement, Ask, AskError, Registration, ShopClient};
pub use order::{Mode, Order, OrderState, Tokens};

use crate::changes::Changes;
use crate::ciba::client::{Authentication, Client, Delivery};
use crate::ledger::{Entry, Ledger, Outcome, Who};
use crate::time;
use catalogue::Item;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use tokio::sync::Notify;

/// Where the bank notifies the shop.
pub const NOTIFICATION_PATH: &str = "/shop/notification";
/// The most orders that are kept.
const MOST: usize = 50;
/// How many digits the person is to type, where the shop asks for it.
const DIGITS: u8 = 2;

/// The shop. Cheap to clone; every clone is the same shop.
#[derive(Clone)]
pub struct Shop(Arc<Inner>);

struct Inner {
    client: ShopClient,
    ledger: Ledger,
    changes: Changes,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    last: u64,
    orders: Vec<Order>,
    expected: HashMap<String, Expected>,
}

/// A notification that is waited for.
struct Expected {
    auth_req_id: Option<String>,
    told: Arc<Notify>,
}

/// What the bank sends to a client in ping mode.
#[derive(Deserialize)]
pub struct Notification {
    auth_req_id: String,
}

/// What is ordered.
#[derive(Clone, Copy, Debug)]
pub struct Purchase {
    /// What.
    pub item: &'static Item,
    /// How the shop learns of the decision.
    pub mode: Mode,
    /// Whether the person has to type a number.
    pub number_entry: bool,
    /// How long to wait, if not as long as the bank does.
    pub expires_in: Option<u32>,
}

impl Shop {
    /// A shop at this bank.
    ///
    /// # Errors
    ///
    /// [`AskError::NoAnswer`] if it has no key or no HTTP client.
    pub fn new(issuer: &str, ledger: Ledger, changes: Changes) -> Result<Self, AskError> {
        let client = ShopClient::new(issuer)?;
        Ok(Self(Arc::new(Inner { client, ledger, changes, book: Mutex::default() })))
    }

    /// The shop's registrations at the bank.
    #[must_use]
    pub fn registrations(&self, notification_endpoint: &reqwest::Url) -> Vec<Client> {
        let client = |registration: Registration| Client {
            id: registration.client_id().to_owned(),
            name: "Corner Shop".to_owned(),
            legal_name: "Corner Shop Ltd".to_owned(),
            authentication: Authentication::PrivateKey,
            keys: Some(self.0.client.keys()),
            delivery: match registration.mode {
                Mode::Poll => Delivery::Poll,
                Mode::Ping => Delivery::Ping { endpoint: notification_endpoint.clone() },
            },
            request_alg: None,
            user_code: false,
            may_use_ciba: true,
            unchecked: registration.careless,
        };
        Registration::ALL.into_iter().map(client).collect()
    }

    /// All orders, the newest first.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.with(|book| book.orders.clone())
    }

    /// The order of this id.
    #[must_use]
    pub fn order(&self, id: &str) -> Option<Order> {
        self.with(|book| book.orders.iter().find(|order| order.id == id).cloned())
    }

    /// Takes an order and follows it in the background. Returns its id.
    #[must_use]
    pub fn buy(&self, purchase: Purchase) -> String {
        let id = self.with(|book| {
            book.last += 1;
            let order = Order::new(book.last, purchase.item, purchase.mode);
            let id = order.id.clone();
            book.orders.insert(0, order);
            book.orders.truncate(MOST);
            id
        });
        self.0.changes.tell();
        let (shop, order) = (self.clone(), id.clone());
        tokio::spawn(async move { shop.follow(&order, purchase).await });
        id
    }

    /// Takes a notification of the bank. False if nobody waits for it, or its token is wrong.
    #[must_use]
    pub fn notified(&self, bearer: &str, notification: &Notification) -> bool {
        self.with(|book| {
            let expected = book
                .expected
                .iter()
                .find(|(token, _)| token.as_bytes().ct_eq(bearer.as_bytes()).into())
                .map(|(_, expected)| expected);
            match expected {
                Some(expected)
                    if expected
                        .auth_req_id
                        .as_ref()
                        .is_none_or(|id| *id == notification.auth_req_id) =>
                {
                    expected.told.notify_one();
                    true
                }
                _ => false,
            }
        })
    }

    async fn follow(&self, order: &str, purchase: Purchase) {
        if let Err(error) = self.ask_and_wait(order, purchase).await {
            self.update(order, |order| match &error {
                AskError::OAuth(code) => order.end_with(code),
                AskError::NoAnswer => order.end_with("no_answer"),
                AskError::IdToken => order.end_with("id_token_refused"),
            });
        }
    }

    async fn ask_and_wait(&self, id: &str, purchase: Purchase) -> Result<(), AskError> {
        let client = &self.0.client;
        let registration = Registration { careless: purchase.item.careless, mode: purchase.mode };
        let binding_message = binding_message(id, &client.secret()?);
        let expected = match purchase.mode {
            Mode::Poll => None,
            Mode::Ping => Some(self.expect(client.secret()?)),
        };
        self.update(id, |order| {
            order.binding_message = Some(binding_message.clone());
            order.step("Asked your bank.");
        });
        let entry =
            Entry::new(Who::Shop, format!("Asks for \u{201c}{}\u{201d}", purchase.item.title))
                .text(format!("As client {}.", registration.client_id()));
        self.0.ledger.add(entry);
        let asked = client
            .ask(&Ask {
                registration,
                scope: purchase.item.scope,
                details: purchase.item.details,
                binding_message: &binding_message,
                expires_in: purchase.expires_in,
                notification_token: expected.as_ref().map(|(token, _)| token.as_str()),
                number_entry: purchase.number_entry.then_some(DIGITS),
            })
            .await;
        let result = match asked {
            Ok(acknowledgement) => {
                self.acknowledged(id, &acknowledgement, expected.as_ref());
                self.wait(id, registration, acknowledgement, expected.as_ref()).await
            }
            Err(error) => Err(error),
        };
        if let Some((token, _)) = expected {
            self.with(|book| book.expected.remove(&token));
        }
        result
    }

    fn acknowledged(
        &self,
        id: &str,
        acknowledgement: &Acknowledgement,
        expected: Option<&(String, Arc<Notify>)>,
    ) {
        self.update(id, |order| {
            order.state = OrderState::Waiting;
            order.number_to_enter.clone_from(&acknowledgement.number_to_enter);
            order.expires_at = Some(time::now().0 + i64::from(acknowledgement.expires_in));
            order.step("Your bank asks you on your phone.");
        });
        if let Some((token, _)) = expected {
            self.with(|book| {
                if let Some(expected) = book.expected.get_mut(token) {
                    expected.auth_req_id = Some(acknowledgement.auth_req_id.clone());
                }
            });
        }
    }

    /// Waits for the decision: asks at the bank's pace, or once it was told.
    async fn wait(
        &self,
        id: &str,
        registration: Registration,
        acknowledgement: Acknowledgement,
        expected: Option<&(String, Arc<Notify>)>,
    ) -> Result<(), AskError> {
        let mut interval = Duration::from_secs(acknowledgement.interval.max(1));
        // A notification can be lost: after the expiry the shop asks by itself.
        let longest = Duration::from_secs(u64::from(acknowledgement.expires_in) + 1);
        loop {
            match expected {
                None => tokio::time::sleep(interval).await,
                Some((_, told)) => {
                    if tokio::time::timeout(longest, told.notified()).await.is_ok() {
                        self.update(id, |order| order.step("Your bank called back."));
                    }
                }
            }
            let client = registration.client_id();
            match self.0.client.fetch(client, &acknowledgement.auth_req_id).await {
                Ok(tokens) => {
                    self.update(id, |order| {
                        order.state = OrderState::Done;
                        order.tokens = Some(tokens);
                        order.step("You approved. The id token was checked.");
                    });
                    let entry = Entry::new(Who::Shop, "Has its tokens")
                        .text("Signature, issuer, audience, time, request and at_hash are right.")
                        .outcome(Outcome::Ok);
                    self.0.ledger.add(entry);
                    return Ok(());
                }
                Err(AskError::OAuth(code)) if code == "authorization_pending" => {}
                Err(AskError::OAuth(code)) if code == "slow_down" => {
                    interval += Duration::from_secs(5);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn expect(&self, token: String) -> (String, Arc<Notify>) {
        let told = Arc::new(Notify::new());
        let expected = Expected { auth_req_id: None, told: told.clone() };
        self.with(|book| book.expected.insert(token.clone(), expected));
        (token, told)
    }

    fn update(&self, id: &str, change: impl FnOnce(&mut Order)) {
        self.with(|book| book.orders.iter_mut().find(|order| order.id == id).map(change));
        self.0.changes.tell();
    }

    fn with<T>(&self, act: impl FnOnce(&mut Book) -> T) -> T {
        act(&mut self.0.book.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What both screens show: the order, and a few characters that nobody could have known.
fn binding_message(id: &str, secret: &str) -> String {
    let code: String =
        secret.chars().filter(char::is_ascii_alphanumeric).take(4).collect::<String>();
    format!("{} {}", id.replace("order-", "Order "), code.to_ascii_uppercase())
}

impl std::fmt::Debug for Shop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shop")
    }
}

impl std::fmt::Debug for Notification {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Notification")
    }
}
