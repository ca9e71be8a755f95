-- What was proved of where the approval key lives that signed an approval, and, of a key that was
-- replaced, of where it lived. Unknown where an older version wrote the row.
ALTER TABLE consents ADD COLUMN key_level TEXT;
ALTER TABLE key_rotations ADD COLUMN old_level TEXT;
