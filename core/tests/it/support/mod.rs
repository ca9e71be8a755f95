//! A phone to go with the scripted bank, and how it trusts that bank.
#![allow(dead_code, unused_imports, reason = "each of two test binaries uses its own part")]

pub(crate) mod phone;
pub(crate) mod trust;

pub(crate) use countersign_testing::bank::{NOW, Server, Step, Trick};
pub(crate) use countersign_testing::http::Answer;
pub(crate) use countersign_testing::{Key, claims_of, header_of, leave_after, samples};
pub(crate) use phone::Phone;
