//! The hostile corpus: one file for each thing that a request may try, with the outcome it must
//! have. `protocol/tests/hostile/README.md` says how a file is read.

mod case;
mod forge;
mod outcome;
mod pushed;
mod reasons;
mod token;
mod vectors;

use case::{Case, Kind};
use std::collections::BTreeMap;
use std::path::Path;

/// What the issue of this corpus asks for.
const FEWEST: usize = 250;

#[test]
fn every_case_that_needs_no_device_ends_as_its_file_says() {
    let cases = case::all();
    let mut wrong = Vec::new();

    for case in &cases {
        let outcome = match case.kind() {
            Kind::Token => token::outcome(case),
            Kind::Notice => pushed::outcome(case),
            // Played where there is a device: core/tests/it/hostile.
            Kind::Device => continue,
        };
        if outcome != case.expect {
            wrong.push(format!("{}: expected {}, found {outcome}", case.name, case.expect));
        }
    }

    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn the_index_lists_every_area_with_the_number_of_its_files() {
    let index = std::fs::read_to_string(case::folder().join("README.md")).unwrap();
    let mut areas: BTreeMap<String, usize> = BTreeMap::new();
    for case in case::all() {
        let area = case.name.split('/').next().unwrap().to_owned();
        *areas.entry(area).or_default() += 1;
    }

    let listed: BTreeMap<_, _> = index.lines().filter_map(area_of).collect();

    assert_eq!(listed, areas);
    assert!(areas.values().sum::<usize>() >= FEWEST);
}

#[test]
fn the_corpus_can_fail_in_both_directions() {
    let cases = case::all();

    let accepted = cases.iter().filter(|case| case.is_accepted()).count();

    assert!(accepted * 12 >= cases.len(), "{accepted} of {} are accepted", cases.len());
    assert!(accepted * 4 <= cases.len(), "{accepted} of {} are accepted", cases.len());
}

/// Cases change these requests; one that could not be shown to begin with would prove nothing.
#[test]
fn every_request_that_cases_begin_with_can_be_shown() {
    for file in std::fs::read_dir(case::folder().join("requests")).unwrap() {
        let name = file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        let case = Case::unchanged(&name);

        assert!(token::outcome(&case).starts_with("shown"), "{name}: {}", token::outcome(&case));
    }
}

/// A line of the index: `| money | 27 | … |`.
fn area_of(line: &str) -> Option<(String, usize)> {
    let mut cells = line.split('|').skip(1).map(str::trim);
    let (area, count) = (cells.next()?, cells.next()?.parse().ok()?);
    Path::new(area).components().count().eq(&1).then(|| (area.to_owned(), count))
}
