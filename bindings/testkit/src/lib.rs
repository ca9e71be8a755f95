//! For the tests of the bindings: the same software keys in Kotlin and Swift, and a bank on a
//! desk in the same process. Never shipped.

mod bank;
mod phone;
mod pushes;
mod rust_phone;

pub use bank::{Asked, Bank, BankError, Bought, MadeOffer};
pub use phone::{KeyFault, SoftwareKey, SoftwarePhone};
pub use rust_phone::{RustPhone, Took};

uniffi::setup_scaffolding!("testkit");
