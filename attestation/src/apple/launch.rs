//! What iOS 27 and later say of the app as it was launched: two extensions in the authenticator
//! data.
//!
//! <https://developer.apple.com/documentation/devicecheck/attestation-object-validation-guide>

use super::policy::{ApplePolicy, BundleVersion, ValidationCategory};
use crate::AttestationCheck;
use ciborium::Value;

/// What is said. Phones before iOS 27 say nothing.
#[derive(Default)]
pub(super) struct Launch {
    category: Option<u32>,
    bundle_version: Option<String>,
}

impl Launch {
    /// `None` if it is empty, or has another member, one twice, or one of another form.
    pub(super) fn parse(extensions: Value) -> Option<Self> {
        let members = extensions.into_map().ok()?;
        if members.is_empty() {
            return None;
        }
        let mut launch = Self::default();
        for (name, value) in members {
            match name.as_text()? {
                "apple_validation_category_01" if launch.category.is_none() => {
                    let bytes = value.into_bytes().ok()?.try_into().ok()?;
                    launch.category = Some(u32::from_le_bytes(bytes));
                }
                "apple_bundle_version_01" if launch.bundle_version.is_none() => {
                    launch.bundle_version = Some(value.into_text().ok()?);
                }
                _ => return None,
            }
        }
        Some(launch)
    }

    /// Holds it to a policy. What is signed cannot be left out on the way: a phone that says
    /// nothing at all is one from before iOS 27.
    pub(super) fn check(&self, policy: &ApplePolicy) -> Result<(), AttestationCheck> {
        let silent = self.category.is_none() && self.bundle_version.is_none();
        if silent && policy.before_ios_27 {
            return Ok(());
        }
        let category = self.category.and_then(ValidationCategory::numbered);
        let taken = |taken: &Vec<_>| category.is_some_and(|category| taken.contains(&category));
        if !policy.validation_categories.as_ref().is_none_or(taken) {
            return Err(AttestationCheck::ValidationCategory);
        }
        let version = self.bundle_version.as_deref().and_then(BundleVersion::parse);
        if policy.minimum_bundle_version.is_some_and(|least| version < Some(least)) {
            return Err(AttestationCheck::BundleVersion);
        }
        Ok(())
    }
}
