//! Who is calling: proofs of possession and access tokens (docs/protocol.md §1.4).

use super::Problem;
use super::headers::{credentials, only};
use super::refusals::Caller;
use crate::context::{Gateway, Limit, Remembered, Window};
use crate::model::ProofFault;
use crate::storage::Device;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use countersign_protocol::claims::is_id;
use countersign_protocol::jose::{DpopProof, DpopTarget, sha256_base64url};
use countersign_verify::{check_bound_key, verify_proof};

/// How many minutes, begun ones too, a nonce lives.
const MINUTES: usize = 11;
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
        let caller = Caller::of(parts);
        if self.is_over(&caller).is_some() {
            self.device_of_token(token).await?; // no signature is looked at for nothing
        }
        let proof = self.proof(parts, Some(token))?;
        let device = self.device_of_token(token).await?;
        caller.identify(&device.id);
        check_bound_key(&proof.proof, &device.transport)
            .map_err(|_| Problem::Proof(ProofFault::Proof))?;
        self.count_call(&device.id)?;
        self.accept(&proof, &device.id)?;
        Ok(device)
    }

    async fn device_of_token(&self, token: &str) -> Result<Device, Problem> {
        let (hash, now) = (sha256_base64url(token.as_bytes()), self.now());
        let device = self.store(move |storage| storage.device_of_token(&hash, now)).await?;
        device.ok_or(Problem::Proof(ProofFault::Token))
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

    /// Accepts a proof: once. It is remembered for its owner, a device or an offer, whose calls
    /// were counted before.
    pub(crate) fn accept(&self, proof: &Proof, owner: &str) -> Result<(), Problem> {
        let most = usize::try_from(self.settings().limits.calls_per_minute).unwrap_or(usize::MAX);
        let most = most.saturating_mul(MINUTES);
        match self.nonces().remember((owner, most), &proof.proof, proof.window, self.now()) {
            Remembered::New => Ok(()),
            Remembered::Replayed => Err(Problem::Proof(ProofFault::Proof)),
            Remembered::Full => Err(Problem::TooMany(60)),
        }
    }

    /// Counts a call against the limit of a device, or of an offer.
    pub(crate) fn count_call(&self, owner: &str) -> Result<(), Problem> {
        let limit = Limit::per_minute("calls", self.settings().limits.calls_per_minute);
        self.rate().count(limit, owner, self.now()).map_err(Problem::TooMany)
    }
}

/// The token of `Authorization: DPoP <token>`.
fn access_token(headers: &HeaderMap) -> Result<&str, Problem> {
    let token = credentials(headers, "DPoP").filter(|token| is_id(token));
    token.ok_or(Problem::Proof(ProofFault::Token))
}
