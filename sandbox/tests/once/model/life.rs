//! The real thing, and what is compared after every step.

use super::other::{OtherPhone, enrol, install};
use super::reference::Reference;
use super::step::Step;
use crate::bank::{Asked, Bank};
use crate::killer::Kill;
use crate::proxy::{Fault, Scope};
use countersign::platform::KeyAlias;
use countersign::transport::{Issuer, Security};
use countersign::{ApprovalInput, Consent, Delivery, Device, HistoryEntry, Outcome};
use countersign_protocol::jose::PublicKey;
use countersign_sandbox::headless::Installation;
use countersign_testing::{ManualClock, leave_after};
use proptest_state_machine::StateMachineTest;
use std::sync::Arc;
use tempfile::TempDir;

/// 2026-03-02T09:00:00Z
const START: i64 = 1_772_442_000;

/// A phone, its bank, and what both were seen to do.
pub(crate) struct Life {
    pub(super) bank: Bank,
    /// `None` only while the app starts again.
    pub(super) device: Option<Device>,
    pub(super) app: Installation,
    pub(super) clock: Arc<ManualClock>,
    /// Every approval key that there ever was.
    pub(super) approval_keys: Vec<KeyAlias>,
    pub(super) enrolment: String,
    pub(super) asked: Vec<Asked>,
    pub(super) other: OtherPhone,
    /// For each request: whether the other phone's answer was recorded.
    pub(super) elsewhere: Vec<bool>,
    /// For each request: whether it was approved, once the core said that it is decided.
    pub(super) decided: Vec<Option<bool>>,
    /// For each request: the decision as first seen in the history.
    pub(super) bytes: Vec<Option<String>>,
    /// How often the bank recorded each.
    pub(super) recorded: Vec<usize>,
    pub(super) hand: Option<(usize, Consent)>,
    pub(super) healthy: bool,
    pub(super) boots: u32,
    pub(super) _folder: TempDir,
}

impl StateMachineTest for Life {
    type SystemUnderTest = Self;
    type Reference = Reference;

    fn init_test(_: &Reference) -> Self {
        Self::begin()
    }

    fn apply(mut life: Self, reference: &Reference, step: Step) -> Self {
        life.goes_on(reference, step);
        life
    }

    fn check_invariants(life: &Self, reference: &Reference) {
        life.holds(reference);
    }
}

