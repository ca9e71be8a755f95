//! The network: whatever was sent once can arrive at any time after, any number of times, in any
//! order, or never.

use crate::answer::Answer;
use countersign::rules::Word;
use std::collections::BTreeSet;

/// Something that was sent to the gateway, by a phone's number and a generation of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// A decision on its request.
    Decision(usize, Answer),
    /// The question how its request ended.
    Question(usize),
    /// A report, which blocks the device.
    Report(usize, u8),
    /// The replacement of a key.
    Rotation(usize, u8),
}

/// Something that the gateway signed for a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signed {
    /// The receipt of its decision.
    Receipt,
    /// How its request ended, or that it waits.
    Status(Word),
}

/// All that was ever sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Network {
    to_gateway: BTreeSet<Sent>,
    to_phones: Vec<(usize, Signed)>,
}

impl Network {
    /// Sends to the gateway.
    pub fn send(&mut self, sent: Sent) {
        self.to_gateway.insert(sent);
    }

    /// Sends to a phone. The order in which it was signed is of no account.
    pub fn sign(&mut self, phone: usize, signed: Signed) {
        if !self.to_phones.contains(&(phone, signed)) {
            self.to_phones.push((phone, signed));
            self.to_phones.sort_by_key(|(phone, signed)| (*phone, order(signed)));
        }
    }

    /// What can arrive at the gateway.
    pub fn at_gateway(&self) -> impl Iterator<Item = Sent> {
        self.to_gateway.iter().copied()
    }

    /// What can arrive at a phone.
    pub fn at_phone(&self, phone: usize) -> impl Iterator<Item = Signed> {
        self.to_phones.iter().filter(move |(to, _)| *to == phone).map(|(_, signed)| *signed)
    }
}

/// So that two networks with the same letters are the same.
fn order(signed: &Signed) -> String {
    format!("{signed:?}")
}
