//! Phones, network and bank together, and everything that can happen next.

use crate::answer::Answer;
use crate::bank::Bank;
use crate::network::{Network, Sent};
use crate::phone::Phone;
use crate::{Bounds, Rules};
use countersign::rules::{Access, Heard, Time};
use countersign_gateway::transitions::{ConsentEvent, DeviceEvent};

/// Everything there is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    /// The customer's phones, by their number.
    pub phones: Vec<Phone>,
    /// What was sent.
    pub network: Network,
    /// The bank.
    pub bank: Bank,
    /// How often the gateway crashed.
    pub crashes: u8,
}

/// Something that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happens {
    /// The person decides on a phone.
    Decides(usize, Answer),
    /// A phone begins to deliver; also after it was killed. Its clock says anything.
    Begins(usize, Time),
    /// A phone hears something.
    Hears(usize, Heard),
    /// A phone's transport key is gone.
    LosesKey(usize),
    /// The person reports the request.
    Reports(usize),
    /// A phone replaces its key.
    Rotates(usize),
    /// A phone learns that its new key counts.
    UsesNewKey(usize),
    /// The gateway begins something that arrived.
    Arrives(Sent),
    /// The gateway finishes what it began, by its place.
    Finishes(usize),
    /// The gateway crashes: what it began is gone.
    Crashes,
    /// The bank does something with a device.
    Handles(usize, DeviceEvent),
    /// The AS takes the consent back.
    Withdraws,
    /// Time passes.
    Passes(Time),
}

/// What is played, by which rules.
#[derive(Clone, Copy)]
pub struct Play {
    /// What decides.
    pub rules: Rules,
    /// How much.
    pub bounds: Bounds,
}

impl Play {
    /// Makes it happen; nothing if it cannot.
    pub fn happen(&self, world: &mut World, happens: Happens) -> Option<()> {
        let time = world.bank.time;
        match happens {
            Happens::Decides(number, answer) => {
                world.phones.get_mut(number)?.decision = Some(answer);
            }
            Happens::Begins(number, clock) => {
                let sent = world.phones.get_mut(number)?.begin(number, clock, &self.rules);
                sent.into_iter().for_each(|sent| world.network.send(sent));
            }
            Happens::Hears(number, heard) => {
                let phone = world.phones.get_mut(number)?;
                let sent = phone.hear(number, heard, time, &self.rules);
                sent.into_iter().for_each(|sent| world.network.send(sent));
            }
            Happens::LosesKey(number) => world.phones.get_mut(number)?.access = Access::Gone,
            Happens::Reports(number) => {
                let generation = world.phones.get(number)?.generation;
                world.network.send(Sent::Report(number, generation));
            }
            Happens::Rotates(number) => {
                let generation = world.phones.get(number).filter(|phone| phone.generation == 0)?;
                world.network.send(Sent::Rotation(number, generation.generation));
            }
            Happens::UsesNewKey(number) => {
                world.phones.get_mut(number)?.generation =
                    world.bank.devices.get(number)?.generation;
            }
            Happens::Arrives(sent) => world.bank.begin(sent),
            Happens::Finishes(place) => {
                world.bank.finish(place, self.rules.guard, &mut world.network);
            }
            Happens::Crashes => {
                world.bank.under_way.clear();
                world.crashes += 1;
            }
            Happens::Handles(number, event) => {
                world.bank.handle(number, event).then_some(())?;
            }
            Happens::Withdraws => world.bank.end(ConsentEvent::Withdrawn).then_some(())?,
            Happens::Passes(time) => {
                world.bank.time = time;
                world.bank.end(ConsentEvent::Expired);
            }
        }
        Some(())
    }
}