impl Life {
    fn begin() -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let bank = Bank::with(Box::new(ManualClock::at(START)));
        let folder = tempfile::tempdir().unwrap();
        let vouching =
            countersign_protocol::claims::Members::parse(bank.vouching.as_bytes()).unwrap();
        let vouching = vec![PublicKey::from_jwk(vouching).unwrap()];
        let issuer = Issuer::new(&bank.issuer, "Bank", vouching, Security::PlainLoopback).unwrap();
        let database = folder.path().join("device.sqlite");
        let app = install(issuer.clone(), database, "Model phone", clock.clone());
        let device = app.start().unwrap();
        let (enrolment, approval_key) = enrol(&bank, &device, &app);
        let other = OtherPhone::new(&bank, issuer, folder.path().join("other.sqlite"));
        Self {
            bank,
            device: Some(device),
            app,
            clock,
            approval_keys: vec![approval_key],
            enrolment,
            asked: Vec::new(),
            other,
            elsewhere: Vec::new(),
            decided: Vec::new(),
            bytes: Vec::new(),
            recorded: Vec::new(),
            hand: None,
            healthy: true,
            boots: 1,
            _folder: folder,
        }
    }

    fn goes_on(&mut self, reference: &Reference, step: Step) {
        match step {
            Step::Ask => self.ask(),
            Step::List => self.list(),
            Step::Open(which) => self.open(which % self.asked.len(), reference),
            Step::CancelPrompt => {
                if let Some((_, consent)) = &self.hand {
                    drop(self.device().prepare(consent, &ApprovalInput::default()));
                }
            }
            Step::Approve { slowly } => self.approve(slowly, reference),
            Step::ApproveTwice => self.approve_twice(reference),
            Step::Deny => self.deny(reference),
            Step::Look => {
                if let Some((which, consent)) = &self.hand {
                    let looked = self.bank.runtime.block_on(self.device().still_open(consent));
                    let open = self.waits(*which, reference) && self.decided[*which].is_none();
                    assert!(!self.healthy || looked.is_ok() == open, "{looked:?}");
                }
            }
            Step::Deliver => drop(self.bank.runtime.block_on(self.device().deliver()).unwrap()),
            Step::DeliverNow => self.deliver_now(),
            Step::DropDelivery(waits) => {
                let delivering = leave_after(self.device().deliver_now(), waits);
                drop(self.bank.runtime.block_on(delivering));
            }
            Step::Pass(seconds) => self.pass(seconds),
            Step::SetWall(seconds) => self.clock.set_wall(i64::from(seconds)),
            Step::Restart { reboot } => self.restart(reboot),
            Step::Withdraw(which) => self.bank.withdraw(&self.asked[which % self.asked.len()]),
            Step::Elsewhere(which) => self.answer_elsewhere(which % self.asked.len()),
            Step::ChangeSeal => self.bank.runtime.block_on(self.device().change_seal()).unwrap(),
            Step::Fail(fault) => {
                self.bank.proxy.fail(fault, Scope::Everything, Kill::Never);
                self.healthy = fault == Fault::None;
            }
            Step::Heal => self.heal(),
            Step::LoseApprovalKey => {
                self.approval_keys.iter().for_each(|key| self.app.keys().invalidate(key));
            }
            Step::RotateTransport => self.rotate_transport(),
            Step::RotateApproval => self.rotate_approval(reference),
            Step::Settle => self.settle(reference),
        }
        self.look_at_the_bank();
    }

    fn ask(&mut self) {
        let asked = self.bank.ask();
        self.asked.push(asked);
        self.elsewhere.push(false);
        self.decided.push(None);
        self.bytes.push(None);
        self.recorded.push(0);
    }

    fn list(&self) {
        let listed = self.bank.runtime.block_on(self.device().pending(&self.enrolment));
        assert!(!self.healthy || listed.is_ok(), "{listed:?}");
    }

    fn open(&mut self, which: usize, reference: &Reference) {
        self.hand = None;
        let request = &self.asked[which].request;
        let opened =
            self.bank.runtime.block_on(self.device().open_request(&self.enrolment, request));
        let open = self.waits(which, reference) && self.decided[which].is_none();
        assert!(!self.healthy || !open || opened.is_ok(), "{:?}", opened.err());
        assert!(opened.is_err() || self.decided[which].is_none(), "what is decided opens no more");
        self.hand = opened.ok().map(|consent| (which, consent));
    }

    fn deliver_now(&self) {
        let round = self.bank.runtime.block_on(self.device().deliver_now()).unwrap();
        let unknown = round.tried.iter().any(|(_, delivery)| *delivery == Delivery::Unknown);
        assert!(!self.healthy || !unknown, "a healthy bank answers");
    }

    pub(super) fn pass(&self, seconds: u16) {
        self.clock.advance(i64::from(seconds));
        self.bank.advance(i64::from(seconds));
    }

    fn restart(&mut self, reboot: bool) {
        self.hand = None;
        if reboot {
            self.boots += 1;
            self.clock.reboot(&format!("boot-{}", self.boots));
        }
        // The old one is closed first, as an app's process ends before it starts again.
        self.device = None;
        let opened = self.app.start();
        self.device = Some(opened.unwrap());
    }

    fn heal(&mut self) {
        self.bank.proxy.heal();
        self.healthy = true;
    }

    /// With a healthy bank nothing stays unknown, and what is over there is over here.
    fn settle(&mut self, reference: &Reference) {
        self.heal();
        self.deliver_now();
        self.list();
        for which in 0..self.asked.len() {
            let outcome = self.said(which).map(|entry| entry.outcome);
            assert_ne!(outcome, Some(Outcome::Unknown));
            let over = !self.waits(which, reference);
            assert!(!over || outcome != Some(Outcome::Open), "over there, and open here");
        }
    }

    pub(super) fn device(&self) -> &Device {
        self.device.as_ref().unwrap()
    }

    pub(super) fn history(&self) -> Vec<HistoryEntry> {
        self.bank.runtime.block_on(self.device().history(None, 100)).unwrap()
    }

    fn said(&self, which: usize) -> Option<HistoryEntry> {
        let request = &self.asked[which].request;
        self.history().into_iter().find(|entry| entry.request == *request)
    }
}
