//! The figures as a table.

use std::fmt;

use crate::shares::{Share, Shares};

/// Crates that add less are shown as one.
const WORTH_A_LINE: u64 = 10_000;

const HOW: &str = "\
Counted by the linker's map. A generic function of the standard library counts for the crate of \
the type\nit was made for; what has no name counts for the first crate that refers to it, as the \
linker's relocations\ntell; what unwinds a function counts for the function.";

/// What was measured, in bytes.
pub(crate) struct Table<'a> {
    pub(crate) shares: Shares<'a>,
    pub(crate) stripped: u64,
    pub(crate) compressed: u64,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unknown = self.shares.get(&None).copied().unwrap_or_default();
        let named = self.shares.iter().filter_map(|(name, share)| name.zip(Some(*share)));
        let (mut crates, small): (Vec<_>, Vec<_>) =
            named.partition(|(_, share)| share.sum() >= WORTH_A_LINE);
        crates.sort_by_key(|(_, share)| std::cmp::Reverse(share.sum()));
        let others = format!("{} others", small.len());
        crates.push((&others, small.iter().map(|(_, share)| *share).sum()));
        crates.push(("of nobody known", unknown));
        let together: Share = self.shares.values().copied().sum();
        crates.push(("together", together));

        writeln!(f, "\nWhat each crate adds to the library for Android, in bytes:\n")?;
        writeln!(f, "       sum       code       data  unwinding")?;
        for (name, share) in crates {
            let columns = [share.sum(), share.code, share.data, share.unwinding];
            let [sum, code, data, unwinding] = columns.map(grouped);
            writeln!(f, "{sum:>10} {code:>10} {data:>10} {unwinding:>10}  {name}")?;
        }
        for (bytes, name) in [
            (self.stripped.saturating_sub(together.sum()), "for the loader"),
            (self.stripped, "stripped"),
            (self.compressed, "compressed (gzip -9)"),
        ] {
            writeln!(f, "{:>10}{:33}  {name}", grouped(bytes), "")?;
        }
        writeln!(f, "\n{HOW}")
    }
}

/// A number with a comma before every three digits.
pub(crate) fn grouped(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(12_345_678), "12,345,678");
    }
}
