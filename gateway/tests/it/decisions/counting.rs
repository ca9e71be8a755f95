//! RTS Art. 4(3)(b): five consecutive failures, and what ends the row.

use super::world::{Asked, Waiting, World};
use super::{CLAIMS, ENDS_NUMBER};
use crate::bank::payment;
use countersign_gateway::channel::DeviceState;
use countersign_protocol::jose::Typ;
use serde_json::json;

const APPROVAL: Typ = Typ::ConsentApproval;
const DENIAL: Typ = Typ::ConsentDenial;

fn guess(world: &World, waiting: &Waiting) -> Vec<u8> {
    let mut claims = world.approval(waiting);
    claims["number"] = json!("0"); // the right one has two digits
    world.signed(&world.phone.approval, APPROVAL, &claims)
}

async fn fail(world: &mut World) {
    let waiting = world.ask(Asked::Number).await;
    let token = guess(world, &waiting);
    world.send("a guess", &waiting, APPROVAL, token, ENDS_NUMBER).await;
}

/// Whoever could end the row by declining could guess numbers for ever.
#[tokio::test]
async fn no_denial_ends_the_row_by_whichever_key_it_is_signed() {
    let mut world = World::open().await;
    for _ in 0..4 {
        fail(&mut world).await;
    }

    for by_approval_key in [false, true] {
        let waiting = world.ask(Asked::Payment).await;
        let phone = &world.phone;
        let key = if by_approval_key { &phone.approval } else { &phone.transport };
        let token = world.signed(key, DENIAL, &world.denial(&waiting));
        assert_eq!(world.post(&waiting.answering, DENIAL, token).await.status, 200);
        assert_eq!(world.device().await, (DeviceState::Active, 4));
    }
    fail(&mut world).await;

    assert_eq!(world.device().await, (DeviceState::Blocked, 5));
}

#[tokio::test]
async fn an_approval_that_is_right_ends_the_row() {
    let mut world = World::open().await;
    for _ in 0..3 {
        for _ in 0..4 {
            fail(&mut world).await;
        }
        world.approve_something().await;
    }

    assert_eq!(world.device().await, (DeviceState::Active, 0));
}

#[tokio::test]
async fn what_the_approval_key_did_not_sign_counts_for_nothing() {
    let mut world = World::open().await;

    for _ in 0..20 {
        let make = |world: &World, waiting: &Waiting| {
            let mut claims = world.denial(waiting);
            claims["nonce"] = json!("");
            world.signed(&world.phone.transport, DENIAL, &claims)
        };
        world.row("a wrong denial", Asked::Payment, DENIAL, make, CLAIMS).await;
    }

    assert_eq!(world.device().await, (DeviceState::Active, 0));
}

#[tokio::test]
async fn unblocking_begins_a_new_row() {
    let mut world = World::open().await;
    for _ in 0..5 {
        fail(&mut world).await;
    }
    let nobody = world.bank.gateway.create_consent(payment("account-1")).await.is_err();

    world.bank.gateway.unblock(&world.phone.device).await.unwrap();
    for _ in 0..4 {
        fail(&mut world).await;
    }

    assert!(nobody);
    assert_eq!(world.device().await, (DeviceState::Active, 4));
}

/// A row on one phone and one on another are one row: nobody has five guesses on each.
#[tokio::test]
async fn two_phones_of_a_customer_share_one_row() {
    let mut world = World::open().await;
    let second = world.bank.phone(30).await;
    for _ in 0..3 {
        fail(&mut world).await;
    }
    for _ in 0..2 {
        let waiting = world.ask(Asked::Number).await;
        let ids = second.pending().await;
        let theirs = second.fetch(ids.last().unwrap()).await;
        let mut claims =
            second.approval(&theirs, &countersign_protocol::consent::Selection::default());
        claims["number"] = json!("0");
        let answer = second.send_approval(&theirs, &claims).await;
        assert_eq!(answer.status, 403, "{}", waiting.consent);
    }

    assert_eq!(world.device().await, (DeviceState::Blocked, 3));
    assert_eq!(second.state().await, "blocked");
}
