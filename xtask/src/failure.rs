//! Why a command could not do its work.

use std::fmt;
use std::time::Duration;

use crate::prerequisites::Missing;

/// A command's failure, worded for the person at the terminal.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Programs that are not on this machine, or too old.
    Missing(Vec<Missing>),
    /// A program that did not start.
    NotStarted {
        /// Which one.
        program: String,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A program that ended badly.
    Ended {
        /// Which one.
        program: String,
        /// Its exit code; none if a signal ended it.
        code: Option<i32>,
    },
    /// A program that was stopped because it took too long.
    TookTooLong {
        /// Which one.
        program: String,
        /// What it was allowed.
        limit: Duration,
    },
    /// A file that could not be read or written.
    File {
        /// Which one.
        path: String,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A file that is not there, and what it is for.
    Absent {
        /// Which one.
        path: String,
        /// Why it is needed.
        needed: &'static str,
    },
    /// A program or a file that said something other than what was agreed.
    NotAsAgreed(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(programs) => {
                write!(formatter, "this machine lacks what the command needs:")?;
                for program in programs {
                    write!(formatter, "\n  {program}")?;
                }
                Ok(())
            }
            Self::NotStarted { program, reason } => {
                write!(formatter, "{program} did not start: {reason}")
            }
            Self::Ended { program, code: Some(code) } => {
                write!(formatter, "{program} ended with exit code {code}")
            }
            Self::Ended { program, code: None } => {
                write!(formatter, "{program} was ended by a signal")
            }
            Self::TookTooLong { program, limit } => {
                write!(formatter, "{program} was stopped after {} s", limit.as_secs())
            }
            Self::File { path, reason } => write!(formatter, "{path}: {reason}"),
            Self::Absent { path, needed } => {
                write!(formatter, "{path} does not exist; {needed}")
            }
            Self::NotAsAgreed(what) => formatter.write_str(what),
        }
    }
}
