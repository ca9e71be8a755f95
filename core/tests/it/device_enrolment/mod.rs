//! Enrolling: from the bank's offer to an active device, and everything that must stop it.

mod afterwards;
mod as_keys;
mod discovery;
mod offers;
mod registration;
mod removal;
