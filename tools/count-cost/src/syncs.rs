//! Counting the syncs of the device's database, with `strace`.

use crate::Failure;
use countersign_sandbox::headless::DATABASE;
use std::process::Command;

const ARGUMENT: &str = "--consents";

/// How many consents this run is to play, if it was started to be traced.
pub(crate) fn asked_for(mut arguments: impl Iterator<Item = String>) -> Option<u32> {
    arguments.find(|argument| argument == ARGUMENT)?;
    arguments.next()?.parse().ok()
}

/// Syncs per consent, from the difference of two runs: opening and enrolling fall out.
pub(crate) fn sentence() -> Result<String, Failure> {
    let (few, many) = (2, 12);
    let (Some(before), Some(after)) = (syncs(few)?, syncs(many)?) else {
        return Ok("Syncs to disk: not counted, `strace` is missing (`apt-get install strace`)."
            .to_owned());
    };
    let each = f64::from(after.saturating_sub(before)) / f64::from(many - few);
    Ok(format!(
        "Syncs to disk (`fsync`, `fdatasync`) of the device's database per consent, from push to stored receipt: {each:.1}."
    ))
}

/// The syncs of a run with this many consents; nothing if there is no `strace`.
fn syncs(consents: u32) -> Result<Option<u32>, Failure> {
    let program = std::env::current_exe()?;
    let traced = Command::new("strace")
        .args(["-f", "-y", "-q", "-e", "trace=fsync,fdatasync"])
        .arg(program)
        .args([ARGUMENT, &consents.to_string()])
        .output();
    let output = match traced {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if !output.status.success() {
        return Err("the traced run failed".into());
    }
    let trace = String::from_utf8_lossy(&output.stderr);
    // A call that another thread interrupts is told in two lines; only the first names the file.
    let lines = trace.lines().filter(|line| line.contains("sync(") && line.contains(DATABASE));
    Ok(Some(u32::try_from(lines.count())?))
}
