//! What a consent costs on the phone, the network apart, beside the work that nobody could leave
//! out, measured in the same run.
//!
//! `ours` is the real [`countersign::Device`], with its calls answered from memory; the time that
//! the answers take to make is not counted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bank;
mod phone;
mod unavoidable;

use bank::Bank;
use countersign::{ApprovalInput, DenialReason};
use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use phone::Phone;
use std::time::{Duration, Instant};

/// From the notice to a consent in hand: ≤ 1.5 checks + one DPoP signature + one insert.
fn receive(c: &mut Criterion) {
    let mut group = c.benchmark_group("receive");
    let phone = Phone::enrolled();
    group.bench_function("ours", |b| {
        b.iter_custom(|rounds| {
            let total = (0..rounds).map(|_| {
                let request = phone.bank.ask();
                phone.bank.reset();
                let begun = Instant::now();
                let consent = phone.wait(phone.device.open_request(&phone.enrolment, &request));
                let took = begun.elapsed();
                let spent = phone.bank.spent();
                // A device keeps only so many open requests; this one has been timed.
                let consent = consent.unwrap();
                phone.wait(phone.device.deny(&consent, DenialReason::ChangedMind)).unwrap();
                took - spent
            });
            total.sum()
        });
    });
    verify(&mut group, "x1.5");
    sign(&mut group);
    insert(&mut group);
}

/// From the person's touch to a stored decision: ≤ 1.5 checks + one insert.
fn prepare_to_stored(c: &mut Criterion) {
    let mut group = c.benchmark_group("prepare-to-stored");
    let phone = Phone::enrolled();
    group.bench_function("ours", |b| b.iter_custom(|rounds| approve(&phone, rounds).0));
    verify(&mut group, "x1.5");
    insert(&mut group);
}

/// From the first byte of the decision to the stored receipt: ≤ 1.5 checks + one DPoP signature
/// + one insert.
fn send_to_receipt(c: &mut Criterion) {
    let mut group = c.benchmark_group("send-to-receipt");
    let phone = Phone::enrolled();
    group.bench_function("ours", |b| b.iter_custom(|rounds| approve(&phone, rounds).1));
    verify(&mut group, "x1.5");
    sign(&mut group);
    insert(&mut group);
}

/// Opening with 10,000 requests in the history: ≤ twice opening with none.
fn open(c: &mut Criterion) {
    let mut group = c.benchmark_group("open");
    group.sample_size(20);
    let (full, empty) = (Phone::with_history(10_000), Phone::with_history(0));
    group.bench_function("ours", |b| b.iter(|| full.reopen()));
    group.bench_function("unavoidable-open-empty-x2", |b| b.iter(|| empty.reopen()));
}

/// Approves `rounds` requests; the time up to the stored decision, and from there to the end.
/// The biometric key's own signature is the hardware's and in neither.
fn approve(phone: &Phone, rounds: u64) -> (Duration, Duration) {
    let (mut before, mut after) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..rounds {
        let request = phone.bank.ask();
        let consent = phone.wait(phone.device.open_request(&phone.enrolment, &request)).unwrap();
        phone.bank.reset();
        let begun = Instant::now();
        let prepared = phone.device.prepare(&consent, &ApprovalInput::default()).unwrap();
        let preparing = begun.elapsed();
        let signature = phone.touch(&prepared);
        let begun = Instant::now();
        phone.wait(phone.device.complete(&prepared, &signature)).unwrap();
        let ended = Instant::now();
        let stored = phone.stored_at();
        before += preparing + (stored - begun);
        after += (ended - stored) - phone.bank.spent();
    }
    (before, after)
}

fn verify(group: &mut BenchmarkGroup<'_, WallTime>, factor: &str) {
    let check = unavoidable::check();
    group.bench_function(format!("unavoidable-verify-{factor}"), |b| b.iter(&check));
}

fn sign(group: &mut BenchmarkGroup<'_, WallTime>) {
    let sign = unavoidable::sign();
    group.bench_function("unavoidable-sign", |b| b.iter(&sign));
}

fn insert(group: &mut BenchmarkGroup<'_, WallTime>) {
    let mut insert = unavoidable::Inserts::new(Bank::REQUEST_SIZE);
    group.bench_function("unavoidable-insert", |b| b.iter(|| insert.one()));
}

criterion_group! {
    name = cost;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_secs(1));
    targets = receive, prepare_to_stored, send_to_receipt, open
}
criterion_main!(cost);
