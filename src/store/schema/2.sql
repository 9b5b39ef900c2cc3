-- Step 2: plans and programmes, batches that can be undone, urgent concerns, packs, actions, feedback.

-- Batches that are taken back. Taking one back is a batch of its own, so that a frame as of any batch stays what it was: it
-- ends the versions that the batch brought, and brings those that it ended again, each with the number of the version
-- that it restores. A sighting keeps which batch had held a version before this one did, for a run of versions.
ALTER TABLE batch ADD COLUMN import INTEGER REFERENCES batch;
ALTER TABLE batch ADD COLUMN undoes INTEGER REFERENCES batch;
ALTER TABLE oversight ADD COLUMN restores INTEGER REFERENCES oversight;
ALTER TABLE review ADD COLUMN restores INTEGER REFERENCES review;
ALTER TABLE dispute ADD COLUMN restores INTEGER REFERENCES dispute;
ALTER TABLE child ADD COLUMN restores INTEGER REFERENCES child;
CREATE TABLE sighting (
    batch INTEGER NOT NULL REFERENCES batch,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    before INTEGER NOT NULL REFERENCES batch,
    PRIMARY KEY (batch, first_id)
) STRICT, WITHOUT ROWID;

-- Records of the period (children of the frame) that the newest extract of their days did not hold when the sample was drawn.
ALTER TABLE sample ADD COLUMN not_in_newest INTEGER NOT NULL DEFAULT 0;
-- What is to be done because of a finding. What happens to it afterwards is added and never overwritten.
CREATE TABLE action (
    id INTEGER PRIMARY KEY,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    what TEXT NOT NULL,
    owner TEXT NOT NULL,
    due TEXT NOT NULL,
    effect TEXT,
    sample INTEGER REFERENCES sample,
    number INTEGER,
    theme TEXT,
    urgent INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE action_event (
    id INTEGER PRIMARY KEY,
    action INTEGER NOT NULL REFERENCES action,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('done', 'worked', 'partly', 'failed')),
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX action_event_action ON action_event (action);
-- A sample that was drawn to see whether an action worked; it stays out of every programme's estimates.
CREATE TABLE reaudit (
    sample INTEGER PRIMARY KEY REFERENCES sample,
    action INTEGER NOT NULL REFERENCES action
) STRICT;
-- Designs: merged strata and those counted in children; a record's own ticket among its child's, and chances by size.
ALTER TABLE stratum ADD COLUMN merged TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stratum ADD COLUMN children INTEGER;
ALTER TABLE sample_case ADD COLUMN record_ticket TEXT;
ALTER TABLE sample_case ADD COLUMN child_records INTEGER;
ALTER TABLE sample_case ADD COLUMN lambda REAL;

-- The words that had to occur in a record's text for it to be drawn, as typed.
ALTER TABLE sample ADD COLUMN words TEXT;

-- What the person whose work a case was says to its final grade; the latest stands, the earlier stay.
CREATE TABLE reply (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    text TEXT NOT NULL,
    FOREIGN KEY (sample, number) REFERENCES sample_case (sample, number)
) STRICT;
CREATE INDEX reply_case ON reply (sample, number);
