//! What was measured, as Markdown.

use crate::Failure;
use countersign_gateway::keys::MemoryKey;
use countersign_protocol::jose::Signer as _;
use std::fmt;
use std::time::{Duration, Instant};

/// Signatures that the gateway checks for one consent of an app that was just started: a proof
/// without a nonce, a proof and an assertion for the token, a proof each for the list and the
/// request, a proof and the decision itself.
const CHECKS: u32 = 7;
/// How long signature checks are measured for.
const MEASURED: Duration = Duration::from_millis(500);

/// What a run gave.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) devices: usize,
    pub(crate) open: usize,
    pub(crate) enrolling: Duration,
    /// The time of all bursts together, from the start of the apps to the last final answer.
    pub(crate) deciding: Duration,
    pub(crate) readable: Vec<Duration>,
    pub(crate) settled: Vec<Duration>,
    pub(crate) unknown: usize,
    pub(crate) tries: u32,
    pub(crate) connections: Option<(u64, u64)>,
    pub(crate) restarts: u32,
    /// Bytes that an open device took in the fleet's process.
    pub(crate) device_memory: u64,
    /// Bytes of the gateway's process.
    pub(crate) gateway_memory: Option<u64>,
    /// One signature check, measured at the end of the same run.
    pub(crate) check: Duration,
}

/// The time of one signature check on this machine now.
pub(crate) fn signature_check() -> Result<Duration, Failure> {
    let (key, message) = (MemoryKey::generate()?, [7; 600]);
    let signature = key.sign(&message)?;
    let (begun, mut checks) = (Instant::now(), 0);
    while begun.elapsed() < MEASURED {
        key.public_key().verify(&message, &signature)?;
        checks += 1;
    }
    Ok(begun.elapsed() / checks)
}

/// The smallest duration that so many percent of all do not exceed (nearest rank).
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let rate = |count: usize, time: Duration| count as f64 / time.as_secs_f64().max(1e-9);
        writeln!(f, "| | |\n|---|---:|")?;
        writeln!(f, "| devices | {} |", self.devices)?;
        writeln!(f, "| open at once | {} |", self.open)?;
        let enrolled = rate(self.devices, self.enrolling);
        writeln!(f, "| enrolments a second | {enrolled:.0} |")?;
        writeln!(f, "| decisions a second | {:.0} |", rate(self.settled.len(), self.deciding))?;
        for (name, times) in [
            ("app started to consent readable", &self.readable),
            ("touch to final answer", &self.settled),
        ] {
            let mut sorted = times.clone();
            sorted.sort_unstable();
            let [half, most, nearly] = [50, 95, 99].map(|p| percentile(&sorted, p).as_secs_f64());
            writeln!(f, "| {name}, p50 / p95 / p99 | {half:.2} / {most:.2} / {nearly:.2} s |")?;
        }
        if let Some((all, broken)) = self.connections {
            writeln!(f, "| connections, of which broken | {all}, {broken} |")?;
        }
        writeln!(f, "| gateway killed and started again | {} |", self.restarts)?;
        writeln!(f, "| phones that said \"unknown\" for a while | {} |", self.unknown)?;
        writeln!(f, "| times that something was tried again | {} |", self.tries)?;
        writeln!(f, "| memory of an open device | {:.2} MiB |", mib(self.device_memory))?;
        if let Some(bytes) = self.gateway_memory {
            writeln!(f, "| memory of the gateway | {:.0} MiB |", mib(bytes))?;
        }
        let micros = self.check.as_secs_f64() * 1e6;
        let alone = 1e6 / (micros * f64::from(CHECKS));
        writeln!(f, "| one signature check, measured in the same run | {micros:.0} µs |")?;
        write!(f, "| consents a second and core if {CHECKS} such checks were all | {alone:.0} |")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let hundred: Vec<_> = (1..=100).map(Duration::from_secs).collect();
        let two = [Duration::from_secs(1), Duration::from_secs(9)];

        assert_eq!(percentile(&hundred, 50), Duration::from_secs(50));
        assert_eq!(percentile(&hundred, 99), Duration::from_secs(99));
        assert_eq!(percentile(&two, 50), Duration::from_secs(1));
        assert_eq!(percentile(&two, 95), Duration::from_secs(9));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }
}
