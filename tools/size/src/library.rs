//! What is asked of the library that the linker made.

use gimli::{BaseAddresses, CieOrFde, EhFrame, UnwindSection as _};
use object::read::elf::ElfFile64;
use object::{LittleEndian, Object as _, ObjectSection as _, ObjectSymbol as _, RelocationTarget};

/// A shared library for Android.
pub(crate) type Library<'a> = ElfFile64<'a, LittleEndian>;

/// A place in the library that names another.
#[derive(Clone, Copy)]
pub(crate) struct Reference {
    pub(crate) from: u64,
    pub(crate) to: u64,
}

/// What the linker resolved, if it was told to keep that.
pub(crate) fn references(library: &Library<'_>) -> Vec<Reference> {
    let kept = library.sections().flat_map(|section| section.relocations());
    kept.filter_map(|(from, relocation)| {
        let RelocationTarget::Symbol(symbol) = relocation.target() else { return None };
        // What is not in the library has no place.
        let place = library.symbol_by_index(symbol).ok()?.address();
        let to = place.wrapping_add_signed(relocation.addend());
        (place != 0).then_some(Reference { from, to })
    })
    .collect()
}

/// The functions that `.eh_frame` tells how to unwind, and the bytes that it takes for each.
pub(crate) fn unwound(library: &Library<'_>) -> anyhow::Result<Vec<(u64, u64)>> {
    /// What an entry has before what its length counts, and in the sorted table beside.
    const AROUND: u64 = 4 + 8;
    let Some(section) = library.section_by_name(".eh_frame") else { return Ok(Vec::new()) };
    let frames = EhFrame::new(section.data()?, gimli::LittleEndian);
    let bases = BaseAddresses::default().set_eh_frame(section.address());
    let mut entries = frames.entries(&bases);
    let mut functions = Vec::new();
    while let Some(entry) = entries.next()? {
        if let CieOrFde::Fde(function) = entry {
            let function = function.parse(EhFrame::cie_from_offset)?;
            functions.push((function.initial_address(), AROUND + function.entry_len() as u64));
        }
    }
    Ok(functions)
}
