//! No call is overtaken: whatever happens between a read of a call and its write, the call does
//! what it would do had it come afterwards, or nothing.
//!
//! The storage is wrapped. Each call is made once to learn what it reads and writes; then it is made
//! once for each of these places and for each change of the world: it is stopped when it has read,
//! or before it writes, the world changes, and it goes on. What must come of it stands in
//! expected.txt, and a pair that does not stand there fails. Some rules hold whatever stands there.

mod calls;
mod changes;
mod standing;
mod stopping;
mod world;

use calls::Call;
use changes::Change;
use countersign_gateway::OPENAPI;
use countersign_testing::http::Answer;
use standing::{Course, Standing};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use stopping::Place;
use world::World;

/// A line each: the call and the places where it is stopped, what happens meanwhile, and what must
/// come of it: the status, what the call changed of the world since then, and what it noted.
const EXPECTED: &str = include_str!("expected.txt");

/// What changes nothing that two could want at once, or reads nothing that can change.
const ALONE: [(&str, &str); 13] = [
    ("get", "/.well-known/authentication-device"),
    ("get", "/ad/as-keys"),
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
async fn no_call_is_overtaken_by_what_happens_between_its_reads_and_writes() {
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
        let (call, places) = at.split_once(' ').unwrap();
        for (place, change) in places
            .split(' ')
            .flat_map(|place| changes.split(' ').map(move |change| (place, change)))
        {
            let twice = all.insert(format!("{call} {place} | {change}"), outcome.to_owned());
            assert!(twice.is_none(), "{call} {place} | {change} stands there twice");
        }
    }
    all
}

/// A call, stopped at each of its places, while everything happens.
async fn overtake(call: Call) -> Vec<(String, String)> {
    let (active, blocked) = (places(call, None).await, places(call, Some(Change::Unblocked)).await);
    assert!(!active.is_empty(), "{call:?} is stopped nowhere");
    let mut outcomes = Vec::new();
    for change in Change::ALL {
        let places = if change == Change::Unblocked { &blocked } else { &active };
        for (number, place) in places.iter().enumerate() {
            let name = match place {
                Place::Behind(name) => (*name).to_owned(),
                // Behind a read and before the write that follows it the call knows the same, but
                // for the time. So it is stopped at both only while time passes.
                Place::Before(_) if number > 0 && change != Change::Expired => continue,
                Place::Before(name) => format!("before-{name}"),
            };
            let outcome = played(call, number, change).await;
            outcomes.push((format!("{call:?} {name} | {change:?}"), outcome));
        }
    }
    outcomes
}

/// Where a call can be stopped, in a world in which this is to happen.
async fn places(call: Call, change: Option<Change>) -> Vec<Place> {
    let world = World::of(call, change).await;
    world.stopping.record();
    let answer = call.made(&world).send().await.unwrap().status().as_u16();
    let places = world.stopping.recorded();
    let refused = change.is_some() || matches!(call, Call::Fail | Call::ConfirmWrong);
    assert!((200..300).contains(&answer) || refused, "{call:?}: {answer}");
    places
}

/// One call, stopped at one place, while one thing happens.
async fn played(call: Call, number: usize, change: Change) -> String {
    let world = World::of(call, Some(change)).await;
    let stop = world.stopping.stop_at(number);
    let call_made = call.made(&world);
    let calling = tokio::spawn(async move { Answer::read(call_made.send().await.unwrap()).await });
    stop.reached.await.unwrap();
    let before = world.happen(change).await;
    let (between, entry) = (Standing::of(&world), world.next_entry());
    drop(stop.go);
    let answer = calling.await.unwrap();
    let after = Standing::of(&world);

    let (is_late, noted) = (change == Change::Expired, world.noted(entry));
    let course = Course { world: &world, between, after, is_late, noted };
    let noted = course.noted.iter().map(|entry| match &entry.checked {
        Some(check) => format!("{}:{check}", entry.event),
        None => entry.event.clone(),
    });
    let (changed, noted) = (course.after.since(&course.between), noted.collect::<Vec<_>>());
    let mut outcome = format!("{} | {changed} | {}", answer.status, noted.join(" "));
    for rule in course.broken() {
        write!(outcome, " BROKEN: {rule}").unwrap();
    }
    if call.has_a_receipt() && before.is_some_and(|before| before.body != answer.body) {
        outcome.push_str(" BROKEN: the same bytes get the same answer");
    }
    outcome.trim_end().to_owned()
}
