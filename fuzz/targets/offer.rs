//! Links that may carry an offer: one, and nothing that was not in the link.
#![no_main]

use countersign::fuzzing::offer_link;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|link: &str| {
    let Some((by_value, carried)) = offer_link(link) else { return };
    assert!(carried.len() <= link.len(), "more than was there");
    let name = if by_value { "offer" } else { "offer_uri" };
    let again = format!("{link}&{name}=twice");
    assert!(link.contains('#') || offer_link(&again).is_none(), "two offers in one link");
});
