-- What a bank runs it with: sealed columns, retention, devices by state and reason, announcements
-- that survive a crash, and callbacks of which nobody knows whether they arrived.

-- The first schema says that nothing is ever deleted but what has no meaning any more. From here
-- on: nothing is deleted before the bank's own time for it (Settings::retention), and nothing that
-- somebody can still need, whatever the settings say.

-- These columns hold sealed text from here on (gateway/src/seal.rs): requests.token,
-- consents.number, consents.selection, decisions.token, prepared_consents.content,
-- authentications.bearer, devices.push_token. An empty text is one that was deleted.
-- The program seals what was there before, together with the first row of this table.
CREATE TABLE seal_check (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    sealed   TEXT NOT NULL
) STRICT;

ALTER TABLE devices ADD COLUMN last_seen_at INTEGER;
ALTER TABLE devices ADD COLUMN state_since  INTEGER;
ALTER TABLE devices ADD COLUMN state_reason TEXT;

UPDATE devices SET state_since = unixepoch() WHERE state = 'revoked';

ALTER TABLE consents ADD COLUMN content_gone INTEGER NOT NULL DEFAULT 0;
CREATE INDEX consents_with_content ON consents (exp) WHERE content_gone = 0;
CREATE INDEX consents_answered ON consents (exp) WHERE state IN ('approved', 'denied', 'failed');
CREATE INDEX consents_unanswered ON consents (exp) WHERE state IN ('expired', 'withdrawn');
CREATE INDEX offers_by_end ON offers (exp);
CREATE INDEX offers_of_device ON offers (device);
CREATE INDEX decisions_of_device ON decisions (device);
CREATE INDEX access_tokens_of_device ON access_tokens (device);
CREATE INDEX prepared_by_end ON prepared_consents (exp);
CREATE INDEX devices_revoked ON devices (state_since) WHERE state = 'revoked';
CREATE INDEX audit_of_consent ON audit (consent) WHERE consent IS NOT NULL;
CREATE INDEX audit_of_device ON audit (device) WHERE device IS NOT NULL;

-- The customer's other devices that have still to be told of a new one.
CREATE TABLE announcements (
    added    TEXT NOT NULL REFERENCES devices (id),
    device   TEXT NOT NULL REFERENCES devices (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at  INTEGER NOT NULL,
    PRIMARY KEY (added, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX announcements_due ON announcements (next_at);

-- `unknown`: the call was begun, and no answer was seen. It may have arrived.
CREATE TABLE authentications_2 (
    realm   TEXT NOT NULL,
    id      TEXT NOT NULL,
    consent TEXT NOT NULL UNIQUE REFERENCES consents (id),
    bearer  TEXT NOT NULL,
    state   TEXT NOT NULL CHECK
        (state IN ('waiting', 'due', 'calling', 'called', 'unknown', 'ended')),
    outcome TEXT,
    answer  INTEGER,
    PRIMARY KEY (realm, id)
) STRICT;
INSERT INTO authentications_2 (realm, id, consent, bearer, state, outcome, answer)
    SELECT realm, id, consent, bearer,
           CASE WHEN state = 'called' AND answer IS NULL THEN 'unknown' ELSE state END,
           outcome, answer
    FROM authentications;
DROP TABLE authentications;
ALTER TABLE authentications_2 RENAME TO authentications;
CREATE INDEX authentications_due ON authentications (state) WHERE state IN ('due', 'calling');
