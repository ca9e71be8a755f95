//! No call is overtaken: whatever happens between a read of a call and its write, the call does
//! what it would do had it come afterwards, or nothing.
//!
//! The storage is wrapped. Each call is made once to learn what it reads; then it is made once for
//! each of its reads and for each change of the world: it is stopped when it has read, the world
//! changes, and it goes on. What must come of it stands in expected.txt, and a pair that does not
//! stand there fails.

mod calls;
mod stopping;
mod world;

use calls::Call;
use countersign_gateway::OPENAPI;
use countersign_gateway::channel::DeviceState;
use countersign_testing::http::Answer;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use world::{Change, World};

/// A line each: the call and the read behind which it is stopped, what happens meanwhile, and what
/// must come of it: the status, what the call changed of the world since then, and what it noted.
const EXPECTED: &str = include_str!("expected.txt");

/// What changes nothing that two could want at once, or reads nothing that can change.
const ALONE: [(&str, &str); 14] = [
    ("get", "/.well-known/authentication-device"),
    ("get", "/ad/as-keys"),
    ("post", "/channel/v1/offers"),
    ("get", "/channel/v1/offers/{offer}"),
    ("post", "/channel/v1/prepared-consents"),
    ("get", "/channel/v1/consents/{consent}"),
    ("get", "/channel/v1/accounts/{account}/devices"),
    ("get", "/channel/v1/devices/{device}"),
    ("get", "/channel/v1/audit"),
    ("get", "/channel/v1/audit/export"),
    ("get", "/channel/v1/key-set"),
    ("put", "/channel/v1/key-set"),
    ("get", "/ready"),
    ("get", "/openapi.json"),
];

#[test]
fn every_endpoint_is_overtaken_or_named_as_one_that_cannot_be() {
    let openapi: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();

    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for method in ["get", "put", "post", "delete"] {
            let route = (method, path.as_str());
            let known =
                ALONE.contains(&route) || Call::ALL.iter().any(|call| call.route() == route);
            assert!(known || methods.get(method).is_none(), "{route:?} is in no table");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_call_is_overtaken_by_what_happens_behind_one_of_its_reads() {
    let expected = expected();
    let mut all = tokio::task::JoinSet::new();
    for call in Call::ALL {
        all.spawn(async move { overtake(call).await });
    }

    let mut wrong = String::new();
    let mut seen = BTreeMap::new();
    for (pair, outcome) in all.join_all().await.into_iter().flatten() {
        match expected.get(&pair) {
            Some(right) if *right == outcome => {}
            Some(right) => writeln!(wrong, "{pair} | {outcome}\n    must be | {right}").unwrap(),
            None => writeln!(wrong, "{pair} | {outcome}\n    is not listed").unwrap(),
        }
        seen.insert(pair, outcome);
    }

    assert!(wrong.is_empty(), "\n{wrong}");
    let gone: Vec<_> = expected.keys().filter(|pair| !seen.contains_key(*pair)).collect();
    assert!(gone.is_empty(), "listed, and not there: {gone:?}");
}

/// Each pair, and what must come of it.
fn expected() -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for line in EXPECTED.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let (at, changes) = (parts.next().unwrap(), parts.next().unwrap());
        let outcome = parts.next().unwrap();
        for change in changes.split(' ') {
            let twice = all.insert(format!("{at} | {change}"), outcome.to_owned());
            assert!(twice.is_none(), "{at} | {change} stands there twice");
        }
    }
    all
}

/// A call, stopped behind each of its reads, while everything happens.
async fn overtake(call: Call) -> Vec<(String, String)> {
    let world = World::for_call(call).await;
    world.stopping.record();
    let answer = call.made(&world).send().await.unwrap().status().as_u16();
    let reads = world.stopping.recorded();
    assert!((200..300).contains(&answer) || call == Call::Fail, "{call:?}: {answer}");
    let mut outcomes = Vec::new();
    for (number, read) in reads.iter().enumerate() {
        for change in Change::ALL {
            let outcome = played(call, number, change).await;
            outcomes.push((format!("{call:?} {read} | {change:?}"), outcome));
        }
    }
    outcomes
}

/// One call, stopped behind one read, while one thing happens.
async fn played(call: Call, number: usize, change: Change) -> String {
    let world = World::for_call(call).await;
    let before = world.standing();
    let stop = world.stopping.stop_behind(number);
    let call_made = call.made(&world);
    let calling = tokio::spawn(async move { Answer::read(call_made.send().await.unwrap()).await });
    stop.reached.await.unwrap();
    world.happen(change).await;
    let (between, entry) = (world.standing(), world.next_entry());
    drop(stop.go);
    let answer = calling.await.unwrap();
    let after = world.standing();

    // Whatever the table says; nobody can list what these add.
    let mut broken = String::new();
    let mut rule = |holds: bool, name: &str| {
        if !holds {
            write!(broken, " BROKEN: {name}").unwrap();
        }
    };
    let revoked = DeviceState::Revoked;
    rule(between.device != revoked || after.device == revoked, "what is revoked stays so");
    rule(after.device != revoked || after.push.is_none(), "who is revoked gets no notices");
    let unblocked = between.device == DeviceState::Blocked && after.device == DeviceState::Active;
    rule(!unblocked || call == Call::Unblock, "nobody but the bank unblocks");
    let same_end = between.consent == "pending" || after.consent == between.consent;
    rule(same_end, "a consent ends once");
    let (changed, noted) = (after.since(&between).join(" "), world.noted(entry).join(" "));
    format!("{} | {changed} | {noted}{broken}", answer.status).trim_end().to_owned()
}
