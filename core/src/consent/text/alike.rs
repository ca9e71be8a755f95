//! Names that look alike and are not the same.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

/// How a name looks.
pub(in crate::consent) struct Look {
    /// In small letters, one encoding and single spaces: what makes it the same name.
    same: String,
    /// UTS #39 §4, as written and in small letters.
    skeletons: [String; 2],
}

impl Look {
    pub(in crate::consent) fn of(name: &str) -> Self {
        let words: Vec<_> = name.split_whitespace().collect();
        let same: String = words.join(" ").to_lowercase().nfc().collect();
        let skeletons = [skeleton(name).collect(), skeleton(&same).collect()];
        Self { same, skeletons }
    }

    /// Whether these are two names that the eye takes for one.
    pub(in crate::consent) fn is_taken_for(&self, other: &Self) -> bool {
        let same_look = self.skeletons.iter().zip(&other.skeletons).any(|(one, two)| one == two);
        same_look && self.same != other.same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_alike(one: &str, other: &str) -> bool {
        Look::of(one).is_taken_for(&Look::of(other))
    }

    #[test]
    fn names_that_only_the_machine_tells_apart_look_alike() {
        for (one, other) in [
            ("Paypal", "Pаypаl"),     // Cyrillic а
            ("Merchant", "Меrсhаnt"), // Cyrillic М, с, а
            ("scope", "ѕсоре"),       // all Cyrillic: no mixed scripts give it away
            ("Bill", "BilI"),         // a capital I for a small l
            ("paypal", "paypa1"),     // a one for a small l
            ("Modern", "Modem"),      // rn for m
            ("ALPHA", "ΑLΡΗΑ"),       // Greek capitals
            ("Strasse 1", "Strasse l"),
        ] {
            assert!(look_alike(one, other), "{one} {other}");
            assert!(look_alike(other, one), "{other} {one}");
        }
    }

    #[test]
    fn the_same_name_or_quite_another_does_not() {
        for (one, other) in [
            ("Merchant A", "Merchant A"),
            ("Merchant A", "MERCHANT  A "),
            ("Caf\u{e9}", "Cafe\u{301}"),
            ("Merchant A", "Merchant B"),
            ("Merchant A", "Merchant A Limited"),
            ("Müller", "Muller"),
            ("شركة", "شركات"),
        ] {
            assert!(!look_alike(one, other), "{one} {other}");
        }
    }
}
