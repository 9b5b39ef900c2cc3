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

-- Records of the frame that the newest extract of their days did not hold when the sample was drawn.
ALTER TABLE sample ADD COLUMN not_in_newest INTEGER NOT NULL DEFAULT 0;
-- Designs: merged strata and those counted in children; a record's own ticket among its child's, and chances by size.
ALTER TABLE stratum ADD COLUMN merged TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stratum ADD COLUMN children INTEGER;
ALTER TABLE sample_case ADD COLUMN record_ticket TEXT;
ALTER TABLE sample_case ADD COLUMN child_records INTEGER;
ALTER TABLE sample_case ADD COLUMN lambda REAL;

-- The words that had to occur in a record's text for it to be drawn, as typed.
ALTER TABLE sample ADD COLUMN words TEXT;
