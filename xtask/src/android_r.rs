//! The `R` that the Android plug-in makes of an app's resources, where that plug-in is not to be
//! had: enough to compile what names them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The names of resources by their type.
type Names = BTreeMap<String, BTreeSet<String>>;

/// Writes `R.kt` of a module into a folder, which is made if need be.
///
/// The numbers are not those of an app: what is compiled with them can be compiled, not installed.
///
/// # Errors
///
/// The file that cannot be read or written, or a folder of resources without any.
pub(crate) fn write(
    workspace: &Workspace,
    module: &str,
    package: &str,
    folder: &Path,
) -> Result<(), Failure> {
    let resources = format!("{module}/src/main/res");
    let names = collect(&workspace.path(&resources))
        .map_err(|reason| Failure::File { path: resources.clone(), reason })?;
    if names.is_empty() {
        return Err(Failure::Absent { path: resources, needed: "it holds what `R` names" });
    }
    let file = folder.join("R.kt");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, kotlin(package, &names)))
        .map_err(|reason| Failure::File { path: workspace.shown(&file), reason })
}

/// The names in a folder of resources: what stands in the files of `values`, and the names of all
/// other files.
fn collect(resources: &Path) -> io::Result<Names> {
    let mut names = Names::new();
    for folder in fs::read_dir(resources)? {
        let folder = folder?;
        let kind = folder.file_name().to_string_lossy().into_owned();
        let kind = kind.split('-').next().unwrap_or_default();
        for file in fs::read_dir(folder.path())? {
            let path = file?.path();
            if kind == "values" {
                in_values(&fs::read_to_string(&path)?, &mut names);
            } else if let Some(name) = path.file_stem() {
                add(&mut names, kind, &name.to_string_lossy());
            }
        }
    }
    Ok(names)
}

/// The elements one below `<resources>`: their kind, and their name.
fn in_values(text: &str, names: &mut Names) {
    for element in text.split('<').skip(1) {
        let Some((head, _)) = element.split_once('>') else { continue };
        let kind = head.split_whitespace().next().unwrap_or_default();
        let Some(name) = attribute(head, "name") else { continue };
        match (kind, attribute(head, "type")) {
            ("string" | "plurals" | "color" | "dimen" | "bool" | "integer" | "style", _) => {
                add(names, kind, name);
            }
            ("string-array" | "integer-array" | "array", _) => add(names, "array", name),
            // Without a type, it is a line of a style.
            ("item", Some(kind)) => add(names, kind, name),
            _ => {}
        }
    }
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = head.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
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
        );

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
        let resources = Workspace::here().path("android/sample/src/main/res");

        let names = collect(&resources).expect("they can be read");

        assert!(names.get("string").is_some_and(|strings| strings.contains("answer_decline")));
        assert!(names.get("plurals").is_some_and(|plurals| plurals.contains("left_minutes")));
    }
}
