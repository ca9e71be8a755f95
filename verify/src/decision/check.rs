//! The checks by number, as docs/protocol.md §5.2 lists them.

use serde::Serialize;

/// One check of the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// 1: not longer than a decision may be.
    Size,
    /// 2: the device that is calling is active.
    Device,
    /// 3: a compact JWS with a JSON object in header and payload.
    Form,
    /// 4: `kid` is a key of the device that is calling.
    Key,
    /// 5: `typ` fits that key's role.
    Type,
    /// 6: `alg` and signature.
    Signature,
    /// 7: the claims as listed; `iss`, `aud`, `request`, `exp`.
    Claims,
    /// 8: not decided already.
    Undecided,
    /// 9: pending, and not over.
    Pending,
    /// 10: signed after the request was made, and not in the future.
    Time,
    /// 11: the request's `nonce`.
    Nonce,
    /// 12: the hash of the request's bytes.
    RequestHash,
    /// 13: a template, a language and descriptions of types that the AS has too.
    Presentation,
    /// 14: the hash of what was shown.
    Display,
    /// 15: the accounts chosen.
    Selection,
    /// 16: the number typed.
    Number,
    /// 17: first of all answers to this consent.
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
    pub const ALL: [Self; 17] = [
        Self::Size,
        Self::Device,
        Self::Form,
        Self::Key,
        Self::Type,
        Self::Signature,
        Self::Claims,
        Self::Undecided,
        Self::Pending,
        Self::Time,
        Self::Nonce,
        Self::RequestHash,
        Self::Presentation,
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
            Self::Device => "device_not_active",
            Self::Form => "form",
            Self::Key => "key",
            Self::Type => "type",
            Self::Signature => "signature",
            Self::Claims => "claims",
            Self::Undecided => "undecided",
            Self::Pending => "pending",
            Self::Time => "time",
            Self::Nonce => "nonce",
            Self::RequestHash => "request_hash",
            Self::Presentation => "presentation",
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
            Self::Device => "A device that may answer",
            Self::Form => "A well-formed token",
            Self::Key => "Signed by a key of this device",
            Self::Type => "The right key for this kind of answer",
            Self::Signature => "Signature is genuine",
            Self::Claims => "Claims complete, for this bank and this request",
            Self::Undecided => "Not answered before",
            Self::Pending => "Still waiting, in time",
            Self::Time => "Signed at a possible time",
            Self::Nonce => "Answers this bank's challenge",
            Self::RequestHash => "Same request, byte for byte",
            Self::Presentation => "Shown in a way the bank knows",
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

#[cfg(test)]
mod tests {
    use super::*;

    /// docs/protocol.md §5.2, line by line.
    #[test]
    fn the_checks_are_those_of_the_page() {
        let page = [
            (1, Check::Size, "size", 413, false),
            (2, Check::Device, "device_not_active", 403, false),
            (3, Check::Form, "form", 400, false),
            (4, Check::Key, "key", 403, false),
            (5, Check::Type, "type", 403, false),
            (6, Check::Signature, "signature", 403, false),
            (7, Check::Claims, "claims", 403, false),
            (8, Check::Undecided, "undecided", 409, false),
            (9, Check::Pending, "pending", 410, false),
            (10, Check::Time, "time", 403, false),
            (11, Check::Nonce, "nonce", 403, true),
            (12, Check::RequestHash, "request_hash", 403, true),
            (13, Check::Presentation, "presentation", 403, false),
            (14, Check::Display, "display", 403, true),
            (15, Check::Selection, "selection", 403, true),
            (16, Check::Number, "number", 403, true),
            (17, Check::Single, "single", 409, false),
        ];

        let ours = Check::ALL.map(|check| {
            (check.number(), check, check.name(), check.status(), check.ends_an_approval())
        });

        assert_eq!(ours, page);
    }

    #[test]
    fn each_check_has_words_of_its_own() {
        let words: std::collections::BTreeSet<_> = Check::ALL.map(Check::words).into();

        assert_eq!(words.len(), Check::ALL.len());
        assert!(words.iter().all(|words| words.contains(' ')));
    }

    #[test]
    fn a_trail_ends_at_the_check_that_failed() {
        let trail: Vec<_> =
            Check::Form.trail(false).iter().map(|r| (r.number, r.check, r.passed)).collect();

        assert_eq!(
            trail,
            [(1, Check::Size, true), (2, Check::Device, true), (3, Check::Form, false)]
        );
        assert!(Check::Form.trail(true).iter().all(|result| result.passed));
    }
}
