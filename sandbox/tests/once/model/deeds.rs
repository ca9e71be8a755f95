//! What the person does, and what the core has to make of it.

use super::life::Life;
use super::reference::Reference;
use countersign::{
    ApprovalInput, Closed, DecideError, Delivery, DenialReason, PrepareError, Rotation,
};

impl Life {
    pub(super) fn approve(&mut self, slowly: u16, reference: &Reference) {
        let prepared = self.hand.as_ref().map(|(which, consent)| {
            (*which, self.device().prepare(consent, &ApprovalInput::default()))
        });
        let before = reference.now - i64::from(slowly);
        self.pass(slowly);
        let Some((which, prepared)) = prepared else { return };
        let ends = reference.requests[which].ends;
        let prepared = match prepared {
            Err(PrepareError::Expired) => return assert!(before >= ends, "it was in time"),
            // Nobody touched it for as long as it lives.
            Err(PrepareError::Closed(Closed::Idle)) => return,
            prepared => prepared.unwrap(),
        };
        assert!(before < ends, "it was too late");
        let signed = self.app.sign(prepared.key(), prepared.signing_input());
        assert_eq!(signed.is_err(), reference.approval_key_lost);
        if let Ok(signature) = signed {
            let completing = self.device().complete(&prepared, &signature);
            let completed = self.bank.runtime.block_on(completing);
            self.decides(which, true, &completed, reference);
        }
    }

    pub(super) fn approve_twice(&mut self, reference: &Reference) {
        let Some((which, consent)) = &self.hand else { return };
        let (which, input) = (*which, ApprovalInput::default());
        let Ok(prepared) = self.device().prepare(consent, &input) else { return };
        let signed = self.app.sign(prepared.key(), prepared.signing_input());
        let Ok(signature) = signed else { return };
        let (one, two) = self.bank.runtime.block_on(async {
            let complete = || self.device().complete(&prepared, &signature);
            tokio::join!(complete(), complete())
        });
        assert!(one.is_err() || two.is_err(), "one signature, one decision");
        self.decides(which, true, if one.is_ok() { &one } else { &two }, reference);
    }

    pub(super) fn deny(&mut self, reference: &Reference) {
        let Some((which, consent)) = &self.hand else { return };
        let denying = self.device().deny(consent, DenialReason::ChangedMind);
        let denied = self.bank.runtime.block_on(denying);
        self.decides(*which, false, &denied, reference);
    }

    /// The first decision in time is taken, and no other ever.
    fn decides(
        &mut self,
        which: usize,
        approves: bool,
        ended: &Result<Delivery, DecideError>,
        reference: &Reference,
    ) {
        let request = &reference.requests[which];
        let (early, first) = (reference.now < request.ends, self.decided[which].is_none());
        let right = match ended {
            Ok(_) => first && early,
            Err(DecideError::Decided) => !first || !self.waits(which, reference),
            Err(DecideError::Expired) => !early,
            Err(_) => false,
        };
        assert!(right, "{ended:?}: first: {first}, in time: {early}");
        if ended.is_ok() {
            self.decided[which] = Some(approves);
        }
    }

    /// Whether the bank still waits for an answer, as far as this phone did not give it.
    pub(super) fn waits(&self, which: usize, reference: &Reference) -> bool {
        reference.requests[which].waits_at(reference.now) && !self.elsewhere[which]
    }

    pub(super) fn answer_elsewhere(&mut self, which: usize) {
        let paused = self.bank.proxy.pause();
        let request = self.asked[which].elsewhere.as_ref().unwrap();
        self.elsewhere[which] |= self.bank.runtime.block_on(self.other.deny(request));
        self.bank.proxy.resume(paused);
    }

    pub(super) fn rotate_transport(&mut self) {
        // A consent in hand was opened with the old keys.
        self.hand = None;
        let rotating = self.device().rotate_transport_key(&self.enrolment);
        let rotated = self.bank.runtime.block_on(rotating);
        assert!(!self.healthy || rotated == Ok(Rotation::Done), "{rotated:?}");
    }

    pub(super) fn rotate_approval(&mut self, reference: &Reference) {
        self.hand = None;
        let beginning = self.device().begin_rotation(&self.enrolment);
        let begun = self.bank.runtime.block_on(beginning);
        assert!(!self.healthy || begun.is_ok(), "{:?}", begun.err());
        let Ok(new) = begun else { return };
        self.approval_keys.push(new.key().clone());
        let proof = self.app.sign(new.key(), new.signing_input()).unwrap();
        let prepared = self.device().prepare_rotation(&new, &proof).unwrap();
        let Ok(signature) = self.app.sign(prepared.key(), prepared.signing_input()) else {
            assert!(reference.approval_key_lost);
            return self.device().abandon_rotation(new);
        };
        let completing = self.device().complete_rotation(&prepared, &signature);
        let rotated = self.bank.runtime.block_on(completing);
        assert!(!self.healthy || rotated == Ok(Rotation::Done), "{rotated:?}");
    }
}
