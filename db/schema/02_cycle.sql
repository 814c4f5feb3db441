-- The half-yearly cycle: periods, reports with their revisions, drafts and decisions, and who may do what.

CREATE TABLE period (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  half INTEGER NOT NULL CHECK (half IN (1, 2)),
  state TEXT NOT NULL DEFAULT 'scheduled' CHECK (state IN ('scheduled', 'open', 'overdue', 'frozen', 'submitted',
    'decided', 'published')),
  opens_on TEXT CHECK (opens_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  due_on TEXT CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  snapshot_hash TEXT,
  history_hash TEXT,
  history_count INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, fy, half)
) STRICT;
CREATE INDEX period_state ON period(state);

CREATE TABLE meeting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL,
  held_on TEXT NOT NULL CHECK (held_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX meeting_plan ON meeting(plan_id);

-- Where a measure's report for a period stands. What was said is in report_revision, how it got here in decision.
CREATE TABLE report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  period_id INTEGER NOT NULL REFERENCES period(id),
  state TEXT NOT NULL DEFAULT 'not_started' CHECK (state IN ('not_started', 'draft', 'submitted', 'returned',
    'confirmed', 'compiled', 'approved', 'denied')),
  revision INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0),
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, period_id)
) STRICT;
CREATE INDEX report_period_state ON report(period_id, state);
CREATE INDEX report_state ON report(state);

-- The only thing that changes in place. stages is a JSON object {work item row: [stage, ...]}.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id INTEGER NOT NULL UNIQUE REFERENCES report(id),
  progress_evaluation TEXT,
  implementation_state TEXT,
  text TEXT NOT NULL DEFAULT '',
  stages TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(stages) AND json_type(stages) = 'object'),
  reason TEXT,
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE report_revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id INTEGER NOT NULL REFERENCES report(id),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  progress_evaluation TEXT,
  implementation_state TEXT,
  text TEXT NOT NULL,
  carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1)),
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  reason TEXT,
  is_example INTEGER NOT NULL DEFAULT 0 CHECK (is_example IN (0, 1)),
  event_id TEXT NOT NULL UNIQUE,
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  submitted_at TEXT NOT NULL,
  UNIQUE (report_id, revision)
) STRICT;
CREATE INDEX report_revision_rating ON report_revision(progress_evaluation);

CREATE TABLE report_stage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_revision_id INTEGER NOT NULL REFERENCES report_revision(id),
  work_item_id INTEGER NOT NULL REFERENCES work_item(id),
  stages TEXT NOT NULL CHECK (json_valid(stages) AND json_type(stages) = 'array'),
  UNIQUE (report_revision_id, work_item_id)
) STRICT;
CREATE INDEX report_stage_item ON report_stage(work_item_id);

CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id INTEGER NOT NULL REFERENCES report(id),
  revision INTEGER NOT NULL,
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  note TEXT,
  meeting_id INTEGER REFERENCES meeting(id),
  proxy_for TEXT,
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX decision_report ON decision(report_id, id);
CREATE INDEX decision_meeting ON decision(meeting_id);

CREATE TABLE period_decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  period_id INTEGER NOT NULL REFERENCES period(id),
  action TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  reason TEXT,
  scope TEXT,
  meeting_id INTEGER REFERENCES meeting(id),
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX period_decision_period ON period_decision(period_id, id);
CREATE INDEX period_decision_meeting ON period_decision(meeting_id);

-- Parts of one report when a measure has several lead departments; the first one seals.
CREATE TABLE report_part (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  report_id INTEGER NOT NULL REFERENCES report(id),
  department_id INTEGER NOT NULL REFERENCES department(id),
  text TEXT NOT NULL DEFAULT '',
  done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
  by_uid INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (report_id, department_id)
) STRICT;
CREATE INDEX report_part_department ON report_part(department_id);

CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  login TEXT NOT NULL UNIQUE,
  uid INTEGER,
  name TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE membership (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person_id INTEGER NOT NULL REFERENCES person(id),
  department_id INTEGER REFERENCES department(id),
  role TEXT NOT NULL CHECK (role IN ('lead', 'coordinator', 'manager')),
  proxy_for_id INTEGER REFERENCES person(id),
  valid_from TEXT,
  valid_to TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX membership_person ON membership(person_id);
CREATE INDEX membership_department ON membership(department_id);
CREATE INDEX membership_proxy ON membership(proxy_for_id);

-- What a person chose to see (their department, plan, theme), kept per operating-system user.
CREATE TABLE preference (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (uid, name)
) STRICT;
