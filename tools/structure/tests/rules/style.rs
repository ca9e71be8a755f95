//! One style of modules.

use countersign_structure::style;

use crate::support::{file, first_lines, folder};

#[test]
fn a_file_beside_its_folder_of_modules_is_found() {
    let folder = folder(&[
        ("src/lib.rs", ""),
        ("src/a/mod.rs", ""),
        ("src/a/b.rs", ""),
        ("src/a/b/c.rs", ""),
    ]);

    let found = style(folder.path(), &file(&folder, "src")).expect("it can be read");

    assert_eq!(
        first_lines(&found),
        ["src/a/b.rs:1: has modules of its own: it belongs at src/a/b/mod.rs"]
    );
}

#[test]
fn a_folder_of_other_files_is_no_module() {
    let folder = folder(&[("src/lib.rs", ""), ("src/page.rs", ""), ("src/page/a.html", "")]);

    let found = style(folder.path(), &file(&folder, "src")).expect("it can be read");

    assert_eq!(found, []);
}
