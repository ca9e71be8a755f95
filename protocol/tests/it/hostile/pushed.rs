//! Cases that are a push payload or a link.

use super::case::{Case, bytes};
use countersign_protocol::notice::{Notice, NoticeError};

/// Reads a payload as the carrier gives it; FCM's data stand as `name=value` between commas.
pub(crate) fn outcome(case: &Case) -> String {
    let payload = String::from_utf8(bytes(case.text("Payload").unwrap())).unwrap();
    let notice = match case.text("Carrier").unwrap() {
        "apns" => Notice::from_apns(payload.as_bytes()),
        "link" => Notice::from_link(&payload),
        "fcm" => {
            let pairs = payload.split(',').map(|pair| pair.split_once('=').unwrap());
            Notice::from_fcm(&pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
        }
        other => panic!("{}: no carrier {other}", case.name),
    };
    match notice {
        Ok(_) => "a notice",
        Err(NoticeError::NotANotice) => "no notice",
        Err(NoticeError::TooLarge) => "too large",
        Err(NoticeError::Version) => "unknown version",
    }
    .to_owned()
}
