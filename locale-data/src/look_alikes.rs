//! What each character is taken for: Unicode's table of look-alikes (UTS #39 §4), packed.

use std::error::Error;

use unicode_security::skeleton;
use zerovec::ZeroMap;

/// The table: a character, and what stands in its place when looks are compared.
///
/// Asked through the crate's own function, one character at a time. A character that is
/// decomposed or left out before the table is asked has no line in it.
pub(crate) fn table() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut table = ZeroMap::<char, str>::new();
    for c in '\0'..=char::MAX {
        let alone = c.to_string();
        let prototype: String = skeleton(&alone).collect();
        if !prototype.is_empty() && prototype != alone && !is_decomposed(c) {
            table.insert(&c, &prototype);
        }
    }
    Ok(postcard::to_allocvec(&table)?)
}

fn is_decomposed(c: char) -> bool {
    let mut buffer = [0; 4];
    let alone = c.encode_utf8(&mut buffer);
    icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(alone) != *alone
}
