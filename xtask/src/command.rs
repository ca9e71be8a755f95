//! What was asked for on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::fuzz::Fuzzing;
use crate::interop::Part;

/// The project's own commands.
#[derive(Debug, Eq, Parser, PartialEq)]
#[command(bin_name = "cargo xtask")]
pub(crate) struct CommandLine {
    /// Nothing asks for the list.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// One of the project's commands, with everything it needs to know.
#[derive(Debug, Eq, PartialEq, Subcommand)]
pub(crate) enum Command {
    /// Builds the sandbox, starts it and says where to click.
    ///
    /// With --script it plays a purchase, a refusal, an expiry and a forged push in the terminal,
    /// and fails if one of them does.
    Demo {
        /// Handed to the sandbox as they are: [--script] [--port N] [--fapi].
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs every test.
    ///
    /// That is Rust, the scripted demo, fuzzing, a fleet, Kotlin, Swift and the interop parts. What
    /// this machine lacks for it is named and then installed, if that can be done: at a
    /// terminal after one question. What cannot be installed is skipped, and the end says so.
    Test(Test),
    /// Runs one interop part; without a name, lists them.
    Interop {
        /// Which one.
        name: Option<Part>,
    },
    /// Takes pictures of the phone's consent screen into docs/screens.
    ///
    /// Every kind of request is shown in every language.
    Screens,
    /// Counts and times the journey of a consent, and writes docs/performance.md.
    Bench {
        /// Handed to criterion as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Runs one fuzz target, or all of them one after the other.
    Fuzz(Fuzzing),
    /// Plays many phones at one gateway.
    ///
    /// Enrols --devices N phones (100), asks all of them at once, breaks a third of their
    /// connections, kills the gateway in the middle, and compares both sides. With --issuer and
    /// others it does so at an AS of your own (tools/README.md).
    Fleet {
        /// Optimised, as for figures; given first.
        #[arg(long)]
        release: bool,
        /// Handed to the fleet as they are.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Plays hostile clients beside an honest phone at one gateway.
    ///
    /// One has valid devices and one has none. Prints what the gateway keeps and how long the
    /// honest phone waits, before, beside and after, and fails if anything is over its bound.
    Soak {
        /// Optimised, as for figures.
        #[arg(long)]
        release: bool,
        /// Hostile calls.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
        calls: u64,
    },
    /// Makes the Kotlin and Swift bindings anew from the native libraries.
    Bindings {
        /// Only say whether those kept are what would be made.
        #[arg(long)]
        check: bool,
    },
    /// Compiles and tests everything in Kotlin, Android's files among it.
    Kotlin,
    /// Packs the Swift package and this machine's native libraries.
    ///
    /// They go to target/swift-kit, where `swift test` runs without Rust and without a network.
    SwiftKit,
    /// Cuts the formats of the languages out of CLDR anew.
    LocaleData {
        /// Only say whether they are as they would be cut.
        #[arg(long)]
        check: bool,
    },
    /// Checks formatting, lints, the order of crates and modules, public APIs and licences.
    Check {
        /// What is skipped because this machine lacks something has failed.
        #[arg(long)]
        strict: bool,
        /// A clone of RustSec's advisory-db, where it cannot be fetched.
        #[arg(long, value_name = "FOLDER")]
        advisories: Option<PathBuf>,
    },
    /// Writes the public API of the Rust crates into api/ anew.
    Api {
        /// Only say whether it is what is kept.
        #[arg(long)]
        check: bool,
    },
    /// Builds the library for arm64 Android as it is shipped, and weighs it.
    ///
    /// Measures what it adds to an app and which crate adds what, and checks it for arm64 iOS.
    Phones {
        /// Only say whether the library compiles for arm64 Android.
        #[arg(long)]
        check: bool,
    },
    /// Writes a software bill of materials (CycloneDX) into target/sbom.
    ///
    /// One for the core on each kind of phone, and one for the gateway.
    Sbom,
}

/// Which tests, and how strictly.
#[derive(Args, Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Test {
    /// The Rust tests alone, which need nothing beyond Rust and a C compiler.
    #[arg(long)]
    pub(crate) quick: bool,
    /// What is skipped because this machine lacks something has failed.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;

    fn parse(line: &str) -> Result<Option<Command>, ErrorKind> {
        let words = std::iter::once("xtask").chain(line.split_whitespace());
        CommandLine::try_parse_from(words).map(|read| read.command).map_err(|error| error.kind())
    }

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn nothing_and_help_ask_for_help() {
        assert_eq!(parse(""), Ok(None));
        assert_eq!(parse("help"), Err(ErrorKind::DisplayHelp));
        assert_eq!(parse("--help"), Err(ErrorKind::DisplayHelp));
    }

    #[test]
    fn the_demo_hands_on_all_its_arguments() {
        let arguments = words("--script --port 7000");

        assert_eq!(parse("demo --script --port 7000"), Ok(Some(Command::Demo { arguments })));
    }

    #[test]
    fn a_benchmark_hands_on_all_its_arguments() {
        let arguments = words("--quick receive");

        assert_eq!(parse("bench --quick receive"), Ok(Some(Command::Bench { arguments })));
    }

    #[test]
    fn the_tests_are_all_or_quick_and_lenient_or_strict() {
        let test = |quick, strict| Ok(Some(Command::Test(Test { quick, strict })));

        assert_eq!(parse("test"), test(false, false));
        assert_eq!(parse("test --quick"), test(true, false));
        assert_eq!(parse("test --strict"), test(false, true));
        assert_eq!(parse("test --fast"), Err(ErrorKind::UnknownArgument));
    }

    #[test]
    fn an_interop_part_is_one_of_those_there_are() {
        assert_eq!(parse("interop"), Ok(Some(Command::Interop { name: None })));
        assert_eq!(parse("interop jose"), Ok(Some(Command::Interop { name: Some(Part::Jose) })));
        assert_eq!(parse("interop joes"), Err(ErrorKind::InvalidValue));
        assert_eq!(parse("interop jose pages"), Err(ErrorKind::UnknownArgument));
    }

    #[test]
    fn a_fuzz_target_and_a_time_may_be_given() {
        let fuzzing = |target: Option<&str>, seconds| {
            Ok(Some(Command::Fuzz(Fuzzing { target: target.map(str::to_owned), seconds })))
        };

        assert_eq!(parse("fuzz"), fuzzing(None, 10));
        assert_eq!(parse("fuzz json"), fuzzing(Some("json"), 10));
        assert_eq!(parse("fuzz json --seconds 600"), fuzzing(Some("json"), 600));
        for line in ["--seconds", "--seconds 0", "--seconds x", "json der", "--hours 1"] {
            assert!(parse(&format!("fuzz {line}")).is_err(), "{line}");
        }
    }

    #[test]
    fn a_fleet_is_optimised_only_if_that_is_asked_for_first() {
        let fleet = |release, arguments: &str| {
            Ok(Some(Command::Fleet { release, arguments: words(arguments) }))
        };

        assert_eq!(parse("fleet --devices 20"), fleet(false, "--devices 20"));
        assert_eq!(parse("fleet --release --devices 20"), fleet(true, "--devices 20"));
        assert_eq!(parse("fleet --devices 20 --release"), fleet(false, "--devices 20 --release"));
    }

    #[test]
    fn a_soak_is_a_million_calls_unless_one_says() {
        assert_eq!(parse("soak"), Ok(Some(Command::Soak { release: false, calls: 1_000_000 })));
        assert_eq!(
            parse("soak --release --calls 50"),
            Ok(Some(Command::Soak { release: true, calls: 50 }))
        );
        assert_eq!(parse("soak --calls 0"), Err(ErrorKind::ValueValidation));
    }

    #[test]
    fn what_is_made_can_be_compared_instead() {
        for (line, command) in [
            ("locale-data", Command::LocaleData { check: false }),
            ("locale-data --check", Command::LocaleData { check: true }),
            ("api", Command::Api { check: false }),
            ("api --check", Command::Api { check: true }),
            ("bindings", Command::Bindings { check: false }),
            ("bindings --check", Command::Bindings { check: true }),
            ("phones", Command::Phones { check: false }),
            ("phones --check", Command::Phones { check: true }),
        ] {
            assert_eq!(parse(line), Ok(Some(command)), "{line}");
        }
    }

    #[test]
    fn a_command_takes_no_arguments_but_its_own() {
        for (line, command) in [
            ("check", Command::Check { strict: false, advisories: None }),
            ("check --strict", Command::Check { strict: true, advisories: None }),
            (
                "check --advisories db",
                Command::Check { strict: false, advisories: Some("db".into()) },
            ),
            ("kotlin", Command::Kotlin),
            ("swift-kit", Command::SwiftKit),
            ("sbom", Command::Sbom),
            ("screens", Command::Screens),
        ] {
            assert_eq!(parse(line), Ok(Some(command)), "{line}");
        }
        for line in ["locale-data de", "bindings kotlin", "phones ios", "check now", "sbom core"]
            .into_iter()
            .chain(["kotlin library", "swift-kit --fast", "screens ar"])
        {
            assert_eq!(parse(line), Err(ErrorKind::UnknownArgument), "{line}");
        }
    }

    #[test]
    fn a_command_nobody_wrote_is_refused() {
        assert_eq!(parse("deploy"), Err(ErrorKind::InvalidSubcommand));
    }
}
