//! A bank and its customer's phones.

use super::calls::Call;
use super::changes::Change;
use super::stopping::Stopping;
use crate::bank::{Bank, payment};
use crate::keycloak::{Keycloak, USER};
use countersign_gateway::Limits;
use countersign_gateway::storage::{
    AuditFilter, AuditRecord, AuditStore as _, ConsentStore as _, OutcomeStore as _, SqliteStorage,
};
use countersign_protocol::jose::Typ;
use countersign_protocol::time::UnixSeconds;
use countersign_testing::phone::{Answering, Phone};
use serde_json::Value;
use std::sync::{Arc, OnceLock};

/// The customer whose device waits to be confirmed: nobody else is told of it.
const NEIGHBOUR: &str = "neighbour";

pub(crate) struct World {
    pub(crate) bank: Bank,
    pub(crate) storage: Arc<SqliteStorage>,
    pub(crate) stopping: Arc<Stopping>,
    pub(crate) keycloak: Keycloak,
    /// The call that this world is for, and its body once it was made.
    pub(crate) call: Call,
    body: OnceLock<String>,
    /// The phone whose device calls and changes are about, and its account. It is enrolled; where
    /// the call is about a new device it waits to be confirmed.
    pub(crate) phone: Phone,
    pub(crate) account: String,
    pub(crate) answered_offer: String,
    pub(crate) old_registration: String,
    pub(crate) capabilities: Value,
    pub(crate) challenge: String,
    /// Another phone of the customer who is asked.
    pub(crate) other: Phone,
    /// A phone that answers an offer.
    pub(crate) newcomer: Phone,
    pub(crate) new_registration: String,
    pub(crate) new_offer: String,
    pub(crate) offer_uri: String,
    /// What the customer is asked, and the copy of the phone that it is about.
    pub(crate) consent: String,
    pub(crate) request: String,
    answering: Option<Answering>,
    pub(crate) prepared: String,
    pub(crate) bearer: String,
}

impl World {
    /// A world in which this call can be made and this can happen.
    pub(crate) async fn of(call: Call, change: Option<Change>) -> Self {
        let keycloak = Keycloak::start().await;
        let storage = Arc::new(SqliteStorage::in_memory().unwrap());
        let stopping = Arc::new(Stopping::over(storage.clone()));
        let realm = keycloak.realm();
        let bank = Bank::over(Some(stopping.clone()), |settings| {
            settings.realms = vec![realm];
            settings.limits = Limits { calls_per_minute: 1000, ..Limits::default() };
        })
        .await;

        let new = call.is_about_a_new_device();
        let account = if new { NEIGHBOUR } else { USER };
        let taken = bank.gateway.create_offer(account, "DE** 1603").await.unwrap();
        let mut phone = bank.unenrolled(20);
        let claims = phone.registration(&taken.token);
        let old_registration = phone.approval.token(Typ::DeviceRegistration, &claims);
        let answer = phone.send_registration(&old_registration).await;
        assert!(phone.registered(&claims, &answer), "{}", answer.text());
        if !new {
            bank.gateway.confirm_offer(&taken.offer, &phone.digits).await.unwrap();
        }
        let other = bank.enrolled(USER, beside(&bank, &phone, 30)).await;
        let open = bank.gateway.create_offer(USER, "DE** 1603").await.unwrap();
        let newcomer = beside(&bank, &phone, 40);
        let new_claims = newcomer.registration(&open.token);
        let new_registration = newcomer.approval.token(Typ::DeviceRegistration, &new_claims);

        let consent = bank.gateway.create_consent(payment(USER)).await.unwrap().consent;
        let now = UnixSeconds(bank.now());
        let copy = storage.pending_of(&phone.device, 1, now).unwrap().pop();
        let request = copy.map_or_else(|| "none".to_owned(), |(id, _)| id);
        let answering = match call {
            Call::Approve | Call::Deny | Call::Fail => Some(phone.fetch(&request).await),
            _ => None,
        };
        let challenge = match call {
            Call::RotateTransport | Call::RotateApproval => phone.challenge().await,
            _ => String::new(),
        };
        let prepared = bank.gateway.prepare_consent(payment(USER)).await.unwrap().consent;
        let world = Self {
            storage,
            stopping,
            call,
            body: OnceLock::new(),
            account: account.to_owned(),
            answered_offer: taken.offer,
            old_registration,
            capabilities: claims["capabilities"].clone(),
            challenge,
            other,
            newcomer,
            new_registration,
            new_offer: open.token,
            offer_uri: open.offer_uri,
            consent,
            request,
            answering,
            prepared,
            bearer: keycloak.token("auth-1"),
            phone,
            bank,
            keycloak,
        };
        if call == Call::Unblock || change == Some(Change::Unblocked) {
            world.happen(Change::Blocked).await;
        }
        // The job that announces a new device reads devices too, until it is done.
        while !world.storage.due_announcements(1, UnixSeconds(i64::MAX)).unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        world
    }

    /// The body of the call: the same each time.
    pub(crate) fn body(&self, make: impl FnOnce() -> String) -> String {
        self.body.get_or_init(make).clone()
    }

    /// The copy of the phone as it read it, where the call decides it.
    pub(crate) fn answering(&self) -> &Answering {
        self.answering.as_ref().unwrap()
    }

    /// What was noted from a number on.
    pub(crate) fn noted(&self, from: i64) -> Vec<AuditRecord> {
        self.storage.audit_log(from, &AuditFilter::default(), 1000).unwrap()
    }

    /// The number that the next entry of the audit log gets, or a smaller one.
    pub(crate) fn next_entry(&self) -> i64 {
        self.noted(0).last().map_or(0, |entry| entry.number + 1)
    }
}

/// A phone that is not enrolled and has heard of a nonce from another.
pub(crate) fn beside(bank: &Bank, other: &Phone, seed: u8) -> Phone {
    let phone = bank.unenrolled(seed);
    phone.nonce.lock().unwrap().clone_from(&other.nonce.lock().unwrap());
    phone
}
