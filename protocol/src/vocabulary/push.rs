//! Where notices are sent.

use crate::claims::{ClaimError, Members};
use crate::json::Json;
use serde::{Deserialize, Serialize};

/// Where notices are sent, as a phone says it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushTarget {
    /// `fcm`, `apns` or another that the AS supports.
    pub provider: String,
    /// The provider's token for this app on this phone.
    pub token: String,
}

/// Where notices are sent, as an AS reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct PushAddress {
    /// `fcm`, `apns` or `none`.
    pub provider: String,
    /// The provider's token; `None` where nothing can be sent.
    pub token: Option<String>,
}

impl PushAddress {
    /// Reads the claim `push`.
    ///
    /// # Errors
    ///
    /// [`ClaimError`], also for a provider that is not known.
    pub fn read(mut members: Members) -> Result<Self, ClaimError> {
        let provider = members.string("provider", 16)?;
        let token = match provider.as_str() {
            "fcm" | "apns" => Some(members.string("token", 4096)?),
            // Nothing can be sent there, so it does not matter whether a token is given.
            "none" => match members.take("token") {
                None | Some(Json::String(_)) => None,
                Some(_) => return Err(ClaimError::Wrong),
            },
            _ => return Err(ClaimError::Wrong),
        };
        members.finish()?;
        Ok(Self { provider, token })
    }
}

impl std::fmt::Debug for PushTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PushTarget({})", self.provider)
    }
}

impl std::fmt::Debug for PushAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PushAddress({})", self.provider)
    }
}
