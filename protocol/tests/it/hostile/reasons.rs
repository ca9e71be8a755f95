//! Every reason to refuse a request has a case that is refused for it.

use super::case::all;
use super::outcome;
use countersign_protocol::claims::ClaimError;
use countersign_protocol::consent::ProblemKind;
use countersign_protocol::jose::JoseError;
use countersign_protocol::json::JsonError;

#[test]
fn every_reason_why_a_request_cannot_be_shown_has_a_case() {
    let expected = expectations();

    for kind in PROBLEMS {
        let name = serde_json::to_value(kind).unwrap();
        let outcome = format!("cannot be shown: {} at", name.as_str().unwrap());
        let found = expected.iter().any(|expect| expect.starts_with(&outcome));
        assert_eq!(found, can_happen(kind), "{outcome}");
    }
}

#[test]
fn every_reason_why_a_token_is_none_has_a_case() {
    let expected = expectations();

    for error in ERRORS {
        let outcome = outcome::of_token(error);
        assert!(expected.iter().any(|expect| expect == outcome), "{outcome}");
    }
}

fn expectations() -> Vec<String> {
    all().into_iter().map(|case| case.expect).collect()
}

/// A new kind does not compile here until somebody decides, and writes it down below.
const fn can_happen(kind: ProblemKind) -> bool {
    match kind {
        ProblemKind::Version
        | ProblemKind::UnknownField
        | ProblemKind::UnknownType
        | ProblemKind::UnknownScope
        | ProblemKind::UnknownValue
        | ProblemKind::Missing
        | ProblemKind::WrongType
        | ProblemKind::Amount
        | ProblemKind::Currency
        | ProblemKind::Account
        | ProblemKind::Date
        | ProblemKind::Character
        | ProblemKind::Length
        | ProblemKind::Count
        | ProblemKind::Contradiction
        | ProblemKind::UnusedAccounts
        | ProblemKind::MissingLabel => true,
        // Only a defect of the core leads there: a leaf that was read and not written down.
        ProblemKind::Incomplete => false,
    }
}

const PROBLEMS: [ProblemKind; 18] = [
    ProblemKind::Version,
    ProblemKind::UnknownField,
    ProblemKind::UnknownType,
    ProblemKind::UnknownScope,
    ProblemKind::UnknownValue,
    ProblemKind::Missing,
    ProblemKind::WrongType,
    ProblemKind::Amount,
    ProblemKind::Currency,
    ProblemKind::Account,
    ProblemKind::Date,
    ProblemKind::Character,
    ProblemKind::Length,
    ProblemKind::Count,
    ProblemKind::Contradiction,
    ProblemKind::UnusedAccounts,
    ProblemKind::MissingLabel,
    ProblemKind::Incomplete,
];

const ERRORS: [JoseError; 14] = [
    JoseError::TooLong,
    JoseError::Form,
    JoseError::Header,
    JoseError::Algorithm,
    JoseError::Type,
    JoseError::UnknownKey,
    JoseError::Signature,
    JoseError::Party,
    JoseError::Time,
    JoseError::Claims(ClaimError::Missing),
    JoseError::Claims(ClaimError::Wrong),
    JoseError::Claims(ClaimError::Json(JsonError::Syntax)),
    JoseError::Claims(ClaimError::Json(JsonError::DoubledMember)),
    JoseError::Claims(ClaimError::Json(JsonError::TooDeep)),
];
