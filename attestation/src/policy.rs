//! Which evidence a bank accepts at enrolment.

use super::{AndroidPolicy, ApplePolicy};

/// Which evidence a bank accepts. A format is accepted if there is a policy for it, and refused
/// if there is none.
///
/// The default takes no evidence at all and records that keys may be software: for tests and for
/// a first pilot.
#[derive(Clone, Debug)]
pub struct AttestationPolicy {
    /// Whether a device without evidence may enrol. Default: yes.
    pub none: bool,
    /// What is asked of Android keys. Default: not accepted.
    pub android: Option<AndroidPolicy>,
    /// What is asked of iOS phones. Default: not accepted.
    pub apple: Option<ApplePolicy>,
}

impl AttestationPolicy {
    /// What makes no sense in it, if anything: nothing would be accepted, or anybody's app.
    #[must_use]
    pub fn problem(&self) -> Option<&'static str> {
        let (android, apple) = (self.android.as_ref(), self.apple.as_ref());
        let rules = [
            (self.none || android.is_some() || apple.is_some(), "attestation: nothing is accepted"),
            (android.is_none_or(names_apps), "attestation.android_key.apps"),
            (
                apple.is_none_or(|policy| {
                    !policy.apps.is_empty() && policy.apps.iter().all(|app| is_app_id(app))
                }),
                "attestation.apple_appattest.apps",
            ),
            (
                apple.is_none_or(|policy| {
                    policy.validation_categories.as_ref().is_none_or(|taken| !taken.is_empty())
                }),
                "attestation.apple_appattest.validation_categories",
            ),
        ];
        rules.iter().find(|(kept, _)| !kept).map(|(_, name)| *name)
    }
}

fn names_apps(policy: &AndroidPolicy) -> bool {
    let named = policy.apps.iter().all(|app| !app.package.is_empty() && !app.signers.is_empty());
    named && !policy.apps.is_empty()
}

/// A team id of ten characters, a dot, a bundle id.
fn is_app_id(app: &str) -> bool {
    app.split_once('.').is_some_and(|(team, bundle)| {
        team.len() == 10 && team.bytes().all(|b| b.is_ascii_alphanumeric()) && !bundle.is_empty()
    })
}

impl Default for AttestationPolicy {
    fn default() -> Self {
        Self { none: true, android: None, apple: None }
    }
}
