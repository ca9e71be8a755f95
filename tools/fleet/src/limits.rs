//! What this machine gives to one process.

/// The most devices that are ever open at once.
const MOST: usize = 2000;
/// Files of an open device: its database with two more, and its connection with both ends of the
/// line between.
const FILES: usize = 8;
/// Files for everything else.
const OTHERS: usize = 200;
/// What is taken for granted where the system does not say.
const USUAL_LIMIT: usize = 1024;

/// How many devices can be open at once, by the limit of open files.
pub(crate) fn most_open() -> usize {
    let soft = number("/proc/self/limits", "Max open files").unwrap_or(USUAL_LIMIT);
    (soft.saturating_sub(OTHERS) / FILES).clamp(1, MOST)
}

/// The memory that a process has in use, in bytes; `self` is this one. 0 where the system does
/// not say.
pub(crate) fn memory(process: &str) -> u64 {
    let kib = number(&format!("/proc/{process}/status"), "VmRSS:").unwrap_or(0);
    kib as u64 * 1024
}

/// The first number in the line of this name.
fn number(file: &str, name: &str) -> Option<usize> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}
