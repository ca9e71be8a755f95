//! One certificate: what is needed of it to check a chain, read once.

use super::AttestationCheck;
use countersign_protocol::time::UnixSeconds;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P384_SHA256_ASN1, ECDSA_P384_SHA384_ASN1,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    UnparsedPublicKey, VerificationAlgorithm,
};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Reader as _, SliceReader};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
/// ML-DSA-44, -65 and -87 (RFC 9881 §2).
const ML_DSA: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
];

/// A certificate whose form is right. Nothing of it is believed yet.
pub(super) struct Certificate {
    read: x509_cert::Certificate,
    /// The bytes that its signature covers, as they came: encoding them again could differ.
    signed: Vec<u8>,
    authority: Option<Authority>,
}

/// What an authority may sign.
#[derive(Clone, Copy)]
pub(super) struct Authority {
    /// How many authorities may stand between it and the key; any number if it does not say.
    pub(super) path_length: Option<u8>,
}

impl Certificate {
    /// Reads DER strictly: nothing before, nothing after, every critical extension understood.
    pub(super) fn parse(der: &[u8]) -> Result<Self, AttestationCheck> {
        const WRONG: AttestationCheck = AttestationCheck::CertificateForm;
        let read = x509_cert::Certificate::from_der(der).map_err(|_| WRONG)?;
        let tbs = read.tbs_certificate();
        let signed = signed_bytes(der).map_err(|_| WRONG)?.to_vec();
        let mut critical = tbs.extensions().into_iter().flatten().filter(|ext| ext.critical);
        let understood = |id| id == BASIC_CONSTRAINTS || id == KEY_USAGE;
        if tbs.signature() != read.signature_algorithm()
            || !critical.all(|ext| understood(ext.extn_id))
        {
            return Err(WRONG);
        }
        let constraints = tbs.get_extension::<BasicConstraints>().map_err(|_| WRONG)?;
        let usage = tbs.get_extension::<KeyUsage>().map_err(|_| WRONG)?;
        let may_sign = usage.is_none_or(|(_, usage)| usage.key_cert_sign());
        let authority = constraints
            .filter(|(_, constraints)| constraints.ca && may_sign)
            .map(|(_, constraints)| Authority { path_length: constraints.path_len_constraint });
        Ok(Self { signed, authority, read })
    }

    pub(super) fn subject(&self) -> &Name {
        self.read.tbs_certificate().subject()
    }

    pub(super) fn issuer(&self) -> &Name {
        self.read.tbs_certificate().issuer()
    }

    pub(super) fn key(&self) -> &SubjectPublicKeyInfoOwned {
        self.read.tbs_certificate().subject_public_key_info()
    }

    /// The uncompressed point, if it is a P-256 key.
    pub(super) fn p256_point(&self) -> Option<&[u8]> {
        match curve(self.key()) {
            Some(P256) => self.key().subject_public_key.as_bytes(),
            _ => None,
        }
    }

    /// Whether it is an ML-DSA key, of any size.
    pub(super) fn holds_ml_dsa_key(&self) -> bool {
        ML_DSA.contains(&self.key().algorithm.oid)
    }

    /// Whether it may sign others, and how far.
    pub(super) const fn authority(&self) -> Option<Authority> {
        self.authority
    }

    /// The serial number in lower-case hexadecimal without leading zeros.
    pub(super) fn serial(&self) -> String {
        let bytes = self.read.tbs_certificate().serial_number().as_bytes();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let digits = hex.trim_start_matches('0');
        if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
    }

    /// Whether its subject has an attribute of this kind.
    pub(super) fn subject_has(&self, kind: ObjectIdentifier) -> bool {
        self.subject().iter().any(|attribute| attribute.oid == kind)
    }

    /// Whether its subject has one attribute of this kind, with this text.
    pub(super) fn subject_is(&self, kind: ObjectIdentifier, text: &str) -> bool {
        let mut values = self.subject().iter().filter(|attribute| attribute.oid == kind);
        values.next().is_some_and(|attribute| attribute.value.value() == text.as_bytes())
            && values.next().is_none()
    }

    pub(super) fn begins_after(&self, now: UnixSeconds) -> bool {
        seconds(self.read.tbs_certificate().validity().not_before) > now
    }

    pub(super) fn ends_before(&self, now: UnixSeconds) -> bool {
        seconds(self.read.tbs_certificate().validity().not_after) < now
    }

    /// The values of its extensions of this kind.
    pub(super) fn extensions(&self, id: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        let all = self.read.tbs_certificate().extensions().into_iter().flatten();
        all.filter(move |ext| ext.extn_id == id).map(|ext| ext.extn_value.as_bytes())
    }

    /// Whether this key signed it.
    pub(super) fn is_signed_by(&self, key: &SubjectPublicKeyInfoOwned) -> bool {
        let Some(algorithm) = algorithm(self.read.signature_algorithm().oid, key) else {
            return false;
        };
        let (Some(key), Some(signature)) =
            (key.subject_public_key.as_bytes(), self.read.signature().as_bytes())
        else {
            return false;
        };
        UnparsedPublicKey::new(algorithm, key).verify(&self.signed, signature).is_ok()
    }
}

/// What the signature of a certificate covers (RFC 5280 §4.1.1.3).
fn signed_bytes(der: &[u8]) -> x509_cert::der::Result<&[u8]> {
    SliceReader::new(der)?.sequence(|certificate| {
        let signed = certificate.tlv_bytes()?;
        certificate.drain(certificate.remaining_len())?;
        Ok(signed)
    })
}

/// The one algorithm that fits both the signature's and the key's kind.
fn algorithm(
    signature: ObjectIdentifier,
    key: &SubjectPublicKeyInfoOwned,
) -> Option<&'static dyn VerificationAlgorithm> {
    if key.algorithm.oid == RSA {
        return match signature {
            RSA_SHA256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            RSA_SHA384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            RSA_SHA512 => Some(&RSA_PKCS1_2048_8192_SHA512),
            _ => None,
        };
    }
    match (signature, curve(key)?) {
        (ECDSA_SHA256, P256) => Some(&ECDSA_P256_SHA256_ASN1),
        (ECDSA_SHA384, P256) => Some(&ECDSA_P256_SHA384_ASN1),
        (ECDSA_SHA256, P384) => Some(&ECDSA_P384_SHA256_ASN1),
        (ECDSA_SHA384, P384) => Some(&ECDSA_P384_SHA384_ASN1),
        _ => None,
    }
}

fn curve(key: &SubjectPublicKeyInfoOwned) -> Option<ObjectIdentifier> {
    if key.algorithm.oid != EC_PUBLIC_KEY {
        return None;
    }
    key.algorithm.parameters.as_ref()?.decode_as::<ObjectIdentifier>().ok()
}

fn seconds(time: x509_cert::time::Time) -> UnixSeconds {
    UnixSeconds(i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX))
}
