//! At which bank the phone may be enrolled, and how it is reached.

use super::{Failure, public_key};
use countersign::consent::words::Language;
use countersign::transport::{Issuer, Pin, Pins, Roots, Security};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// What an app has in its configuration, as the program is given it.
pub struct IssuerSettings {
    /// The issuer's URL.
    pub issuer: String,
    /// The JWK of its vouching key.
    pub vouching: Vec<u8>,
    /// The certificates, in PEM, that its chain may end in. Empty: those of Mozilla's list.
    pub roots: Vec<u8>,
    /// Pins, in base64. With none the issuer is a loopback host without TLS.
    pub pins: Vec<String>,
    /// The language that requests are shown in.
    pub language: Language,
}

impl IssuerSettings {
    /// A bank on this machine, in English.
    #[must_use]
    pub fn on_loopback(issuer: &str, vouching: &[u8]) -> Self {
        Self {
            issuer: issuer.to_owned(),
            vouching: vouching.to_owned(),
            roots: Vec::new(),
            pins: Vec::new(),
            language: Language::English,
        }
    }

    /// The issuer that the core is configured with.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the URL, the key, the roots or the pins.
    pub(super) fn issuer(&self) -> Result<Issuer, Failure> {
        let vouching = vec![public_key(&self.vouching)?];
        Ok(Issuer::new(&self.issuer, "Bank", vouching, self.security()?)?)
    }

    fn security(&self) -> Result<Security, Failure> {
        if self.pins.is_empty() && self.roots.is_empty() {
            return Ok(Security::PlainLoopback);
        }
        let pins = self.pins.iter().map(|pin| Pin::parse(pin)).collect::<Result<_, _>>()?;
        let roots = CertificateDer::pem_slice_iter(&self.roots)
            .map(|root| Ok(root?.to_vec()))
            .collect::<Result<Vec<_>, Failure>>()?;
        let roots = if self.roots.is_empty() { Roots::Mozilla } else { Roots::Only(roots) };
        Ok(Security::Tls { roots, pins: Pins::new(pins)? })
    }
}
