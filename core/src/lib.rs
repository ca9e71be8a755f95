//! The authentication device of OpenID CIBA.

pub mod claims;
pub mod consent;
pub mod jose;
pub mod json;
pub mod platform;
pub mod time;
