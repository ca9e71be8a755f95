//! TLS with a chosen set of roots, and pins on the server's key.
//!
//! The platform's default verifier is not used: on Android it panics unless it was set up through
//! JNI, and which authorities a bank's app trusts is a decision, not a default.

use super::crypto::{SIGNATURES, provider};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::sync::Arc;

/// SHA-256 of a certificate's SubjectPublicKeyInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin([u8; 32]);

/// At least two different pins: the key in use, and a backup kept offline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pins(Vec<Pin>);

/// The authorities a server's chain may end in.
#[derive(Clone, Debug)]
pub enum Roots {
    /// Mozilla's list, as compiled in.
    Mozilla,
    /// These certificates, DER. Usually the bank's own one or two authorities.
    Only(Vec<Vec<u8>>),
}

/// Why pins or roots cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Not base64 of 32 bytes.
    #[error("not a pin")]
    Form,
    /// Fewer than two different pins: if the one key were lost, no phone could reach the server.
    #[error("a backup pin is missing")]
    NoBackup,
    /// A root is not a certificate, or there is none.
    #[error("not a root certificate")]
    Root,
}

impl Pin {
    /// Reads a pin in base64 or base64url, with or without `sha256/` before it.
    ///
    /// # Errors
    ///
    /// [`PinError::Form`].
    pub fn parse(text: &str) -> Result<Self, PinError> {
        let text = text.strip_prefix("sha256/").unwrap_or(text);
        let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text));
        bytes.ok().and_then(|b| b.try_into().ok()).map(Self).ok_or(PinError::Form)
    }

    /// The pin of this SubjectPublicKeyInfo (DER).
    #[must_use]
    pub fn of_spki(spki: &[u8]) -> Self {
        let mut pin = [0; 32];
        pin.copy_from_slice(ring::digest::digest(&ring::digest::SHA256, spki).as_ref());
        Self(pin)
    }
}

impl Pins {
    /// Takes at least two different pins.
    ///
    /// # Errors
    ///
    /// [`PinError::NoBackup`].
    pub fn new(pins: Vec<Pin>) -> Result<Self, PinError> {
        match pins.as_slice() {
            [first, rest @ ..] if rest.iter().any(|pin| pin != first) => Ok(Self(pins)),
            _ => Err(PinError::NoBackup),
        }
    }
}

/// The rustls configuration for these roots and pins.
pub(super) fn client_config(roots: &Roots, pins: &Pins) -> Result<ClientConfig, PinError> {
    let mut store = RootCertStore::empty();
    match roots {
        Roots::Mozilla => store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Roots::Only(certificates) => {
            for der in certificates {
                store.add(CertificateDer::from(der.clone())).map_err(|_| PinError::Root)?;
            }
        }
    }
    if store.is_empty() {
        return Err(PinError::Root);
    }
    config(Verifier { roots: store, pins: pins.clone() })
}

/// A configuration that no server passes, for where TLS is not spoken.
pub(super) fn no_tls() -> Result<ClientConfig, PinError> {
    config(Verifier { roots: RootCertStore::empty(), pins: Pins(Vec::new()) })
}

fn config(verifier: Verifier) -> Result<ClientConfig, PinError> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| PinError::Root)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The steps of rustls's own verifier, and then the pin of the server's own certificate. Pins of
/// other certificates would prove nothing: a server may send some that are not part of the verified
/// path.
#[derive(Debug)]
struct Verifier {
    roots: RootCertStore,
    pins: Pins,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let certificate = ParsedCertificate::try_from(end_entity)?;
        verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &self.roots,
            intermediates,
            now,
            SIGNATURES.all,
        )?;
        verify_server_name(&certificate, server_name)?;
        if self.pins.0.contains(&Pin::of_spki(&certificate.subject_public_key_info())) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &SIGNATURES)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &SIGNATURES)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        SIGNATURES.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pin_alone_is_refused() {
        let pin = Pin::parse("sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
        let other = Pin::parse("BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA").unwrap();

        assert_eq!(Pins::new(vec![pin]), Err(PinError::NoBackup));
        assert_eq!(Pins::new(vec![pin, pin]), Err(PinError::NoBackup));
        assert!(Pins::new(vec![pin, other]).is_ok());
        assert_eq!(Pin::parse("AAAA"), Err(PinError::Form));
    }
}
