//! A bank and a phone that make row after row: a new request only where the last one ended.

use super::Comes;
use crate::bank::{Bank, payment};
use countersign_gateway::Limits;
use countersign_gateway::channel::{ConsentState, DeviceState, NewConsent, OfferedAccount};
use countersign_gateway::storage::{AuditFilter, AuditRecord};
use countersign_protocol::consent::{Chosen, Selection};
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::http::Answer;
use countersign_testing::phone::{Answering, Phone};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// A payment.
    Payment,
    /// A payment from one of the accounts `a` and `b`.
    Accounts,
    /// A payment, with two digits to type.
    Number,
}

pub(crate) struct World {
    pub(crate) bank: Bank,
    pub(crate) phone: Phone,
    waiting: BTreeMap<Asked, Waiting>,
    /// Everything of a 403 that somebody could learn from.
    refusal: Option<Seen>,
    pub(crate) rows: usize,
}

/// The body and the headers of an answer.
type Seen = (Vec<u8>, Vec<(String, Vec<u8>)>);

/// A request that waits.
pub(crate) struct Waiting {
    pub(crate) consent: String,
    pub(crate) number: Option<String>,
    pub(crate) answering: Answering,
}

impl World {
    pub(crate) async fn open() -> Self {
        let bank = Bank::with(|settings| {
            settings.limits = Limits {
                consents_per_hour: 10_000,
                pending_per_account: 100,
                calls_per_minute: 100_000,
                ..Limits::default()
            };
        })
        .await;
        let phone = bank.phone(20).await;
        Self { bank, phone, waiting: BTreeMap::new(), refusal: None, rows: 0 }
    }

    /// A request of this kind that nothing has ended.
    pub(crate) async fn waiting(&mut self, asked: Asked) -> &Waiting {
        if !self.waiting.contains_key(&asked) {
            let waiting = self.ask(asked).await;
            self.waiting.insert(asked, waiting);
        }
        &self.waiting[&asked]
    }

    /// A new request of this kind.
    pub(crate) async fn ask(&self, asked: Asked) -> Waiting {
        let account = |id: &str, label: &str| OfferedAccount {
            id: id.to_owned(),
            label: label.to_owned(),
            identification: "DE** 1603".to_owned(),
            currency: None,
        };
        let mut new = payment("account-1");
        match asked {
            Asked::Payment => {}
            Asked::Accounts => {
                new.accounts = Some(vec![account("a", "Current account"), account("b", "Savings")]);
            }
            Asked::Number => new.number_entry = Some(2),
        }
        self.ask_for(new).await
    }

    pub(crate) async fn ask_for(&self, new: NewConsent) -> Waiting {
        let before = self.phone.pending().await;
        let created = self.bank.gateway.create_consent(new).await.unwrap();
        let pending = self.phone.pending().await;
        let id = pending.iter().find(|id| !before.contains(id)).unwrap();
        let answering = self.phone.fetch(id).await;
        Waiting { consent: created.consent, number: created.number_to_enter, answering }
    }

    /// The claims of a right approval.
    pub(crate) fn approval(&self, waiting: &Waiting) -> Value {
        let selection = match waiting.answering.view().choices.is_empty() {
            true => Selection::default(),
            false => choosing("a"),
        };
        let mut claims = self.phone.approval(&waiting.answering, &selection);
        if let Some(number) = &waiting.number {
            claims["number"] = json!(number);
        }
        claims
    }

    /// The claims of a right denial.
    pub(crate) fn denial(&self, waiting: &Waiting) -> Value {
        self.phone.denial(&waiting.answering, "not_me")
    }

    /// Sends one wrong decision on a request that waits, and checks all that must come of it.
    pub(crate) async fn row(
        &mut self,
        name: &str,
        asked: Asked,
        announced: Typ,
        token: impl FnOnce(&Self, &Waiting) -> Vec<u8>,
        comes: Comes,
    ) {
        self.waiting(asked).await;
        let waiting = self.waiting.remove(&asked).unwrap();
        let token = token(self, &waiting);
        self.send(name, &waiting, announced, token, comes).await;
        let state = self.bank.gateway.consent(&waiting.consent).await.unwrap().state;
        match comes {
            Comes::Refused(..) => {
                assert_eq!(state, ConsentState::Pending, "{name}");
                self.waiting.insert(asked, waiting);
            }
            Comes::Ends(_) => {
                assert_eq!(state, ConsentState::Failed, "{name}");
                self.approve_something().await; // ends the count before it is full
            }
        }
    }

