//! The key set, signed by the vouching key: once for as long as one is good enough to give.

use crate::context::Gateway;
use crate::web::Problem;
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Claims as _, KeySetClaims, RequestJwk};
use tokio::sync::Mutex;

/// How long a key set is valid, in seconds.
const VALID: i64 = 86_400;
/// How long one is given, in seconds: whoever gets it can use it for half a day at least.
const GIVEN: i64 = VALID / 2;
/// How long a key that did not sign is left alone, in seconds.
const PAUSE: i64 = 5;

/// The key set that was signed last, or that none could be.
#[derive(Default)]
pub(super) struct KeySet {
    held: Mutex<Option<Signed>>,
}

struct Signed {
    at: UnixSeconds,
    /// None if the key did not sign.
    token: Option<String>,
}

impl KeySet {
    /// A key set that is valid for half a day at least. One caller has it signed, and the others
    /// wait for that.
    pub(super) async fn current(&self, gateway: &Gateway) -> Result<String, Problem> {
        let mut held = self.held.lock().await;
        let now = gateway.now();
        if let Some(signed) = held.as_ref().filter(|signed| signed.is_good(now)) {
            return signed.token.clone().ok_or(Problem::Unavailable);
        }
        let signing = gateway.clone();
        // A hardware module may take its time, and this thread is everybody's.
        let token = tokio::task::spawn_blocking(move || sign(&signing, now)).await;
        let signed = Signed { at: now, token: token.unwrap_or(None) };
        held.insert(signed).token.clone().ok_or(Problem::Unavailable)
    }
}

impl Signed {
    fn is_good(&self, now: UnixSeconds) -> bool {
        let seconds = if self.token.is_some() { GIVEN } else { PAUSE };
        (0..seconds).contains(&now.since(self.at))
    }
}

fn sign(gateway: &Gateway, now: UnixSeconds) -> Option<String> {
    let settings = gateway.settings();
    let claims = KeySetClaims {
        iss: &settings.issuer,
        aud: &settings.issuer,
        iat: now,
        exp: now.plus(VALID),
        jti: gateway.new_id().ok()?,
        seq: gateway.key_set_number(),
        keys: gateway.request_keys().iter().map(RequestJwk::from).collect(),
    };
    let signer = settings.vouching_signer.as_ref();
    claims.draft(&signer.kid()).sign(signer).ok()
}
