//! Random lives of a phone against a small model of what must be true: the real device and the
//! real gateway, with a network that fails, clocks that jump, restarts and withdrawals.
//!
//! `PROPTEST_CASES=2000 cargo test -p countersign-sandbox --test once model` plays long; a
//! failure is shrunk and printed with its steps. What was played by hand is at the end of
//! docs/adr/13-once.md.

mod deeds;
mod life;
mod other;
mod reference;
mod step;
mod truth;

use life::Life;
use proptest::test_runner::Config;
use proptest_state_machine::prop_state_machine;

/// How many lives are played when nobody says otherwise.
const FEW: u32 = 24;

prop_state_machine! {
    #![proptest_config(Config {
        cases: std::env::var("PROPTEST_CASES").ok().map_or(FEW, |text| text.parse().unwrap()),
        // A seed in a file would be a machine's own; what fails is printed as steps.
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    })]

    #[test]
    fn no_sequence_of_events_loses_doubles_or_belies_a_decision(sequential 10..40 => Life);
}
