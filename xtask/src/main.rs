//! The project's own commands: `cargo xtask`, without arguments, lists them.
//!
//! Each is a function that fails with a sentence for the person at the terminal.

// Printing is what these commands are for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod android_r;
mod api;
mod app_words;
mod bench;
mod bench_table;
mod bindings;
mod cargo_tool;
mod check;
mod command;
mod demo;
mod fleet;
mod fuzz;
mod interop;
mod kotlin;
mod locale_data;
mod named_tests;
mod npm;
mod phones;
mod process;
mod python;
mod sandbox;
mod sbom;
mod screens;
mod setup;
mod soak;
mod swift;
mod tally;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser};

use command::{Command, CommandLine};
use workspace::Workspace;

fn main() -> ExitCode {
    run(CommandLine::parse().command).unwrap_or_else(|failure| {
        eprintln!("xtask: {failure:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Option<Command>) -> Result<ExitCode> {
    let workspace = Workspace::here()?;
    match command {
        None => CommandLine::command().print_help()?,
        Some(Command::Demo { arguments }) => return demo::run(&workspace, &arguments),
        Some(Command::Test(test)) => return test::run(&workspace, &test),
        Some(Command::Interop { name: None }) => interop::list(),
        Some(Command::Interop { name: Some(part) }) => interop::run(&workspace, part)?,
        Some(Command::Screens) => screens::run(&workspace)?,
        Some(Command::Bench { arguments }) => bench::run(&workspace, &arguments)?,
        Some(Command::Fuzz(fuzzing)) => fuzz::run(&workspace, &fuzzing)?,
        Some(Command::Fleet { release, arguments }) => {
            fleet::run(&workspace, release, &arguments)?;
        }
        Some(Command::Soak { release, calls }) => soak::run(&workspace, release, calls)?,
        Some(Command::Bindings { check }) => bindings::run(&workspace, check)?,
        Some(Command::Kotlin) => kotlin::test(&workspace)?,
        Some(Command::SwiftKit) => drop(swift::kit(&workspace)?),
        Some(Command::LocaleData { check }) => locale_data::run(&workspace, check)?,
        Some(Command::Api { check }) => api::run(&workspace, check)?,
        Some(Command::Check { strict, advisories }) => {
            return check::run(&workspace, strict, advisories.as_deref());
        }
        Some(Command::Phones { check }) => return phones::run(&workspace, check),
        Some(Command::Sbom) => sbom::run(&workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}
