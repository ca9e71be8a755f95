//! Decisions on what was decided, has ended, or may not be decided by this device.

use super::world::{Asked, Waiting, World};
use super::{DECIDED, ENDS_NONCE, NOT_ACTIVE, PENDING, TIME};
use countersign_gateway::channel::RevocationReason;
use countersign_protocol::jose::Typ;
use countersign_testing::http::Answer;
use serde_json::json;

const APPROVAL: Typ = Typ::ConsentApproval;
const DENIAL: Typ = Typ::ConsentDenial;

fn approval(world: &World, waiting: &Waiting) -> Vec<u8> {
    world.signed(&world.phone.approval, APPROVAL, &world.approval(waiting))
}

fn denial(world: &World, waiting: &Waiting) -> Vec<u8> {
    world.signed(&world.phone.transport, DENIAL, &world.denial(waiting))
}

async fn decided(world: &World, typ: Typ) -> (Waiting, Vec<u8>, Answer) {
    let waiting = world.ask(Asked::Payment).await;
    let token = match typ {
        APPROVAL => approval(world, &waiting),
        _ => denial(world, &waiting),
    };
    let answer = world.post(&waiting.answering, typ, token.clone()).await;
    assert_eq!(answer.status, 200);
    (waiting, token, answer)
}

#[tokio::test]
async fn what_was_decided_stays_decided() {
    let mut world = World::open().await;
    for first in [APPROVAL, DENIAL] {
        let (waiting, token, answer) = decided(&world, first).await;
        for again in [APPROVAL, DENIAL] {
            let other = match again {
                APPROVAL => approval(&world, &waiting),
                _ => denial(&world, &waiting),
            };
            world.send("other bytes", &waiting, again, other, DECIDED).await;
        }
        // Wrong in another way too: that it was decided comes first.
        let mut claims = world.approval(&waiting);
        claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        let wrong = world.signed(&world.phone.approval, APPROVAL, &claims);
        world.send("other bytes, and wrong", &waiting, APPROVAL, wrong, DECIDED).await;

        let same = world.post(&waiting.answering, first, token).await;
        assert_eq!((same.status, same.text()), (200, answer.text()));
    }
}

#[tokio::test]
async fn what_has_failed_has_failed_for_good() {
    let mut world = World::open().await;
    let waiting = world.ask(Asked::Payment).await;
    let mut claims = world.approval(&waiting);
    claims["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
    let wrong = world.signed(&world.phone.approval, APPROVAL, &claims);

    world.send("wrong", &waiting, APPROVAL, wrong.clone(), ENDS_NONCE).await;
    world.send("the same bytes", &waiting, APPROVAL, wrong, DECIDED).await;
    let right = approval(&world, &waiting);
    world.send("the right ones", &waiting, APPROVAL, right, DECIDED).await;
    let denied = denial(&world, &waiting);
    world.send("a denial", &waiting, DENIAL, denied, DECIDED).await;
}

#[tokio::test]
async fn what_was_withdrawn_or_is_over_is_gone() {
    let mut world = World::open().await;
    let withdrawn = world.ask(Asked::Payment).await;
    world.bank.gateway.withdraw(&withdrawn.consent).await.unwrap();
    for (typ, token) in
        [(APPROVAL, approval(&world, &withdrawn)), (DENIAL, denial(&world, &withdrawn))]
    {
        world.send("withdrawn", &withdrawn, typ, token, PENDING).await;
    }

    let late = world.ask(Asked::Payment).await;
    let tokens = [(APPROVAL, approval(&world, &late)), (DENIAL, denial(&world, &late))];
    world.bank.clock.advance(300);
    for (typ, token) in tokens {
        world.send("over", &late, typ, token, PENDING).await;
    }
}

#[tokio::test]
async fn what_was_signed_before_the_request_was_made_is_no_answer_to_it() {
    let mut world = World::open().await;
    world.bank.clock.advance(200);
    for early in [-61, -120, -3600] {
        let waiting = world.ask(Asked::Payment).await;
        let mut claims = world.approval(&waiting);
        claims["iat"] = json!(world.bank.now() + early);
        let token = world.signed(&world.phone.approval, APPROVAL, &claims);
        world.send("stale", &waiting, APPROVAL, token, TIME).await;
    }
}

#[tokio::test]
async fn a_device_that_is_blocked_or_revoked_decides_nothing_whatever_it_sends() {
    let mut world = World::open().await;
    let waiting = world.ask(Asked::Payment).await;
    let typ = Typ::DeviceReport;
    let report =
        world.phone.command(typ, &json!({"request": waiting.answering.id(), "reason": "not_me"}));
    world.phone.send("POST", "/ad/device/report", &typ.media_type(), &report).await;

    for state in ["blocked", "revoked"] {
        assert_eq!(world.phone.state().await, state);
        let right = approval(&world, &waiting);
        let mut wrong = world.approval(&waiting);
        wrong["nonce"] = json!("AAAAAAAAAAAAAAAAAAAAAA");
        let wrong = world.signed(&world.phone.approval, APPROVAL, &wrong);
        let denied = denial(&world, &waiting);
        for (name, typ, token) in [
            ("a right approval", APPROVAL, right),
            ("a wrong one", APPROVAL, wrong),
            ("a denial", DENIAL, denied),
            ("rubbish", APPROVAL, b"rubbish".to_vec()),
        ] {
            world.send(&format!("{state}: {name}"), &waiting, typ, token, NOT_ACTIVE).await;
        }
        world.bank.gateway.revoke(&world.phone.device, RevocationReason::Lost).await.unwrap();
    }
}
