//! The project's own commands: `cargo xtask`, without arguments, lists them.
//!
//! The standard library and nothing else, so that the first command on a fresh
//! machine starts at once.

// Printing is what these commands are for.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod android_r;
mod app_words;
mod bench;
mod bench_table;
mod bindings;
mod check;
mod civil_date;
mod command;
mod demo;
mod deny;
mod failure;
mod fleet;
mod fuzz;
mod interop;
mod kotlin;
mod locale_data;
mod named_tests;
mod part;
mod phones;
mod prerequisites;
mod process;
mod python;
mod sandbox;
mod sbom;
mod screens;
mod swift;
mod tally;
mod test;
mod workspace;

use std::process::ExitCode;

use command::{Command, USAGE};
use failure::Failure;
use workspace::Workspace;

fn main() -> ExitCode {
    match Command::parse(std::env::args().skip(1)) {
        Ok(command) => finish(run(&command)),
        Err(refused) => {
            eprintln!("{refused}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> Result<ExitCode, Failure> {
    let workspace = Workspace::here();
    match command {
        Command::Help => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo { arguments } => demo::run(&workspace, arguments),
        Command::Test { quick } => test::run(&workspace, *quick),
        Command::ListParts => {
            part::list();
            Ok(ExitCode::SUCCESS)
        }
        Command::Interop(part) => interop::run(&workspace, *part).map(|()| ExitCode::SUCCESS),
        Command::Bench { arguments } => {
            bench::run(&workspace, arguments).map(|()| ExitCode::SUCCESS)
        }
        Command::Fuzz(fuzzing) => fuzz::run(&workspace, fuzzing).map(|()| ExitCode::SUCCESS),
        Command::Bindings { check } => {
            bindings::run(&workspace, *check).map(|()| ExitCode::SUCCESS)
        }
        Command::Kotlin => kotlin::test(&workspace).map(|()| ExitCode::SUCCESS),
        Command::SwiftKit => swift::kit(&workspace).map(|_| ExitCode::SUCCESS),
        Command::LocaleData { check } => {
            locale_data::run(&workspace, *check).map(|()| ExitCode::SUCCESS)
        }
        Command::Check => check::run(&workspace),
        Command::Fleet { release, arguments } => {
            fleet::run(&workspace, *release, arguments).map(|()| ExitCode::SUCCESS)
        }
        Command::Phones { check } => phones::run(&workspace, *check),
        Command::Sbom => sbom::run(&workspace).map(|()| ExitCode::SUCCESS),
        Command::Screens => screens::run(&workspace).map(|()| ExitCode::SUCCESS),
    }
}

fn finish(result: Result<ExitCode, Failure>) -> ExitCode {
    result.unwrap_or_else(|failure| {
        eprintln!("xtask: {failure}");
        ExitCode::FAILURE
    })
}
