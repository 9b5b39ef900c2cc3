-- Step 4: files that were written, and packs that say whose they are.

-- The digest of every file that was made for people, with what it was made for: a file may be replaced by another of the same
-- purpose if it has not changed since.
CREATE TABLE written (
    sha256 TEXT NOT NULL,
    purpose TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (sha256, purpose)
) STRICT, WITHOUT ROWID;

-- What a pack carries to say whose it is: a new token at each sending. Packs sent before this step have none.
CREATE TABLE pack_token (
    token TEXT PRIMARY KEY,
    sample INTEGER NOT NULL REFERENCES sample,
    person INTEGER NOT NULL REFERENCES person,
    sent_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
