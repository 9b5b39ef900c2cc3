-- Step 1: the register as it was first made. Steps are added, never edited.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One import of one file. Records carry the batches between which they are valid.
CREATE TABLE batch (
    batch INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    kind TEXT NOT NULL,
    encoding TEXT NOT NULL,
    as_at TEXT,
    first_date TEXT,
    last_date TEXT,
    rows_read INTEGER NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    refused INTEGER NOT NULL
) STRICT;

CREATE TABLE oversight (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    child TEXT,
    date TEXT,
    iro TEXT,
    team TEXT,
    recorded_on TEXT,
    type TEXT,
    worker TEXT,
    text TEXT,
    extra TEXT,
    from_batch INTEGER NOT NULL REFERENCES batch,
    to_batch INTEGER REFERENCES batch,
    seen_batch INTEGER NOT NULL REFERENCES batch,
    seen_row INTEGER NOT NULL
) STRICT;
CREATE INDEX oversight_reference ON oversight (reference, from_batch, to_batch, date, child);
CREATE INDEX oversight_date ON oversight (date);

CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    child TEXT,
    date TEXT,
    iro TEXT,
    team TEXT,
    due TEXT,
    planned TEXT,
    type TEXT,
    number INTEGER,
    participation TEXT,
    cancelled TEXT,
    late_reason TEXT,
    decisions_sent TEXT,
    record_sent TEXT,
    rag TEXT,
    care_plan TEXT,
    consulted TEXT,
    forms_sent_child INTEGER,
    forms_sent_parents INTEGER,
    forms_sent_carers INTEGER,
    forms_sent_health INTEGER,
    forms_sent_education INTEGER,
    forms_sent_other INTEGER,
    forms_returned_child INTEGER,
    forms_returned_parents INTEGER,
    forms_returned_carers INTEGER,
    forms_returned_health INTEGER,
    forms_returned_education INTEGER,
    forms_returned_other INTEGER,
    text TEXT,
    extra TEXT,
    from_batch INTEGER NOT NULL REFERENCES batch,
    to_batch INTEGER REFERENCES batch,
    seen_batch INTEGER NOT NULL REFERENCES batch,
    seen_row INTEGER NOT NULL
) STRICT;
CREATE INDEX review_reference ON review (reference, from_batch, to_batch, date, child);
CREATE INDEX review_date ON review (date);

CREATE TABLE dispute (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    child TEXT,
    date TEXT,
    iro TEXT,
    team TEXT,
    stage TEXT,
    type TEXT,
    responded TEXT,
    resolved TEXT,
    outcome TEXT,
    level TEXT,
    text TEXT,
    extra TEXT,
    from_batch INTEGER NOT NULL REFERENCES batch,
    to_batch INTEGER REFERENCES batch,
    seen_batch INTEGER NOT NULL REFERENCES batch,
    seen_row INTEGER NOT NULL
) STRICT;
CREATE INDEX dispute_reference ON dispute (reference, from_batch, to_batch, date, child);
CREATE INDEX dispute_date ON dispute (date);

CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    child TEXT NOT NULL,
    date TEXT,
    as_at TEXT NOT NULL,
    iro TEXT,
    team TEXT,
    born TEXT,
    gender TEXT,
    ethnicity TEXT,
    disability TEXT,
    uasc TEXT,
    started TEXT,
    ceased TEXT,
    legal_status TEXT,
    need TEXT,
    placement_type TEXT,
    placement_provider TEXT,
    placement_started TEXT,
    placements_12m INTEGER,
    distance_miles REAL,
    out_of_area TEXT,
    missing_12m INTEGER,
    permanence_plan TEXT,
    plan_since TEXT,
    last_review TEXT,
    last_iro_contact TEXT,
    worker TEXT,
    extra TEXT,
    from_batch INTEGER NOT NULL REFERENCES batch,
    to_batch INTEGER REFERENCES batch,
    seen_batch INTEGER NOT NULL REFERENCES batch,
    seen_row INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX child_reference ON child (reference, as_at, from_batch);

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    login TEXT,
    also TEXT NOT NULL,
    role TEXT,
    team TEXT,
    manager TEXT,
    fte REAL,
    from_date TEXT,
    to_date TEXT,
    conflicts TEXT NOT NULL
) STRICT;

-- A rubric's text as it was when first used.
CREATE TABLE rubric (
    sha256 TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    source TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sample (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    period TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    seed TEXT NOT NULL,
    seed_from TEXT NOT NULL CHECK (seed_from IN ('computer', 'typed')),
    design TEXT NOT NULL,
    condition TEXT,
    as_of INTEGER NOT NULL REFERENCES batch,
    population INTEGER NOT NULL,
    frame INTEGER NOT NULL,
    unknown TEXT NOT NULL,
    described_later INTEGER NOT NULL,
    names TEXT NOT NULL,
    frame_sha256 TEXT NOT NULL,
    arithmetic TEXT NOT NULL,
    earlier TEXT NOT NULL,
    rubric TEXT NOT NULL REFERENCES rubric,
    due TEXT,
    program TEXT NOT NULL,
    drawn_at TEXT NOT NULL,
    drawn_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'withdrawn')),
    state_reason TEXT
) STRICT;

CREATE TABLE stratum (
    sample INTEGER NOT NULL REFERENCES sample,
    stratum TEXT NOT NULL,
    frame INTEGER NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (sample, stratum)
) STRICT, WITHOUT ROWID;

-- A case keeps the record, and what the register knew of its child, as they were when drawn.
CREATE TABLE sample_case (
    sample INTEGER NOT NULL REFERENCES sample,
    number INTEGER NOT NULL,
    record TEXT NOT NULL,
    version INTEGER NOT NULL,
    child TEXT,
    stratum TEXT NOT NULL,
    ticket TEXT NOT NULL,
    weight REAL NOT NULL,
    drawn TEXT NOT NULL,
    drawn_child TEXT,
    auditor INTEGER REFERENCES person,
    second_auditor INTEGER REFERENCES person,
    twice INTEGER NOT NULL,
    PRIMARY KEY (sample, number),
    UNIQUE (sample, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE grading (
    id INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person INTEGER NOT NULL REFERENCES person,
    part TEXT NOT NULL CHECK (part IN ('first', 'second', 'moderation')),
    stance TEXT NOT NULL CHECK (stance IN ('peer', 'self', 'external')),
    rubric TEXT NOT NULL REFERENCES rubric,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    UNIQUE (sample, number, part),
    FOREIGN KEY (sample, number) REFERENCES sample_case (sample, number)
) STRICT;

-- What was said, in the order in which it was said: an answer is never overwritten, a later one stands over it.
CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    grading INTEGER NOT NULL REFERENCES grading,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('grade', 'note', 'finding', 'unfinding', 'theme', 'untheme', 'overall', 'unusable', 'usable', 'finish')),
    criterion TEXT,
    bearing TEXT,
    value TEXT,
    reason TEXT
) STRICT;
CREATE INDEX answer_grading ON answer (grading);

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    command TEXT NOT NULL,
    details TEXT NOT NULL,
    program TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;
