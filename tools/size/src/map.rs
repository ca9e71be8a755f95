//! The linker's map of a library: which file and section each piece came from.

use crate::owner;

/// Something that the linker put into the library as a whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Piece<'a> {
    /// The section that it is in, in the library.
    pub(crate) section: &'a str,
    pub(crate) address: u64,
    pub(crate) size: u64,
    /// The crate that it is of, if its name or its file tells.
    pub(crate) owner: Option<&'a str>,
    /// Strings and numbers of everybody, of which the linker kept one each.
    pub(crate) is_mixed: bool,
}

/// Reads the pieces out of lld's map, in the order of their addresses.
///
/// A line has the address twice, the size and the alignment, then a section of the library, or
/// indented by eight a piece of it, or indented further a symbol.
pub(crate) fn pieces<'a>(map: &'a str, library: &'a str) -> Vec<Piece<'a>> {
    let mut section = "";
    let mut pieces = Vec::new();
    for line in map.lines() {
        let Some((address, size, rest)) = columns(line) else { continue };
        let name = rest.trim_start();
        match rest.len() - name.len() {
            0 => section = name,
            // Kept relocations have addresses in the map, though they are never in memory.
            8 if address != 0 && size != 0 && !section.starts_with(".rela") => {
                let (file, part) = name.rsplit_once(":(").unwrap_or((name, ""));
                let owner = owner::of(file, part, library);
                let is_mixed = file == "<internal>" && section == ".rodata";
                pieces.push(Piece { section, address, size, owner, is_mixed });
            }
            _ => {}
        }
    }
    pieces.sort_by_key(|piece| piece.address);
    pieces
}

/// Address, size, and what stands after the one blank that ends the alignment.
fn columns(line: &str) -> Option<(u64, u64, &str)> {
    let mut rest = line;
    let mut column = || {
        let (column, left) = rest.trim_start().split_once(' ')?;
        rest = left;
        Some(column)
    };
    let (address, _, size, _) = (column()?, column()?, column()?, column()?);
    let number = |digits| u64::from_str_radix(digits, 16).ok();
    Some((number(address)?, number(size)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "\
             VMA              LMA     Size Align Out     In      Symbol
           66000            66000       b8  4096 .rodata
           66000            66000       20     1         <internal>:(.rodata.str1.1)
           66020            66020       10     1         /x/app.0.rcgu.o:(.rodata..Lanon.9a51.3)
           66020            66020        0     1                 $d
          2474c0           2474c0       f0     4 .text
          2474c0           2474c0       40     4         /x/app.0.rcgu.o:(.text._RNvCs7_4ring4sign)
          247500           247500       30     4         /x/libring-81f4.rlib(a.o):(.text.mul)
          247530           247530       30     4         /x/app.0.rcgu.o:(.text.ffi_app_free)
          2474c0           2474c0       18     8 .rela.text
          2474c0           2474c0       18     8         /x/app.0.rcgu.o:(.rela.text._RNvCs7_4ring4sign)
               0                0       8d     1 .comment
               0                0       8d     1         <internal>:(.comment)
";

    #[test]
    fn pieces_are_known_by_their_name_or_by_their_file() {
        let owners: Vec<_> = pieces(MAP, "app").iter().map(|piece| piece.owner).collect();

        assert_eq!(owners, [None, None, Some("ring"), Some("ring"), Some("app")]);
    }

    #[test]
    fn a_piece_has_its_place_and_its_section() {
        let pieces = pieces(MAP, "app");

        let expected = Piece {
            section: ".text",
            address: 0x24_74c0,
            size: 0x40,
            owner: Some("ring"),
            is_mixed: false,
        };
        assert_eq!(pieces.get(2), Some(&expected));
        assert!(pieces.first().is_some_and(|piece| piece.is_mixed));
    }
}
