//! `cargo xtask bench`: counts and times the journey, and writes docs/performance.md.

use std::fs;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

use crate::bench_table::{self, GROUPS, Group};
use crate::workspace::Workspace;
use crate::{kotlin, process};

const REPORT: &str = "docs/performance.md";
/// What the page says before anything has been measured. People may add to it around the markers.
const EMPTY_REPORT: &str = include_str!("performance.md");

/// Runs both measurements and puts them into the page.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let sh = &workspace.sh;
    let counted =
        process::read(cmd!(sh, "cargo run --quiet --release --package countersign-count-cost"))?;
    println!("{counted}");

    // Criterion keeps what it measured before; a benchmark that is gone must not linger.
    for group in GROUPS {
        sh.remove_path(workspace.built("criterion").join(group))?;
    }
    process::run(cmd!(sh, "cargo bench --package countersign --bench cost -- {arguments...}"))?;
    let groups: Result<Vec<Group>> =
        GROUPS.into_iter().map(|name| group(workspace, name)).collect();
    let timed = bench_table::table(&groups?);
    println!("\n{timed}");

    let crossed = kotlin::measure(workspace)?;
    println!("\n{crossed}");

    let there = workspace.path(REPORT).is_file();
    let mut report = if there { sh.read_file(REPORT)? } else { EMPTY_REPORT.to_owned() };
    for (name, text) in
        [("machine", machine(sh)?), ("counted", counted), ("timed", timed), ("kotlin", crossed)]
    {
        report = between_markers(&report, name, &text)?;
    }
    Ok(sh.write_file(REPORT, report)?)
}

fn group(workspace: &Workspace, name: &str) -> Result<Group> {
    let sh = &workspace.sh;
    let mut functions = Vec::new();
    for function in sh.read_dir(workspace.built("criterion").join(name))? {
        let estimates = function.join("new/estimates.json");
        // Beside the functions lies the group's own report, which has no estimates.
        if estimates.is_file() {
            let median = bench_table::median(&sh.read_file(&estimates)?);
            let median =
                median.with_context(|| format!("{} has no median", workspace.shown(&estimates)))?;
            let function = function.file_name().unwrap_or_default().to_string_lossy().into_owned();
            functions.push((function, median));
        }
    }
    Group::of(name, &functions).with_context(|| {
        format!("the benchmark group `{name}` lacks `ours` or an `unavoidable-…` beside it")
    })
}

/// Replaces what stands between the two markers of this name.
fn between_markers(page: &str, name: &str, text: &str) -> Result<String> {
    let begin = format!("<!-- {name}: begin -->");
    let end = format!("<!-- {name}: end -->");
    let parts = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let (before, after) =
        parts.with_context(|| format!("{REPORT} lacks the markers `{begin}` and `{end}`"))?;
    Ok(format!("{before}{begin}\n{}\n{end}{after}", text.trim()))
}

/// The machine and the day, without which the times mean nothing.
fn machine(sh: &Shell) -> Result<String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| cpu_model(&text).map(str::to_owned))
        .unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let rust = process::version("rustc").unwrap_or_else(|| "rustc".to_owned());
    let (today, system) = (process::read(cmd!(sh, "date -u +%F"))?, std::env::consts::OS);
    Ok(format!("Measured on {}: {cores} cores, {model}, {system}, {rust}.", today.trim()))
}

fn cpu_model(cpuinfo: &str) -> Option<&str> {
    cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(':'))
        .map(|(_, model)| model.trim())
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
