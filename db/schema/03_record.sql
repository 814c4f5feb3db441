-- Where every value came from and everything that was done: files, batches, provenance, history.

CREATE TABLE source_file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
  name TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  content BLOB NOT NULL
) STRICT;

CREATE TABLE import_batch (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source_file_id INTEGER NOT NULL REFERENCES source_file(id),
  profile TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('committed', 'undone', 'partly_undone')),
  rows_new INTEGER NOT NULL,
  rows_changed INTEGER NOT NULL,
  rows_same INTEGER NOT NULL,
  rows_conflict INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL,
  undone_at TEXT
) STRICT;
CREATE INDEX import_batch_file ON import_batch(source_file_id);

CREATE TABLE import_row (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES import_batch(id),
  plan_key TEXT NOT NULL,
  entity TEXT NOT NULL,
  natural_key TEXT NOT NULL CHECK (json_valid(natural_key)),
  outcome TEXT NOT NULL CHECK (outcome IN ('new', 'changed', 'same', 'conflict', 'rejected', 'missing')),
  row_id INTEGER,
  ref TEXT NOT NULL
) STRICT;
CREATE INDEX import_row_batch ON import_row(batch_id, outcome);

-- What a batch did to the book, in order, so that exactly this can be taken back.
CREATE TABLE import_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES import_batch(id),
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('insert', 'update')),
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)),
  version_after INTEGER,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX import_change_batch ON import_change(batch_id, id);
CREATE INDEX import_change_row ON import_change(table_name, row_id, id);

CREATE TABLE import_issue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id INTEGER NOT NULL REFERENCES import_batch(id),
  code TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('error', 'warn', 'info')),
  ref TEXT NOT NULL,
  field TEXT,
  raw TEXT NOT NULL,
  message TEXT NOT NULL,
  params TEXT NOT NULL CHECK (json_valid(params)),
  plan_key TEXT,
  measure_key TEXT,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled')),
  answer TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX import_issue_batch ON import_issue(batch_id, level);
CREATE INDEX import_issue_code ON import_issue(code);
CREATE INDEX import_issue_measure ON import_issue(plan_key, measure_key);

CREATE TABLE provenance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  batch_id INTEGER NOT NULL REFERENCES import_batch(id),
  source_file_id INTEGER NOT NULL REFERENCES source_file(id),
  ref TEXT NOT NULL,
  raw TEXT NOT NULL
) STRICT;
CREATE INDEX provenance_row ON provenance(table_name, row_id, field, id);
CREATE INDEX provenance_batch ON provenance(batch_id);
CREATE INDEX provenance_file ON provenance(source_file_id);

-- seq orders, never at: clocks jump. hash = SHA-256 over the previous hash and this row (db/history.py says how).
CREATE TABLE history (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  uid INTEGER NOT NULL,
  name TEXT NOT NULL,
  action TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  before TEXT,
  after TEXT,
  note TEXT,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX history_row ON history(table_name, row_id, seq);
CREATE INDEX history_action ON history(action);
