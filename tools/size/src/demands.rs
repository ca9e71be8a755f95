//! What the library must have to be shipped.

use anyhow::{bail, ensure};
use object::{Object as _, ObjectSegment as _, ObjectSymbol as _};

use crate::library::Library;
use crate::table::grouped;

/// Android 15 refuses to load what is aligned to less on a phone with such pages.
const PAGE: u64 = 0x4000;

/// That no part of the library is aligned to less than a page.
pub(crate) fn pages(library: &Library<'_>) -> anyhow::Result<()> {
    aligned(library.segments().map(|segment| segment.align()))
}

fn aligned(parts: impl Iterator<Item = u64>) -> anyhow::Result<()> {
    match parts.min() {
        Some(PAGE..) => Ok(()),
        Some(least) => bail!(
            "a part of the library is aligned to {least} bytes; phones with pages of 16 KB do not \
             load it"
        ),
        None => bail!("nothing of the library is loaded"),
    }
}

/// That a panic does not end the app. With `panic = "abort"` nothing raises an exception and no
/// function has a place to land.
pub(crate) fn unwinding(library: &Library<'_>) -> anyhow::Result<()> {
    let missing = missing_to_unwind(library).join(", no ");
    ensure!(missing.is_empty(), "a panic would end the app: the library has no {missing}");
    Ok(())
}

fn missing_to_unwind(library: &Library<'_>) -> Vec<&'static str> {
    let defines = |ending: &&str| {
        let mut symbols = library.symbols().filter(|symbol| !symbol.is_undefined());
        symbols.any(|symbol| symbol.name().is_ok_and(|name| name.ends_with(*ending)))
    };
    let has = |section: &&str| library.section_by_name(section).is_some();
    let functions = ["rust_eh_personality", "_Unwind_RaiseException"].into_iter();
    let sections = [".eh_frame", ".gcc_except_table"].into_iter();
    functions.filter(|name| !defines(name)).chain(sections.filter(|name| !has(name))).collect()
}

/// That the library is no larger than was agreed.
pub(crate) fn budget(stripped: u64, budget: u64) -> anyhow::Result<()> {
    let (size, agreed) = (grouped(stripped), grouped(budget));
    println!("{size} bytes of {agreed}");
    ensure!(stripped <= budget, "{size} bytes stripped, and {agreed} were agreed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_part_must_begin_at_a_page_of_16_kb() {
        assert!(aligned([0x4000, 0x1_0000].into_iter()).is_ok());
        assert!(aligned([0x4000, 0x1000].into_iter()).is_err());
        assert!(aligned(std::iter::empty()).is_err());
    }

    #[test]
    fn the_budget_may_be_used_up() {
        assert!(budget(4_000_000, 4_000_000).is_ok());
        let refused = budget(4_000_001, 4_000_000).unwrap_err();

        assert_eq!(refused.to_string(), "4,000,001 bytes stripped, and 4,000,000 were agreed");
    }

    #[test]
    #[cfg(all(target_os = "linux", target_pointer_width = "64", target_endian = "little"))]
    fn this_very_program_unwinds() {
        let program = std::env::current_exe().and_then(std::fs::read).unwrap();
        let library = Library::parse(program.as_slice()).unwrap();

        let functions = crate::library::unwound(&library).unwrap();

        // Its unwinder may be the system's.
        let missing = missing_to_unwind(&library);
        assert!(missing.iter().all(|name| *name == "_Unwind_RaiseException"), "{missing:?}");
        let symbols: HashSet<u64> = library.symbols().map(|symbol| symbol.address()).collect();
        assert!(functions.iter().any(|(function, _)| symbols.contains(function)));
    }

    #[test]
    fn what_is_missing_to_unwind_is_named() {
        // An ELF file with nothing in it.
        let mut empty = b"\x7fELF\x02\x01\x01".to_vec();
        empty.resize(64, 0);
        let library = Library::parse(empty.as_slice()).unwrap();

        let refused = unwinding(&library).unwrap_err().to_string();

        assert!(refused.ends_with("no .eh_frame, no .gcc_except_table"), "{refused}");
    }

    #[test]
    fn what_is_no_library_is_not_read() {
        assert!(Library::parse(b"".as_slice()).is_err());
        assert!(Library::parse(b"#!/bin/sh\n".as_slice()).is_err());
        assert!(Library::parse(b"\x7fELF\x02\x01".as_slice()).is_err());
    }
}
