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
    /// From where the app may have been launched. Default: not asked.
    pub validation_categories: Option<Vec<ValidationCategory>>,
    /// The oldest version of the app that is taken. Default: not asked.
    pub minimum_bundle_version: Option<BundleVersion>,
    /// Whether phones that say neither are taken although one is asked: those before iOS 27.
    /// Default: no.
    pub before_ios_27: bool,
}

/// Where an app came from, as App Attest sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// From the App Store, `TestFlight` or the bank's own distribution.
    Production,
    /// From a developer's desk.
    Development,
}

/// Where an app that was launched came from, as iOS found by its signature. There are more
/// (parts of the system, Macs), which no app of a bank has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValidationCategory {
    /// From `TestFlight`.
    TestFlight,
    /// Signed on a developer's desk.
    Development,
    /// From the App Store.
    AppStore,
    /// Distributed in an enterprise, or to registered phones.
    Enterprise,
}

/// `CFBundleVersion`: one to three numbers with dots between them. A number that is not there
/// is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BundleVersion([u64; 3]);

impl ApplePolicy {
    /// A policy for production builds.
    #[must_use]
    pub const fn new(roots: Roots, apps: Vec<String>) -> Self {
        Self {
            roots,
            apps,
            environment: Environment::Production,
            validation_categories: None,
            minimum_bundle_version: None,
            before_ios_27: false,
        }
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

impl ValidationCategory {
    /// What iOS says by number.
    pub(super) const fn numbered(number: u32) -> Option<Self> {
        match number {
            2 => Some(Self::TestFlight),
            3 => Some(Self::Development),
            4 => Some(Self::AppStore),
            5 => Some(Self::Enterprise),
            _ => None,
        }
    }
}

impl BundleVersion {
    /// Reads `7`, `7.2` or `7.2.1`. `None` for anything else: what cannot be compared is no
    /// version.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut version = [0; 3];
        let mut places = version.iter_mut();
        for number in text.split('.') {
            let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
            *places.next()? = number.parse().ok().filter(|_| digits)?;
        }
        Some(Self(version))
    }
}

impl std::fmt::Debug for ApplePolicy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApplePolicy({:?})", self.environment)
    }
}
