//! What a phone does to replace a key (docs/protocol.md §6.1).

use super::{Phone, fresh};
use crate::http::Answer;
use crate::{Key, claims_of};
use countersign_protocol::jose::{Signer as _, Typ};
use serde_json::{Value, json};

/// A rotation before it is signed: its claims, and those of the proof in it.
#[derive(Clone)]
pub struct Rotating {
    pub claims: Value,
    pub proof: Value,
    pub new: Key,
}

impl Phone {
    /// A challenge, as the server signed it.
    pub async fn challenge(&self) -> String {
        let answer = self.get("/ad/device/keys").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text().to_owned()
    }

    /// Everything that a rotation says, right in every part.
    pub fn rotating(&self, role: &str, new: &Key, challenge: &str) -> Rotating {
        let given = claims_of(challenge);
        let now = self.now();
        let proof = json!({
            "iss": new.kid(), "aud": self.issuer, "iat": now, "exp": now + 300, "jti": fresh(),
            "device": self.device, "nonce": given["nonce"], "replaces": given[role], "role": role,
        });
        let mut claims = json!({
            "iss": self.device, "aud": self.issuer, "iat": now, "exp": now + 300, "jti": fresh(),
            "challenge": challenge, "role": role, "jwk": new.public_key().jwk(),
        });
        if role == "approval" {
            claims["attestation"] = json!({"format": "none"});
        }
        Rotating { claims, proof, new: new.clone() }
    }

    /// The token of a rotation, signed by the key that is replaced.
    pub fn rotation(&self, rotating: &Rotating) -> String {
        let mut claims = rotating.claims.clone();
        if claims.get("proof").is_none() {
            claims["proof"] = json!(rotating.new.token(Typ::DeviceKeyProof, &rotating.proof));
        }
        let old = if claims["role"] == "transport" { &self.transport } else { &self.approval };
        old.token(Typ::DeviceKeyRotation, &claims)
    }

    pub async fn send_rotation(&self, token: &str) -> Answer {
        self.send("POST", "/ad/device/keys", &Typ::DeviceKeyRotation.media_type(), token).await
    }

    /// Replaces a key, to the end. The phone has the old one no more.
    pub async fn rotate(&mut self, role: &str, new: Key) -> String {
        let challenge = self.challenge().await;
        let token = self.rotation(&self.rotating(role, &new, &challenge));
        let answer = self.send_rotation(&token).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        if role == "transport" {
            self.transport = new;
            self.renew().await;
        } else {
            self.approval = new;
        }
        token
    }
}
