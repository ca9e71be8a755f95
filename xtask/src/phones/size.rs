//! The library as shipped: how large it is, and what it must have.

use std::fmt;
use std::fs;
use std::path::Path;

use super::elf::Elf;
use super::map;
use super::shares::{self, Share, Shares};
use anyhow::{Context, Result, bail};
use xshell::cmd;

use crate::process;
use crate::workspace::Workspace;

const LIBRARY: &str = "countersign_ffi";
/// Android 15 refuses to load what is aligned to less on a phone with such pages.
const PAGE: u64 = 0x4000;
/// Crates that add less are shown as one.
const WORTH_A_LINE: u64 = 10_000;

/// What was measured.
pub(super) struct Size {
    stripped: u64,
    compressed: u64,
    alignments: Vec<u64>,
    /// What is missing of what unwinds a panic.
    not_unwinding: Vec<&'static str>,
    shares: Shares,
}

impl Size {
    /// Measures the library that the linker made, with the same stripped and the map beside it.
    ///
    /// # Errors
    ///
    /// If one of these cannot be read.
    pub(super) fn of(workspace: &Workspace, library: &Path) -> Result<Self> {
        let linked = read(workspace, library)?;
        let path = library.with_extension("so.stripped");
        let stripped = fs::metadata(&path)?.len();
        let compressed = compressed(workspace, &path)?;
        let path = library.with_extension("so.map");
        let map = fs::read_to_string(&path)?;

        let shares = shares::count(&linked, map::read(&map, LIBRARY));
        Ok(Self {
            stripped,
            compressed,
            not_unwinding: missing_to_unwind(&linked),
            alignments: linked.alignments,
            shares,
        })
    }

    /// # Errors
    ///
    /// If a part of the library is aligned to less than a page.
    pub(super) fn check_pages(&self) -> Result<()> {
        match self.alignments.iter().min() {
            Some(least) if *least >= PAGE => Ok(()),
            Some(least) => bail!(
                "a part of the library is aligned to {least} bytes; phones with pages of 16 KB \
                 do not load it"
            ),
            None => bail!("nothing of the library is loaded"),
        }
    }

    /// # Errors
    ///
    /// If a panic would end the app.
    pub(super) fn check_unwinding(&self) -> Result<()> {
        if self.not_unwinding.is_empty() {
            return Ok(());
        }
        bail!("a panic would end the app: the library has no {}", self.not_unwinding.join(", no "))
    }

    /// # Errors
    ///
    /// If the library is larger.
    pub(super) fn check_budget(&self, budget: u64) -> Result<()> {
        let (size, allowed) = (grouped(self.stripped), grouped(budget));
        println!("{size} bytes of {allowed}");
        if self.stripped <= budget {
            return Ok(());
        }
        bail!("{size} bytes stripped, and {allowed} were agreed")
    }
}

/// With `panic = "abort"` nothing raises an exception and no function has a place to land.
fn missing_to_unwind(library: &Elf) -> Vec<&'static str> {
    let functions = ["rust_eh_personality", "_Unwind_RaiseException"];
    let sections = [".eh_frame", ".gcc_except_table"];
    let no_function = functions.into_iter().filter(|name| !library.defines(name));
    let no_section = sections.into_iter().filter(|name| library.section(name).is_none());
    no_function.chain(no_section).collect()
}

impl fmt::Display for Size {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut crates: Vec<(&str, Share)> =
            self.shares.crates.iter().map(|(name, share)| (name.as_str(), *share)).collect();
        crates.sort_by_key(|(_, share)| std::cmp::Reverse(share.sum()));
        let small = crates.partition_point(|(_, share)| share.sum() >= WORTH_A_LINE);
        let small = crates.split_off(small);
        let others = format!("{} others", small.len());
        crates.push((&others, total(small.iter().map(|(_, share)| *share))));
        crates.push(("of nobody known", self.shares.unknown));
        let counted = total(crates.iter().map(|(_, share)| *share));

        writeln!(formatter, "\nWhat each crate adds to the library for Android, in bytes:\n")?;
        writeln!(formatter, "       sum       code       data  unwinding")?;
        for (name, share) in &crates {
            line(formatter, *share, name)?;
        }
        line(formatter, counted, "together")?;
        let rest = grouped(self.stripped.saturating_sub(counted.sum()));
        writeln!(formatter, "{rest:>10}{:33}  for the loader", "")?;
        writeln!(formatter, "{:>10}{:33}  stripped", grouped(self.stripped), "")?;
        writeln!(formatter, "{:>10}{:33}  compressed (gzip -9)", grouped(self.compressed), "")?;
        writeln!(formatter, "\n{HOW}")
    }
}

const HOW: &str = "\
Counted by the linker's map. A generic function of the standard library counts for the crate of \
the type\nit was made for; what has no name counts for the first crate that refers to it, as the \
linker's relocations\ntell; what unwinds a function counts for the function.";

fn line(formatter: &mut fmt::Formatter<'_>, share: Share, name: &str) -> fmt::Result {
    let [sum, code, data, unwinding] =
        [share.sum(), share.code, share.data, share.unwinding].map(grouped);
    writeln!(formatter, "{sum:>10} {code:>10} {data:>10} {unwinding:>10}  {name}")
}

fn total(shares: impl Iterator<Item = Share>) -> Share {
    shares.fold(Share::default(), |sum, share| Share {
        code: sum.code + share.code,
        data: sum.data + share.data,
        unwinding: sum.unwinding + share.unwinding,
    })
}

/// A number with a comma before every three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// As a package manager would pack it.
fn compressed(workspace: &Workspace, path: &Path) -> Result<u64> {
    let sh = &workspace.sh;
    let packed = process::command(cmd!(sh, "gzip -9 --no-name --stdout {path}")).output()?;
    Ok(packed.stdout.len() as u64)
}

fn read(workspace: &Workspace, path: &Path) -> Result<Elf> {
    let shown = workspace.shown(path);
    Elf::read(fs::read(path)?).with_context(|| format!("{shown} is no library for a phone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(stripped: u64, alignments: &[u64]) -> Size {
        Size {
            stripped,
            compressed: 0,
            alignments: alignments.to_vec(),
            not_unwinding: Vec::new(),
            shares: Shares::default(),
        }
    }

    #[test]
    fn every_part_must_begin_at_a_page_of_16_kb() {
        assert!(size(0, &[0x4000, 0x1_0000]).check_pages().is_ok());
        assert!(size(0, &[0x4000, 0x1000]).check_pages().is_err());
        assert!(size(0, &[]).check_pages().is_err());
    }

    #[test]
    fn the_budget_may_be_used_up() {
        assert!(size(4_000_000, &[]).check_budget(4_000_000).is_ok());
        let refused = size(4_000_001, &[]).check_budget(4_000_000).unwrap_err();

        assert_eq!(refused.to_string(), "4,000,001 bytes stripped, and 4,000,000 were agreed");
    }

    #[test]
    fn what_is_missing_to_unwind_is_named() {
        let aborting = Size { not_unwinding: vec![".eh_frame"], ..size(0, &[]) };

        let refused = aborting.check_unwinding().unwrap_err().to_string();

        assert!(refused.ends_with("the library has no .eh_frame"), "{refused}");
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
