//! The two tokens of a rotation, without their signatures.

use countersign_protocol::jose::{Draft, PublicKey};
use countersign_protocol::time::UnixSeconds;
use countersign_protocol::tokens::{Claims as _, DeviceKeys, KeyProofClaims, KeyRotationClaims};
use countersign_protocol::vocabulary::{Attestation, KeyPurpose};

/// What both tokens are made of.
pub(super) struct RotationDrafts<'a> {
    pub(super) issuer: &'a str,
    pub(super) device: &'a str,
    pub(super) role: KeyPurpose,
    pub(super) old: PublicKey,
    pub(super) new: &'a PublicKey,
    pub(super) keys: &'a DeviceKeys,
    pub(super) now: UnixSeconds,
}

impl RotationDrafts<'_> {
    /// What the new key has to sign.
    pub(super) fn proof(&self, jti: &str) -> Draft {
        let kid = self.new.thumbprint();
        let claims = KeyProofClaims {
            iss: &kid,
            aud: self.issuer,
            iat: self.now,
            exp: self.exp(),
            jti,
            device: self.device,
            nonce: &self.keys.nonce,
            replaces: self.old.thumbprint(),
            role: self.role.as_str(),
        };
        claims.draft(&kid)
    }

    /// What the old key has to sign, around the new one's proof.
    pub(super) fn rotation(&self, jti: &str, proof: &str, attestation: &Attestation) -> Draft {
        let claims = KeyRotationClaims {
            iss: self.device,
            aud: self.issuer,
            iat: self.now,
            exp: self.exp(),
            jti,
            challenge: &self.keys.token,
            role: self.role.as_str(),
            jwk: self.new.jwk(),
            proof,
            attestation: (self.role == KeyPurpose::Approval).then_some(attestation),
        };
        claims.draft(&self.old.thumbprint())
    }

    /// When it ends: with the challenge.
    fn exp(&self) -> UnixSeconds {
        self.keys.exp.min(self.now.plus(DeviceKeys::MAX_LIFE_SECONDS))
    }
}
