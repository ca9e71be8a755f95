-- Who asked for an act of a person: the credential of the channel, and the person as the caller
-- named them. The sealer gives position and link; a row without them is not sealed yet.
ALTER TABLE audit ADD COLUMN credential TEXT;
ALTER TABLE audit ADD COLUMN operator TEXT;
ALTER TABLE audit ADD COLUMN position INTEGER;
ALTER TABLE audit ADD COLUMN link TEXT;
CREATE UNIQUE INDEX audit_sealed ON audit (position) WHERE position IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (number) WHERE position IS NULL;

-- The two ends of the sealed log and its signed head, in one value that is sealed.
CREATE TABLE audit_chain (
    only_row TEXT PRIMARY KEY CHECK (only_row = 'audit'),
    sealed   TEXT NOT NULL
) STRICT;
