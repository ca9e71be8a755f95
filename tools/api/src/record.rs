//! The API of one crate, as it is on record and as it is now.

use std::collections::BTreeSet;
use std::fs;

use cargo_metadata::Metadata;
use cargo_metadata::camino::Utf8PathBuf;

use crate::Failure;

/// A crate whose API is on record.
pub(crate) struct Record {
    package: String,
    /// The API on record, a line for each item.
    file: Utf8PathBuf,
    /// What rustdoc says of the crate.
    json: Utf8PathBuf,
}

/// The records of a workspace: one for each api/NAME.txt, NAME being a crate's.
pub(crate) fn records(metadata: &Metadata) -> Result<Vec<Record>, Failure> {
    let folder = metadata.workspace_root.join("api");
    let failed = |reason| Failure::File { path: folder.to_string(), reason };
    let mut packages = Vec::new();
    for entry in folder.read_dir_utf8().map_err(failed)? {
        let file = entry.map_err(failed)?.into_path();
        if let (Some(name), Some("txt")) = (file.file_stem(), file.extension()) {
            packages.push(name.to_owned());
        }
    }
    packages.sort();
    packages.into_iter().map(|package| record(metadata, package)).collect()
}

fn record(metadata: &Metadata, package: String) -> Result<Record, Failure> {
    let file = metadata.workspace_root.join("api").join(format!("{package}.txt"));
    let members = metadata.workspace_packages();
    let member = members.iter().find(|member| member.name == package.as_str());
    let library = member.and_then(|member| member.targets.iter().find(|target| target.is_lib()));
    let Some(library) = library else { return Err(Failure::Unknown(package)) };
    let name = library.name.replace('-', "_");
    let json = metadata.target_directory.join("doc").join(format!("{name}.json"));
    Ok(Record { package, file, json })
}

impl Record {
    /// The name of the crate's package.
    pub(crate) fn package(&self) -> &str {
        &self.package
    }

    /// The API as rustdoc has just described it.
    pub(crate) fn now(&self) -> Result<String, Failure> {
        let described = public_api::Builder::from_rustdoc_json(&self.json)
            .omit_blanket_impls(true)
            .omit_auto_trait_impls(true)
            .omit_auto_derived_impls(true);
        let api = described
            .build()
            .map_err(|reason| Failure::Format { path: self.json.to_string(), reason })?;
        Ok(api.to_string())
    }

    /// Puts the API on record.
    pub(crate) fn write(&self, now: &str) -> Result<(), Failure> {
        fs::write(&self.file, now)
            .map_err(|reason| Failure::File { path: self.file.to_string(), reason })
    }

    /// The lines that only one of the two has, as `api/NAME.txt:LINE: - item` or `+ item`.
    pub(crate) fn differences(&self, now: &str) -> Result<Vec<String>, Failure> {
        let before = fs::read_to_string(&self.file)
            .map_err(|reason| Failure::File { path: self.file.to_string(), reason })?;
        Ok(only_in(&before, now)
            .map(|(line, item)| format!("api/{}.txt:{line}: - {item}", self.package))
            .chain(
                only_in(now, &before)
                    .map(|(_, item)| format!("api/{}.txt:1: + {item}", self.package)),
            )
            .collect())
    }
}

/// The lines of the one that the other lacks, with their numbers.
fn only_in<'a>(one: &'a str, other: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
    let known: BTreeSet<&str> = other.lines().collect();
    (1..).zip(one.lines()).filter(move |(_, line)| !known.contains(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_only_one_of_two_has_is_named_with_its_number() {
        let before = "pub mod a\npub fn a::old()\npub struct a::Kept\n";
        let now = "pub mod a\npub struct a::Kept\npub fn a::new()\n";

        let gone: Vec<_> = only_in(before, now).collect();
        let added: Vec<_> = only_in(now, before).collect();

        assert_eq!(gone, [(2, "pub fn a::old()")]);
        assert_eq!(added, [(3, "pub fn a::new()")]);
    }
}
