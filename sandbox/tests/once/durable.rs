//! SIGKILL leaves the page cache alone, so durability is shown apart: `strace` sees what is
//! written and synced before the first byte of a decision leaves.

use crate::bank::Bank;
use crate::check::Check;
use crate::grid::{Case, Meanwhile};
use crate::killer::Kill;
use crate::phone::{TRACE, traced};
use crate::proxy::{Fault, Scope};
use countersign_testing::trace::{self, Seen, can_trace};
use serde_json::json;

/// Everything that writes to files and sockets.
const CALLS: &str = "trace=pwrite64,fsync,fdatasync,write,writev,sendto,sendmsg";
/// More writes than a decision makes.
const WRITES: usize = 100;

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
        let sent = seen.iter().position(|seen| *seen == Seen::Told).expect("it was sent");
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

/// A decision leaves with its first bytes.
fn read(trace: &str) -> Vec<Seen> {
    trace::read(trace, "device.sqlite-wal", |call| {
        let leaves =
            !call.starts_with("<...") && call.contains("\"POST ") && call.contains("/decision");
        leaves.then_some(Seen::Told)
    })
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

    assert_eq!(read(trace), [Seen::Written, Seen::Told, Seen::Synced, Seen::Synced]);
}
