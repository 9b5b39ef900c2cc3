-- The third step: a plan in turns kept with its sample, and gradings that are kept apart from the estimates.

-- Gradings beside those of the auditors: of one's own work (self) and by somebody from outside (external), which no estimate
-- counts; and later moderations of a case that was moderated before, of which the latest counts.
CREATE TABLE grading_beside (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person INTEGER NOT NULL REFERENCES person,
    part TEXT NOT NULL CHECK (part IN ('self', 'external', 'moderation')),
    rubric TEXT NOT NULL REFERENCES rubric,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    seconds INTEGER NOT NULL DEFAULT 0,
    FOREIGN KEY (sample, number) REFERENCES sample_case (sample, number)
) STRICT;
CREATE UNIQUE INDEX grading_beside_once ON grading_beside (sample, number, part, person) WHERE part <> 'moderation';
CREATE INDEX grading_beside_case ON grading_beside (sample, number, id);
CREATE TABLE answer_beside (
    id INTEGER PRIMARY KEY,
    grading INTEGER NOT NULL REFERENCES grading_beside,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('grade', 'note', 'finding', 'unfinding', 'theme', 'untheme', 'overall', 'unusable', 'usable', 'finish')),
    criterion TEXT,
    bearing TEXT,
    value TEXT,
    reason TEXT
) STRICT;
CREATE INDEX answer_beside_grading ON answer_beside (grading);
-- Whether the cases of a sample were given out to auditors: then nobody grades one that is with nobody.
ALTER TABLE sample ADD COLUMN given_out INTEGER NOT NULL DEFAULT 0;

-- Disputes and notes of good practice that an audit raises, for the council's case system.
CREATE TABLE raised (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('good-practice', 'informal', 'formal', 'cafcass')),
    type TEXT,
    text TEXT NOT NULL,
    FOREIGN KEY (sample, number) REFERENCES sample_case (sample, number)
) STRICT;

-- Packs: when each auditor's was last sent, and when a file of theirs last came back.
CREATE TABLE pack (
    sample INTEGER NOT NULL REFERENCES sample,
    person INTEGER NOT NULL REFERENCES person,
    sent_at TEXT NOT NULL,
    back_at TEXT,
    PRIMARY KEY (sample, person)
) STRICT;

-- Whether all that was said in a grading stands in the auditor's pack: then a blank cell of a file that comes back takes an answer
-- back. It does not where something was said at the terminal since the pack was sent.
ALTER TABLE grading ADD COLUMN in_pack INTEGER NOT NULL DEFAULT 0;
