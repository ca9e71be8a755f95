//! Which crates the mangled name of a Rust function or constant speaks of.

/// The crate that a name in the v0 form is to be counted for.
///
/// It is the first one named that is not the standard library's own: code that the standard
/// library has for everybody is there because of the type it was made for.
pub(super) fn crate_of(name: &str) -> Option<&str> {
    let path = name.strip_prefix("_R")?;
    // LLVM adds what begins with a point.
    let named = crates(path.split('.').next()?);
    named
        .iter()
        .copied()
        .find(|name| !is_of_the_standard_library(name))
        .or_else(|| named.first().copied())
}

/// Whether a crate comes with the compiler.
pub(super) fn is_of_the_standard_library(name: &str) -> bool {
    const THOSE: [&str; 8] = [
        "__rustc",
        "alloc",
        "compiler_builtins",
        "core",
        "panic_unwind",
        "std",
        "std_detect",
        "unwind",
    ];
    THOSE.contains(&name)
}

/// All crates in the order named, without the one that merely had the code made.
fn crates(path: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = path;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            'C' => match identifier(past_disambiguator(after)) {
                // The last thing in a name, after the path itself: where it was made.
                Some((_, "")) if !found.is_empty() => "",
                Some((name, left)) => {
                    found.push(name);
                    left
                }
                None => after,
            },
            '0'..='9' => identifier(rest).map_or(after, |(_, left)| left),
            // A constant's value and a reference back are numbers, but not lengths.
            'K' | 'B' => past_number(after),
            's' => past_disambiguator(rest),
            _ => after,
        };
    }
    found
}

/// A name and what follows it.
fn identifier(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('u').unwrap_or(text);
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let length: usize = text.get(..digits)?.parse().ok()?;
    let name = text.get(digits..)?;
    let name = name.strip_prefix('_').unwrap_or(name);
    Some((name.get(..length)?, name.get(length..)?))
}

/// After `s…_`, which tells things of the same name apart; `s` alone is a type.
fn past_disambiguator(text: &str) -> &str {
    let Some(after) = text.strip_prefix('s') else { return text };
    match after.split_once('_') {
        Some((number, left)) if number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => left,
        _ => after,
    }
}

fn past_number(text: &str) -> &str {
    match text.split_once('_') {
        Some((number, left)) if number.bytes().all(|byte| byte.is_ascii_alphanumeric()) => left,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_counts_for_its_crate() {
        assert_eq!(crate_of("_RNvNtCs71KzKQuUNI7_8rusqlite5error5shown"), Some("rusqlite"));
        assert_eq!(crate_of("_RNvC5crate4main.llvm.123"), Some("crate"));
    }

    #[test]
    fn what_is_made_for_a_type_counts_for_the_crate_of_the_type() {
        let dropping = "_RINvNtCs4w6yNg4Ms3W_4core3ptr13drop_in_place\
            NtNtCs71KzKQuUNI7_8rusqlite11transaction11TransactionECs4of6sih9SzV_15countersign_ffi";

        assert_eq!(crate_of(dropping), Some("rusqlite"));
    }

    #[test]
    fn where_it_was_made_is_not_what_it_is() {
        let growing = "_RINvNtCs4w6yNg4Ms3W_5alloc7raw_vec4growhECs4of6sih9SzV_15countersign_ffi";

        assert_eq!(crate_of(growing), Some("alloc"));
    }

    #[test]
    fn numbers_that_are_no_lengths_are_passed_over() {
        let sized = "_RINvNtC4core5array4iterKj20_B5_NtC4ring6digestEC3app";

        assert_eq!(crate_of(sized), Some("ring"));
    }

    #[test]
    fn other_names_speak_of_no_crate() {
        assert_eq!(crate_of("sqlite3_open"), None);
        assert_eq!(crate_of("_R"), None);
        assert_eq!(crate_of("_RNvC99short"), None);
    }
}
