-- Nothing that one device can fill for ever. A rotation that came too late is remembered by its
-- hash alone, and of each device the last few. One that was kept whole had no receipt.
CREATE TABLE late_rotations (
    device TEXT NOT NULL REFERENCES devices (id),
    hash   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (device, hash)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO late_rotations (device, hash, at)
    SELECT device, hash, at FROM key_rotations WHERE receipt IS NULL;
DELETE FROM key_rotations WHERE receipt IS NULL;

CREATE INDEX key_rotations_by_hash ON key_rotations (device, hash);
CREATE INDEX key_rotations_by_time ON key_rotations (device, at);
