//! Links that may carry an offer: one, and nothing that was not in the link.
#![no_main]

use countersign_protocol::tokens::OfferLink;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|link: &str| {
    let (name, carried) = match OfferLink::parse(link) {
        Some(OfferLink::Value(token)) => ("offer", token),
        Some(OfferLink::Reference(url)) => ("offer_uri", url),
        None => return,
    };
    assert!(carried.len() <= link.len(), "more than was there");
    let again = format!("{link}&{name}=twice");
    assert!(link.contains('#') || OfferLink::parse(&again).is_none(), "two offers in one link");
});
