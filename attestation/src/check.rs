//! What evidence can fail on: names for the bank's log. A device is never told which it was.

/// A check of docs/attestation.md that evidence did not pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttestationCheck {
    /// The policy does not take this format.
    Format,
    /// A certificate cannot be read, or there are too few or too many of them.
    CertificateForm,
    /// A certificate is not by the one above it: other name or wrong signature.
    ChainSignature,
    /// The chain does not end at a configured root.
    Root,
    /// A certificate is not valid at this time.
    Validity,
    /// A certificate signed another without being an authority for that.
    Authority,
    /// A certificate is on the revocation list.
    Revoked,
    /// The key that attests was put in at the factory, or nobody knows how.
    Provisioning,
    /// The certificate of the key carries no attestation, or one that cannot be read.
    Extension,
    /// A certificate above or below carries an attestation: the chain was extended.
    ChainExtended,
    /// It was made for another challenge.
    Challenge,
    /// It is about another key.
    Key,
    /// The key, or what attests it, is not as well protected as the policy asks.
    Level,
    /// The key may do something else than sign.
    Purpose,
    /// It is an ML-DSA key. Approvals are signed with P-256.
    MlDsa,
    /// It is no P-256 key.
    Algorithm,
    /// It signs with something else than SHA-256.
    Digest,
    /// It was not made inside the secure hardware.
    Origin,
    /// It can be used by every app.
    AllApplications,
    /// It can be used without the person.
    NoAuthRequired,
    /// Something else than a strong biometric unlocks it.
    UserAuthentication,
    /// It stays unlocked for a time after the biometric, or while the phone is carried.
    Timeout,
    /// It can be used while the phone is locked.
    UnlockedDevice,
    /// Deleted keys can be brought back.
    Rollback,
    /// It is not bound to the bank's app, or the app is signed by somebody else.
    Application,
    /// The boot loader is unlocked, or nothing is said about it.
    Bootloader,
    /// The system is not the one that its maker, or the bank's policy, verifies.
    VerifiedBoot,
    /// The system is older than the policy takes.
    SystemVersion,
    /// The security patches are older than the policy takes.
    PatchLevel,
    /// The attestation object cannot be read.
    ObjectForm,
    /// Its nonce does not bind this challenge and this approval key.
    Nonce,
    /// It is by another kind of build than the policy takes (development, production).
    Environment,
    /// The app was launched from another source than the policy takes, or none is said.
    ValidationCategory,
    /// The app is older than the policy takes, or says no version that can be compared.
    BundleVersion,
    /// The attesting key was used before.
    Counter,
    /// The key's id is not that of the key in the certificate.
    KeyId,
}

impl AttestationCheck {
    /// Its name in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Format => "attestation_format",
            Self::CertificateForm => "attestation_certificate_form",
            Self::ChainSignature => "attestation_chain_signature",
            Self::Root => "attestation_root",
            Self::Validity => "attestation_validity",
            Self::Authority => "attestation_authority",
            Self::Revoked => "attestation_revoked",
            Self::Provisioning => "attestation_provisioning",
            Self::Extension => "attestation_extension",
            Self::ChainExtended => "attestation_chain_extended",
            Self::Challenge => "attestation_challenge",
            Self::Key => "attestation_key",
            Self::Level => "attestation_level",
            Self::Purpose => "attestation_purpose",
            Self::MlDsa => "attestation_ml_dsa",
            Self::Algorithm => "attestation_algorithm",
            Self::Digest => "attestation_digest",
            Self::Origin => "attestation_origin",
            Self::AllApplications => "attestation_all_applications",
            Self::NoAuthRequired => "attestation_no_auth_required",
            Self::UserAuthentication => "attestation_user_authentication",
            Self::Timeout => "attestation_timeout",
            Self::UnlockedDevice => "attestation_unlocked_device",
            Self::Rollback => "attestation_rollback",
            Self::Application => "attestation_application",
            Self::Bootloader => "attestation_bootloader",
            Self::VerifiedBoot => "attestation_verified_boot",
            Self::SystemVersion => "attestation_system_version",
            Self::PatchLevel => "attestation_patch_level",
            Self::ObjectForm => "attestation_object_form",
            Self::Nonce => "attestation_nonce",
            Self::Environment => "attestation_environment",
            Self::ValidationCategory => "attestation_validation_category",
            Self::BundleVersion => "attestation_bundle_version",
            Self::Counter => "attestation_counter",
            Self::KeyId => "attestation_key_id",
        }
    }
}