    /// Sends a decision to a request, whatever its state, and checks answer, count and log.
    pub(crate) async fn send(
        &mut self,
        name: &str,
        waiting: &Waiting,
        announced: Typ,
        token: Vec<u8>,
        comes: Comes,
    ) {
        self.rows += 1;
        let failures = self.failures().await;
        let entries = self.log_from(0).await.last().unwrap().number + 1;
        let answer = self.post(&waiting.answering, announced, token).await;
        let log = self.log_from(entries).await;

        let (status, event, check, counted) = match comes {
            Comes::Refused(status, check) => (status, "decision_refused", check, 0),
            Comes::Ends(check) => (403, "consent_failed", check, 1),
        };
        assert_eq!(answer.status, status, "{name}: {}", answer.text());
        if status == 403 {
            self.is_opaque(name, &answer);
        }
        assert_eq!(self.failures().await, failures + counted, "{name}");
        let first = &log[0];
        assert_eq!(
            (first.event.as_str(), first.checked.as_deref()),
            (event, Some(check)),
            "{name}: {log:?}"
        );
        assert_eq!(first.device.as_deref(), Some(&*self.phone.device), "{name}");
        assert_eq!(first.consent.as_deref(), Some(&*waiting.consent), "{name}");
        assert_eq!(first.request.as_deref(), Some(waiting.answering.id()), "{name}");
        assert!(log[1..].iter().all(|entry| entry.event == "device_blocked"), "{name}: {log:?}");
    }

    pub(crate) async fn post(
        &self,
        answering: &Answering,
        announced: Typ,
        token: Vec<u8>,
    ) -> Answer {
        let path = format!("/ad/requests/{}/decision", answering.id());
        self.phone.send_bytes("POST", &path, &announced.media_type(), token).await
    }

    /// Nothing of a refusal says which check it was.
    fn is_opaque(&mut self, name: &str, answer: &Answer) {
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| !["date", "dpop-nonce"].contains(&name.as_str()))
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect();
        let seen = (answer.body.clone(), headers);
        assert_eq!(self.refusal.get_or_insert_with(|| seen.clone()), &seen, "{name}");
        assert_eq!(
            answer.text(),
            r#"{"type":"urn:countersign:problem:refused","status":403}"#,
            "{name}"
        );
    }

    pub(crate) async fn approve_something(&self) {
        let waiting = self.ask(Asked::Payment).await;
        let token =
            self.signed(&self.phone.approval, Typ::ConsentApproval, &self.approval(&waiting));
        let answer = self.post(&waiting.answering, Typ::ConsentApproval, token).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(self.failures().await, 0);
    }

    #[allow(clippy::unused_self)]
    pub(crate) fn signed(&self, key: &Key, typ: Typ, claims: &Value) -> Vec<u8> {
        key.token(typ, claims).into_bytes()
    }

    async fn failures(&self) -> u32 {
        self.device().await.1
    }

    pub(crate) async fn device(&self) -> (DeviceState, u32) {
        let device = self.bank.gateway.device_record(&self.phone.device).await.unwrap();
        (device.state, device.failures)
    }

    async fn log_from(&self, from: i64) -> Vec<AuditRecord> {
        self.bank.gateway.audit_log(from, AuditFilter::default(), 100_000).await.unwrap()
    }
}

pub(crate) fn choosing(account: &str) -> Selection {
    Selection::of(vec![Chosen { detail: 0, accounts: vec![account.to_owned()] }])
}

/// A token of any bytes, signed by a key.
pub(crate) fn sign(header: &str, payload: &[u8], key: &Key) -> Vec<u8> {
    key.jws(header, payload).into_bytes()
}
