//! How much of the library is there because of which crate.
//!
//! Every piece of the linker's map is counted for one crate. Functions have names. What has none
//! (constants, tables of methods, what the compiler moved out of several functions) counts for
//! the crate of the first that refers to it, as the relocations tell that the linker kept. What
//! unwinds a function counts for the function.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::elf::{Elf, Reference};
use super::map::Piece;
use super::symbol;

/// What one crate adds, in bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Share {
    pub(super) code: u64,
    pub(super) data: u64,
    pub(super) unwinding: u64,
}

impl Share {
    /// All of it.
    pub(super) fn sum(self) -> u64 {
        self.code + self.data + self.unwinding
    }
}

/// What each crate adds, and what nobody does.
#[derive(Debug, Default)]
pub(super) struct Shares {
    /// By the names of the crates.
    pub(super) crates: BTreeMap<String, Share>,
    /// What nobody known refers to.
    pub(super) unknown: Share,
}

/// Counts the pieces of a library.
pub(super) fn count(elf: &Elf, pieces: Vec<Piece>) -> Shares {
    let references = elf.references();
    let mut pieces = split_mixed(pieces, &references);
    find_owners(&mut pieces, &references);

    let mut shares = Shares::default();
    for piece in &pieces {
        let share = shares.of(piece.owner.as_deref());
        match piece.section.as_str() {
            ".text" => share.code += piece.size,
            ".rodata" | ".data" | ".data.rel.ro" => share.data += piece.size,
            ".gcc_except_table" => share.unwinding += piece.size,
            _ => {}
        }
    }
    for (function, size) in unwound(elf) {
        let piece = position(&pieces, function).and_then(|number| pieces.get(number));
        shares.of(piece.and_then(|piece| piece.owner.as_deref())).unwinding += size;
    }
    shares
}

impl Shares {
    fn of(&mut self, owner: Option<&str>) -> &mut Share {
        match owner {
            // Its parts depend on each other, and nobody chooses among them.
            Some(name) if symbol::is_of_the_standard_library(name) => {
                self.crates.entry("std".to_owned()).or_default()
            }
            Some(name) => self.crates.entry(name.to_owned()).or_default(),
            None => &mut self.unknown,
        }
    }
}

/// Cuts strings that the linker put together at every place that is referred to.
fn split_mixed(pieces: Vec<Piece>, references: &[Reference]) -> Vec<Piece> {
    let targets: BTreeSet<u64> = references.iter().map(|reference| reference.to).collect();
    let mut split = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        let end = piece.address + piece.size;
        if piece.is_mixed {
            for cut in targets.range(piece.address + 1..end) {
                let before = Piece { size: cut - piece.address, ..piece.clone() };
                split.push(before);
                piece.address = *cut;
                piece.size = end - cut;
            }
        }
        split.push(piece);
    }
    split
}

/// Gives every piece without an owner that of the first that refers to it, and so on from there.
fn find_owners(pieces: &mut [Piece], references: &[Reference]) {
    let mut referred: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for reference in references {
        if let (Some(from), Some(to)) =
            (position(pieces, reference.from), position(pieces, reference.to))
        {
            referred.entry(from).or_default().push(to);
        }
    }
    // The standard library last: much of what its functions read, another crate had them made for.
    spread(pieces, &referred, |owner| !symbol::is_of_the_standard_library(owner));
    spread(pieces, &referred, symbol::is_of_the_standard_library);
}

fn spread(
    pieces: &mut [Piece],
    referred: &BTreeMap<usize, Vec<usize>>,
    from: impl Fn(&str) -> bool,
) {
    let begins = |piece: &Piece| piece.owner.as_deref().is_some_and(&from);
    let numbered = pieces.iter().enumerate();
    let mut queue: VecDeque<usize> =
        numbered.filter(|(_, piece)| begins(piece)).map(|(number, _)| number).collect();
    while let Some(number) = queue.pop_front() {
        let owner = pieces.get(number).and_then(|piece| piece.owner.clone());
        for to in referred.get(&number).into_iter().flatten() {
            if let Some(piece) = pieces.get_mut(*to).filter(|piece| piece.owner.is_none()) {
                piece.owner.clone_from(&owner);
                queue.push_back(*to);
            }
        }
    }
}

/// Where in the list the piece is that an address lies in.
fn position(pieces: &[Piece], address: u64) -> Option<usize> {
    let number = pieces.partition_point(|piece| piece.address <= address).checked_sub(1)?;
    let piece = pieces.get(number)?;
    (address < piece.address + piece.size).then_some(number)
}

/// The functions that `.eh_frame` tells how to unwind, and the bytes that it takes for each.
fn unwound(elf: &Elf) -> Vec<(u64, u64)> {
    /// What the sorted table beside it holds for each.
    const IN_THE_HEADER: u64 = 8;
    let Some(frames) = elf.section(".eh_frame") else { return Vec::new() };
    let content = elf.content(frames);
    let number = |at: u64| {
        let bytes = content.get(usize::try_from(at).ok()?..)?.first_chunk()?;
        Some(i32::from_le_bytes(*bytes))
    };
    let mut functions = Vec::new();
    let mut at = 0;
    while let Some(length) = number(at).and_then(|length| u64::try_from(length).ok()) {
        if length == 0 {
            break;
        }
        // Zero for what several have in common; else the function follows, counted from there.
        if let (Some(1..), Some(distance)) = (number(at + 4), number(at + 8)) {
            let function = (frames.address + at + 8).wrapping_add_signed(distance.into());
            functions.push((function, 4 + length + IN_THE_HEADER));
        }
        at += 4 + length;
    }
    functions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(address: u64, owner: Option<&str>) -> Piece {
        Piece {
            section: ".rodata".to_owned(),
            address,
            size: 0x10,
            owner: owner.map(str::to_owned),
            is_mixed: false,
        }
    }

    fn owners(pieces: &[Piece]) -> Vec<Option<&str>> {
        pieces.iter().map(|piece| piece.owner.as_deref()).collect()
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
        let mut pieces = [piece(0x00, Some("core")), piece(0x10, Some("h2")), piece(0x20, None)];
        let references = [Reference { from: 0x00, to: 0x20 }, Reference { from: 0x10, to: 0x20 }];

        find_owners(&mut pieces, &references);

        assert_eq!(owners(&pieces), [Some("core"), Some("h2"), Some("h2")]);
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
