-- A decision can end as one of which this phone never learned what became. SQLite changes no CHECK
-- in place, so the requests are copied once more, and what waits for its next try with them.
CREATE TABLE resends_3 AS SELECT * FROM resends;

CREATE TABLE requests_3 (
    n          INTEGER PRIMARY KEY,
    enrolment  TEXT NOT NULL REFERENCES enrolments (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    hash       TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN (
        'received', 'deciding', 'recorded', 'refused', 'answered_elsewhere', 'withdrawn', 'expired',
        'never_learned')),
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
INSERT INTO requests_3 (n, enrolment, id, hash, arrived_at, expires_at, state, approved, ended_at, place, link, sealed, decision, receipt)
    SELECT n, enrolment, id, hash, arrived_at, expires_at, state, approved, ended_at, place, link, sealed, decision, receipt
    FROM requests;
DROP TABLE requests;
ALTER TABLE requests_3 RENAME TO requests;
CREATE INDEX requests_deciding ON requests (n) WHERE state = 'deciding';
CREATE UNIQUE INDEX requests_place ON requests (enrolment, place) WHERE place IS NOT NULL;

INSERT INTO resends (enrolment, id, tries, tried_at, due_at, asked_for)
    SELECT enrolment, id, tries, tried_at, due_at, asked_for FROM resends_3;
DROP TABLE resends_3;
