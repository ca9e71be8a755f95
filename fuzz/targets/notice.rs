//! Push payloads and links: the first byte chooses the carrier.
#![no_main]

use countersign_protocol::notice::Notice;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let notice = match input.0 % 3 {
        0 => Notice::from_apns(input.1.as_bytes()),
        1 => Notice::from_link(input.1),
        _ => {
            let pairs = input.1.lines().filter_map(|line| line.split_once('='));
            Notice::from_fcm(&pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
        }
    };
    let Ok(notice) = notice else { return };
    for id in [notice.enrolment, notice.request] {
        assert!((1..=128).contains(&id.len()));
        assert!(id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._~-".contains(&b)));
        assert!(id != "." && id != "..", "an id that is a path");
    }
});
