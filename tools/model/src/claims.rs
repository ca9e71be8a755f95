//! What must be true at every point of every life, and what must be possible.

use crate::bank::Bank;
use crate::phone::{Call, Phone, Told};
use crate::world::{Happens, Play, World};
use countersign::rules::{Access, Heard, Own, Time, Word};
use countersign_gateway::channel::DeviceState;
use countersign_gateway::transitions::ConsentEvent;
use countersign_protocol::vocabulary::Ending;
use stateright::Property;

/// Every claim. The last are there so that none of the first holds because nothing happens.
#[must_use]
pub fn all() -> Vec<Property<Play>> {
    vec![
        Property::always("what a phone says is so", |_, world: &World| {
            what_a_phone_says_is_so(world)
        }),
        Property::always("a consent is decided once", |_, world: &World| {
            !world.bank.wrongs.decided_twice
        }),
        Property::always("who may not answer decides nothing", |_, world: &World| {
            !world.bank.wrongs.decided_while_not_active
        }),
        Property::always("who was removed stays removed", |_, world: &World| {
            let mut devices = world.bank.devices.iter();
            devices.all(|d| !d.was_removed || d.state.0 == DeviceState::Revoked)
        }),
        Property::always("a replaced key changes nothing", |_, world: &World| {
            !world.bank.wrongs.by_a_replaced_key
        }),
        Property::always("nothing is given up while somebody can say", |_, world: &World| {
            world.phones.iter().all(|phone| given_up_rightly(phone, &world.bank))
        }),
        Property::always(
            "honest days bring every decision to its end",
            |play: &Play, world: &World| honest_days_end_it(play, world),
        ),
        Property::sometimes(
            "an approval is recorded, and its phone says so",
            |_, world: &World| told(world, Told::Ended(Ending::Decided(Own::Recorded))),
        ),
        Property::sometimes("one that failed says so", |_, world: &World| {
            told(world, Told::Ended(Ending::Decided(Own::Failed)))
        }),
        Property::sometimes("one that came too late says so", |_, world: &World| {
            told(world, Told::Ended(Ending::Expired))
        }),
        Property::sometimes("one that was taken back says so", |_, world: &World| {
            told(world, Told::Ended(Ending::Withdrawn))
        }),
        Property::sometimes("one is never learned", |_, world: &World| {
            told(world, Told::NeverLearned)
        }),
    ]
}

fn told(world: &World, what: Told) -> bool {
    world.phones.iter().any(|phone| phone.told == Some(what))
}

fn what_a_phone_says_is_so(world: &World) -> bool {
    world.phones.iter().enumerate().all(|(number, phone)| match phone.told {
        Some(Told::Ended(ending)) => world.bank.word(number) == Word::Ended(ending),
        Some(Told::NeverLearned) | None => true,
    })
}

/// Once it is long over, or nobody can call any more, or a clock that may be wrong has said so many
/// times.
fn given_up_rightly(phone: &Phone, bank: &Bank) -> bool {
    phone.told != Some(Told::NeverLearned)
        || bank.time == Time::LongOver
        || phone.access == Access::Gone
        || phone.tries > 2
}

/// From here on the network carries everything at once and in order, the gateway stays up, clocks
/// are right, and time passes when nothing else does. What was decided must come to an end.
fn honest_days_end_it(play: &Play, world: &World) -> bool {
    let mut world = world.clone();
    world.bank.under_way.clear();
    (0..world.phones.len()).all(|number| {
        let undelivered = |world: &World| world.phones.get(number).is_some_and(Phone::undelivered);
        for _ in 0..4 {
            if !undelivered(&world) {
                return true;
            }
            let right = world.bank.time;
            let _ = play.happen(&mut world, Happens::Begins(number, right));
            while let Some(heard) = honestly(play, &mut world, number) {
                let _ = play.happen(&mut world, Happens::Hears(number, heard));
            }
            world.bank.time = match world.bank.time {
                Time::Running => Time::Over,
                Time::Over | Time::LongOver => Time::LongOver,
            };
            world.bank.end(ConsentEvent::Expired);
        }
        !undelivered(&world)
    })
}

/// What an honest network and gateway answer to what a phone waits for.
fn honestly(play: &Play, world: &mut World, number: usize) -> Option<Heard> {
    let phone = world.phones.get(number).filter(|phone| phone.undelivered())?;
    let (call, decision) = (phone.call?, phone.decision?);
    match call {
        Call::Sent => {
            world.bank.begin(crate::network::Sent::Decision(number, decision));
            world.bank.finish(0, play.rules.guard, &mut world.network);
            let recorded = world.bank.word(number) == Word::Ended(Ending::Decided(Own::Recorded));
            let by_this = world.bank.decided == Some((number, decision));
            Some(if recorded && by_this { Heard::Receipt } else { Heard::TurnedAway })
        }
        Call::Asked => Some(Heard::Signed(world.bank.word(number))),
    }
}
