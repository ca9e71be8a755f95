//! Plain data about enrolments, deliveries and the history.

mod of_the_core;

/// One phone bound to one account at one AS.
#[derive(Clone, uniffi::Record)]
pub struct Enrolment {
    /// Local; names it in all other calls.
    pub id: String,
    /// The issuer identifier of the AS.
    pub issuer: String,
    /// What people call the bank.
    pub bank: String,
    /// What the bank calls the account, masked.
    pub account: String,
    /// How far it is.
    pub state: EnrolmentState,
    /// The six digits to compare with the bank's page while it is pending.
    pub digits: String,
    /// How much its answers prove.
    pub assurance: Assurance,
    /// The approval key is lost, as it is when biometrics changed: only denying works. The person
    /// must enrol again, by the bank's strong authentication; then remove this enrolment.
    pub needs_reenrolment: bool,
    /// Too many approvals failed on this phone: only denying works, until the bank unblocks the
    /// device and a refresh has heard of it.
    pub locked: bool,
    /// The bank said, since the app was started, that this version is too old for it.
    pub update_required: bool,
    /// The person removed it, and the bank does not know of it yet.
    pub removing: bool,
}

/// How far an enrolment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum EnrolmentState {
    /// The session at the bank has not yet confirmed the six digits.
    Pending,
    /// In use.
    Active,
    /// The bank blocked it; it can be unblocked.
    Blocked,
    /// The bank ended it. Enrol again.
    Revoked,
}

/// How much the answers of an enrolment prove. For the bank's engineers: a weaker server never
/// looks like a stronger one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Assurance {
    /// The answer's signature covers what was shown.
    pub content_bound: bool,
    /// The request is signed by the AS.
    pub server_signed_request: bool,
    /// The approval key lives in hardware.
    pub hardware_key: bool,
}

/// Where notices are sent.
#[derive(Clone, uniffi::Record)]
pub struct PushTarget {
    /// `fcm`, `apns` or another that the AS supports.
    pub provider: String,
    /// The provider's token for this app on this phone.
    pub token: String,
}

/// Bytes that a key has to sign after the person's biometric.
#[derive(Clone, uniffi::Record)]
pub struct ToSign {
    /// The key that has to sign.
    pub key: String,
    /// What it has to sign: ECDSA with SHA-256 over these bytes, DER as the hardware gives it.
    pub signing_input: Vec<u8>,
    /// What the biometric prompt must say: amount and payee, or what else is asked. Empty where
    /// no consent is signed.
    pub prompt: String,
}

/// A request that arrived and waits.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Received {
    /// The enrolment it came to.
    pub enrolment: String,
    /// Its id.
    pub request: String,
    /// When it ends, Unix seconds of the server.
    pub expires_at: i64,
    /// How many came lately.
    pub recent: Recent,
    /// The person muted this enrolment: post no notification.
    pub muted: bool,
}

/// A request that the AS lists as waiting.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PendingRequest {
    /// Its id.
    pub request: String,
    /// When it ends, Unix seconds of the server.
    pub expires_at: i64,
}

/// How many requests came to an enrolment lately, the one in question among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Recent {
    /// In the last 60 minutes.
    pub last_hour: u32,
    /// In the last 24 hours; counted up to 200.
    pub last_day: u32,
    /// How unusual that is.
    pub level: Frequency,
}

/// How unusual the number of recent requests is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Frequency {
    /// As many as people usually get.
    Usual,
    /// Say the number above the request.
    Raised,
    /// Somebody may be hoping that a tired person approves. Say so, and offer to mute and to report
    /// before approving.
    Alarming,
}

/// What became of a decision that was made.
#[derive(Clone, uniffi::Enum)]
pub enum Delivery {
    /// The bank recorded it, and signed that it did.
    Recorded {
        /// The receipt, a compact JWS.
        receipt: String,
    },
    /// The bank did not accept it and does not say why. The request is over.
    Refused,
    /// Another device of the customer answered first.
    AnsweredElsewhere,
    /// The bank or the client took the request back before the decision arrived.
    Withdrawn,
    /// The request ended before the decision arrived.
    Expired,
    /// No answer that says what became of it: the bank may or may not have it. Say so to the
    /// person, and let `deliver` find out.
    Unknown,
    /// What became of it was never learned, and it is asked about no more. The bank may or may not
    /// have it: tell the person to ask there.
    NeverLearned,
}

