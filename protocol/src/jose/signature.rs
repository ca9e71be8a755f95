//! ES256 signatures: 64 bytes r‖s in a token, DER from the phones' hardware.

use p256::ecdsa::Signature as Ecdsa;

/// A signature in the form of RFC 7518 §3.4: r‖s, each of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature([u8; 64]);

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Not strict DER of two integers between 1 and the curve's order.
    #[error("not a DER signature")]
    Encoding,
    /// It does not verify.
    #[error("the signature is wrong")]
    Wrong,
}

impl Signature {
    /// Converts what Android Keystore and the Secure Enclave give (`ECDSA-Sig-Value`, DER).
    ///
    /// High-S stays as it is: neither JOSE nor FIPS 186 asks for low-S.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Encoding`] if it is not strict DER, or r or s is out of range.
    pub fn from_der(der: &[u8]) -> Result<Self, SignatureError> {
        let signature = Ecdsa::from_der(der).map_err(|_| SignatureError::Encoding)?;
        Ok(Self(signature.to_bytes().into()))
    }

    /// Takes r‖s.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Encoding`] if it is not 64 bytes.
    pub fn from_raw(raw: &[u8]) -> Result<Self, SignatureError> {
        raw.try_into().map(Self).map_err(|_| SignatureError::Encoding)
    }

    /// r‖s.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}
