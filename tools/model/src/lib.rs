//! Every life of a decision, within bounds: one phone or two, a network that loses, repeats, holds
//! back, reorders and answers in its own words, and a gateway that crashes between any two of its
//! steps while the bank removes, blocks, withdraws and replaces.
//!
//! The rules are not written here. What a phone does next is [`countersign::rules::next`], which
//! `Device::deliver` follows; what can become of a device and a consent are the tables of
//! [`countersign_gateway::transitions`], from which the gateway's statements are made. This crate
//! plays them against everything around them, and [`claims`] says what must be true at every point.
//!
//! [`Rules`] are arguments, so that a test can put in rules that were wrong once and see them found.

pub mod answer;
pub mod bank;
pub mod claims;
pub mod network;
pub mod phone;
mod play;
pub mod world;

use bank::Guard;
use countersign::rules::{Known, Step};

/// What decides.
#[derive(Clone, Copy)]
pub struct Rules {
    /// What a phone does next. The second argument: whether this try sent the decision for the
    /// first time and it was turned away without a signature.
    pub next: fn(&Known, bool) -> Step,
    /// What a write of the gateway looks at.
    pub guard: Guard,
}

impl Rules {
    /// Those of the code.
    pub const TODAY: Self =
        Self { next: |known, _| countersign::rules::next(known), guard: Guard::InItsTransaction };
}

/// How much of it is played.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// One phone of the customer, or two.
    pub phones: usize,
    /// How often a phone begins to deliver.
    pub tries: u8,
    /// How many requests the gateway has begun and not finished.
    pub under_way: usize,
    /// How often the gateway crashes.
    pub crashes: u8,
    /// Whether phones report and replace keys, and the bank blocks and unblocks.
    pub devices_change: bool,
    /// Whether phones lose their key.
    pub keys_are_lost: bool,
    /// Whether a phone that begins may have a wrong clock.
    pub clocks_are_wrong: bool,
}
