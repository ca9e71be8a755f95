//! The steps of a command: which passed, which failed, which were left out and why.

use std::process::ExitCode;
use std::time::Instant;

use crate::failure::Failure;

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed { seconds: u64 },
    Failed { reason: String },
    Skipped { reason: String },
}

/// Runs steps one after the other and remembers how each ended.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    steps: Vec<(String, Outcome)>,
}

impl Tally {
    /// Runs a step. One that fails does not keep the next from running.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), Failure>) {
        println!("\n== {name} ==");
        let started = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed { seconds: started.elapsed().as_secs() },
            Err(failure) => {
                eprintln!("{name} failed: {failure}");
                Outcome::Failed { reason: failure.to_string() }
            }
        };
        self.steps.push((name.to_owned(), outcome));
    }

    /// Notes a step that did not run.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        let outcome = Outcome::Skipped { reason: reason.to_owned() };
        self.steps.push((name.to_owned(), outcome));
    }

    /// Prints every step and the closing line.
    pub(crate) fn close(&self) -> ExitCode {
        println!("\n{}", self.lines());
        println!("\n{}", self.closing_line());
        if self.count(|outcome| matches!(outcome, Outcome::Failed { .. })) == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn lines(&self) -> String {
        let lines: Vec<String> = self
            .steps
            .iter()
            .map(|(name, outcome)| match outcome {
                Outcome::Passed { seconds } => format!("passed   {name} ({seconds} s)"),
                Outcome::Failed { reason } => format!("FAILED   {name}: {reason}"),
                Outcome::Skipped { reason } => format!("skipped  {name}: {reason}"),
            })
            .collect();
        lines.join("\n")
    }

    fn closing_line(&self) -> String {
        let passed = self.count(|outcome| matches!(outcome, Outcome::Passed { .. }));
        let failed = self.count(|outcome| matches!(outcome, Outcome::Failed { .. }));
        match self.count(|outcome| matches!(outcome, Outcome::Skipped { .. })) {
            0 => format!("{passed} passed, {failed} failed"),
            skipped => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        }
    }

    fn count(&self, of: impl Fn(&Outcome) -> bool) -> usize {
        self.steps.iter().filter(|(_, outcome)| of(outcome)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing() -> Result<(), Failure> {
        Err(Failure::NotAsAgreed("the reason".to_owned()))
    }

    #[test]
    fn the_closing_line_counts_what_passed_and_failed() {
        let mut tally = Tally::default();

        tally.step("one", || Ok(()));
        tally.step("two", failing);
        tally.step("three", || Ok(()));

        assert_eq!(tally.closing_line(), "2 passed, 1 failed");
        assert_eq!(tally.close(), ExitCode::FAILURE);
    }

    #[test]
    fn a_skipped_step_is_neither_passed_nor_failed_and_says_why() {
        let mut tally = Tally::default();

        tally.skip("advisories", "no database");

        assert_eq!(tally.closing_line(), "0 passed, 0 failed, 1 skipped");
        assert_eq!(tally.lines(), "skipped  advisories: no database");
        assert_eq!(tally.close(), ExitCode::SUCCESS);
    }
}
