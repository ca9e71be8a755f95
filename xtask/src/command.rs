//! What was asked for on the command line.

use std::fmt;

use crate::fuzz::Fuzzing;
use crate::part::Part;

/// What `cargo xtask` prints when it is asked for nothing it knows.
pub(crate) const USAGE: &str = "\
cargo xtask demo [--script] [arguments]
    Starts the sandbox and prints its address. With --script it plays a purchase, a
    refusal, an expiry and a forged push in the terminal, and fails if one of them does.
cargo xtask test [--quick]
    Runs every test: Rust, the scripted demo, a fleet, and the interop parts. --quick runs the
    Rust tests alone.
cargo xtask interop [NAME]
    Runs one interop part; without a name, lists them.
cargo xtask screens
    Takes pictures of the phone's consent screen, every kind of request in every
    language, into docs/screens.
cargo xtask bench [arguments]
    Counts and times the journey of a consent and writes docs/performance.md. The
    arguments go to criterion.
cargo xtask fuzz [TARGET] [--seconds N]
    Runs one fuzz target, or all of them one after the other, each for 10 seconds or for
    as many as asked.
cargo xtask fleet [--release] [arguments]
    Enrols --devices N phones (100) at a gateway, asks all of them at once, breaks a third
    of their connections, kills the gateway in the middle, and compares both sides. With
    --issuer and others it does so at an AS of your own (sandbox/README.md).
cargo xtask bindings [--check]
    Makes the Kotlin and Swift bindings anew from the native libraries, or says whether
    those kept are what would be made.
cargo xtask kotlin
    Compiles and tests everything in Kotlin, Android's files among it.
cargo xtask swift-kit
    Packs the Swift package and this machine's native libraries into target/swift-kit,
    where `swift test` runs without Rust and without a network.
cargo xtask locale-data [--check]
    Cuts the formats of the languages out of CLDR anew, or says whether they are as they
    would be cut.
cargo xtask check
    Formatting, lints, documentation, licences and advisories.
cargo xtask phones [--check]
    Builds the library for arm64 Android as it is shipped, measures what it adds to an app
    and which crate adds what, and checks it for arm64 iOS. With --check it only says
    whether the library compiles for arm64 Android.
cargo xtask sbom
    Writes a software bill of materials (CycloneDX) for the core and the gateway into
    target/sbom.";

/// One of the project's commands, with everything it needs to know.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Command {
    /// Say what there is.
    Help,
    /// Start the sandbox; the arguments are its own.
    Demo {
        /// Handed to the sandbox as they are.
        arguments: Vec<String>,
    },
    /// Run the tests.
    Test {
        /// The Rust tests alone.
        quick: bool,
    },
    /// Name the interop parts.
    ListParts,
    /// Run one interop part.
    Interop(Part),
    /// Measure.
    Bench {
        /// Handed to criterion as they are.
        arguments: Vec<String>,
    },
    /// Look for inputs that break a reader.
    Fuzz(Fuzzing),
    /// Many phones at once.
    Fleet {
        /// Optimised, as for figures.
        release: bool,
        /// Handed to the fleet as they are.
        arguments: Vec<String>,
    },
    /// Everything that reads the code without running it.
    Check,
    /// Make the Kotlin and Swift bindings.
    Bindings {
        /// Only say whether they are as they would be.
        check: bool,
    },
    /// Compile and test everything in Kotlin.
    Kotlin,
    /// Pack the Swift package with native libraries.
    SwiftKit,
    /// Cut the formats of the languages out of CLDR.
    LocaleData {
        /// Only say whether they are as they would be.
        check: bool,
    },
    /// Compile for phones.
    Phones {
        /// Only say whether it compiles.
        check: bool,
    },
    /// List what is shipped.
    Sbom,
    /// Take pictures of the consent screen.
    Screens,
}

impl Command {
    /// Reads the arguments that follow `cargo xtask`.
    ///
    /// # Errors
    ///
    /// [`Refused`] for anything that is not in [`USAGE`].
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, Refused> {
        let mut arguments = arguments;
        let Some(name) = arguments.next() else {
            return Ok(Self::Help);
        };
        let rest: Vec<String> = arguments.collect();
        match (name.as_str(), rest.as_slice()) {
            ("help" | "--help" | "-h", []) => Ok(Self::Help),
            ("demo", _) => Ok(Self::Demo { arguments: rest }),
            ("test", []) => Ok(Self::Test { quick: false }),
            ("test", [flag]) if flag == "--quick" => Ok(Self::Test { quick: true }),
            ("interop", []) => Ok(Self::ListParts),
            ("interop", [part]) => {
                Part::named(part).map(Self::Interop).ok_or_else(|| Refused::Part(part.clone()))
            }
            ("bench", _) => Ok(Self::Bench { arguments: rest }),
            ("fuzz", rest) => Fuzzing::parse(rest).map(Self::Fuzz).ok_or(Refused::Arguments(name)),
            ("fleet", [flag, arguments @ ..]) if flag == "--release" => {
                Ok(Self::Fleet { release: true, arguments: arguments.to_vec() })
            }
            ("fleet", _) => Ok(Self::Fleet { release: false, arguments: rest }),
            ("check", []) => Ok(Self::Check),
            ("bindings", []) => Ok(Self::Bindings { check: false }),
            ("bindings", [flag]) if flag == "--check" => Ok(Self::Bindings { check: true }),
            ("kotlin", []) => Ok(Self::Kotlin),
            ("swift-kit", []) => Ok(Self::SwiftKit),
            ("locale-data", []) => Ok(Self::LocaleData { check: false }),
            ("locale-data", [flag]) if flag == "--check" => Ok(Self::LocaleData { check: true }),
            ("phones", []) => Ok(Self::Phones { check: false }),
            ("phones", [flag]) if flag == "--check" => Ok(Self::Phones { check: true }),
            ("sbom", []) => Ok(Self::Sbom),
            ("screens", []) => Ok(Self::Screens),
            (
                "help" | "test" | "interop" | "bindings" | "kotlin" | "locale-data" | "check"
                | "phones" | "sbom" | "screens" | "swift-kit",
                _,
            ) => Err(Refused::Arguments(name)),
            _ => Err(Refused::Command(name)),
        }
    }
}

