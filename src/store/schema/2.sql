-- Step 2: plans and programmes, batches that can be undone, urgent concerns, packs, actions, feedback.

-- Designs: merged strata and those counted in children; a record's own ticket among its child's, and chances by size.
ALTER TABLE stratum ADD COLUMN merged TEXT NOT NULL DEFAULT '[]';
ALTER TABLE stratum ADD COLUMN children INTEGER;
ALTER TABLE sample_case ADD COLUMN record_ticket TEXT;
ALTER TABLE sample_case ADD COLUMN child_records INTEGER;
ALTER TABLE sample_case ADD COLUMN lambda REAL;

-- The words that had to occur in a record's text for it to be drawn, as typed.
ALTER TABLE sample ADD COLUMN words TEXT;
