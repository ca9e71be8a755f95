//! Everything that can happen next, for the checker.

use crate::answer::Answer;
use crate::bank::Bank;
use crate::claims;
use crate::network::Network;
use crate::phone::Phone;
use crate::world::{Happens, Play, World};
use countersign::rules::Time;
use countersign_gateway::transitions::DeviceEvent;
use stateright::{Model, Property};

impl Model for Play {
    type State = World;
    type Action = Happens;

    fn init_states(&self) -> Vec<World> {
        vec![World {
            phones: vec![Phone::new(); self.bounds.phones],
            network: Network::default(),
            bank: Bank::new(self.bounds.phones),
            crashes: 0,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Happens>) {
        for (number, phone) in world.phones.iter().enumerate() {
            self.at_a_phone(world, number, phone, actions);
        }
        if world.bank.under_way.len() < self.bounds.under_way {
            actions.extend(world.network.at_gateway().map(Happens::Arrives));
        }
        actions.extend((0..world.bank.under_way.len()).map(Happens::Finishes));
        if world.crashes < self.bounds.crashes && !world.bank.under_way.is_empty() {
            actions.push(Happens::Crashes);
        }
        for number in 0..world.phones.len() {
            actions.push(Happens::Handles(number, DeviceEvent::Revoked));
            if self.bounds.devices_change {
                let block = [DeviceEvent::TooManyFailures, DeviceEvent::Unblocked];
                actions.extend(block.map(|event| Happens::Handles(number, event)));
            }
        }
        actions.push(Happens::Withdraws);
        match world.bank.time {
            Time::Running => actions.push(Happens::Passes(Time::Over)),
            Time::Over => actions.push(Happens::Passes(Time::LongOver)),
            Time::LongOver => {}
        }
    }

    fn next_state(&self, before: &World, happens: Happens) -> Option<World> {
        let mut world = before.clone();
        self.happen(&mut world, happens)?;
        (world != *before).then_some(world)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        claims::all()
    }
}

impl Play {
    fn at_a_phone(&self, world: &World, number: usize, phone: &Phone, actions: &mut Vec<Happens>) {
        if phone.decision.is_none() {
            actions.extend(Answer::ALL.map(|answer| Happens::Decides(number, answer)));
        }
        if phone.undelivered() {
            let heard = phone.audible(world.network.at_phone(number));
            actions.extend(heard.into_iter().map(|heard| Happens::Hears(number, heard)));
            if phone.tries < self.bounds.tries {
                let clocks = [Time::Running, Time::Over, Time::LongOver].into_iter();
                let clocks = clocks
                    .filter(|clock| self.bounds.clocks_are_wrong || *clock == world.bank.time);
                actions.extend(clocks.map(|clock| Happens::Begins(number, clock)));
            }
        }
        if self.bounds.keys_are_lost {
            actions.push(Happens::LosesKey(number));
        }
        if self.bounds.devices_change {
            actions.extend([
                Happens::Reports(number),
                Happens::Rotates(number),
                Happens::UsesNewKey(number),
            ]);
        }
    }
}
