//! The chain of an exported audit log.

use super::NOW;
use countersign_protocol::time::UnixSeconds;
use countersign_verify::audit::{LogEnd, LogEntry};

#[test]
fn a_link_is_a_hash_over_what_docs_audit_md_lists() {
    let entry = LogEntry {
        number: 17,
        at: UnixSeconds(NOW),
        event: "device_unblocked".to_owned(),
        offer: None,
        device: Some("dev-1".to_owned()),
        consent: None,
        request: None,
        checked: None,
        credential: Some("help-desk".to_owned()),
        operator: Some("op-17".to_owned()),
    };

    let end = LogEnd::none().then(&entry);

    // printf 'countersign-audit-1\0AAAA…\0001\00017\0001772442000\0device_unblocked\0\0dev-1…'
    // | openssl dgst -sha256 -binary
    assert_eq!(end.position, 1);
    assert_eq!(end.link, "AutZ_2tEH00W8ldCt3ozXpkjUdH7JCqGFKsTmmhlFHE");
}
