//! The authorities that chains must end at: names and keys, given by the bank.

use super::certificate::Certificate;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// Roots of trust, at least one. A root is its name and its key: makers renew the certificates
/// around a key, and phones carry older ones.
#[derive(Clone)]
pub struct Roots(Vec<Root>);

#[derive(Clone, PartialEq, Eq)]
struct Root {
    name: Name,
    key: SubjectPublicKeyInfoOwned,
}

/// Why a list of roots cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootsError {
    /// It is neither PEM nor a JSON list of PEM texts.
    #[error("the roots are neither PEM nor a JSON list of PEM texts")]
    Form,
    /// One of them is no certificate of an authority.
    #[error("a root is no certificate of an authority")]
    Certificate,
    /// There is none.
    #[error("there is no root")]
    Empty,
}

impl Roots {
    /// Reads a file as it is published: PEM certificates, or a JSON list of such texts
    /// (`https://android.googleapis.com/attestation/root`).
    ///
    /// # Errors
    ///
    /// [`RootsError`].
    pub fn read(file: &[u8]) -> Result<Self, RootsError> {
        let pem = if file.trim_ascii_start().starts_with(b"[") {
            let list: Vec<String> = serde_json::from_slice(file).map_err(|_| RootsError::Form)?;
            list.join("\n").into_bytes()
        } else {
            file.to_vec()
        };
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        let certificates = certificates.map_err(|_| RootsError::Form)?;
        Self::from_der(certificates.iter().map(AsRef::as_ref))
    }

    /// The same from certificates in DER.
    ///
    /// # Errors
    ///
    /// [`RootsError`].
    pub fn from_der<'a>(
        certificates: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, RootsError> {
        let mut roots = Vec::new();
        for der in certificates {
            let root = Certificate::parse(der).map_err(|_| RootsError::Certificate)?;
            if root.authority().is_none() {
                return Err(RootsError::Certificate);
            }
            roots.push(Root { name: root.subject().clone(), key: root.key().clone() });
        }
        if roots.is_empty() { Err(RootsError::Empty) } else { Ok(Self(roots)) }
    }

    /// Whether this certificate is one of them.
    pub(super) fn contain(&self, certificate: &Certificate) -> bool {
        let (name, key) = (certificate.subject(), certificate.key());
        self.0.iter().any(|root| root.name == *name && root.key == *key)
    }

    /// Whether one of them signed this certificate.
    pub(super) fn signed(&self, certificate: &Certificate) -> bool {
        let named = self.0.iter().filter(|root| root.name == *certificate.issuer());
        named.into_iter().any(|root| certificate.is_signed_by(&root.key))
    }
}

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}
