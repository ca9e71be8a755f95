//! Names that look alike and are not the same.

use super::is_ignorable;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::sync::LazyLock;
use zerovec::ZeroMap;

/// Unicode's table of look-alikes: what is compared in place of a character. Made anew by
/// `cargo xtask locale-data`; a test looks every character up in it.
static PROTOTYPES: LazyLock<ZeroMap<'static, char, str>> = LazyLock::new(|| {
    postcard::from_bytes(include_bytes!("look_alikes.postcard")).unwrap_or_default()
});

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
        let small = words.join(" ").to_lowercase();
        let same = ComposingNormalizerBorrowed::new_nfc().normalize(&small).into_owned();
        let skeletons = [skeleton(name), skeleton(&same)];
        Self { same, skeletons }
    }

    /// Whether these are two names that the eye takes for one.
    pub(in crate::consent) fn is_taken_for(&self, other: &Self) -> bool {
        let same_look = self.skeletons.iter().zip(&other.skeletons).any(|(one, two)| one == two);
        same_look && self.same != other.same
    }
}

/// What texts that look alike have in common (UTS #39 §4).
fn skeleton(text: &str) -> String {
    let decomposing = DecomposingNormalizerBorrowed::new_nfd();
    let mut prototypes = String::with_capacity(text.len());
    for c in decomposing.normalize_iter(text.chars()).filter(|c| !is_ignorable(*c)) {
        match PROTOTYPES.get(&c) {
            Some(prototype) => prototypes.push_str(prototype),
            None => prototypes.push(c),
        }
    }
    decomposing.normalize(&prototypes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_unicode_security(text: &str) -> String {
        unicode_security::skeleton(text).collect()
    }

    #[test]
    fn every_character_has_the_skeleton_that_another_implementation_gives_it() {
        for c in '\0'..=char::MAX {
            let alone = c.to_string();
            assert_eq!(skeleton(&alone), by_unicode_security(&alone), "{}", c.escape_unicode());
        }
    }

    proptest! {
        #[test]
        fn so_has_every_text(
            text in "\\PC{0,12}[a-z\u{300}-\u{330}\u{1100}-\u{11ff}\u{ac00}-\u{ad00}]{0,12}"
        ) {
            prop_assert_eq!(skeleton(&text), by_unicode_security(&text));
        }
    }

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
