//! Keys of devices at the AS (docs/protocol.md §6.1).

use super::reading::{key_in, parse};
use super::state::State;
use crate::claims_of;
use crate::http::{Answer, Call};
use countersign_protocol::jose::{Typ, sha256_base64url};
use serde_json::json;

impl State {
    pub(super) fn tell_keys(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let (jti, nonce) = (self.id("challenge"), crate::samples::NONCE);
        let row = &self.devices[&device];
        let claims = json!({
            "iss": self.issuer, "aud": device, "iat": self.now, "exp": self.now + 600,
            "jti": jti, "nonce": nonce,
            "transport": row.transport.thumbprint(), "approval": row.approval.thumbprint(),
        });
        let token = self.sign(&self.request_key(), Typ::DeviceKeys, claims);
        Ok(Answer::of(200, &Typ::DeviceKeys.media_type(), token))
    }

    pub(super) fn rotate(&mut self, call: &Call) -> Result<Answer, Answer> {
        let device = self.device(call)?;
        let token = call.text();
        let media_type = Typ::DeviceKeyReceipt.media_type();
        if let Some(receipt) = self.devices[&device].rotations.get(&token) {
            return Ok(Answer::of(200, &media_type, receipt.clone()));
        }
        let refused = || Answer::error(403);
        let claims = claims_of(&token);
        if self.now >= claims["exp"].as_i64().unwrap() {
            return Err(Answer::error(410));
        }
        let row = &self.devices[&device];
        let (role, old) = match claims["role"].as_str() {
            Some("transport") => ("transport", row.transport),
            Some("approval") => ("approval", row.approval),
            _ => return Err(refused()),
        };
        let new = key_in(&claims["jwk"])?;
        parse(&token, Typ::DeviceKeyRotation)?.verify(&old).map_err(|_| refused())?;
        let proof = claims["proof"].as_str().unwrap().to_owned();
        parse(&proof, Typ::DeviceKeyProof)?.verify(&new).map_err(|_| refused())?;
        let (proof, challenge) =
            (claims_of(&proof), claims_of(claims["challenge"].as_str().unwrap()));
        let right = row.state == "active"
            && claims["iss"] == device
            && proof["device"] == device
            && proof["replaces"] == old.thumbprint()
            && proof["role"] == role
            && proof["nonce"] == challenge["nonce"]
            && challenge[role] == old.thumbprint()
            && claims.get("attestation").is_some() == (role == "approval");
        if !right {
            return Err(refused());
        }
        let receipt = json!({
            "iss": self.issuer, "aud": device, "iat": self.now, "jti": self.id("receipt"),
            "rotation_hash": sha256_base64url(token.as_bytes()), "role": role,
            "key": new.thumbprint(), "retired": old.thumbprint(),
        });
        let receipt = self.sign(&self.request_key(), Typ::DeviceKeyReceipt, receipt);
        let row = self.devices.get_mut(&device).unwrap();
        if role == "transport" {
            row.transport = new;
            self.tokens.retain(|_, (to, _)| *to != device);
        } else {
            row.approval = new;
        }
        row.retired.push((role, old, self.now));
        row.rotations.insert(token, receipt.clone());
        Ok(Answer::of(200, &media_type, receipt))
    }
}
