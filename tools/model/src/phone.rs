//! A phone: what it stored, what it waits for, and what it told its owner in the end.

use crate::Rules;
use crate::answer::Answer;
use crate::network::{Sent, Signed};
use countersign::rules::{Access, Heard, Known, Own, Step, Time, Tries};
use countersign_protocol::vocabulary::Ending;

/// What a phone waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// An answer to its decision.
    Sent,
    /// An answer to its question.
    Asked,
}

/// What a phone told its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Told {
    /// How it ended.
    Ended(Ending<Own>),
    /// That nobody ever said.
    NeverLearned,
}

/// One phone of the customer. A crash of it is a try that begins anew: what is not in the first
/// and the last two fields is not stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    /// The decision, stored before it is sent.
    pub decision: Option<Answer>,
    /// How often it began to deliver.
    pub tries: u8,
    /// What it waits for.
    pub call: Option<Call>,
    /// What it takes the time for.
    pub time: Time,
    /// Whether it sent the decision in this try.
    pub sent: bool,
    /// Whether this is the first try and it was turned away.
    pub turned_away: bool,
    /// Whether it can still call.
    pub access: Access,
    /// Which of its keys it calls with.
    pub generation: u8,
    /// What it told its owner.
    pub told: Option<Told>,
}

impl Phone {
    /// A phone that shows a request.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            decision: None,
            tries: 0,
            call: None,
            time: Time::Running,
            sent: false,
            turned_away: false,
            access: Access::Held,
            generation: 0,
            told: None,
        }
    }

    /// Whether it has something to deliver.
    #[must_use]
    pub const fn undelivered(&self) -> bool {
        self.decision.is_some() && self.told.is_none()
    }

    /// Begins a try, with whatever its clock says. What it sends, if anything.
    pub fn begin(&mut self, number: usize, clock: Time, rules: &Rules) -> Option<Sent> {
        self.tries += 1;
        (self.time, self.sent, self.turned_away, self.call) = (clock, false, false, None);
        self.follow(number, Heard::Nothing, rules)
    }

    /// Hears something. An answer over the checked connection tells the time, whatever it says.
    pub fn hear(&mut self, number: usize, heard: Heard, bank: Time, rules: &Rules) -> Option<Sent> {
        if heard != Heard::NoAnswer {
            self.time = bank;
        }
        self.turned_away |= heard == Heard::TurnedAway && self.tries == 1;
        self.follow(number, heard, rules)
    }

    /// What it can be told by these words of the gateway, or by anybody.
    #[must_use]
    pub fn audible(&self, signed: impl Iterator<Item = Signed>) -> Vec<Heard> {
        match self.call {
            None => Vec::new(),
            Some(Call::Sent) => {
                let receipt = signed.filter(|signed| *signed == Signed::Receipt);
                let receipt = receipt.map(|_| Heard::Receipt);
                [Heard::NoAnswer, Heard::TurnedAway].into_iter().chain(receipt).collect()
            }
            Some(Call::Asked) => {
                let words = signed.filter_map(|signed| match signed {
                    Signed::Status(word) => Some(Heard::Signed(word)),
                    Signed::Receipt => None,
                });
                [Heard::NoAnswer, Heard::Unsigned].into_iter().chain(words).collect()
            }
        }
    }

    fn follow(&mut self, number: usize, heard: Heard, rules: &Rules) -> Option<Sent> {
        let tries = if self.tries > 2 { Tries::Many } else { Tries::Few };
        let known = Known { time: self.time, access: self.access, tries, sent: self.sent, heard };
        self.call = None;
        match (rules.next)(&known, self.turned_away) {
            Step::Send => {
                (self.call, self.sent) = (Some(Call::Sent), true);
                self.decision.map(|answer| Sent::Decision(number, answer))
            }
            Step::Ask => {
                self.call = Some(Call::Asked);
                Some(Sent::Question(number))
            }
            Step::Wait => None,
            Step::End(ending) => {
                self.told = Some(Told::Ended(ending));
                None
            }
            Step::GiveUp => {
                self.told = Some(Told::NeverLearned);
                None
            }
        }
    }
}

impl Default for Phone {
    fn default() -> Self {
        Self::new()
    }
}
