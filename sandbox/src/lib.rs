//! The sandbox.
pub mod bank;
pub mod changes;
pub mod ciba;
pub mod ledger;
pub mod loopback;
pub mod shop;
pub mod time;
