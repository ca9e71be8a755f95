//! The cases of the hostile corpus (protocol/tests/hostile) that need a device, a bank and time.

mod at_the_device;
#[allow(dead_code, reason = "protocol plays the rest")]
#[path = "../../../../protocol/tests/it/hostile/case.rs"]
mod case;
#[allow(dead_code, reason = "protocol plays the rest")]
#[path = "../../../../protocol/tests/it/hostile/outcome.rs"]
mod outcome;

use case::Kind;

#[tokio::test]
async fn every_case_that_needs_a_device_ends_as_its_file_says() {
    let cases: Vec<_> =
        case::all().into_iter().filter(|case| case.kind() == Kind::Device).collect();
    let mut wrong = Vec::new();

    for case in &cases {
        let outcome = at_the_device::outcome(case).await;
        if outcome != case.expect {
            wrong.push(format!("{}: expected {}, found {outcome}", case.name, case.expect));
        }
    }

    assert!(!cases.is_empty(), "nothing was played");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
