//! Who is calling: proofs of possession and access tokens (docs/protocol.md §1.4).

use super::Problem;
use super::headers::{credentials, only};
use super::refusals::Caller;
use crate::context::{Gateway, Prover, Remembered, Window};
use crate::model::ProofFault;
use crate::storage::Device;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use countersign_protocol::claims::is_id;
use countersign_protocol::jose::{DpopProof, DpopTarget, sha256_base64url};
use countersign_verify::{check_bound_key, verify_proof};

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A proof that fits its call and carries a good nonce. Its id is still to be remembered, once
/// it is known whose it is.
pub(crate) struct Proof {
    pub(crate) proof: DpopProof,
    window: Window,
}

impl Gateway {
    /// The device that makes this call, by its access token and its proof.
    pub(crate) async fn caller(&self, parts: &Parts) -> Result<Device, Problem> {
        let token = access_token(&parts.headers)?;
        let proof = self.proof(parts, Some(token))?;
        let (hash, now) = (sha256_base64url(token.as_bytes()), self.now());
        let device = self
            .store(move |storage| storage.device_of_token(&hash, now))
            .await?
            .ok_or(Problem::Proof(ProofFault::Token))?;
        Caller::of(parts).identify(&device.id);
        check_bound_key(&proof.proof, &device.transport)
            .map_err(|_| Problem::Proof(ProofFault::Proof))?;
        self.accept(&proof, Prover::Device)?;
        self.count_call(&device.id)?;
        Ok(device)
    }

    /// Reads the proof of a call and checks its target and its nonce.
    pub(crate) fn proof(&self, parts: &Parts, token: Option<&str>) -> Result<Proof, Problem> {
        let wrong = Problem::Proof(ProofFault::Proof);
        let proof = only(&parts.headers, &DPOP).ok_or(wrong)?;
        let url = format!("{}{}", self.settings().issuer, parts.uri.path());
        let target = DpopTarget {
            method: parts.method.as_str(),
            url: &url,
            access_token: token,
            nonce: None,
        };
        let proof = verify_proof(proof, &target).map_err(|_| wrong)?;
        let nonce = proof.nonce.as_deref().unwrap_or_default();
        let window =
            self.nonces().window(nonce, self.now()).ok_or(Problem::Proof(ProofFault::Nonce))?;
        Ok(Proof { proof, window })
    }

    /// Accepts a proof: once.
    pub(crate) fn accept(&self, proof: &Proof, prover: Prover) -> Result<(), Problem> {
        let key = proof.proof.key.thumbprint();
        let (jti, window) = (&proof.proof.jti, proof.window);
        match self.nonces().remember(prover, &key, jti, window, self.now()) {
            Remembered::New => Ok(()),
            Remembered::Replayed => Err(Problem::Proof(ProofFault::Proof)),
            Remembered::Full => Err(Problem::Unavailable),
        }
    }

    /// Counts a call against the device's limit.
    pub(crate) fn count_call(&self, device: &str) -> Result<(), Problem> {
        let most = self.settings().limits.calls_per_minute;
        self.rate().count(device, most, self.now()).map_err(Problem::TooMany)
    }
}

/// The token of `Authorization: DPoP <token>`.
fn access_token(headers: &HeaderMap) -> Result<&str, Problem> {
    let token = credentials(headers, "DPoP").filter(|token| is_id(token));
    token.ok_or(Problem::Proof(ProofFault::Token))
}
