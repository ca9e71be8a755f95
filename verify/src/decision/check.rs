//! The checks by number, as docs/protocol.md §5.2 lists them.

use serde::Serialize;

/// One check of the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// 1: not longer than a decision may be.
    Size,
    /// 2: a compact JWS with a JSON object in header and payload.
    Form,
    /// 3: `kid` is a key of the device that is calling.
    Key,
    /// 4: `typ` fits that key's role.
    Type,
    /// 5: `alg` and signature.
    Signature,
    /// 6: the claims as listed; `iss`, `aud`, `request`, `exp`.
    Claims,
    /// 7: not decided already.
    Undecided,
    /// 8: pending, and in its time.
    Pending,
    /// 9: the request's `nonce`.
    Nonce,
    /// 10: the hash of the request's bytes.
    RequestHash,
    /// 11: the hash of what was shown.
    Display,
    /// 12: the accounts chosen.
    Selection,
    /// 13: the number typed.
    Number,
    /// 14: first of all answers to this consent.
    Single,
}

/// A check and how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// Its number in docs/protocol.md §5.2.
    pub number: u8,
    /// The check.
    pub check: Check,
    /// Whether it was passed.
    pub passed: bool,
}

impl Check {
    /// All of them, in their order.
    pub const ALL: [Self; 14] = [
        Self::Size,
        Self::Form,
        Self::Key,
        Self::Type,
        Self::Signature,
        Self::Claims,
        Self::Undecided,
        Self::Pending,
        Self::Nonce,
        Self::RequestHash,
        Self::Display,
        Self::Selection,
        Self::Number,
        Self::Single,
    ];

    /// Its number in docs/protocol.md §5.2.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Its name in the audit log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Form => "form",
            Self::Key => "key",
            Self::Type => "type",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Undecided => "undecided",
            Self::Pending => "pending",
            Self::Nonce => "nonce",
            Self::RequestHash => "request_hash",
            Self::Display => "display",
            Self::Selection => "selection",
            Self::Number => "number",
            Self::Single => "single",
        }
    }

    /// The check in a few words, for a page or a log.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Size => "Not too long",
            Self::Form => "A well-formed token",
            Self::Key => "Signed by a key of this device",
            Self::Type => "The right key for this kind of answer",
            Self::Signature => "Signature is genuine",
            Self::Claims => "Claims complete, for this bank and this request",
            Self::Undecided => "Not answered before",
            Self::Pending => "Still waiting, in time",
            Self::Nonce => "Answers this bank's challenge",
            Self::RequestHash => "Same request, byte for byte",
            Self::Display => "Shown exactly as asked",
            Self::Selection => "Accounts chosen from those offered",
            Self::Number => "Number typed is right",
            Self::Single => "First answer to this consent",
        }
    }

    /// The status that answers its failure.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Size => 413,
            Self::Form => 400,
            Self::Undecided | Self::Single => 409,
            Self::Pending => 410,
            _ => 403,
        }
    }

    /// Whether its failure ends the request, if an approval fails it.
    #[must_use]
    pub const fn ends_an_approval(self) -> bool {
        matches!(
            self,
            Self::Nonce | Self::RequestHash | Self::Display | Self::Selection | Self::Number
        )
    }

    /// Every check up to this one: those before it passed, this one as given.
    #[must_use]
    pub fn trail(self, passed: bool) -> Vec<CheckResult> {
        Self::ALL
            .into_iter()
            .take_while(|check| *check <= self)
            .map(|check| CheckResult {
                number: check.number(),
                check,
                passed: passed || check != self,
            })
            .collect()
    }
}
