//! Certificates made for one test: an authority, and servers under it.

use countersign::transport::{Pin, Pins, Roots, Security};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData as _,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// A certificate authority.
pub(crate) struct Authority(pub(crate) CertifiedIssuer<'static, KeyPair>);

/// What a server shows and holds.
pub(crate) struct Identity {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn named(name: &str) -> Self {
        Self(CertifiedIssuer::self_signed(authority(name), KeyPair::generate().unwrap()).unwrap())
    }

    /// An authority under this one.
    pub(crate) fn under(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::signed_by(authority(name), key, &self.0).unwrap())
    }

    pub(crate) fn roots(&self) -> Roots {
        Roots::Only(vec![self.certificate().to_vec()])
    }

    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    pub(crate) fn pin(&self) -> Pin {
        Pin::of_spki(&self.0.key().subject_public_key_info())
    }

    /// A certificate for 127.0.0.1 and localhost.
    pub(crate) fn identity(&self) -> Identity {
        self.identity_with(&["127.0.0.1", "localhost"], |_| {})
    }

    pub(crate) fn identity_with(
        &self,
        names: &[&str],
        change: impl FnOnce(&mut CertificateParams),
    ) -> Identity {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.distinguished_name.push(DnType::CommonName, "server");
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let leaf = params.signed_by(&key, &self.0).unwrap();
        Identity { chain: vec![leaf.der().clone()], key }
    }
}

impl Identity {
    pub(crate) fn pin(&self) -> Pin {
        Pin::of_spki(&self.key.subject_public_key_info())
    }

    pub(crate) fn and_then(mut self, certificate: CertificateDer<'static>) -> Self {
        self.chain.push(certificate);
        self
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor_for(rustls::ALL_VERSIONS)
    }

    pub(crate) fn acceptor_for(
        &self,
        versions: &[&'static SupportedProtocolVersion],
    ) -> TlsAcceptor {
        self.acceptor_with(rustls::crypto::ring::default_provider(), versions)
    }

    pub(crate) fn acceptor_with(
        &self,
        provider: CryptoProvider,
        versions: &[&'static SupportedProtocolVersion],
    ) -> TlsAcceptor {
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(self.chain.clone(), key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Trust in these roots and pins; a backup that nobody holds is added where there is one pin.
pub(crate) fn trust(roots: Roots, pins: &[Pin]) -> Security {
    let nobodys = Pin::of_spki(b"a key kept offline");
    let pins = pins.iter().copied().chain([nobodys]).collect();
    Security::Tls { roots, pins: Pins::new(pins).unwrap() }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}
