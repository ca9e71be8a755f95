//! The access token of a session, as the AS gives it (docs/protocol.md §3.5).

use super::ServerError;
use countersign_protocol::claims::Members;
use countersign_protocol::time::UnixSeconds;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A token that ends within this many seconds is renewed before a call: long enough for the call,
/// short enough that few calls have to wait for a renewal.
const LAST_SECONDS: i64 = 30;
/// The longest token that is taken.
const LONGEST: usize = 4096;

pub(super) struct AccessToken {
    pub(super) token: Arc<Zeroizing<String>>,
    /// From then on it is renewed as soon as nobody waits for a call.
    pub(super) renew_from: UnixSeconds,
    /// From then on it is not used.
    pub(super) ends_at: UnixSeconds,
}

impl AccessToken {
    /// Reads `access_token`, `token_type` and `expires_in`. A token that no header could carry is
    /// refused here: kept, it would make every later call fail.
    pub(super) fn read(json: &mut Members, now: UnixSeconds) -> Result<Self, ServerError> {
        let token = json.string("access_token", LONGEST).map_err(|_| ServerError::Answer)?;
        let token = Zeroizing::new(token);
        let kind = json.string("token_type", 16).map_err(|_| ServerError::Answer)?;
        let life = json.integer("expires_in").map_err(|_| ServerError::Answer)?;
        // RFC 6749 A.12, without the blank, which ends a token in a header.
        let visible = token.bytes().all(|byte| byte.is_ascii_graphic());
        if !visible || !kind.eq_ignore_ascii_case("DPoP") || !(1..=86_400).contains(&life) {
            return Err(ServerError::Answer);
        }
        Ok(Self {
            token: Arc::new(token),
            renew_from: now.plus(life / 2),
            ends_at: now.plus(life - LAST_SECONDS.min(life / 10)),
        })
    }

    pub(super) fn copy(&self) -> Arc<Zeroizing<String>> {
        Arc::clone(&self.token)
    }
}
