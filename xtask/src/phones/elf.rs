//! As much of an ELF file (64 bits, little-endian) as is asked of the library for Android.

const RELOCATIONS: u32 = 4;
const LOADED: u64 = 2;
const SEGMENT_TO_LOAD: u32 = 1;

/// A shared library.
pub(super) struct Elf {
    bytes: Vec<u8>,
    /// In the order of the file.
    pub(super) sections: Vec<Section>,
    /// What each part that is loaded is aligned to.
    pub(super) alignments: Vec<u64>,
}

/// A section.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) address: u64,
    pub(super) size: u64,
    kind: u32,
    flags: u64,
    offset: u64,
}

/// A place in the library that names another.
#[derive(Clone, Copy)]
pub(super) struct Reference {
    pub(super) from: u64,
    pub(super) to: u64,
}

impl Elf {
    /// Reads the library; nothing if it is none.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        if bytes.get(..6)? != b"\x7fELF\x02\x01" {
            return None;
        }
        let mut elf = Self { bytes, sections: Vec::new(), alignments: Vec::new() };
        elf.alignments = elf.read_alignments()?;
        elf.sections = elf.read_sections()?;
        Some(elf)
    }

    fn read_alignments(&self) -> Option<Vec<u64>> {
        let (table, entry, count) = (self.word(0x20)?, self.short(0x36)?, self.short(0x38)?);
        let mut alignments = Vec::new();
        for header in (0..count).map(|number| table + number * entry) {
            if self.half(header)? == SEGMENT_TO_LOAD {
                alignments.push(self.word(header + 0x30)?);
            }
        }
        Some(alignments)
    }

    fn read_sections(&self) -> Option<Vec<Section>> {
        let (table, entry, count) = (self.word(0x28)?, self.short(0x3a)?, self.short(0x3c)?);
        let names = self.word(table + self.short(0x3e)? * entry + 0x18)?;
        let section = |header: u64| {
            Some(Section {
                name: self.text(names + u64::from(self.half(header)?))?,
                kind: self.half(header + 4)?,
                flags: self.word(header + 8)?,
                address: self.word(header + 0x10)?,
                offset: self.word(header + 0x18)?,
                size: self.word(header + 0x20)?,
            })
        };
        (0..count).map(|number| section(table + number * entry)).collect()
    }

    /// The section of this name.
    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// What a section holds.
    pub(super) fn content(&self, section: &Section) -> &[u8] {
        let start = usize::try_from(section.offset).unwrap_or(usize::MAX);
        let size = usize::try_from(section.size).unwrap_or(usize::MAX);
        self.bytes.get(start..start.saturating_add(size)).unwrap_or_default()
    }

    /// Whether a function or object of its own has a name that ends so.
    pub(super) fn defines(&self, ending: &str) -> bool {
        let Some(symbols) = self.section(".symtab") else { return false };
        (0..symbols.size / SYMBOL).any(|number| {
            let symbol = symbols.offset + number * SYMBOL;
            let defined = self.short(symbol + 6).is_some_and(|section| section != 0);
            defined && self.name_of_symbol(symbol).is_some_and(|name| name.ends_with(ending))
        })
    }

    fn name_of_symbol(&self, symbol: u64) -> Option<String> {
        self.text(self.section(".strtab")?.offset + u64::from(self.half(symbol)?))
    }

    /// What the linker resolved, if it was told to keep that.
    pub(super) fn references(&self) -> Vec<Reference> {
        let kept = |section: &&Section| section.kind == RELOCATIONS && !section.is_loaded();
        self.sections.iter().filter(kept).flat_map(|section| self.references_in(section)).collect()
    }

    fn references_in(&self, section: &Section) -> impl Iterator<Item = Reference> {
        const RELOCATION: u64 = 0x18;
        let start = section.offset;
        (0..section.size / RELOCATION)
            .filter_map(move |number| self.reference(start + number * RELOCATION))
    }

    fn reference(&self, relocation: u64) -> Option<Reference> {
        let symbol = self.word(relocation + 8)? >> 32;
        let symbols = self.section(".symtab")?;
        let value = self.word(symbols.offset + symbol * SYMBOL + 8)?;
        // What is not in the library has no place.
        (value != 0).then_some(Reference {
            from: self.word(relocation)?,
            to: value.wrapping_add(self.word(relocation + 16)?),
        })
    }

    fn word(&self, at: u64) -> Option<u64> {
        Some(u64::from_le_bytes(self.array(at)?))
    }

    fn half(&self, at: u64) -> Option<u32> {
        Some(u32::from_le_bytes(self.array(at)?))
    }

    fn short(&self, at: u64) -> Option<u64> {
        Some(u64::from(u16::from_le_bytes(self.array(at)?)))
    }

    fn array<const N: usize>(&self, at: u64) -> Option<[u8; N]> {
        self.bytes.get(usize::try_from(at).ok()?..)?.first_chunk().copied()
    }

    fn text(&self, at: u64) -> Option<String> {
        let rest = self.bytes.get(usize::try_from(at).ok()?..)?;
        let end = rest.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
    }
}

const SYMBOL: u64 = 0x18;

impl Section {
    /// Whether it is in memory when the library runs.
    fn is_loaded(&self) -> bool {
        self.flags & LOADED != 0
    }
}

#[cfg(all(test, target_os = "linux", target_pointer_width = "64", target_endian = "little"))]
mod tests {
    use super::*;

    #[test]
    fn this_very_program_can_be_read() {
        let program = std::env::current_exe().and_then(std::fs::read).unwrap();

        let elf = Elf::read(program).unwrap();

        let text = elf.section(".text").unwrap();
        assert!(text.is_loaded());
        assert_eq!(elf.content(text).len() as u64, text.size);
        assert!(!elf.section(".shstrtab").unwrap().is_loaded());
        assert!(elf.alignments.iter().all(|alignment| alignment.is_power_of_two()));
        assert!(elf.defines("rust_eh_personality"));
        assert!(!elf.defines("there is no such function"));
    }

    #[test]
    fn what_is_no_library_is_not_read() {
        assert!(Elf::read(Vec::new()).is_none());
        assert!(Elf::read(b"#!/bin/sh\n".to_vec()).is_none());
        assert!(Elf::read(b"\x7fELF\x02\x01".to_vec()).is_none());
    }
}
