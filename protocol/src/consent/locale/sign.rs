//! Where a currency's sign stands, if it has one.

/// The signs of one language, and where they stand.
pub(super) struct Signs {
    /// Before the number, or after it.
    pub(super) before: bool,
    /// What stands between them.
    pub(super) gap: &'static str,
    /// By code, ascending.
    pub(super) signs: &'static [(&'static str, &'static str)],
}

impl Signs {
    /// The number, with the sign of this currency if there is one.
    pub(super) fn beside(&self, number: &str, code: &str) -> String {
        let Some((_, sign)) = self.signs.iter().find(|(known, _)| *known == code) else {
            return number.to_owned();
        };
        let gap = self.gap;
        if self.before { format!("{sign}{gap}{number}") } else { format!("{number}{gap}{sign}") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::signs::SIGNS;

    #[test]
    fn no_sign_stands_for_two_currencies_or_is_that_of_dollars_or_yen_alone() {
        for (language, signs) in &SIGNS {
            let mut all: Vec<_> = signs.signs.iter().map(|(_, sign)| *sign).collect();
            all.sort_unstable();
            let count = all.len();
            all.dedup();

            assert_eq!(all.len(), count, "{language}");
            assert!(!all.contains(&"$") && !all.contains(&"¥"), "{language}");
        }
    }
}
