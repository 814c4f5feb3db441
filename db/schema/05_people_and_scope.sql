-- Roles that hold by operating-system user or group, what a reopened half-year takes, what managers do not see, and
-- two more things that happen to a measure.

-- A role belongs to a person or to an operating-system group. No department: every department of the book.
CREATE TABLE membership_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER REFERENCES person(id),
  os_group TEXT CHECK (os_group <> ''),
  department_id INTEGER REFERENCES department(id),
  role TEXT NOT NULL CHECK (role IN ('lead', 'coordinator', 'manager')),
  proxy_for_id INTEGER REFERENCES person(id),
  valid_from TEXT CHECK (valid_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  valid_to TEXT CHECK (valid_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((person_id IS NULL) <> (os_group IS NULL)),
  CHECK (proxy_for_id IS NULL OR person_id IS NOT NULL AND proxy_for_id <> person_id)
) STRICT;
INSERT INTO membership_new (id, person_id, department_id, role, proxy_for_id, valid_from, valid_to, version)
  SELECT id, person_id, department_id, role, proxy_for_id, valid_from, valid_to, version FROM membership;
DROP TABLE membership;
ALTER TABLE membership_new RENAME TO membership;
CREATE INDEX membership_person ON membership(person_id);
CREATE INDEX membership_department ON membership(department_id);
CREATE INDEX membership_proxy ON membership(proxy_for_id);

ALTER TABLE period_decision ADD COLUMN proxy_for TEXT;

-- The measures that a reopened half-year takes reports of. No row for a half-year: all of them.
CREATE TABLE period_scope (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  period_id INTEGER NOT NULL REFERENCES period(id),
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  UNIQUE (period_id, measure_id)
) STRICT;
CREATE INDEX period_scope_measure ON period_scope(measure_id);

-- Columns that the coordinator keeps from managers and from the published copy.
CREATE TABLE internal_column (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  UNIQUE (table_name, column_name)
) STRICT;

CREATE TABLE measure_event_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  event TEXT NOT NULL CHECK (event IN ('added', 'revised', 'completed', 'evaluated', 'discontinued', 'merged_into',
    'split_into', 'suspended', 'resumed', 'carried_over')),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  half INTEGER CHECK (half IN (1, 2)),
  other_measure_id INTEGER REFERENCES measure(id),
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO measure_event_new SELECT id, measure_id, event, fy, half, other_measure_id, note, version FROM measure_event;
DROP TABLE measure_event;
ALTER TABLE measure_event_new RENAME TO measure_event;
CREATE INDEX measure_event_measure ON measure_event(measure_id);
CREATE INDEX measure_event_other ON measure_event(other_measure_id);

-- What managers see of a report asks for each revision whether it was sent or taken back; lists are read in sort order.
CREATE INDEX decision_revision ON decision(report_id, revision, action);
CREATE INDEX measure_sort ON measure(sort_key);
