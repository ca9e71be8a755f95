//! The types of tokens, each with its own `typ` (RFC 8725 §3.11).

/// What a token is. No other `typ` is accepted anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Typ {
    /// The AS's request keys, signed by a vouching key.
    JwkSet,
    /// What starts an enrolment.
    EnrolmentOffer,
    /// A device asking to be enrolled.
    DeviceRegistration,
    /// The AS's answer to it.
    DeviceRegistrationReceipt,
    /// Whether the device is pending, active, blocked or revoked.
    DeviceStatus,
    /// The grant by which a device renews its access token (RFC 7523).
    DeviceAssertion,
    /// A proof of possession (RFC 9449).
    Dpop,
    /// What the person is asked.
    ConsentRequest,
    /// Yes.
    ConsentApproval,
    /// No.
    ConsentDenial,
    /// The AS recorded a decision.
    ConsentReceipt,
    /// What became of a request.
    ConsentStatus,
    /// A gateway's proof of itself at the AS's webhook. Phones take it for nothing.
    ConsentOutcome,
    /// A new push token.
    DevicePush,
    /// What this version of the app can do.
    DeviceCapabilities,
    /// "This was not me", or too many failed approvals.
    DeviceReport,
    /// Which keys of a device the AS has, and a challenge for new ones.
    DeviceKeys,
    /// A new key of a device, signed by the one that it replaces.
    DeviceKeyRotation,
    /// The new key's own signature, inside the rotation.
    DeviceKeyProof,
    /// The AS replaced a key.
    DeviceKeyReceipt,
    /// How far the AS's audit log was sealed.
    AuditHead,
}

impl Typ {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::JwkSet,
        Self::EnrolmentOffer,
        Self::DeviceRegistration,
        Self::DeviceRegistrationReceipt,
        Self::DeviceStatus,
        Self::DeviceAssertion,
        Self::Dpop,
        Self::ConsentRequest,
        Self::ConsentApproval,
        Self::ConsentDenial,
        Self::ConsentReceipt,
        Self::ConsentStatus,
        Self::ConsentOutcome,
        Self::DevicePush,
        Self::DeviceCapabilities,
        Self::DeviceReport,
        Self::DeviceKeys,
        Self::DeviceKeyRotation,
        Self::DeviceKeyProof,
        Self::DeviceKeyReceipt,
        Self::AuditHead,
    ];

    /// The value of the `typ` header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JwkSet => "jwk-set+jwt",
            Self::EnrolmentOffer => "enrolment-offer+jwt",
            Self::DeviceRegistration => "device-registration+jwt",
            Self::DeviceRegistrationReceipt => "device-registration-receipt+jwt",
            Self::DeviceStatus => "device-status+jwt",
            Self::DeviceAssertion => "device-assertion+jwt",
            Self::Dpop => "dpop+jwt",
            Self::ConsentRequest => "consent-request+jwt",
            Self::ConsentApproval => "consent-approval+jwt",
            Self::ConsentDenial => "consent-denial+jwt",
            Self::ConsentReceipt => "consent-receipt+jwt",
            Self::ConsentStatus => "consent-status+jwt",
            Self::ConsentOutcome => "consent-outcome+jwt",
            Self::DevicePush => "device-push+jwt",
            Self::DeviceCapabilities => "device-capabilities+jwt",
            Self::DeviceReport => "device-report+jwt",
            Self::DeviceKeys => "device-keys+jwt",
            Self::DeviceKeyRotation => "device-key-rotation+jwt",
            Self::DeviceKeyProof => "device-key-proof+jwt",
            Self::DeviceKeyReceipt => "device-key-receipt+jwt",
            Self::AuditHead => "audit-head+jwt",
        }
    }

    /// The media type of a body that holds such a token.
    #[must_use]
    pub fn media_type(self) -> String {
        format!("application/{}", self.as_str())
    }

    /// The type with this `typ` header, compared to the letter.
    #[must_use]
    pub fn from_header(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|typ| typ.as_str() == text)
    }

    /// The longest token of this type that is read, in bytes.
    #[must_use]
    pub const fn max_length(self) -> usize {
        match self {
            Self::ConsentRequest | Self::JwkSet => 64 * 1024,
            _ => 16 * 1024,
        }
    }

    /// Whether it lives for ever and so has no `exp`.
    #[must_use]
    pub const fn is_receipt(self) -> bool {
        matches!(
            self,
            Self::ConsentReceipt
                | Self::DeviceRegistrationReceipt
                | Self::DeviceKeyReceipt
                | Self::AuditHead
        )
    }
}
