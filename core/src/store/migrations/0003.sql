-- The history becomes a chain, the seal can change its key, and key sets that a request needs
-- stay. What SQL cannot compute (the links) is filled in by `chain::adopt`, in the same
-- transaction.

-- Requests again, with the time of arrival and the place in the chain; numbers need no counter
-- of their own. `link` covers the entry and the link before it (docs/protocol.md §9).
CREATE TABLE requests_2 (
    n          INTEGER PRIMARY KEY,
    enrolment  TEXT NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN (
        'received', 'deciding', 'recorded', 'refused', 'answered_elsewhere', 'withdrawn', 'expired')),
    approved   INTEGER,
    ended_at   INTEGER,
    place      INTEGER,
    link       TEXT,
    sealed     BLOB NOT NULL,
    decision   BLOB,
    receipt    BLOB,
    UNIQUE (enrolment, id),
    CHECK ((state = 'received') = (decision IS NULL AND ended_at IS NULL) OR state IN ('withdrawn', 'expired', 'answered_elsewhere')),
    CHECK ((place IS NULL) = (link IS NULL))
) STRICT;
INSERT INTO requests_2 (n, enrolment, id, hash, arrived_at, expires_at, state, approved, ended_at, sealed, decision, receipt)
    SELECT n, enrolment, id, hash, min(expires_at, coalesce(ended_at, expires_at)), expires_at, state, approved, ended_at, sealed, decision, receipt
    FROM requests;
DROP TABLE requests;
ALTER TABLE requests_2 RENAME TO requests;
-- Dropping the old table emptied `resends`: what waits is due at once.
CREATE INDEX requests_deciding ON requests (n) WHERE state = 'deciding';
CREATE UNIQUE INDEX requests_place ON requests (enrolment, place) WHERE place IS NOT NULL;

-- The two ends of each enrolment's chain, and what has not ended: sealed, so that nobody without
-- the key can make a shorter or another chain look whole.
CREATE TABLE chains (
    enrolment TEXT PRIMARY KEY REFERENCES enrolments (id) ON DELETE CASCADE,
    sealed    BLOB NOT NULL
) STRICT;

-- A known text under each key that seals here: tells a wrong key from a broken file. Two rows
-- while the key is being changed. Nothing is sealed with a retired one.
CREATE TABLE seals (
    generation INTEGER PRIMARY KEY,
    sealed     BLOB NOT NULL,
    retired    INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO seals (generation, sealed) SELECT id, sealed FROM seal_check;
DROP TABLE seal_check;

-- The key sets of each AS. The newest counts; older ones prove what is in the history.
CREATE TABLE key_sets (
    issuer TEXT NOT NULL,
    seq    INTEGER NOT NULL,
    token  TEXT NOT NULL,
    PRIMARY KEY (issuer, seq)
) STRICT;
INSERT INTO key_sets (issuer, seq, token) SELECT issuer, seq, token FROM as_keys;
DROP TABLE as_keys;

-- No notifications for this enrolment until then, server time.
ALTER TABLE enrolments ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