/// Why a command line means nothing.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Refused {
    /// No command has this name.
    Command(String),
    /// The command exists, these arguments of it do not.
    Arguments(String),
    /// No interop part has this name.
    Part(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(name) => write!(formatter, "there is no command `{name}`"),
            Self::Arguments(name) => {
                write!(formatter, "`{name}` does not take these arguments")
            }
            Self::Part(name) => write!(
                formatter,
                "there is no interop part `{name}`; `cargo xtask interop` lists them"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, Refused> {
        Command::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn nothing_and_help_ask_for_help() {
        assert_eq!(parse(""), Ok(Command::Help));
        assert_eq!(parse("help"), Ok(Command::Help));
        assert_eq!(parse("--help"), Ok(Command::Help));
    }

    #[test]
    fn the_demo_hands_on_all_its_arguments() {
        let command = parse("demo --script --port 7000");

        assert_eq!(
            command,
            Ok(Command::Demo {
                arguments: vec!["--script".into(), "--port".into(), "7000".into()]
            })
        );
    }

    #[test]
    fn the_tests_are_all_or_quick() {
        assert_eq!(parse("test"), Ok(Command::Test { quick: false }));
        assert_eq!(parse("test --quick"), Ok(Command::Test { quick: true }));
        assert_eq!(parse("test --fast"), Err(Refused::Arguments("test".into())));
    }

    #[test]
    fn an_interop_part_is_one_of_those_there_are() {
        assert_eq!(parse("interop"), Ok(Command::ListParts));
        assert_eq!(parse("interop jose"), Ok(Command::Interop(Part::Jose)));
        assert_eq!(parse("interop joes"), Err(Refused::Part("joes".into())));
        assert_eq!(parse("interop jose pages"), Err(Refused::Arguments("interop".into())));
    }

    #[test]
    fn a_fleet_is_optimised_only_if_that_is_asked_for_first() {
        let arguments = vec!["--devices".to_owned(), "20".to_owned()];

        assert_eq!(
            parse("fleet --devices 20"),
            Ok(Command::Fleet { release: false, arguments: arguments.clone() })
        );
        assert_eq!(
            parse("fleet --release --devices 20"),
            Ok(Command::Fleet { release: true, arguments })
        );
    }

    #[test]
    fn the_formats_are_written_or_compared() {
        assert_eq!(parse("locale-data"), Ok(Command::LocaleData { check: false }));
        assert_eq!(parse("locale-data --check"), Ok(Command::LocaleData { check: true }));
        assert_eq!(parse("locale-data de"), Err(Refused::Arguments("locale-data".into())));
    }

    #[test]
    fn the_bindings_are_made_or_compared() {
        assert_eq!(parse("bindings"), Ok(Command::Bindings { check: false }));
        assert_eq!(parse("bindings --check"), Ok(Command::Bindings { check: true }));
        assert_eq!(parse("bindings kotlin"), Err(Refused::Arguments("bindings".into())));
    }

    #[test]
    fn the_phones_are_measured_or_only_compiled_for() {
        assert_eq!(parse("phones"), Ok(Command::Phones { check: false }));
        assert_eq!(parse("phones --check"), Ok(Command::Phones { check: true }));
        assert_eq!(parse("phones ios"), Err(Refused::Arguments("phones".into())));
    }

    #[test]
    fn the_kotlin_tests_take_no_arguments() {
        assert_eq!(parse("kotlin"), Ok(Command::Kotlin));
        assert_eq!(parse("kotlin library"), Err(Refused::Arguments("kotlin".into())));
    }

    #[test]
    fn the_swift_kit_takes_no_arguments() {
        assert_eq!(parse("swift-kit"), Ok(Command::SwiftKit));
        assert_eq!(parse("swift-kit --fast"), Err(Refused::Arguments("swift-kit".into())));
    }

    #[test]
    fn the_bill_of_materials_takes_no_arguments() {
        assert_eq!(parse("sbom"), Ok(Command::Sbom));
        assert_eq!(parse("sbom core"), Err(Refused::Arguments("sbom".into())));
    }

    #[test]
    fn the_pictures_take_no_arguments() {
        assert_eq!(parse("screens"), Ok(Command::Screens));
        assert_eq!(parse("screens ar"), Err(Refused::Arguments("screens".into())));
    }

    #[test]
    fn a_command_nobody_wrote_is_refused() {
        assert_eq!(parse("deploy"), Err(Refused::Command("deploy".into())));
    }
}
