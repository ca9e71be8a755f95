//! Which crate a piece of the library is to be counted for.

use rustc_demangle::try_demangle;

/// The crates that come with the compiler, as one: they depend on each other, and nobody chooses
/// among them.
pub(crate) const STD: &str = "std";

const OF_THE_COMPILER: [&str; 8] =
    ["__rustc", "alloc", "compiler_builtins", "core", "panic_unwind", STD, "std_detect", "unwind"];

/// The crate of a piece that the map says came from this part of this file.
///
/// All Rust is in one object by then, and only names tell. What was C, and what was left out of
/// that, is still in the archive of its crate.
pub(crate) fn of<'a>(file: &'a str, part: &'a str, library: &'a str) -> Option<&'a str> {
    if let Some(start) = part.find("._R") {
        return of_symbol(part.get(start + 1..)?.trim_end_matches(')'));
    }
    if let Some((archive, _)) = file.rsplit_once('(') {
        let archive = archive.rsplit('/').next()?;
        return archive.strip_prefix("lib")?.split(['-', '.']).next().map(known_as);
    }
    // What is exported has a plain name with the library's in it.
    part.contains(library).then_some(library)
}

/// The crate that a Rust function or constant is to be counted for.
///
/// It is the first one named that is not the standard library's own: code that the standard
/// library has for everybody is there because of the type it was made for.
fn of_symbol(mangled: &str) -> Option<&str> {
    // Only crates are shown with a hash after the name: `ring[81f4]::digest`. Where the code was
    // made is left out, and so is where an implementation stands; but that is always one of the
    // crates shown, and in the mangled name it comes first.
    let shown = try_demangle(mangled).ok()?.to_string();
    let hashes = shown.match_indices('[').filter_map(|(at, _)| shown.get(..at));
    let names = hashes
        .filter_map(|before| before.rsplit(|c: char| c != '_' && !c.is_alphanumeric()).next());
    let others = names.filter(|name| !name.is_empty() && known_as(name) != STD);
    let placed = others.filter_map(|name| {
        let (length, before) = (name.len(), format!("_{}", name.len()));
        let at = mangled.find(&format!("{before}{name}"))? + before.len();
        Some((at, mangled.get(at..at + length)?))
    });
    Some(placed.min().map_or(STD, |(_, name)| name))
}

fn known_as(name: &str) -> &str {
    if OF_THE_COMPILER.contains(&name) { STD } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_its_crate() {
        assert_eq!(of_symbol("_RNvNtCs71KzKQuUNI7_8rusqlite5error5shown"), Some("rusqlite"));
        assert_eq!(of_symbol("_RNvCs71KzKQuUNI7_5crate4main.llvm.123"), Some("crate"));
    }

    #[test]
    fn what_is_made_for_a_type_counts_for_the_crate_of_the_type() {
        let dropping = "_RINvNtCs4w6yNg4Ms3W_4core3ptr13drop_in_place\
            NtNtCs71KzKQuUNI7_8rusqlite11transaction11TransactionECs4of6sih9SzV_15countersign_ffi";

        assert_eq!(of_symbol(dropping), Some("rusqlite"));
    }

    #[test]
    fn an_implementation_counts_for_the_crate_that_it_stands_in() {
        // impl tracing::Instrument for T, as it was made for a type of ring's.
        let followed = "_RNvXs_Cs4w6yNg4Ms3W_7tracingNtCs71KzKQuUNI7_4ring6Digest\
            NtB4_10Instrument10instrument";

        assert_eq!(of_symbol(followed), Some("tracing"));
    }

    #[test]
    fn where_it_was_made_is_not_what_it_is() {
        let growing = "_RINvNtCs4w6yNg4Ms3W_5alloc7raw_vec4growhECs4of6sih9SzV_15countersign_ffi";

        assert_eq!(of_symbol(growing), Some(STD));
    }

    #[test]
    fn numbers_that_are_no_lengths_are_passed_over() {
        let sized = "_RINvNtCs4w6yNg4Ms3W_4core5array4iterKj20_B5_NtCs71KzKQuUNI7_4ring6digestE\
            Cs4of6sih9SzV_3app";

        assert_eq!(of_symbol(sized), Some("ring"));
    }

    #[test]
    fn other_names_speak_of_no_crate() {
        assert_eq!(of_symbol("sqlite3_open"), None);
        assert_eq!(of_symbol("_R"), None);
        assert_eq!(of_symbol("_RNvC99short"), None);
    }
}
