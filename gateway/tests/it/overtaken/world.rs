//! A bank and its customer's phones, what can happen to them, and how they stand.

use super::calls::Call;
use super::stopping::Stopping;
use crate::bank::{Bank, payment};
use crate::keycloak::{Keycloak, USER};
use countersign_gateway::Limits;
use countersign_gateway::channel::{DeviceState, RevocationReason};
use countersign_gateway::storage::{
    AuditFilter, AuditStore, ConsentStore, DeviceStore, OutcomeStore, SqliteStorage,
};
use countersign_protocol::jose::{Signer as _, Typ};
use countersign_protocol::time::UnixSeconds;
use countersign_testing::Key;
use countersign_testing::phone::{Answering, Phone};
use serde_json::{Value, json};
use std::sync::Arc;

/// What happens while a call is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The bank revokes the device.
    Revoked,
    /// The bank revokes all devices of the account.
    AllRevoked,
    /// The device reports a request, by another call.
    Blocked,
    /// The device replaces its transport key, by another call.
    TransportReplaced,
    /// The device replaces its approval key, by another call.
    ApprovalReplaced,
    /// The AS withdraws the consent.
    Withdrawn,
    /// More than ten minutes pass: consents, offers and access tokens are over.
    Expired,
    /// Another phone denies the consent, takes the offer, or uses up what was prepared.
    Elsewhere,
    /// Another gateway starts over the same records.
    Restarted,
}

impl Change {
    pub(crate) const ALL: [Self; 9] = [
        Self::Revoked,
        Self::AllRevoked,
        Self::Blocked,
        Self::TransportReplaced,
        Self::ApprovalReplaced,
        Self::Withdrawn,
        Self::Expired,
        Self::Elsewhere,
        Self::Restarted,
    ];
}

/// How the world stands: compared, and printed where it is not what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) device: DeviceState,
    reason: Option<String>,
    /// Whether the keys are those that the phone was enrolled with.
    transport: &'static str,
    approval: &'static str,
    pub(crate) push: Option<String>,
    failures: u32,
    pub(crate) consent: &'static str,
    /// How many devices the account has, and how many consents wait for the other phone.
    devices: usize,
    waiting: usize,
    prepared: bool,
}

pub(crate) struct World {
    pub(crate) bank: Bank,
    pub(crate) storage: Arc<SqliteStorage>,
    pub(crate) stopping: Arc<Stopping>,
    pub(crate) account: String,
    /// The phone whose device the calls are about.
    pub(crate) phone: Phone,
    pub(crate) old_registration: String,
    pub(crate) capabilities: Value,
    /// Another phone of the same customer.
    other: Phone,
    /// A phone that answers an offer.
    pub(crate) newcomer: Phone,
    pub(crate) new_registration: String,
    new_offer: String,
    /// An offer that was answered, and the phone that waits to be confirmed.
    pub(crate) waiting: (String, Phone),
    /// An offer that nobody has fetched.
    pub(crate) offer_uri: String,
    pub(crate) consent: String,
    pub(crate) answering: Answering,
    pub(crate) challenge: String,
    pub(crate) prepared: String,
    pub(crate) bearer: String,
    keycloak: Keycloak,
}

impl World {
    /// A world in which this call can be made.
    pub(crate) async fn for_call(call: Call) -> Self {
        let keycloak = Keycloak::start().await;
        let storage = Arc::new(SqliteStorage::in_memory().unwrap());
        let stopping = Arc::new(Stopping::over(storage.clone()));
        let realm = keycloak.realm();
        let bank = Bank::over(Some(stopping.clone()), |settings| {
            settings.realms = vec![realm];
            settings.limits = Limits { calls_per_minute: 1000, ..Limits::default() };
        })
        .await;
        let offer = || async { bank.gateway.create_offer(USER, "DE** 1603").await.unwrap() };

        let (taken, mut phone) = (offer().await, bank.unenrolled(20));
        let claims = phone.registration(&taken.token);
        let old_registration = phone.approval.token(Typ::DeviceRegistration, &claims);
        let answer = phone.send_registration(&old_registration).await;
        assert!(phone.registered(&claims, &answer), "{}", answer.text());
        bank.gateway.confirm_offer(&taken.offer, &phone.digits).await.unwrap();
        let other = bank.phone_of(USER, 30).await;
        // Of another customer: nobody else is told of it.
        let waiting_offer = bank.gateway.create_offer("neighbour", "DE** 1603").await.unwrap();
        let mut waiting_phone = bank.unenrolled(50);
        waiting_phone.register(&waiting_offer.token).await;
        let (open, newcomer) = (offer().await, bank.unenrolled(40));
        let new_claims = newcomer.registration(&open.token);
        let new_registration = newcomer.approval.token(Typ::DeviceRegistration, &new_claims);
        newcomer.get("/ad/device").await; // for a nonce

        let consent = bank.gateway.create_consent(payment(USER)).await.unwrap().consent;
        let answering = phone.open().await;
        let challenge = phone.challenge().await;
        let prepared = bank.gateway.prepare_consent(payment(USER)).await.unwrap().consent;
        let world = Self {
            storage,
            stopping,
            account: USER.to_owned(),
            old_registration,
            capabilities: claims["capabilities"].clone(),
            other,
            newcomer,
            new_registration,
            new_offer: open.token,
            waiting: (waiting_offer.offer, waiting_phone),
            offer_uri: open.offer_uri,
            consent,
            answering,
            challenge,
            prepared,
            bearer: keycloak.token("auth-1"),
            phone,
            bank,
            keycloak,
        };
        if call == Call::Unblock {
            world.happen(Change::Blocked).await;
        }
        // The job that announces a new device reads devices too, until it is done.
        while !world.storage.due_announcements(1, UnixSeconds(i64::MAX)).unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        world
    }

