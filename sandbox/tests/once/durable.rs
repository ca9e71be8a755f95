//! SIGKILL leaves the page cache alone, so durability is shown apart: `strace` sees what is
//! written and synced before the first byte of a decision leaves.

use crate::bank::Bank;
use crate::check::Check;
use crate::grid::{Case, Meanwhile};
use crate::killer::Kill;
use crate::phone::{TRACE, can_trace, traced};
use crate::proxy::{Fault, Scope};
use serde_json::json;
use std::collections::HashMap;

/// Everything that writes to files and sockets.
const CALLS: &str = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg";
/// More writes than a decision makes.
const WRITES: usize = 100;

/// What `strace` saw of the phone, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    /// The write-ahead log was written.
    Written,
    /// The write-ahead log was synced, and the call returned.
    Synced,
    /// The first bytes of a decision are given to the network.
    Sent,
}

#[test]
fn a_decision_is_synced_to_the_disk_before_its_first_byte_leaves() {
    if !can_trace() {
        return;
    }
    let mut bank = Bank::open();
    for decide in ["approve", "deny"] {
        let (asked, folder) = (bank.ask(), bank.phone());
        let mut line = json!({"do": decide, "request": asked.request});
        if decide == "deny" {
            line["reason"] = json!("changed_mind");
        }
        let orders = bank.orders(folder.path(), vec![line]);
        let output = traced(&orders, &[CALLS]).output().unwrap();

        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let trace = std::fs::read_to_string(folder.path().join(TRACE)).unwrap();
        let seen = read(&trace);
        let sent = seen.iter().position(|seen| *seen == Seen::Sent).expect("it was sent");
        // The request was kept, then the decision: each a write and then a sync.
        let written = seen[..sent].iter().filter(|seen| **seen == Seen::Written).count();
        let synced = seen[..sent].iter().filter(|seen| **seen == Seen::Synced).count();
        assert!(written >= 2 && synced >= 2, "{decide}: {seen:?}");
        assert_eq!(seen[sent - 1], Seen::Synced, "{decide}: nothing is left unsynced: {seen:?}");
        assert!(seen[sent..].contains(&Seen::Written), "{decide}: the receipt comes after");
    }
}

#[test]
fn a_phone_killed_inside_a_transaction_at_any_write_loses_nothing() {
    if !can_trace() {
        return;
    }
    let mut check = Check::new();
    for approves in [true, false] {
        let reached = (1..WRITES).take_while(|write| {
            let case = Case {
                approves,
                kill: Kill::AtWrite(*write),
                fault: Fault::None,
                scope: Scope::DecisionAlone,
                meanwhile: Meanwhile::Nothing,
            };
            check.play(&case).unwrap_or_else(|why| panic!("at write {write}: {why}"))
        });
        // The request, the decision and the receipt: each a transaction of some pages.
        let reached = reached.count();
        assert!((6..WRITES - 1).contains(&reached), "{reached}");
    }
}

/// Reads a trace: `pid call(…) = result`, or in two lines where another thread came between.
fn read(trace: &str) -> Vec<Seen> {
    let mut begun: HashMap<&str, Seen> = HashMap::new();
    let mut seen = Vec::new();
    for line in trace.lines() {
        let (thread, call) = line.split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let on_log = call.contains("device.sqlite-wal>");
        let what = if call.starts_with("<...") {
            begun.remove(thread)
        } else if call.starts_with("pwrite64(") && on_log {
            // A write counts from its beginning, a sync from its end.
            seen.push(Seen::Written);
            continue;
        } else if (call.starts_with("fsync(") || call.starts_with("fdatasync(")) && on_log {
            Some(Seen::Synced)
        } else if call.contains("\"POST ") && call.contains("/decision") {
            seen.push(Seen::Sent);
            continue;
        } else {
            None
        };
        match what {
            Some(what) if call.ends_with("<unfinished ...>") => drop(begun.insert(thread, what)),
            Some(what) => seen.push(what),
            None => {}
        }
    }
    seen
}

#[test]
fn a_sync_counts_when_it_has_returned() {
    let trace = "\
7 pwrite64(5</x/device.sqlite-wal>, \"a\"..., 24, 0) = 24
7 fdatasync(5</x/device.sqlite-wal> <unfinished ...>
8 writev(9<TCP:[1]>, [{iov_base=\"POST /ad/requests/r/decision HTT\"..., iov_len=9}], 1) = 9
7 <... fdatasync resumed>) = 0
7 fdatasync(5</x/device.sqlite>) = 0
7 fsync(5</x/device.sqlite-wal>) = 0
";

    assert_eq!(read(trace), [Seen::Written, Seen::Sent, Seen::Synced, Seen::Synced]);
}
