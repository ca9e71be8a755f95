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
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    (soft.unwrap_or(USUAL_LIMIT).saturating_sub(OTHERS) / FILES).clamp(1, MOST)
}

/// The memory that a process has in use, in bytes; `self` is this one. 0 where the system does
/// not say.
pub(crate) fn memory(process: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0) * 1024
}
