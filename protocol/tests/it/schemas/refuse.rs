//! What a schema refuses, the core's readers refuse too.

use super::{bend, samples, validator};

/// What the device does not read of the discovery document: it is for people and for clients.
const UNREAD: [&str; 3] =
    ["/authorization_details_types_supported", "/push_providers_supported", "/templates_supported"];

#[test]
fn what_a_schema_refuses_no_reader_takes() {
    let mut laxer = Vec::new();
    for sample in samples::all() {
        let validator = validator(sample.schema);
        assert!((sample.takes)(&sample.value), "{}: the sample itself", sample.schema);
        for (how, bent) in bend::all(&sample.value) {
            let unread =
                sample.schema == "discovery" && UNREAD.iter().any(|at| how.starts_with(at));
            if !unread && !validator.is_valid(&bent) && (sample.takes)(&bent) {
                laxer.push(format!("{}: {how}", sample.schema));
            }
        }
    }

    assert_eq!(laxer, [""; 0]);
}
