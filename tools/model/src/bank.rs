//! The gateway and its bank. A request is begun, when what it reads is read, and finished, when it
//! writes: between the two everything can happen, also a crash.

use crate::answer::Answer;
use crate::network::{Network, Sent, Signed};
use countersign::rules::{Own, Time, Word};
use countersign_gateway::channel::{ConsentState, DeviceState};
use countersign_gateway::transitions::{ConsentEvent, DeviceEvent};
use countersign_protocol::vocabulary::Ending;

/// What a write of the gateway looks at before it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// What is there when it writes.
    InItsTransaction,
    /// What was read when the request began.
    WhatWasRead,
}

/// One of the customer's devices, as the bank keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// Whether it may answer.
    pub state: StateOfDevice,
    /// Which of its keys counts.
    pub generation: u8,
    /// Whether it was ever removed.
    pub was_removed: bool,
}

/// A [`DeviceState`] that can be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateOfDevice(pub DeviceState);

/// A [`ConsentState`] that can be hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateOfConsent(pub ConsentState);

/// A request that the gateway has begun: what it read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnderWay {
    what: Sent,
    device: Device,
    word: Option<Word>,
}

/// What must never come about, and did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wrongs {
    /// A device that may not answer decided.
    pub decided_while_not_active: bool,
    /// A key that was replaced changed something.
    pub by_a_replaced_key: bool,
    /// A consent was decided a second time.
    pub decided_twice: bool,
}

/// The bank.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bank {
    /// Where in its life the request is.
    pub time: Time,
    /// What became of the consent.
    pub consent: StateOfConsent,
    /// Whose decision is recorded, and which.
    pub decided: Option<(usize, Answer)>,
    /// The customer's devices.
    pub devices: Vec<Device>,
    /// What is begun and not finished.
    pub under_way: Vec<UnderWay>,
    /// What must never come about.
    pub wrongs: Wrongs,
}

impl Bank {
    /// One that has asked so many phones.
    #[must_use]
    pub fn new(phones: usize) -> Self {
        let device =
            Device { state: StateOfDevice(DeviceState::Active), generation: 0, was_removed: false };
        Self {
            time: Time::Running,
            consent: StateOfConsent(ConsentState::Pending),
            decided: None,
            devices: vec![device; phones],
            under_way: Vec::new(),
            wrongs: Wrongs::default(),
        }
    }

    /// Begins a request, if the key that it is made with counts.
    pub fn begin(&mut self, what: Sent) {
        let (number, generation) = match what {
            Sent::Report(number, generation) | Sent::Rotation(number, generation) => {
                (number, Some(generation))
            }
            Sent::Decision(number, _) | Sent::Question(number) => (number, None),
        };
        let Some(device) = self.devices.get(number).copied() else { return };
        if generation.is_none_or(|generation| generation == device.generation) {
            let word = matches!(what, Sent::Question(_)).then(|| self.word(number));
            self.under_way.push(UnderWay { what, device, word });
        }
    }

    /// Finishes a request: writes, and answers.
    pub fn finish(&mut self, place: usize, guard: Guard, network: &mut Network) {
        let UnderWay { what, device: read, word } = self.under_way.remove(place);
        match what {
            Sent::Decision(number, answer) => self.decide(number, answer, (read, guard), network),
            Sent::Question(number) => {
                if let Some(word) = word {
                    network.sign(number, Signed::Status(word));
                }
            }
            Sent::Report(number, generation) => {
                self.change(number, generation, (read, guard), DeviceEvent::Reported);
            }
            Sent::Rotation(number, generation) => {
                if self.change(number, generation, (read, guard), DeviceEvent::KeyReplaced)
                    && let Some(device) = self.devices.get_mut(number)
                {
                    device.generation += 1;
                }
            }
        }
    }

    /// What the bank itself does with a device.
    pub fn handle(&mut self, number: usize, event: DeviceEvent) -> bool {
        let Some(device) = self.devices.get_mut(number) else { return false };
        let Some(state) = event.on(device.state.0) else { return false };
        device.state = StateOfDevice(state);
        device.was_removed |= state == DeviceState::Revoked;
        true
    }

    /// Takes the consent back, or lets it expire.
    pub fn end(&mut self, event: ConsentEvent) -> bool {
        match event.on(self.consent.0, self.is_over()) {
            Some(state) => {
                self.consent = StateOfConsent(state);
                true
            }
            None => false,
        }
    }

    /// What it signs about a device's copy of the request.
    #[must_use]
    pub fn word(&self, number: usize) -> Word {
        let own = self.decided.is_some_and(|(by, _)| by == number);
        Word::Ended(match self.consent.0 {
            ConsentState::Pending => return Word::Pending,
            ConsentState::Withdrawn => Ending::Withdrawn,
            ConsentState::Expired => Ending::Expired,
            ConsentState::Failed if own => Ending::Decided(Own::Failed),
            ConsentState::Approved | ConsentState::Denied if own => Ending::Decided(Own::Recorded),
            _ => Ending::AnsweredElsewhere,
        })
    }

    fn is_over(&self) -> bool {
        self.time != Time::Running
    }

    fn decide(
        &mut self,
        number: usize,
        answer: Answer,
        (read, guard): (Device, Guard),
        network: &mut Network,
    ) {
        if self.decided == Some((number, answer)) && answer != Answer::ApproveWrongly {
            network.sign(number, Signed::Receipt); // the same bytes get the same receipt
            return;
        }
        let Some(now) = self.devices.get(number).copied() else { return };
        // Recording looked again already in the days when counting a failure did not.
        let fails = answer == Answer::ApproveWrongly;
        let seen = if fails && guard == Guard::WhatWasRead { read } else { now };
        if DeviceEvent::Decided.on(seen.state.0).is_none() {
            return;
        }
        let event = match answer {
            Answer::Approve => ConsentEvent::Approved,
            Answer::ApproveWrongly => ConsentEvent::Failed,
            Answer::Deny => ConsentEvent::Denied,
        };
        if !self.end(event) {
            return;
        }
        self.wrongs.decided_twice |= self.decided.is_some();
        self.wrongs.decided_while_not_active |= now.state.0 != DeviceState::Active;
        self.decided = Some((number, answer));
        if !fails {
            network.sign(number, Signed::Receipt);
        }
    }

    /// What a device asks for about itself; whether it was done.
    fn change(
        &mut self,
        number: usize,
        generation: u8,
        (read, guard): (Device, Guard),
        event: DeviceEvent,
    ) -> bool {
        let Some(device) = self.devices.get_mut(number) else { return false };
        let (seen, right_key) = match guard {
            Guard::InItsTransaction => (*device, generation == device.generation),
            Guard::WhatWasRead => (read, true),
        };
        let Some(state) = event.on(seen.state.0).filter(|_| right_key) else { return false };
        self.wrongs.by_a_replaced_key |= generation != device.generation;
        device.state = StateOfDevice(state);
        true
    }
}

impl std::hash::Hash for StateOfDevice {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}

impl std::hash::Hash for StateOfConsent {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_str().hash(state);
    }
}
