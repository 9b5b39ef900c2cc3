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

-- A frame is walked in the order of the references along this index alone: it has every column but the long ones, so that a
-- condition on them, or strata made of them, need no look into the table.
DROP INDEX oversight_reference;
CREATE INDEX oversight_reference ON oversight (reference, from_batch, to_batch, date, child, iro, team, recorded_on,
    type, worker);
DROP INDEX review_reference;
CREATE INDEX review_reference ON review (reference, from_batch, to_batch, date, child, iro, team, due, planned, type,
    number, participation, cancelled, late_reason, decisions_sent, record_sent, rag, care_plan, consulted,
    forms_sent_child, forms_sent_parents, forms_sent_carers, forms_sent_health, forms_sent_education, forms_sent_other,
    forms_returned_child, forms_returned_parents, forms_returned_carers, forms_returned_health,
    forms_returned_education, forms_returned_other);
DROP INDEX dispute_reference;
CREATE INDEX dispute_reference ON dispute (reference, from_batch, to_batch, date, child, iro, team, stage, type,
    responded, resolved, outcome, level);
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
