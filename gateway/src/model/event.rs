//! What the bank saw, published for a sandbox or a test to follow.
//!
//! Events carry consents and tokens on purpose. They are given only where
//! [`crate::Settings::publish_events`] is set, and are never logged.

use super::consent::ConsentRecord;
use super::fault::{ProofFault, RegistrationFault};
use countersign_verify::{Check, CheckResult};

/// One thing that happened.
#[derive(Clone)]
#[non_exhaustive]
pub enum GatewayEvent {
    /// The bank made an offer.
    OfferCreated {
        /// Its id.
        offer: String,
        /// The AS's id of the account.
        account: String,
        /// The `enrolment-offer+jwt`.
        token: String,
    },
    /// A device answered an offer.
    DeviceRegistered {
        /// The offer's id.
        offer: String,
        /// The device's id.
        device: String,
        /// The digits that both sides show.
        digits: String,
        /// The `device-registration+jwt`.
        token: String,
        /// The `device-registration-receipt+jwt`.
        receipt: String,
    },
    /// A registration was refused.
    RegistrationRefused {
        /// Why.
        fault: RegistrationFault,
        /// What was sent, if it was text.
        token: String,
    },
    /// The session confirmed the digits.
    DeviceConfirmed {
        /// The device's id.
        device: String,
    },
    /// A new device was announced to another device of the customer.
    DeviceAnnounced {
        /// The device that was added.
        added: String,
        /// The device that it was announced to.
        device: String,
        /// Whether the push service took it.
        taken: bool,
    },
    /// The session typed other digits.
    ConfirmationFailed {
        /// The offer's id.
        offer: String,
        /// Whether the offer ended by it.
        ended: bool,
    },
    /// A device may no longer answer.
    DeviceBlocked {
        /// The device's id.
        device: String,
        /// Why.
        cause: BlockCause,
    },
    /// The bank unblocked a device.
    DeviceUnblocked {
        /// The device's id.
        device: String,
    },
    /// A device was removed.
    DeviceRevoked {
        /// The device's id.
        device: String,
    },
    /// A device has a new access token.
    TokenIssued {
        /// The device's id.
        device: String,
    },
    /// A device was not let in at an endpoint that asks for a proof.
    AccessRefused {
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// What its proof lacks.
        fault: ProofFault,
    },
    /// The AS asked for a consent.
    ConsentCreated {
        /// Its id.
        consent: String,
        /// The AS's id of the account.
        account: String,
        /// One for each device.
        requests: Vec<DeviceRequest>,
    },
    /// A notice was handed to the push service.
    NoticeSent {
        /// The device's id.
        device: String,
        /// The request's id.
        request: String,
        /// The enrolment's handle, as the notice has it.
        enrolment: String,
        /// Whether the push service took it.
        taken: bool,
    },
    /// A device fetched a request.
    RequestFetched {
        /// The device's id.
        device: String,
        /// The request's id.
        request: String,
    },
    /// A device asked what became of a request.
    StatusAsked {
        /// The device's id.
        device: String,
        /// The request's id.
        request: String,
    },
    /// A decision came in and was judged.
    DecisionJudged {
        /// The device's id.
        device: String,
        /// The request's id.
        request: String,
        /// The consent's id.
        consent: String,
        /// What was sent, if it was text.
        token: String,
        /// The checks of docs/protocol.md §5.2 that were made, in their order.
        checks: Vec<CheckResult>,
        /// What came of it.
        outcome: DecisionOutcome,
    },
    /// A consent came to its end, in whatever way.
    ConsentEnded {
        /// The consent's record.
        record: ConsentRecord,
    },
    /// The AS's webhook or Keycloak was called.
    OutcomeReported {
        /// The consent's id.
        consent: String,
        /// Whether it was taken.
        taken: bool,
    },
    /// A device changed its push token, its capabilities or a key.
    DeviceUpdated {
        /// The device's id.
        device: String,
    },
    /// The person reported a request that they did not start.
    RequestReported {
        /// The device's id.
        device: String,
        /// The request's id.
        request: String,
    },
}

/// One device's copy of a consent.
#[derive(Clone)]
pub struct DeviceRequest {
    /// The device's id.
    pub device: String,
    /// The request's id.
    pub request: String,
    /// The `consent-request+jwt`.
    pub token: String,
}

/// Why a device may no longer answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockCause {
    /// Too many consecutive failures.
    Failures,
    /// The person reported a request that they did not start.
    Reported,
}

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionOutcome {
    /// It is recorded.
    Recorded {
        /// The `consent-receipt+jwt`.
        receipt: String,
    },
    /// The same bytes were recorded before, and got the same receipt.
    Repeated {
        /// The `consent-receipt+jwt`.
        receipt: String,
    },
    /// It changed nothing.
    Refused {
        /// The check that it failed.
        check: Check,
    },
    /// It was refused, and the consent is decided as failed.
    Ended {
        /// The check that it failed.
        check: Check,
    },
}

impl std::fmt::Debug for GatewayEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("GatewayEvent")
    }
}

impl std::fmt::Debug for DeviceRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DeviceRequest({})", self.request)
    }
}
