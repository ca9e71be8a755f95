//! What is right for another request, another device, another bank, another display.

use super::world::{Asked, Waiting, World, choosing};
use super::{
    CLAIMS, Comes, DISPLAY, ENDS_DISPLAY, ENDS_HASH, ENDS_NONCE, ENDS_NUMBER, HASH, KEY, NONCE,
};
use crate::bank::{Bank, payment};
use countersign_gateway::channel::NewConsent;
use countersign_protocol::consent::Selection;
use countersign_protocol::jose::Typ;
use countersign_testing::Key;
use countersign_testing::phone::{Answering, Phone};
use serde_json::{Value, json};

const APPROVAL: Typ = Typ::ConsentApproval;
const DENIAL: Typ = Typ::ConsentDenial;

/// Claims taken over from another decision, and what comes of it.
type Row = (&'static str, &'static [&'static str], Comes, Comes);

/// Plays rows in which claims of `foreign` stand in a decision that is right otherwise.
async fn play(world: &mut World, foreign: &dyn Fn(bool) -> Value, rows: &[Row]) {
    for (name, taken, approval, denial) in rows {
        for (typ, comes) in [(APPROVAL, *approval), (DENIAL, *denial)] {
            let others = foreign(typ == APPROVAL);
            let make = |world: &World, waiting: &Waiting| {
                let (mut claims, key): (Value, &Key) = match typ {
                    APPROVAL => (world.approval(waiting), &world.phone.approval),
                    _ => (world.denial(waiting), &world.phone.transport),
                };
                for claim in *taken {
                    claims[*claim] = others[*claim].clone();
                }
                world.signed(key, typ, &claims)
            };
            world.row(name, Asked::Payment, typ, make, comes).await;
        }
    }
}

const ALL: &[&str] =
    &["iss", "aud", "iat", "exp", "jti", "nonce", "request", "request_hash", "display"];

#[tokio::test]
async fn a_decision_on_another_request_of_the_same_device() {
    let mut world = World::open().await;
    let dearer = serde_json::to_string(&payment("account-1")).unwrap().replace("123.50", "9999.00");
    let dearer: NewConsent = serde_json::from_str(&dearer).unwrap();
    let other = world.ask_for(dearer).await;
    let (approval, denial) = (world.approval(&other), world.denial(&other));
    let foreign = |approves: bool| if approves { approval.clone() } else { denial.clone() };

    play(
        &mut world,
        &foreign,
        &[
            ("all of it", ALL, CLAIMS, CLAIMS),
            ("its request", &["request"], CLAIMS, CLAIMS),
            ("all but its request", &["nonce", "request_hash", "display"], ENDS_NONCE, NONCE),
            ("its nonce", &["nonce"], ENDS_NONCE, NONCE),
            ("its hash and display", &["request_hash", "display"], ENDS_HASH, HASH),
            ("its hash", &["request_hash"], ENDS_HASH, HASH),
            ("its display: another amount", &["display"], ENDS_DISPLAY, DISPLAY),
        ],
    )
    .await;
}

/// The same consent, as another phone of the customer has it.
async fn on(world: &World, phone: &Phone, consent: &Waiting) -> Answering {
    let mine = phone.pending().await;
    for id in mine {
        let answering = phone.fetch(&id).await;
        if answering.view() == consent.answering.view() {
            return answering;
        }
    }
    panic!("not asked: {}", world.rows)
}

#[tokio::test]
async fn a_decision_of_another_device_of_the_same_customer() {
    let mut world = World::open().await;
    let second = world.bank.phone(30).await;
    world.waiting(Asked::Payment).await;
    let waiting = world.ask(Asked::Payment).await;
    let theirs = on(&world, &second, &waiting).await;
    let (approval, denial) =
        (second.approval(&theirs, &Selection::default()), second.denial(&theirs, "not_me"));
    let foreign = |approves: bool| if approves { approval.clone() } else { denial.clone() };

    play(
        &mut world,
        &foreign,
        &[
            ("all of it", ALL, CLAIMS, CLAIMS),
            ("its name", &["iss"], CLAIMS, CLAIMS),
            ("its request", &["request"], CLAIMS, CLAIMS),
            ("its nonce", &["nonce"], ENDS_NONCE, NONCE),
            ("its hash", &["request_hash"], ENDS_HASH, HASH),
        ],
    )
    .await;
    // Their own decisions, by their own keys, sent by this phone for its own request.
    for (typ, claims, key) in
        [(APPROVAL, &approval, &second.approval), (DENIAL, &denial, &second.transport)]
    {
        let make = |world: &World, _: &Waiting| world.signed(key, typ, claims);
        world.row("signed by the other phone", Asked::Payment, typ, make, KEY).await;
    }
    // And sent for theirs: no such request, to this phone.
    let token = world.signed(&second.approval, APPROVAL, &approval);
    let answer = world.post(&theirs, APPROVAL, token).await;
    assert_eq!((answer.status, answer.problem().as_str()), (404, "unknown"));
}

#[tokio::test]
async fn a_decision_for_another_bank_by_the_same_phone() {
    let mut world = World::open().await;
    let other_bank = Bank::open().await;
    let there = other_bank.phone(20).await; // the same keys
    other_bank.ask().await;
    let theirs = there.open().await;
    let (approval, denial) =
        (there.approval(&theirs, &Selection::default()), there.denial(&theirs, "not_me"));
    let foreign = |approves: bool| if approves { approval.clone() } else { denial.clone() };

    play(
        &mut world,
        &foreign,
        &[
            ("all of it", ALL, CLAIMS, CLAIMS),
            ("its audience", &["aud"], CLAIMS, CLAIMS),
            ("its device", &["iss"], CLAIMS, CLAIMS),
            ("its request", &["request"], CLAIMS, CLAIMS),
            ("its nonce", &["nonce"], ENDS_NONCE, NONCE),
            ("its hash", &["request_hash"], ENDS_HASH, HASH),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_display_of_something_else() {
    let mut world = World::open().await;
    type Hash = fn(&World, &Waiting) -> Value;
    let rows: [(&str, Asked, Hash); 4] = [
        ("a denial's display", Asked::Accounts, |_, waiting| {
            json!(waiting.answering.view().display_hash_of_denial())
        }),
        ("another choice's display", Asked::Accounts, |_, waiting| {
            json!(waiting.answering.view().display_hash(&choosing("b")).unwrap())
        }),
        ("the request's own hash", Asked::Payment, |_, waiting| {
            json!(waiting.answering.request.hash())
        }),
        ("the hash of no rows", Asked::Payment, |_, _| {
            json!(countersign_protocol::jose::sha256_base64url(b"[]"))
        }),
    ];

    for (name, asked, hash) in rows {
        let make = |world: &World, waiting: &Waiting| {
            let mut claims = world.approval(waiting);
            claims["display"]["hash"] = hash(world, waiting);
            world.signed(&world.phone.approval, APPROVAL, &claims)
        };
        world.row(name, asked, APPROVAL, make, ENDS_DISPLAY).await;
    }
    // A denial of a request with a choice binds what was shown before anything was chosen.
    let make = |world: &World, waiting: &Waiting| {
        let mut claims = world.denial(waiting);
        claims["display"]["hash"] =
            json!(waiting.answering.view().display_hash(&choosing("a")).unwrap());
        world.signed(&world.phone.transport, DENIAL, &claims)
    };
    world.row("a denial with a choice", Asked::Accounts, DENIAL, make, DISPLAY).await;
}

#[tokio::test]
async fn every_number_but_the_right_one() {
    let mut world = World::open().await;

    for step in [1, 10, 50, 99] {
        let make = |world: &World, waiting: &Waiting| {
            let right: u32 = waiting.number.as_deref().unwrap().parse().unwrap();
            let mut claims = world.approval(waiting);
            claims["number"] = json!(format!("{:02}", (right + step) % 100));
            world.signed(&world.phone.approval, APPROVAL, &claims)
        };
        world.row(&format!("{step} more"), Asked::Number, APPROVAL, make, ENDS_NUMBER).await;
    }
    // The number of another request that waits at the same time.
    let other = world.ask(Asked::Number).await.number.unwrap();
    let make = |world: &World, waiting: &Waiting| {
        let mut claims = world.approval(waiting);
        let same = waiting.number.as_deref() == Some(&other);
        claims["number"] = json!(if same { "0" } else { &other });
        world.signed(&world.phone.approval, APPROVAL, &claims)
    };
    world.row("another request's number", Asked::Number, APPROVAL, make, ENDS_NUMBER).await;
}
