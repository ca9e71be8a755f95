//! How much of the library is there because of which crate.
//!
//! Every piece of the linker's map is counted for one crate. Functions have names. What has none
//! (constants, tables of methods, what the compiler moved out of several functions) counts for
//! the crate of the first that refers to it, as the relocations tell that the linker kept. What
//! unwinds a function counts for the function.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::Sum;

use crate::library::{self, Library, Reference};
use crate::map::Piece;
use crate::owner::STD;

/// What one crate adds, in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Share {
    pub(crate) code: u64,
    pub(crate) data: u64,
    pub(crate) unwinding: u64,
}

impl Share {
    /// All of it.
    pub(crate) fn sum(self) -> u64 {
        self.code + self.data + self.unwinding
    }
}

impl Sum for Share {
    fn sum<I: Iterator<Item = Self>>(shares: I) -> Self {
        shares.fold(Self::default(), |sum, share| Self {
            code: sum.code + share.code,
            data: sum.data + share.data,
            unwinding: sum.unwinding + share.unwinding,
        })
    }
}

/// What each crate adds, by its name; without a name, what nobody known refers to.
pub(crate) type Shares<'a> = BTreeMap<Option<&'a str>, Share>;

/// Counts the pieces of a library.
pub(crate) fn count<'a>(
    library: &Library<'_>,
    pieces: Vec<Piece<'a>>,
) -> anyhow::Result<Shares<'a>> {
    let references = library::references(library);
    let mut pieces = split_mixed(pieces, &references);
    find_owners(&mut pieces, &references);

    let mut shares = Shares::new();
    for piece in &pieces {
        let share = shares.entry(piece.owner).or_default();
        match piece.section {
            ".text" => share.code += piece.size,
            ".rodata" | ".data" | ".data.rel.ro" => share.data += piece.size,
            ".gcc_except_table" => share.unwinding += piece.size,
            _ => {}
        }
    }
    for (function, size) in library::unwound(library)? {
        let piece = position(&pieces, function).and_then(|number| pieces.get(number));
        shares.entry(piece.and_then(|piece| piece.owner)).or_default().unwinding += size;
    }
    Ok(shares)
}

/// Cuts strings that the linker put together at every place that is referred to.
fn split_mixed<'a>(pieces: Vec<Piece<'a>>, references: &[Reference]) -> Vec<Piece<'a>> {
    let targets: BTreeSet<u64> = references.iter().map(|reference| reference.to).collect();
    let mut split = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        let end = piece.address + piece.size;
        if piece.is_mixed {
            for cut in targets.range(piece.address + 1..end) {
                split.push(Piece { size: cut - piece.address, ..piece });
                piece.address = *cut;
                piece.size = end - cut;
            }
        }
        split.push(piece);
    }
    split
}

/// Gives every piece without an owner that of the first that refers to it, and so on from there.
fn find_owners(pieces: &mut [Piece<'_>], references: &[Reference]) {
    let mut referred: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for Reference { from, to } in references {
        if let Some((from, to)) = position(pieces, *from).zip(position(pieces, *to)) {
            referred.entry(from).or_default().push(to);
        }
    }
    // The standard library last: much of what its functions read, another crate had them made for.
    for last in [false, true] {
        let begins = |piece: &Piece<'_>| piece.owner.is_some_and(|owner| (owner == STD) == last);
        let numbered = pieces.iter().enumerate().filter(|(_, piece)| begins(piece));
        let mut queue: VecDeque<usize> = numbered.map(|(number, _)| number).collect();
        while let Some(number) = queue.pop_front() {
            let owner = pieces.get(number).and_then(|piece| piece.owner);
            for to in referred.get(&number).into_iter().flatten() {
                if let Some(piece) = pieces.get_mut(*to).filter(|piece| piece.owner.is_none()) {
                    piece.owner = owner;
                    queue.push_back(*to);
                }
            }
        }
    }
}

/// Where in the list the piece is that an address lies in.
fn position(pieces: &[Piece<'_>], address: u64) -> Option<usize> {
    let number = pieces.partition_point(|piece| piece.address <= address).checked_sub(1)?;
    let piece = pieces.get(number)?;
    (address < piece.address + piece.size).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(address: u64, owner: Option<&str>) -> Piece<'_> {
        Piece { section: ".rodata", address, size: 0x10, owner, is_mixed: false }
    }

    fn owners<'a>(pieces: &[Piece<'a>]) -> Vec<Option<&'a str>> {
        pieces.iter().map(|piece| piece.owner).collect()
    }

    #[test]
    fn a_constant_is_of_the_first_that_leads_to_it() {
        let mut pieces = [
            piece(0x00, Some("ring")),
            piece(0x10, Some("h2")),
            piece(0x20, None),
            piece(0x30, None),
            piece(0x40, None),
        ];
        let references = [
            Reference { from: 0x18, to: 0x20 },
            Reference { from: 0x04, to: 0x28 },
            Reference { from: 0x20, to: 0x30 },
        ];

        find_owners(&mut pieces, &references);

        assert_eq!(owners(&pieces), [Some("ring"), Some("h2"), Some("ring"), Some("ring"), None]);
    }

    #[test]
    fn a_constant_is_of_the_standard_library_only_if_nobody_else_leads_to_it() {
        let mut pieces = [piece(0x00, Some(STD)), piece(0x10, Some("h2")), piece(0x20, None)];
        let references = [Reference { from: 0x00, to: 0x20 }, Reference { from: 0x10, to: 0x20 }];

        find_owners(&mut pieces, &references);

        assert_eq!(owners(&pieces), [Some(STD), Some("h2"), Some("h2")]);
    }

    #[test]
    fn strings_that_were_put_together_are_of_different_crates() {
        let mixed = Piece { is_mixed: true, ..piece(0x20, None) };
        let references = [Reference { from: 0x04, to: 0x20 }, Reference { from: 0x18, to: 0x2c }];

        let mut pieces =
            split_mixed(vec![piece(0, Some("ring")), piece(0x10, Some("h2")), mixed], &references);
        find_owners(&mut pieces, &references);

        let sizes: Vec<u64> = pieces.iter().map(|piece| piece.size).collect();
        assert_eq!(sizes, [0x10, 0x10, 0x0c, 0x04]);
        assert_eq!(owners(&pieces), [Some("ring"), Some("h2"), Some("ring"), Some("h2")]);
    }

    #[test]
    fn an_address_between_two_pieces_is_in_neither() {
        let pieces = [piece(0x10, None), piece(0x40, None)];

        assert_eq!(position(&pieces, 0x1f), Some(0));
        assert_eq!(position(&pieces, 0x20), None);
        assert_eq!(position(&pieces, 0x08), None);
        assert_eq!(position(&pieces, 0x40), Some(1));
    }
}
