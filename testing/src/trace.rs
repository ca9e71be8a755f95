//! Reading `strace`: what a process wrote, synced and told, in its order.

use std::collections::HashMap;
use std::process::Command;

/// What was seen of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// What has to be kept came from the network.
    Came,
    /// The write-ahead log was written.
    Written,
    /// The write-ahead log was synced, and the call returned.
    Synced,
    /// What may only be told once it is kept is given to the network.
    Told,
}

/// Whether there is `strace`; says so if there is none.
#[allow(clippy::print_stdout, reason = "a test that is left out says so")]
pub fn can_trace() -> bool {
    let found = Command::new("strace").arg("-V").output().is_ok();
    if !found {
        println!("left out: strace is missing (apt-get install strace)");
    }
    found
}

/// Reads a trace: `pid call(…) = result`, or in two lines where another thread came between.
///
/// `log` is the name of the write-ahead log; `network` says what a line is that is about no file.
/// The second line of two begins with `<...`.
pub fn read(trace: &str, log: &str, network: impl Fn(&str) -> Option<Seen>) -> Vec<Seen> {
    let log = format!("{log}>");
    let mut begun: HashMap<&str, Seen> = HashMap::new();
    let mut seen = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let on_log = call.contains(&log);
        if on_log && call.starts_with("pwrite64(") {
            // A write counts from its beginning, a sync from its end.
            seen.push(Seen::Written);
        } else if on_log && (call.starts_with("fsync(") || call.starts_with("fdatasync(")) {
            if call.ends_with("<unfinished ...>") {
                begun.insert(thread, Seen::Synced);
            } else {
                seen.push(Seen::Synced);
            }
        } else {
            seen.extend(network(call));
            if call.starts_with("<...") {
                seen.extend(begun.remove(thread));
            }
        }
    }
    seen
}
