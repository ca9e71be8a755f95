//! `cargo xtask bench`: counts and times the journey, and writes docs/performance.md.

use std::fs;
use std::path::Path;

use crate::bench_table::{self, GROUPS, Group};
use crate::civil_date;
use crate::failure::Failure;
use crate::kotlin;
use crate::prerequisites;
use crate::process;
use crate::workspace::Workspace;

const REPORT: &str = "docs/performance.md";
/// What the page says before anything has been measured. People may add to it around the markers.
const EMPTY_REPORT: &str = include_str!("performance.md");

/// Runs both measurements and puts them into the page.
///
/// # Errors
///
/// If one of them fails, or printed something other than agreed.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    let counted = process::output(&mut workspace.cargo(&[
        "run",
        "--quiet",
        "--release",
        "--package",
        "countersign-sandbox",
        "--bin",
        "count-cost",
    ]))?;
    println!("{counted}");

    forget_earlier_runs(workspace)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let bench = ["bench", "--package", "countersign", "--bench", "cost", "--"];
    process::run(workspace.cargo(&bench).args(arguments))?;
    let timed = bench_table::table(&groups(workspace)?);
    println!("\n{timed}");

    let crossed = kotlin::measure(workspace)?;
    println!("\n{crossed}");

    let path = workspace.path(REPORT);
    let report = if path.is_file() { read(workspace, &path)? } else { EMPTY_REPORT.to_owned() };
    let report = between_markers(&report, "machine", &machine())?;
    let report = between_markers(&report, "counted", &counted)?;
    let report = between_markers(&report, "timed", &timed)?;
    let report = between_markers(&report, "kotlin", &crossed)?;
    fs::write(&path, report).map_err(|reason| Failure::File { path: REPORT.to_owned(), reason })
}

/// Criterion keeps what it measured before; a benchmark that is gone must not linger in the table.
fn forget_earlier_runs(workspace: &Workspace) -> Result<(), Failure> {
    for group in GROUPS {
        let folder = workspace.built("criterion").join(group);
        if folder.is_dir() {
            fs::remove_dir_all(&folder)
                .map_err(|reason| Failure::File { path: workspace.shown(&folder), reason })?;
        }
    }
    Ok(())
}

fn groups(workspace: &Workspace) -> Result<Vec<Group>, Failure> {
    GROUPS.into_iter().map(|name| group(workspace, name)).collect()
}

fn group(workspace: &Workspace, name: &str) -> Result<Group, Failure> {
    let folder = workspace.built("criterion").join(name);
    let entries = fs::read_dir(&folder)
        .map_err(|reason| Failure::File { path: workspace.shown(&folder), reason })?;
    let mut functions = Vec::new();
    for entry in entries.filter_map(Result::ok) {
        let function = entry.file_name().to_string_lossy().into_owned();
        let estimates = entry.path().join("new/estimates.json");
        // Beside the functions lies the group's own report, which has no estimates.
        if !estimates.is_file() {
            continue;
        }
        let median = bench_table::median(&read(workspace, &estimates)?).ok_or_else(|| {
            Failure::NotAsAgreed(format!("{} has no median", workspace.shown(&estimates)))
        })?;
        functions.push((function, median));
    }
    Group::of(name, &functions).ok_or_else(|| {
        Failure::NotAsAgreed(format!(
            "the benchmark group `{name}` lacks `ours` or an `unavoidable-…` beside it"
        ))
    })
}

/// Replaces what stands between the two markers of this name.
fn between_markers(page: &str, name: &str, text: &str) -> Result<String, Failure> {
    let begin = format!("<!-- {name}: begin -->");
    let end = format!("<!-- {name}: end -->");
    let parts = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let Some((before, after)) = parts else {
        return Err(Failure::NotAsAgreed(format!(
            "{REPORT} lacks the markers `{begin}` and `{end}`"
        )));
    };
    Ok(format!("{before}{begin}\n{}\n{end}{after}", text.trim()))
}

/// The machine and the day, without which the times mean nothing.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| cpu_model(&text).map(str::to_owned))
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let rust = prerequisites::version("rustc").unwrap_or_else(|| "rustc".to_owned());
    format!(
        "Measured on {}: {cores} cores, {model}, {}, {rust}.",
        civil_date::today(),
        std::env::consts::OS
    )
}

fn cpu_model(cpuinfo: &str) -> Option<&str> {
    cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(':'))
        .map(|(_, model)| model.trim())
}

fn read(workspace: &Workspace, path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|reason| Failure::File { path: workspace.shown(path), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let page = "head\n<!-- timed: begin -->\nold\n<!-- timed: end -->\ntail\n";

        let replaced = between_markers(page, "timed", "\nnew\n");

        assert_eq!(
            replaced.ok().as_deref(),
            Some("head\n<!-- timed: begin -->\nnew\n<!-- timed: end -->\ntail\n")
        );
    }

    #[test]
    fn a_page_without_the_markers_is_left_alone() {
        assert!(between_markers("head", "timed", "new").is_err());
        assert!(between_markers("<!-- timed: begin -->", "timed", "new").is_err());
    }

    #[test]
    fn an_empty_report_has_room_for_every_measurement() {
        for name in ["machine", "counted", "timed"] {
            assert!(between_markers(EMPTY_REPORT, name, "new").is_ok(), "{name}");
        }
    }

    #[test]
    fn the_cpu_is_named_by_its_first_core() {
        let cpuinfo = "processor\t: 0\nmodel name\t: A CPU @ 2.00GHz\nmodel name\t: another\n";

        assert_eq!(cpu_model(cpuinfo), Some("A CPU @ 2.00GHz"));
        assert_eq!(cpu_model("Hardware : board\n"), None);
    }
}
