-- What a device keeps. Content is sealed; what must be searched or compared is not secret.

-- One row: a known text, sealed. It tells a wrong key from a broken file.
CREATE TABLE seal_check (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;

-- The last key set of each AS, as the signed token it came in.
CREATE TABLE as_keys (issuer TEXT PRIMARY KEY, seq INTEGER NOT NULL, token TEXT NOT NULL) STRICT;

CREATE TABLE enrolments (
    id     TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    state  TEXT NOT NULL CHECK (state IN ('pending', 'active', 'blocked', 'revoked')),
    sealed BLOB NOT NULL
) STRICT;

-- A request from its arrival to its end, one row for its whole life. `hash` is that of the token
-- first received: other bytes under the same id are refused.
CREATE TABLE requests (
    n          INTEGER PRIMARY KEY AUTOINCREMENT,
    enrolment  TEXT NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN (
        'received', 'deciding', 'recorded', 'refused', 'answered_elsewhere', 'withdrawn', 'expired')),
    approved   INTEGER,
    sealed     BLOB NOT NULL,
    decision   BLOB,
    receipt    BLOB,
    ended_at   INTEGER,
    UNIQUE (enrolment, id),
    CHECK ((state = 'received') = (decision IS NULL AND ended_at IS NULL) OR state IN ('withdrawn', 'expired', 'answered_elsewhere'))
) STRICT;

CREATE INDEX requests_deciding ON requests (n) WHERE state = 'deciding';
