//! Links that may carry an offer.
#![no_main]

use countersign::fuzzing::offer_link;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|link: &str| {
    let Some((by_value, carried)) = offer_link(link) else { return };
    assert!(link.contains(if by_value { "offer" } else { "offer_uri" }));
    assert!(carried.len() <= link.len());
});
