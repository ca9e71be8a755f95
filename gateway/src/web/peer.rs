//! Who is at the other end of a call: by the connection, or as a proxy says that is configured.

use super::Problem;
use super::forwarded::{Node, nodes};
use super::headers::only;
use crate::context::settings::{Proxy, Settings};
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::net::{IpAddr, SocketAddr};
use subtle::ConstantTimeEq as _;

/// RFC 9440.
const CLIENT_CERT: HeaderName = HeaderName::from_static("client-cert");
const CLIENT_CERT_CHAIN: HeaderName = HeaderName::from_static("client-cert-chain");
/// The longest certificate that is read, in bytes.
const MAX_CERTIFICATE: usize = 16 * 1024;
/// The secret of [`Proxy::Knowing`].
const PROXY: HeaderName = HeaderName::from_static("countersign-proxy");

/// Who is at the other end of a call.
///
/// The gateway learns it from axum's [`ConnectInfo<SocketAddr>`], and from the headers of a
/// [`Proxy`] that is configured. A server that mounts [`crate::Gateway::router`] and knows better
/// adds this to the extensions of the request: then it is believed, and no header is looked at.
/// Where neither is there, all callers that prove nothing are counted as one.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Peer {
    /// Its address.
    pub address: Option<IpAddr>,
    /// The certificate that it proved to have in TLS: DER.
    pub certificate: Option<Vec<u8>>,
}

impl Peer {
    /// The peer of a call.
    ///
    /// # Errors
    ///
    /// [`Problem::Forwarding`] if a header is there that only a configured proxy may send, or one
    /// of such a proxy cannot be read.
    pub(super) fn of(settings: &Settings, request: &Request) -> Result<Self, Problem> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let connected = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let address = connected.map(|ConnectInfo(from)| from.ip().to_canonical());
        let headers = request.headers();
        if is_proxy(settings, address) || knows_secret(settings, headers) {
            return Self::behind_proxy(settings, headers);
        }
        let claims = [header::FORWARDED, CLIENT_CERT, CLIENT_CERT_CHAIN, PROXY];
        if claims.iter().any(|name| headers.contains_key(name)) {
            return Err(Problem::Forwarding);
        }
        Ok(Self { address, certificate: None })
    }

    fn behind_proxy(settings: &Settings, headers: &HeaderMap) -> Result<Self, Problem> {
        let nodes = nodes(headers.get_all(header::FORWARDED)).ok_or(Problem::Forwarding)?;
        // The last is what our proxy saw. What stands before it is that one's word, and believed
        // only if it is our proxy too.
        let mut address = None;
        for node in nodes.into_iter().rev() {
            address = match node {
                Node::Address(address) => Some(address),
                Node::Hidden => None,
            };
            if !is_proxy(settings, address) {
                break;
            }
        }
        let certificate = match headers.contains_key(CLIENT_CERT) {
            true => Some(certificate(headers).ok_or(Problem::Forwarding)?),
            false => None,
        };
        Ok(Self { address, certificate })
    }
}

fn is_proxy(settings: &Settings, address: Option<IpAddr>) -> bool {
    let at = |proxy: &Proxy| matches!(proxy, Proxy::At(at) if Some(at.to_canonical()) == address);
    settings.proxies.iter().any(at)
}

fn knows_secret(settings: &Settings, headers: &HeaderMap) -> bool {
    let Some(given) = only(headers, &PROXY) else { return false };
    let right = |proxy: &Proxy| match proxy {
        Proxy::Knowing(secret) => given.as_bytes().ct_eq(secret.expose().as_bytes()).into(),
        Proxy::At(_) => false,
    };
    settings.proxies.iter().any(right)
}

/// A byte sequence of RFC 8941.
fn certificate(headers: &HeaderMap) -> Option<Vec<u8>> {
    let text = only(headers, &CLIENT_CERT)?.trim();
    let encoded = text.strip_prefix(':')?.strip_suffix(':')?;
    if encoded.len() > MAX_CERTIFICATE / 3 * 4 {
        return None;
    }
    STANDARD.decode(encoded).ok().filter(|der| !der.is_empty())
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Peer")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_certificate_is_one_byte_sequence() {
        let read = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.append(CLIENT_CERT, value.parse().unwrap());
            certificate(&headers)
        };

        assert_eq!(read(":YWJj:"), Some(b"abc".to_vec()));
        for value in ["", ":", "::", "YWJj", ":YWJj", ":YWJj:, :YWJj:", ":YW Jj:", ":YWJ:"] {
            assert_eq!(read(value), None, "{value}");
        }
        assert_eq!(read(&format!(":{}:", "A".repeat(21_848))), None);
    }
}