/// Why the person says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DenialReason {
    /// "I did not start this." To have the device blocked too, call `not_me`.
    NotMe,
    /// Something in it is wrong.
    WrongDetails,
    /// It was right, and is no longer wanted.
    ChangedMind,
    /// This app cannot show it.
    CannotDisplay,
    /// The person gave no reason.
    Unspecified,
}

/// What the platform's prompt gave instead of a signature. If the person closed it, that is no
/// failure: report nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum PromptFailure {
    /// The finger or face was not the right one.
    NotRecognised,
    /// The platform accepts no biometric for now, or until the phone is unlocked otherwise.
    LockedOut,
    /// The key was invalidated, or is gone.
    KeyInvalidated,
    /// Nobody was asked, or nobody answered: no sensor for now, or a fault. Not a failed attempt,
    /// and not counted.
    Other,
}

/// Whether approving is still possible. Show one message for all failures, and what is to be
/// done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Approving {
    /// Prepare again.
    Possible,
    /// Too many approvals failed. This is reported to the bank, which has to unblock the device.
    /// Denying works.
    Locked,
    /// The person must enrol again. Denying works.
    EnrolAgain,
}

/// Whether the bank has acknowledged a change that is stored here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Told {
    /// It has.
    Now,
    /// Not yet: it could not be reached, or did not take it. `deliver` and `refresh` send it again.
    Later,
    /// There is nobody left to tell: the bank signed that it has revoked this device.
    Refused,
}

/// What became of "this was not me". It is stored in any case, and sent until it arrives.
#[derive(Clone, uniffi::Record)]
pub struct Reported {
    /// What became of the denial; `None` if the request was decided before, or is over.
    pub denial: Option<Delivery>,
    /// Whether the bank has blocked the device.
    pub report: Told,
}

/// What a round of delivering did.
#[derive(Clone, uniffi::Record)]
pub struct Round {
    /// What was tried, oldest first.
    pub tried: Vec<Tried>,
    /// How many milliseconds to wait before the next round; `None` if nothing is left to send.
    pub next_ms: Option<u64>,
}

/// A decision that was sent again, or asked about.
#[derive(Clone, uniffi::Record)]
pub struct Tried {
    /// The request's id.
    pub request: String,
    /// What became of its decision.
    pub delivery: Delivery,
}

/// One line of the history.
#[derive(Clone, uniffi::Record)]
pub struct HistoryEntry {
    /// Ascending; pass the smallest of a page to get the next one.
    pub number: i64,
    /// The enrolment it belongs to.
    pub enrolment: String,
    /// The request's id.
    pub request: String,
    /// What was asked, in the language that is set now; `None` if it could not be shown.
    pub title: Option<String>,
    /// When it came to this phone, Unix seconds of the server.
    pub arrived_at: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// When; `None` while it has not.
    pub ended_at: Option<i64>,
    /// The receipt as the AS signed it, a compact JWS.
    pub receipt: Option<String>,
}

/// How a request ended, or that it has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Outcome {
    /// The bank recorded the approval.
    Approved,
    /// The bank recorded the denial.
    Denied,
    /// A decision was made and the bank has not answered: it may or may not have it.
    Unknown,
    /// The bank did not accept the decision.
    Refused,
    /// Another device answered first.
    AnsweredElsewhere,
    /// The bank or the client took it back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
    /// Nobody has answered yet.
    Open,
    /// A decision was made, and what became of it was never learned. The bank may or may not have
    /// it.
    NeverLearned,
}

/// Whether the history is what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum HistoryCheck {
    /// Nothing is missing and nothing was changed.
    Whole {
        /// How many entries it has.
        entries: u64,
    },
    /// Something is: somebody changed the file. Tell the person, and the bank.
    Broken,
}

/// What came of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Rotation {
    /// The bank has the new key, and signed that it does.
    Done,
    /// No answer yet. Both keys are kept; the next call to the bank finds out.
    Unknown,
}
