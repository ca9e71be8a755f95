//! The steps of a command: which passed, which failed, which were left out and why.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;

use crate::setup::{Lacking, Need};

/// As many of the slowest steps as are named at the end.
const SLOWEST: usize = 3;

/// How a step ended.
#[derive(Debug)]
enum Outcome {
    Passed { seconds: u64 },
    Failed { seconds: u64, reason: String },
    Skipped { reason: String },
}

/// Runs steps one after the other and remembers how each ended.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// A step for which something is lacking has failed.
    strict: bool,
    lacking: Lacking,
    steps: Vec<(String, Outcome)>,
}

impl Tally {
    /// A tally on a machine that lacks something.
    pub(crate) fn new(strict: bool, lacking: Lacking) -> Self {
        Self { strict, lacking, steps: Vec::new() }
    }

    /// Runs a step. One that fails does not keep the next from running.
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) {
        println!("\n== {name} ==");
        let started = Instant::now();
        let ended = work();
        let seconds = started.elapsed().as_secs();
        let outcome = match ended {
            Ok(()) => Outcome::Passed { seconds },
            Err(failure) => {
                let reason = format!("{failure:#}");
                eprintln!("{name} failed: {reason}");
                Outcome::Failed { seconds, reason }
            }
        };
        self.steps.push((name.to_owned(), outcome));
    }

    /// Runs a step, unless something is lacking that it needs.
    pub(crate) fn step_with(
        &mut self,
        name: &str,
        needs: &[Need],
        work: impl FnOnce() -> Result<()>,
    ) {
        if !self.lacks(name, needs) {
            self.step(name, work);
        }
    }

    /// Notes a step that cannot run because something is lacking that it needs; whether it is so.
    pub(crate) fn lacks(&mut self, name: &str, needs: &[Need]) -> bool {
        let Some(reason) = self.lacking.among(needs) else { return false };
        let outcome = if self.strict {
            Outcome::Failed { seconds: 0, reason }
        } else {
            Outcome::Skipped { reason }
        };
        self.steps.push((name.to_owned(), outcome));
        true
    }

    /// Notes a step that did not run.
    pub(crate) fn skip(&mut self, name: &str, reason: &str) {
        let outcome = Outcome::Skipped { reason: reason.to_owned() };
        self.steps.push((name.to_owned(), outcome));
    }

    /// Prints every step, what would have been needed, and the closing line.
    pub(crate) fn close(&self) -> ExitCode {
        println!("\n{}\n\n{}{}{}", self.lines(), self.slowest(), self.lacking, self.closing_line());
        if self.count(|outcome| matches!(outcome, Outcome::Failed { .. })) == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn lines(&self) -> String {
        let line = |(name, outcome): &(String, Outcome)| match outcome {
            Outcome::Passed { seconds } => format!("passed   {name} ({seconds} s)"),
            Outcome::Failed { seconds, reason } => {
                format!("FAILED   {name} ({seconds} s): {reason}")
            }
            Outcome::Skipped { reason } => format!("skipped  {name}: {reason}"),
        };
        self.steps.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The steps that took longest, if there are more than can be seen at a glance.
    fn slowest(&self) -> String {
        let mut took: Vec<(u64, &str)> = self
            .steps
            .iter()
            .filter_map(|(name, outcome)| match outcome {
                Outcome::Passed { seconds } | Outcome::Failed { seconds, .. } => {
                    Some((*seconds, name.as_str()))
                }
                Outcome::Skipped { .. } => None,
            })
            .collect();
        if took.len() <= SLOWEST {
            return String::new();
        }
        took.sort_unstable_by(|one, other| other.cmp(one));
        let named = took.iter().take(SLOWEST).map(|(seconds, name)| format!("{name} {seconds} s"));
        format!("slowest: {}\n\n", named.collect::<Vec<_>>().join(", "))
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
    use crate::setup;

    #[test]
    fn the_closing_line_counts_what_passed_and_failed() {
        let mut tally = Tally::default();

        tally.step("one", || Ok(()));
        tally.step("two", || anyhow::bail!("the reason"));
        tally.step("three", || Ok(()));

        assert_eq!(tally.closing_line(), "2 passed, 1 failed");
        assert_eq!(
            tally.lines(),
            "passed   one (0 s)\nFAILED   two (0 s): the reason\npassed   three (0 s)"
        );
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

    #[test]
    fn a_step_for_which_something_is_lacking_is_skipped_or_failed_where_that_is_strict() {
        for (strict, line, code) in [
            (false, "skipped  kotlin: missing here: Maven", ExitCode::SUCCESS),
            (true, "FAILED   kotlin (0 s): missing here: Maven", ExitCode::FAILURE),
        ] {
            let mut tally = Tally::new(strict, Lacking::of(&[(setup::MAVEN, None)]));

            tally.step_with("kotlin", &[setup::JDK, setup::MAVEN], || anyhow::bail!("it ran"));

            assert_eq!(tally.lines(), line);
            assert_eq!(tally.close(), code);
        }
    }

    #[test]
    fn what_is_lacking_for_other_steps_keeps_none_from_running() {
        let mut tally = Tally::new(true, Lacking::of(&[(setup::MAVEN, None)]));

        tally.step_with("interop jose", &[setup::NODE], || Ok(()));

        assert_eq!(tally.closing_line(), "1 passed, 0 failed");
    }

    #[test]
    fn the_three_slowest_steps_are_named_slowest_first() {
        let took = |name: &str, seconds| (name.to_owned(), Outcome::Passed { seconds });
        let steps = vec![took("one", 4), took("two", 90), took("three", 7)];
        let mut tally = Tally { steps, ..Tally::default() };

        assert_eq!(tally.slowest(), "");
        tally.steps.push(took("four", 5));

        assert_eq!(tally.slowest(), "slowest: two 90 s, three 7 s, four 5 s\n\n");
    }
}
