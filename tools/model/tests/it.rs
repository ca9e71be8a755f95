//! The rules of today hold in every life within these bounds; the ones that were wrong once do not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use countersign::rules::{Heard, Known, Own, Step, Word};
use countersign_model::bank::Guard;
use countersign_model::world::Play;
use countersign_model::{Bounds, Rules};
use countersign_protocol::vocabulary::Ending;
use stateright::{Checker as _, HasDiscoveries, Model as _};

/// One phone whose clock is wrong, that is killed twice and loses its key, and a gateway that
/// crashes.
const ONE_PHONE: Bounds = Bounds {
    phones: 1,
    tries: 3,
    under_way: 1,
    crashes: 1,
    devices_change: false,
    keys_are_lost: true,
    clocks_are_wrong: true,
};
/// A device that reports, is blocked and unblocked, removed, and replaces its key.
const A_CHANGING_DEVICE: Bounds = Bounds {
    phones: 1,
    tries: 1,
    under_way: 2,
    crashes: 0,
    devices_change: true,
    keys_are_lost: false,
    clocks_are_wrong: false,
};
/// Two phones that are asked the same.
const TWO_PHONES: Bounds =
    Bounds { phones: 2, under_way: 1, devices_change: false, ..A_CHANGING_DEVICE };

/// What is not so, and what is impossible, by these rules.
fn broken(rules: Rules, bounds: Bounds) -> Vec<&'static str> {
    let play = Play { rules, bounds };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let checker = play.checker().threads(threads).spawn_bfs().join();
    let fails = |property: &stateright::Property<Play>| {
        checker.discovery(property.name).is_some() == property.expectation.discovery_is_failure()
    };
    checker.model().properties().iter().filter(|p| fails(p)).map(|p| p.name).collect()
}

/// Whether these rules break all of these claims. Nothing more is played than shows it.
fn breaks(rules: Rules, bounds: Bounds, claims: &[&'static str]) -> bool {
    let all = HasDiscoveries::AllOf(claims.iter().copied().collect());
    let checker = Play { rules, bounds }.checker().finish_when(all).spawn_bfs().join();
    claims.iter().all(|claim| checker.discovery(claim).is_some())
}

#[test]
fn every_life_of_one_phone_keeps_every_claim() {
    assert_eq!(broken(Rules::TODAY, ONE_PHONE), [""; 0]);
}

#[test]
fn every_life_of_a_device_that_changes_keeps_every_claim() {
    assert_eq!(broken(Rules::TODAY, A_CHANGING_DEVICE), [""; 0]);
}

#[test]
fn every_life_of_two_phones_keeps_every_claim() {
    assert_eq!(broken(Rules::TODAY, TWO_PHONES), [""; 0]);
}

#[test]
fn a_bare_refusal_beside_a_signed_pending_was_taken_for_an_end() {
    fn once(known: &Known, turned_away: bool) -> Step {
        match known.heard {
            Heard::Signed(Word::Pending) if turned_away => Step::End(Ending::Decided(Own::Failed)),
            _ => countersign::rules::next(known),
        }
    }

    let rules = Rules { next: once, ..Rules::TODAY };

    assert!(breaks(rules, ONE_PHONE, &["what a phone says is so"]));
}

#[test]
fn a_report_that_was_begun_before_undid_a_removal() {
    let rules = Rules { guard: Guard::WhatWasRead, ..Rules::TODAY };

    assert!(breaks(
        rules,
        A_CHANGING_DEVICE,
        &[
            "who was removed stays removed",
            "a replaced key changes nothing",
            "who may not answer decides nothing",
        ]
    ));
}
