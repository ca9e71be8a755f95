//! What the AS makes of the parts of a call.

use crate::http::Answer;
use countersign_protocol::claims::Members;
use countersign_protocol::jose::{PublicKey, Typ, Unverified};
use serde_json::Value;

pub(super) fn parse(token: &str, typ: Typ) -> Result<Unverified, Answer> {
    Unverified::parse(token, &[typ]).map_err(|_| Answer::error(400))
}

pub(super) fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

pub(super) fn key_in(jwk: &Value) -> Result<PublicKey, Answer> {
    let members = Members::parse(jwk.to_string().as_bytes());
    members
        .ok()
        .and_then(|members| PublicKey::from_jwk(members).ok())
        .ok_or_else(|| Answer::error(400))
}
