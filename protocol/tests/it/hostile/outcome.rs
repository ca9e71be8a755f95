//! How things end, in the words of the corpus.

use countersign_protocol::claims::ClaimError;
use countersign_protocol::consent::Reading;
use countersign_protocol::jose::JoseError;
use countersign_protocol::json::JsonError;

/// What came of reading a request.
pub(crate) fn of_reading(reading: &Reading) -> String {
    match reading {
        Reading::Shown(view) => {
            let mut keys: Vec<_> = view.warnings.iter().map(|warning| warning.key).collect();
            keys.sort_unstable();
            match keys.as_slice() {
                [] => "shown".to_owned(),
                keys => format!("shown, with warning {}", keys.join(", ")),
            }
        }
        Reading::NotShown(problem) => {
            let kind = serde_json::to_value(problem.kind).unwrap();
            format!("cannot be shown: {} at {}", kind.as_str().unwrap(), problem.section)
        }
    }
}

/// Why a token is none.
pub(crate) fn of_token(error: JoseError) -> &'static str {
    match error {
        JoseError::TooLong => "malformed: too long",
        JoseError::Form => "malformed: form",
        JoseError::Header => "malformed: header",
        JoseError::Claims(ClaimError::Json(JsonError::Syntax)) => "malformed: not JSON",
        JoseError::Claims(ClaimError::Json(JsonError::DoubledMember)) => {
            "malformed: doubled member"
        }
        JoseError::Claims(ClaimError::Json(JsonError::TooDeep)) => "malformed: too deep",
        JoseError::Claims(ClaimError::Json(JsonError::TooMany)) => "malformed: too many values",
        JoseError::Claims(ClaimError::Missing) => "malformed: missing claim",
        JoseError::Claims(_) => "malformed: wrong claim",
        JoseError::Algorithm => "not genuine: algorithm",
        JoseError::Type => "not genuine: type",
        JoseError::UnknownKey => "not genuine: key",
        JoseError::Signature => "not genuine: signature",
        JoseError::Party => "not genuine: party",
        JoseError::Time => "not genuine: time",
    }
}
