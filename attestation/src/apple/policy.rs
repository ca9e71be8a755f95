//! What a bank asks of iOS phones.

use crate::Roots;

/// Which apps may vouch for an approval key.
#[derive(Clone)]
pub struct ApplePolicy {
    /// Where chains must end: Apple's App Attestation root.
    pub roots: Roots,
    /// The bank's apps: `<team id>.<bundle id>`.
    pub apps: Vec<String>,
    /// Which kind of build. Default: production.
    pub environment: Environment,
}

/// Where an app came from, as App Attest sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// From the App Store, `TestFlight` or the bank's own distribution.
    Production,
    /// From a developer's desk.
    Development,
}

impl ApplePolicy {
    /// A policy for production builds.
    #[must_use]
    pub const fn new(roots: Roots, apps: Vec<String>) -> Self {
        Self { roots, apps, environment: Environment::Production }
    }
}

impl Environment {
    /// Whether this is the AAGUID that App Attest gives there.
    pub(super) fn is_that_of(self, aaguid: &[u8]) -> bool {
        aaguid
            == match self {
                Self::Production => b"appattest\0\0\0\0\0\0\0",
                Self::Development => b"appattestdevelop",
            }
    }
}

impl std::fmt::Debug for ApplePolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApplePolicy({:?})", self.environment)
    }
}
