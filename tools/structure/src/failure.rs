//! Why a check could not be made at all.

use std::io;
use std::path::PathBuf;

/// A check that gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file that could not be read. Mend the path that leads to it.
    #[error("{}: {reason}", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// A file that is no Rust. The compiler says more about it.
    #[error("{}:{line}: {reason}", file.display())]
    Rust {
        /// Which one.
        file: PathBuf,
        /// Where reading stopped.
        line: usize,
        /// What was expected there.
        reason: syn::Error,
    },
    /// A plan that cannot be understood. The rules are in the README beside it.
    #[error("{}: {reason}", file.display())]
    Plan {
        /// Which one.
        file: PathBuf,
        /// What is wrong with it, and in which line.
        reason: toml::de::Error,
    },
    /// Cargo did not describe the workspace. What it said is the reason.
    #[error("cargo metadata: {0}")]
    Metadata(#[from] cargo_metadata::Error),
    /// Cargo did not draw the tree of a crate. What it said is the reason.
    #[error("cargo tree -p {name}: {said}")]
    Tree {
        /// Which crate's.
        name: String,
        /// What it said.
        said: String,
    },
}
