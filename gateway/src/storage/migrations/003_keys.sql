-- Keys of devices that were replaced. `hash` is that of the rotation: the same bytes get the same
-- receipt. A row without one says that the rotation came too late, and that the device was told:
-- the same bytes can never succeed afterwards.
CREATE TABLE key_rotations (
    device    TEXT NOT NULL REFERENCES devices (id),
    challenge TEXT NOT NULL,
    hash      TEXT NOT NULL,
    role      TEXT NOT NULL CHECK (role IN ('transport', 'approval')),
    old_jkt   TEXT NOT NULL,
    old_key   BLOB NOT NULL,
    token     TEXT NOT NULL,
    receipt   TEXT,
    at        INTEGER NOT NULL,
    PRIMARY KEY (device, challenge)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_rotations_by_key ON key_rotations (old_jkt);

-- What a device reported. It reports the same again after a lost answer, which may be long after
-- the bank has unblocked it: once is enough.
CREATE TABLE reports (
    device  TEXT NOT NULL REFERENCES devices (id),
    jti     TEXT NOT NULL,
    request TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (device, jti)
) STRICT, WITHOUT ROWID;
