//! A chain of certificates, from the key's own up to a configured root.

use super::certificate::Certificate;
use super::{AttestationCheck, Revocations, Roots};
use countersign_protocol::time::UnixSeconds;
use x509_cert::der::asn1::ObjectIdentifier;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
/// Those have it that phones are made with.
const SERIAL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");

/// The most certificates that are looked at. Remotely provisioned Android phones send five.
const MOST: usize = 8;

/// Whose rules a chain is held to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rules {
    /// RFC 5280: every certificate is valid now, and everything that signs is an authority.
    Strict,
    /// As Android's own verifier does it. The dates of the key's certificate are the phone's and
    /// mean nothing. Certificates that a phone was made with do not end, because they cannot be
    /// replaced; those that are provisioned remotely do. And the certificate right above the
    /// key's need not say that it is an authority: some phones were made with one that does not.
    Android,
}

/// A chain whose every certificate is what it should be. The key's own comes first, the root is
/// not in it.
pub(super) struct Chain(Vec<Certificate>);

impl Chain {
    /// Reads a chain in DER, the key's own certificate first, and checks it.
    pub(super) fn verify(
        x5c: &[Vec<u8>],
        roots: &Roots,
        revocations: &Revocations,
        rules: Rules,
        now: UnixSeconds,
    ) -> Result<Self, AttestationCheck> {
        if x5c.len() > MOST {
            return Err(AttestationCheck::CertificateForm);
        }
        let mut chain: Vec<_> =
            x5c.iter().map(|der| Certificate::parse(der)).collect::<Result<_, _>>()?;
        if !chain.windows(2).all(is_signed_by_the_next) {
            return Err(AttestationCheck::ChainSignature);
        }
        // The root may come along, or not. Where the chain reaches it, the chain ends.
        let end = chain.iter().position(|certificate| roots.contain(certificate));
        chain.truncate(end.unwrap_or(chain.len()));
        // The key's own, and at least one that speaks for the hardware.
        let [_, .., top] = chain.as_slice() else {
            return Err(AttestationCheck::CertificateForm);
        };
        if !roots.signed(top) {
            return Err(AttestationCheck::Root);
        }
        let chain = Self(chain);
        chain.check_authority(rules)?;
        chain.check_time(rules, now)?;
        if chain.0.iter().any(|certificate| revocations.contain(&certificate.serial())) {
            return Err(AttestationCheck::Revoked);
        }
        Ok(chain)
    }

    /// The certificate of the key.
    pub(super) fn leaf(&self) -> Option<&Certificate> {
        self.0.first()
    }

    /// All of them, the key's own first.
    pub(super) fn certificates(&self) -> &[Certificate] {
        &self.0
    }

    /// Whether Google provisioned the key that attests after the phone was made. As in Android's
    /// own verifier, the name of the authority right below the root says it.
    pub(super) fn is_remotely_provisioned(&self) -> bool {
        self.0.last().is_some_and(|top| {
            !top.subject_has(SERIAL_NUMBER)
                && top.subject_is(COMMON_NAME, "Droid CA2")
                && top.subject_is(ORGANIZATION, "Google LLC")
        })
    }

    fn check_authority(&self, rules: Rules) -> Result<(), AttestationCheck> {
        for (below, certificate) in self.0.iter().skip(1).enumerate() {
            let right = match certificate.authority() {
                Some(authority) => {
                    authority.path_length.is_none_or(|most| below <= usize::from(most))
                }
                None => rules == Rules::Android && below == 0,
            };
            if !right {
                return Err(AttestationCheck::Authority);
            }
        }
        Ok(())
    }

    fn check_time(&self, rules: Rules, now: UnixSeconds) -> Result<(), AttestationCheck> {
        let (checked, endless) = match rules {
            Rules::Strict => (self.0.as_slice(), false),
            Rules::Android => {
                let made_with = self.0.last().is_some_and(|top| top.subject_has(SERIAL_NUMBER));
                (self.0.get(1..).unwrap_or_default(), made_with)
            }
        };
        let wrong = |certificate: &Certificate| {
            certificate.begins_after(now) || (!endless && certificate.ends_before(now))
        };
        if checked.iter().any(wrong) { Err(AttestationCheck::Validity) } else { Ok(()) }
    }
}

fn is_signed_by_the_next(pair: &[Certificate]) -> bool {
    match pair {
        [below, above] => below.issuer() == above.subject() && below.is_signed_by(above.key()),
        _ => false,
    }
}
