-- The newest key set itself, so that every gateway over these records gives phones the same one,
-- and one that was signed elsewhere has a place. An empty token: only the number is known, of a
-- set that an older version signed at every call.
ALTER TABLE key_set ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE key_set ADD COLUMN exp   INTEGER NOT NULL DEFAULT 0;
