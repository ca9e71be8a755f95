//! The `R` that the Android plug-in makes of an app's resources, where that plug-in is not to be
//! had: enough to compile what names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, ensure};
use roxmltree::Document;
use xshell::Shell;

use crate::workspace::Workspace;

/// The names of resources by their type.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Writes `R.kt` of a module into a folder, which is made if need be.
///
/// The numbers are not those of an app: what is compiled with them can be compiled, not installed.
pub(crate) fn write(workspace: &Workspace, module: &str, package: &str, to: &Path) -> Result<()> {
    let resources = workspace.path(module).join("src/main/res");
    let names = collect(&workspace.sh, &resources)?;
    ensure!(!names.is_empty(), "{module}/src/main/res holds nothing that `R` could name");
    Ok(workspace.sh.write_file(to.join("R.kt"), kotlin(package, &names))?)
}

/// The names in a folder of resources: what stands in the files of `values`, and the names of all
/// other files.
fn collect(sh: &Shell, resources: &Path) -> Result<Names> {
    let mut names = Names::new();
    for folder in sh.read_dir(resources)? {
        let kind = folder.file_name().unwrap_or_default().to_string_lossy();
        let kind = kind.split('-').next().unwrap_or_default();
        for path in sh.read_dir(&folder)? {
            if kind == "values" {
                in_values(&sh.read_file(&path)?, &mut names)?;
            } else if let Some(name) = path.file_stem() {
                add(&mut names, kind, &name.to_string_lossy());
            }
        }
    }
    Ok(names)
}

/// The elements one below `<resources>`: their kind, and their name.
fn in_values(text: &str, names: &mut Names) -> Result<()> {
    for element in Document::parse(text)?.root_element().children() {
        let Some(name) = element.attribute("name") else { continue };
        match (element.tag_name().name(), element.attribute("type")) {
            ("item", Some(kind)) => add(names, kind, name),
            ("string-array" | "integer-array" | "array", _) => add(names, "array", name),
            (
                kind @ ("string" | "plurals" | "color" | "dimen" | "bool" | "integer" | "style"),
                _,
            ) => add(names, kind, name),
            _ => {}
        }
    }
    Ok(())
}

fn add(names: &mut Names, kind: &str, name: &str) {
    // A style's parent stands before a dot, which no name in Kotlin can hold.
    names.entry(kind.to_owned()).or_default().insert(name.replace('.', "_"));
}

fn kotlin(package: &str, names: &Names) -> String {
    let mut text = format!("package {package}\n\n/** Made from the resources. */\nobject R {{\n");
    for (number, (kind, names)) in (1..).zip(names) {
        let lines = (0..).zip(names).fold(String::new(), |mut lines, (place, name)| {
            let id = 0x7f00_0000_u32 + number * 0x1_0000 + place;
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "        const val {name}: Int = 0x{id:08x}");
            lines
        });
        let _ = writeln!(text, "    object {kind} {{\n{lines}    }}");
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_values_is_named_by_its_kind() {
        let mut names = Names::new();

        in_values(
            r##"<resources>
                <!-- A comment. -->
                <string name="app_name">Bank</string>
                <plurals name="left"><item quantity="one">One</item></plurals>
                <color name="accent">#0a5c4e</color>
                <style name="Theme.Bank" parent="x"><item name="android:y">z</item></style>
                <item name="amount" type="id" />
            </resources>"##,
            &mut names,
        )
        .unwrap();

        let expected = [
            ("color", "accent"),
            ("id", "amount"),
            ("plurals", "left"),
            ("string", "app_name"),
            ("style", "Theme_Bank"),
        ];
        let expected = expected.map(|(kind, name)| (kind.to_owned(), [name.to_owned()].into()));
        assert_eq!(names, Names::from(expected));
    }

    #[test]
    fn every_name_has_a_number_of_its_own() {
        let mut names = Names::new();
        add(&mut names, "color", "accent");
        add(&mut names, "string", "close");
        add(&mut names, "string", "open");

        let text = kotlin("bank", &names);

        let expected = "package bank

/** Made from the resources. */
object R {
    object color {
        const val accent: Int = 0x7f010000
    }
    object string {
        const val close: Int = 0x7f020000
        const val open: Int = 0x7f020001
    }
}
";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_sample_s_own_resources_are_found() {
        let sh = Workspace::here().unwrap().sh;

        let names = collect(&sh, Path::new("android/sample/src/main/res")).unwrap();

        assert!(names.get("string").is_some_and(|strings| strings.contains("answer_decline")));
        assert!(names.get("plurals").is_some_and(|plurals| plurals.contains("left_minutes")));
    }
}
