//! A phone that is killed (SIGKILL) at every step of a decision, with a bank that fails in every
//! way, and then started again: the decision reaches the bank once, or the phone says honestly
//! that it does not know or that it came too late.
//!
//! The phone is a process of its own: the real core, its database and its keys on disk. The bank
//! is the real gateway, behind a proxy that breaks connections and makes up answers. What is tried
//! is one large grid; each case has a number, and
//! `COUNTERSIGN_CASE=4711 cargo test -p countersign-sandbox --test once killed` plays it alone.
//! `COUNTERSIGN_CASES=2500` plays that many of them, spread over the grid, in place of a few.

use crate::check::Check;
use crate::grid::{Case, GRID};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many cases are played when nobody says otherwise.
const FEW: usize = 100;
/// Steps over the grid: coprime to its size, so that no case comes twice, and near its golden
/// section, so that few cases are spread as widely as many.
const STEP: usize = 12_657;

#[test]
fn a_phone_killed_at_any_step_loses_no_decision_and_tells_no_lie() {
    let numbers = numbers();
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);

    let played: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers.min(numbers.len()))
            .map(|_| {
                scope.spawn(|| {
                    let mut check = Check::new();
                    let mut played = Vec::new();
                    while let Some(number) = numbers.get(next.fetch_add(1, Ordering::SeqCst)) {
                        played.push((*number, check.play(&Case::of(*number))));
                    }
                    played
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });

    let mut failures = String::new();
    let mut killed = 0;
    for (number, ended) in &played {
        match ended {
            Ok(was_killed) => killed += usize::from(*was_killed),
            Err(why) => {
                writeln!(failures, "COUNTERSIGN_CASE={number}: {:?}: {why}", Case::of(*number))
                    .unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert_eq!(played.len(), numbers.len());
    println!("{} of {} cases played, the phone was killed in {killed}", played.len(), GRID);
    assert!(numbers.len() == 1 || killed * 3 > played.len(), "killed only in {killed}");
}

#[test]
fn the_steps_over_the_grid_meet_every_case_once() {
    let mut seen = vec![false; GRID];
    for index in 0..GRID {
        seen[spread(index)] = true;
    }
    assert!(seen.into_iter().all(|seen| seen));
}

fn numbers() -> Vec<usize> {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<usize>().unwrap());
    match (number("COUNTERSIGN_CASE"), number("COUNTERSIGN_CASES")) {
        (Some(one), _) => vec![one % GRID],
        (None, Some(many)) => (0..many.min(GRID)).map(spread).collect(),
        (None, None) => (0..FEW).map(spread).collect(),
    }
}

const fn spread(index: usize) -> usize {
    index * STEP % GRID
}
