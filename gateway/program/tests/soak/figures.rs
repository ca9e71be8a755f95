//! What was measured, as Markdown.

use super::Tally;
use super::running::Running;
use std::fmt;
use std::path::Path;
use std::time::Duration;

/// What the gateway takes.
pub(crate) struct State {
    /// Of the database and its journal.
    pub(crate) bytes: u64,
    /// In memory, where the system tells.
    memory: Option<u64>,
}

impl State {
    pub(crate) fn of(gateway: &Running) -> Self {
        let size = |path: &Path| path.metadata().map_or(0, |file| file.len());
        let file = gateway.database();
        let bytes = size(&file) + size(&file.with_extension("db-wal"));
        Self { bytes, memory: resident(gateway.process()) }
    }
}

/// The resident memory of a process in bytes, on Linux.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

pub(crate) struct Figures<'a> {
    pub(crate) calls: u64,
    pub(crate) lasted: Duration,
    pub(crate) quiet: Vec<Duration>,
    pub(crate) during: Vec<Duration>,
    pub(crate) afterwards: Vec<Duration>,
    pub(crate) before: State,
    pub(crate) after: State,
    pub(crate) tally: &'a Tally,
}

/// The smallest duration that so many percent of all do not exceed (nearest rank).
fn percentile(took: &[Duration], percent: usize) -> f64 {
    let mut sorted = took.to_vec();
    sorted.sort();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default().as_secs_f64() * 1000.0
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

impl fmt::Display for Figures<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.calls as f64 / self.lasted.as_secs_f64().max(1e-9);
        writeln!(f, "{} hostile calls, {rate:.0} a second\n", self.calls)?;
        writeln!(f, "| | before | beside | after |\n|---|---:|---:|---:|")?;
        let phases = [&self.quiet, &self.during, &self.afterwards];
        for percent in [50, 99] {
            let [before, beside, after] = phases.map(|took| percentile(took, percent));
            writeln!(
                f,
                "| honest phone's calls, p{percent} | {before:.1} ms | {beside:.1} ms | {after:.1} ms |"
            )?;
        }
        let [before, beside, after] = phases.map(Vec::len);
        writeln!(f, "| of so many calls | {before} | {beside} | {after} |")?;
        let (before, after) = (mib(self.before.bytes), mib(self.after.bytes));
        writeln!(f, "| database and journal | {before:.1} MiB | | {after:.1} MiB |")?;
        if let (Some(before), Some(after)) = (self.before.memory, self.after.memory) {
            let (before, after) = (mib(before), mib(after));
            writeln!(f, "| memory of the gateway | {before:.0} MiB | | {after:.0} MiB |")?;
        }
        writeln!(f, "\n| hostile call | status | times |\n|---|---:|---:|")?;
        for ((what, status), times) in self.tally {
            writeln!(f, "| {what} | {status} | {times} |")?;
        }
        Ok(())
    }
}