    /// The world changes. Nothing of it is a call that is stopped.
    pub(crate) async fn happen(&self, change: Change) {
        let gateway = &self.bank.gateway;
        match change {
            Change::Revoked => {
                gateway.revoke(&self.phone.device, RevocationReason::Stolen).await.unwrap();
            }
            Change::AllRevoked => {
                gateway.revoke_all(&self.account, RevocationReason::Fraud).await.unwrap();
            }
            Change::Blocked => {
                let report = json!({"request": self.answering.id(), "reason": "failures"});
                let report = self.phone.command(Typ::DeviceReport, &report);
                let typ = Typ::DeviceReport.media_type();
                self.phone.send("POST", "/ad/device/report", &typ, &report).await;
            }
            Change::TransportReplaced => self.replace("transport", 60).await,
            Change::ApprovalReplaced => self.replace("approval", 62).await,
            Change::Withdrawn => drop(gateway.withdraw(&self.consent).await),
            Change::Expired => {
                self.bank.clock.advance(601);
                self.storage.expire(UnixSeconds(self.bank.now())).unwrap();
            }
            Change::Elsewhere => self.elsewhere().await,
            Change::Restarted => {
                let (storage, realm) = (self.stopping.clone(), self.keycloak.realm());
                let again = Bank::over(Some(storage), |settings| settings.realms = vec![realm]);
                drop(again.await);
            }
        }
    }

    async fn replace(&self, role: &str, new: u8) {
        let challenge = self.phone.challenge().await;
        let rotating = self.phone.rotating(role, &Key::numbered(new), &challenge);
        self.phone.send_rotation(&self.phone.rotation(&rotating)).await;
    }

    async fn elsewhere(&self) {
        if let Some(request) = self.other.pending().await.first() {
            let asked = self.other.fetch(request).await;
            assert_eq!(self.other.deny(&asked, "not_me").await.status, 200);
        }
        let mut faster = self.bank.unenrolled(44);
        assert_eq!(faster.register(&self.new_offer).await.status, 201);
        let asked = json!({"scope": "openid", "consent": self.prepared}).to_string();
        let (path, bearer) = ("/keycloak/v1/bank/authentication", self.keycloak.token("auth-2"));
        let answer = self.bank.channel_as(&bearer, "POST", path, Some(&asked)).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    /// The number that the next entry of the audit log gets, or a smaller one.
    pub(crate) fn next_entry(&self) -> i64 {
        let log = self.storage.audit_log(0, &AuditFilter::default(), 1000).unwrap();
        log.last().map_or(0, |entry| entry.number + 1)
    }

    /// What was noted from there on.
    pub(crate) fn noted(&self, from: i64) -> Vec<String> {
        let log = self.storage.audit_log(from, &AuditFilter::default(), 1000).unwrap();
        let of = |entry: countersign_gateway::storage::AuditRecord| match entry.checked {
            Some(check) => format!("{}:{check}", entry.event),
            None => entry.event,
        };
        log.into_iter().map(of).collect()
    }

    pub(crate) fn standing(&self) -> Standing {
        let now = UnixSeconds(self.bank.now());
        let device = self.storage.device(&self.phone.device).unwrap().unwrap();
        let kept = |kept, new| if kept { "old" } else { new };
        let old_transport = device.transport == *self.phone.transport.public_key();
        let old_approval = device.approval == *self.phone.approval.public_key();
        Standing {
            device: device.state,
            reason: device.state_reason,
            transport: kept(old_transport, "new"),
            approval: kept(old_approval, "new"),
            push: device.push_token,
            failures: device.failures,
            consent: self.storage.consent(&self.consent, now).unwrap().unwrap().state.as_str(),
            devices: self.storage.devices_of(&self.account).unwrap().len(),
            waiting: self.storage.pending_of(&self.other.device, 20, now).unwrap().len(),
            prepared: self.storage.prepared(&self.prepared, &self.account, now).unwrap().is_some(),
        }
    }
}

impl Standing {
    /// What is different from another, in words.
    pub(crate) fn since(&self, before: &Self) -> Vec<String> {
        let mut all = Vec::new();
        let mut note = |name: &str, was: String, is: String| {
            if was != is {
                all.push(format!("{name}={is}"));
            }
        };
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        note("device", before.device.as_str().to_owned(), self.device.as_str().to_owned());
        note("reason", text(&before.reason), text(&self.reason));
        note("transport", before.transport.to_owned(), self.transport.to_owned());
        note("approval", before.approval.to_owned(), self.approval.to_owned());
        note("push", text(&before.push), text(&self.push));
        note("failures", before.failures.to_string(), self.failures.to_string());
        note("consent", before.consent.to_owned(), self.consent.to_owned());
        note("devices", before.devices.to_string(), self.devices.to_string());
        note("waiting", before.waiting.to_string(), self.waiting.to_string());
        note("prepared", before.prepared.to_string(), self.prepared.to_string());
        all
    }
}
