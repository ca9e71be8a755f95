//! What is in the file at the end: every table within its bound.

use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeSet;
use std::path::Path;

/// A table, what is counted in it, and the most that there may be. A limit of an hour, a day or a
/// minute may be met twice: once on either side of its end.
const BOUNDS: [(&str, &str, i64); 25] = [
    ("accounts", "SELECT count(*) FROM accounts", 3),
    ("offers", "SELECT count(*) FROM offers", ENROLLED),
    ("devices", "SELECT count(*) FROM devices", ENROLLED),
    ("announcements", "SELECT count(*) FROM announcements", 3),
    ("access_tokens", "SELECT count(*) AS n FROM access_tokens GROUP BY device", 16),
    // 60 changes and 240 renewals.
    ("used_ids", "SELECT count(*) AS n FROM used_ids GROUP BY device", 2 * 300),
    ("key_rotations", "SELECT count(*) AS n FROM key_rotations GROUP BY device", 2 * 10),
    ("late_rotations", "SELECT count(*) AS n FROM late_rotations GROUP BY device", 16),
    ("reports", "SELECT count(*) AS n FROM reports GROUP BY device", 64),
    ("consents", "SELECT count(*) AS n FROM consents GROUP BY account", 2 * 30),
    ("requests", "SELECT count(*) AS n FROM requests GROUP BY consent", 2),
    ("decisions", "SELECT count(*) AS n FROM decisions GROUP BY consent", 1),
    ("prepared_consents", "SELECT count(*) FROM prepared_consents", 0),
    ("outbox", "SELECT count(*) FROM outbox", 0),
    ("authentications", "SELECT count(*) FROM authentications", 0),
    ("key_set", "SELECT count(*) FROM key_set", 1),
    ("audit_chain", "SELECT count(*) FROM audit_chain", 1),
    ("seal_check", "SELECT count(*) FROM seal_check", 1),
    // Refusals of strangers from one address, by minute and kind; where it is not known, together.
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE device IS NULL AND event LIKE '%_refused'
         AND event <> 'forwarding_refused' GROUP BY event, checked = 'secret', at / 60",
        60,
    ),
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE event = 'forwarding_refused'
         GROUP BY at / 60",
        300,
    ),
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE device IS NOT NULL AND event LIKE '%_refused'
         GROUP BY device, event, at / 60",
        300,
    ),
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE device IS NOT NULL AND event LIKE '%_refused'
         GROUP BY device, at / 86400",
        1000,
    ),
    // 240 tokens; 60 changes or reports, and what the bank does after each.
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE event = 'token_issued'
         GROUP BY device, at / 3600",
        240,
    ),
    (
        "audit",
        "SELECT count(*) AS n FROM audit WHERE event NOT LIKE '%_refused'
         AND event NOT IN ('token_issued', 'device_unblocked') GROUP BY device, event, at / 3600",
        60,
    ),
    (
        "audit",
        "SELECT length(event) + coalesce(length(checked), 0) + coalesce(length(request), 0)
         AS n FROM audit",
        128,
    ),
];
/// The honest phone's, three hostile ones', and a newcomer's.
const ENROLLED: i64 = 5;

/// Fails at a table that is over its bound, or has none.
pub(crate) fn check(file: &Path) {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let number = |query: &str| {
        database.query_row(query, [], |row| row.get::<_, Option<i64>>(0)).unwrap().unwrap_or(0)
    };
    let all = "SELECT group_concat(name) FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let tables: String = database.query_row(all, [], |row| row.get(0)).unwrap();

    for (table, query, most) in BOUNDS {
        let counted = if query.contains(" AS n ") {
            number(&format!("SELECT max(n) FROM ({query})"))
        } else {
            number(query)
        };
        assert!(counted <= most, "{table}: {counted}, and {most} may be: {query}");
    }
    let bounded: BTreeSet<_> = BOUNDS.iter().map(|(table, ..)| *table).collect();
    assert_eq!(tables.split(',').collect::<BTreeSet<_>>(), bounded);
}
