//! What an AS proves itself with at the channel.

use super::Secret;
use countersign_protocol::time::UnixSeconds;
use ring::digest::{SHA256, digest};
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _};

/// The fewest characters of a secret.
const MIN_SECRET: usize = 16;

/// One of the things that an AS may prove itself with at the channel. It has a name, which stands
/// in the audit log. While one is changed there are two: the old one until its `not_after`.
#[derive(Clone)]
pub struct ChannelCredential {
    name: String,
    proof: CredentialProof,
    not_after: Option<UnixSeconds>,
}

/// What is known of it here.
#[derive(Clone)]
enum CredentialProof {
    Secret(Secret),
    /// The SHA-256 of a client certificate (DER): `x5t#S256` of RFC 8705 §3.1.
    Certificate([u8; 32]),
}

/// What a caller brings.
pub(crate) enum Presented<'a> {
    /// The secret of `Authorization: Bearer`.
    Secret(&'a str),
    /// The certificate (DER) that it used in TLS.
    Certificate(&'a [u8]),
}

impl ChannelCredential {
    /// A secret of 16 characters or more, by this name: 1 to 64 visible characters of ASCII.
    /// [`crate::Gateway::open`] checks both.
    #[must_use]
    pub fn secret(name: &str, secret: Secret) -> Self {
        Self::new(name, CredentialProof::Secret(secret))
    }

    /// A client certificate (RFC 8705) with this SHA-256 of its DER. The gateway learns it from a
    /// proxy that it trusts, or from the AS that it is part of: [`crate::Peer::certificate`].
    #[must_use]
    pub fn certificate(name: &str, sha256: [u8; 32]) -> Self {
        Self::new(name, CredentialProof::Certificate(sha256))
    }

    /// The same until a time, from which on it is not accepted.
    #[must_use]
    pub fn until(mut self, not_after: UnixSeconds) -> Self {
        self.not_after = Some(not_after);
        self
    }

    fn new(name: &str, proof: CredentialProof) -> Self {
        Self { name: name.to_owned(), proof, not_after: None }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its secret, if it is one, is long enough.
    pub(crate) fn is_strong(&self) -> bool {
        self.as_secret().is_none_or(|secret| secret.expose().len() >= MIN_SECRET)
    }

    /// The secret, if it is one.
    pub(crate) const fn as_secret(&self) -> Option<&Secret> {
        match &self.proof {
            CredentialProof::Secret(secret) => Some(secret),
            CredentialProof::Certificate(_) => None,
        }
    }

    /// Whether the two are proved by the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.proof, &other.proof) {
            (CredentialProof::Secret(one), CredentialProof::Secret(two)) => {
                sha256(one.expose().as_bytes()).ct_eq(&sha256(two.expose().as_bytes())).into()
            }
            (CredentialProof::Certificate(one), CredentialProof::Certificate(two)) => one == two,
            _ => false,
        }
    }

    fn fits(&self, presented: &Presented<'_>, hash: &[u8; 32], now: UnixSeconds) -> Choice {
        // Hashes are compared: their length says nothing of the secret's.
        let same = match (&self.proof, presented) {
            (CredentialProof::Secret(secret), Presented::Secret(_)) => {
                sha256(secret.expose().as_bytes()).ct_eq(hash)
            }
            (CredentialProof::Certificate(known), Presented::Certificate(_)) => known.ct_eq(hash),
            _ => Choice::from(0),
        };
        same & Choice::from(u8::from(self.not_after.is_none_or(|end| now < end)))
    }
}

/// The credential that this proves. All are compared, whichever it is: the time that it takes
/// says neither which one fits nor how much of it does.
pub(crate) fn proved<'a>(
    credentials: &'a [ChannelCredential],
    presented: &Presented<'_>,
    now: UnixSeconds,
) -> Option<&'a ChannelCredential> {
    let hash = match presented {
        Presented::Secret(secret) => sha256(secret.as_bytes()),
        Presented::Certificate(der) => sha256(der),
    };
    let mut found = u32::MAX;
    for (index, credential) in (0_u32..).zip(credentials) {
        found.conditional_assign(&index, credential.fits(presented, &hash, now));
    }
    credentials.get(usize::try_from(found).ok()?)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

impl std::fmt::Debug for ChannelCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChannelCredential({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> [ChannelCredential; 3] {
        let secret = |text: &str| Secret::new(text.to_owned());
        [
            ChannelCredential::secret("old", secret("the-old-secret-01")).until(UnixSeconds(100)),
            ChannelCredential::secret("new", secret("the-new-secret-02")),
            // SHA-256 of "abc" (FIPS 180-4's example).
            ChannelCredential::certificate("desk", ABC),
        ]
    }

    const ABC: [u8; 32] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
        0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
        0x15, 0xad,
    ];

    #[test]
    fn each_is_known_by_its_own_proof_until_its_end() {
        let held = held();
        let name =
            |presented, at| proved(&held, &presented, UnixSeconds(at)).map(ChannelCredential::name);

        assert_eq!(name(Presented::Secret("the-old-secret-01"), 99), Some("old"));
        assert_eq!(name(Presented::Secret("the-old-secret-01"), 100), None);
        assert_eq!(name(Presented::Secret("the-new-secret-02"), 100), Some("new"));
        assert_eq!(name(Presented::Secret("the-new-secret-0"), 99), None);
        assert_eq!(name(Presented::Secret(""), 99), None);
        assert_eq!(name(Presented::Certificate(b"abc"), 99), Some("desk"));
        assert_eq!(name(Presented::Certificate(b"abd"), 99), None);
        assert_eq!(name(Presented::Secret("abc"), 99), None);
    }
}
