//! A maker of phones: its keys, and the certificates above those of its phones.

use countersign_protocol::jose::PublicKey;
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PublicKeyData, SerialNumber,
    SignatureAlgorithm, date_time_ymd,
};

/// The attestation extension of Android, and the nonce's of App Attest.
pub const KEY_DESCRIPTION: [u64; 10] = [1, 3, 6, 1, 4, 1, 11129, 2, 1, 17];
pub const APPLE_NONCE: [u64; 7] = [1, 2, 840, 113_635, 100, 8, 2];

/// Root, factory, and what stands right above a phone's keys.
pub struct Maker {
    keys: [KeyPair; 3],
    /// From the key's own certificate up to the root.
    pub links: [CertificateParams; 4],
    /// What goes into the certificate of the key.
    pub extension: (&'static [u64], Vec<u8>),
}

/// A phone's key, as a certificate holds it.
struct PhoneKey<'a>(&'a PublicKey);

impl PublicKeyData for PhoneKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.sec1()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl Maker {
    /// The chain is good at the time of the tests: the dates are 2020 to 2030.
    pub fn new(oid: &'static [u64], value: Vec<u8>) -> Self {
        let key = |algorithm| KeyPair::generate_for(algorithm).unwrap();
        let keys = [
            key(&PKCS_ECDSA_P256_SHA256),
            key(&PKCS_ECDSA_P384_SHA384),
            key(&PKCS_ECDSA_P384_SHA384),
        ];
        let mut leaf = link("Key", 1);
        leaf.is_ca = IsCa::NoCa;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let links =
            [leaf, link("Attestation", 0xa1), link("Intermediate", 0xb2), link("Root", 0xc3)];
        Self { keys, links, extension: (oid, value) }
    }

    /// Its root, for a policy.
    pub fn root(&self) -> Vec<u8> {
        self.links[3].self_signed(&self.keys[2]).unwrap().der().to_vec()
    }

    /// The chain of a phone's key, its own certificate first, the root last.
    pub fn chain(&self, key: &PublicKey) -> Vec<Vec<u8>> {
        let mut leaf = self.links[0].clone();
        let (oid, value) = &self.extension;
        if !value.is_empty() {
            leaf.custom_extensions.push(CustomExtension::from_oid_content(oid, value.clone()));
        }
        let [attesting, intermediate, root] = &self.keys;
        let above = |at: usize, key| Issuer::from_params(&self.links[at], key);
        let leaf = leaf.signed_by(&PhoneKey(key), &above(1, attesting)).unwrap();
        let one = self.links[1].signed_by(attesting, &above(2, intermediate)).unwrap();
        let two = self.links[2].signed_by(intermediate, &above(3, root)).unwrap();
        let chain = [leaf.der().to_vec(), one.der().to_vec(), two.der().to_vec(), self.root()];
        chain.to_vec()
    }

    /// Somebody signs a certificate for another key with a key that this maker attests.
    pub fn extended(&self, stolen: &KeyPair, wanted: &PublicKey, value: &[u8]) -> Vec<Vec<u8>> {
        let own = PublicKey::from_sec1(stolen.public_key_raw()).unwrap();
        let mut chain = self.chain(&own);
        let mut below = link("Fake", 2);
        below.is_ca = IsCa::NoCa;
        if !value.is_empty() {
            let extension = CustomExtension::from_oid_content(self.extension.0, value.to_vec());
            below.custom_extensions.push(extension);
        }
        let issuer = Issuer::from_params(&self.links[0], stolen);
        chain.insert(0, below.signed_by(&PhoneKey(wanted), &issuer).unwrap().der().to_vec());
        chain
    }
}

/// An authority that may sign without limits.
fn link(name: &str, serial: u8) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from_slice(&[serial]));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2030, 1, 1);
    params
}
