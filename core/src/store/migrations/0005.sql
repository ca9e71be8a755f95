-- Two things that another process, or the next start, has to know. Nothing in them is secret.

-- The keys that were begun: each name stands here before its key is made, so that no other start
-- takes the key for one that nobody wants.
CREATE TABLE new_keys (alias TEXT PRIMARY KEY, begun_at INTEGER NOT NULL) STRICT;

-- The AS's whose discovery document leaves out a version of the core, and which version that was.
CREATE TABLE left_out (issuer TEXT PRIMARY KEY, core_version TEXT NOT NULL) STRICT;
