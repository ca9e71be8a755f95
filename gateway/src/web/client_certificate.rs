//! The certificate that a caller used in TLS.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The longest certificate that is read, in bytes.
const MAX_CERTIFICATE: usize = 16 * 1024;

/// The client's certificate (DER) of the connection that a call came on, as an extension of the
/// request. Whoever ends TLS puts it there, having checked that the client holds the key; nothing
/// in this crate believes a header for it.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCertificate(pub Vec<u8>);

impl ClientCertificate {
    /// Reads the value of a `Client-Cert` header (RFC 9440 §2.2: a byte sequence of RFC 8941),
    /// for whoever has established that a proxy set it which is trusted. `None` if it is none.
    #[must_use]
    pub fn from_header(value: &str) -> Option<Self> {
        let base64 = value.trim().strip_prefix(':')?.strip_suffix(':')?;
        if base64.len() > MAX_CERTIFICATE / 3 * 4 {
            return None;
        }
        let der = STANDARD.decode(base64).ok()?;
        (!der.is_empty()).then_some(Self(der))
    }
}

impl std::fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientCertificate")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_one_byte_sequence() {
        assert_eq!(
            ClientCertificate::from_header(":YWJj:"),
            Some(ClientCertificate(b"abc".into()))
        );
        for value in ["", ":", "::", "YWJj", ":YWJj", ":YWJj:, :YWJj:", ":YW Jj:", ":YWJ:"] {
            assert_eq!(ClientCertificate::from_header(value), None, "{value}");
        }
    }
}
