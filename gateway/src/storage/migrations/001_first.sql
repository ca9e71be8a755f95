-- Times are unix seconds of the server. Ids are opaque texts. Nothing is ever deleted but what
-- has no meaning any more (tokens and ids that have expired): the rest is the bank's evidence.

CREATE TABLE key_set (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    fingerprint TEXT NOT NULL,
    seq         INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    account  TEXT PRIMARY KEY,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id            TEXT PRIMARY KEY,
    account       TEXT NOT NULL,
    sub           TEXT NOT NULL UNIQUE,
    enrolment     TEXT NOT NULL UNIQUE,
    label         TEXT NOT NULL,
    transport_jkt TEXT NOT NULL UNIQUE,
    transport_key BLOB NOT NULL,
    approval_jkt  TEXT NOT NULL UNIQUE,
    approval_key  BLOB NOT NULL,
    model         TEXT NOT NULL,
    os            TEXT NOT NULL,
    capabilities  TEXT NOT NULL,
    attestation   TEXT NOT NULL,
    key_level     TEXT NOT NULL,
    evidence      TEXT,
    push_provider TEXT,
    push_token    TEXT,
    state         TEXT NOT NULL CHECK (state IN ('pending', 'active', 'blocked', 'revoked')),
    failures      INTEGER NOT NULL DEFAULT 0,
    enrolled_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX devices_of_account ON devices (account, enrolled_at);

CREATE TABLE offers (
    id                TEXT PRIMARY KEY,
    handle_hash       TEXT NOT NULL UNIQUE,
    account           TEXT NOT NULL,
    label             TEXT NOT NULL,
    nonce             TEXT NOT NULL,
    token             TEXT NOT NULL,
    created_at        INTEGER NOT NULL,
    exp               INTEGER NOT NULL,
    fetched_at        INTEGER,
    state             TEXT NOT NULL CHECK (state IN ('open', 'registered', 'confirmed', 'ended')),
    device            TEXT REFERENCES devices (id),
    registration_hash TEXT,
    receipt           TEXT,
    digits            TEXT,
    confirm_by        INTEGER,
    tries             INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX offers_of_account ON offers (account, created_at);
CREATE INDEX offers_to_confirm ON offers (confirm_by) WHERE state = 'registered';

CREATE TABLE access_tokens (
    hash   TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices (id),
    exp    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_by_end ON access_tokens (exp);

CREATE TABLE used_ids (
    device TEXT NOT NULL,
    jti    TEXT NOT NULL,
    exp    INTEGER NOT NULL,
    PRIMARY KEY (device, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_ids_by_end ON used_ids (exp);

CREATE TABLE consents (
    id                  TEXT PRIMARY KEY,
    account             TEXT NOT NULL,
    created_at          INTEGER NOT NULL,
    exp                 INTEGER NOT NULL,
    number              TEXT,
    state               TEXT NOT NULL CHECK
        (state IN ('pending', 'approved', 'denied', 'failed', 'expired', 'withdrawn')),
    reason              TEXT,
    amr                 TEXT,
    selection           TEXT,
    authentication_code TEXT,
    decided_at          INTEGER
) STRICT;
CREATE INDEX consents_of_account ON consents (account, created_at);
CREATE INDEX consents_pending ON consents (exp) WHERE state = 'pending';

-- One device's copy of a consent: signed once, returned unchanged.
CREATE TABLE requests (
    id      TEXT PRIMARY KEY,
    consent TEXT NOT NULL REFERENCES consents (id),
    device  TEXT NOT NULL REFERENCES devices (id),
    token   TEXT NOT NULL,
    UNIQUE (consent, device)
) STRICT;
CREATE INDEX requests_of_device ON requests (device);

-- One decision at most for each consent: the first. `jti` is empty for one that failed.
CREATE TABLE decisions (
    consent TEXT PRIMARY KEY REFERENCES consents (id),
    request TEXT NOT NULL UNIQUE REFERENCES requests (id),
    device  TEXT NOT NULL REFERENCES devices (id),
    jti     TEXT UNIQUE,
    hash    TEXT NOT NULL,
    token   TEXT NOT NULL,
    receipt TEXT,
    at      INTEGER NOT NULL
) STRICT;

-- A consent made ready for a CIBA request that will name it.
CREATE TABLE prepared_consents (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    content TEXT NOT NULL,
    exp     INTEGER NOT NULL,
    used    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Outcomes that the AS has still to be told.
CREATE TABLE outbox (
    consent  TEXT PRIMARY KEY REFERENCES consents (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL,
    done_at  INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL;

-- What Keycloak asked. `waiting` becomes `due` with the decision, `calling` before the one call
-- is made, `called` when it was answered. What is found as `calling` is never called again.
CREATE TABLE authentications (
    realm   TEXT NOT NULL,
    id      TEXT NOT NULL,
    consent TEXT NOT NULL UNIQUE REFERENCES consents (id),
    bearer  TEXT NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('waiting', 'due', 'calling', 'called', 'ended')),
    outcome TEXT,
    answer  INTEGER,
    PRIMARY KEY (realm, id)
) STRICT;
CREATE INDEX authentications_due ON authentications (state) WHERE state = 'due';

-- Who did what when; never what was asked or shown.
CREATE TABLE audit (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    event   TEXT NOT NULL,
    offer   TEXT,
    device  TEXT,
    consent TEXT,
    request TEXT,
    checked TEXT
) STRICT;
