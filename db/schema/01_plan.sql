-- What a plan is: municipality, plan, goals, departments, measures and everything printed about them.
-- Fiscal years are the calendar year in which they start (April); half is 1 (April-September), 2 (October-March)
-- or NULL for the whole year. NULL in a mark means unknown, never no. `version` serves optimistic locking.

CREATE TABLE municipality (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  code TEXT
) STRICT;

CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''),
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  title TEXT NOT NULL CHECK (title <> ''),
  first_fy INTEGER CHECK (first_fy BETWEEN 1926 AND 2200),
  last_fy INTEGER CHECK (last_fy BETWEEN 1926 AND 2200),
  doc_status TEXT CHECK (doc_status IN ('draft', 'proposal', 'adopted')),
  predecessor_id INTEGER REFERENCES plan(id),
  printed_era TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (last_fy IS NULL OR first_fy IS NULL OR last_fy >= first_fy),
  CHECK (predecessor_id IS NULL OR predecessor_id <> id)
) STRICT;
CREATE INDEX plan_municipality ON plan(municipality_id);
CREATE INDEX plan_predecessor ON plan(predecessor_id);

CREATE TABLE department (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  municipality_id INTEGER NOT NULL REFERENCES municipality(id),
  name TEXT NOT NULL CHECK (name <> ''),
  is_collective INTEGER NOT NULL DEFAULT 0 CHECK (is_collective IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (municipality_id, name)
) STRICT;

CREATE TABLE department_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  department_id INTEGER NOT NULL REFERENCES department(id),
  name TEXT NOT NULL CHECK (name <> ''),
  valid_from TEXT CHECK (valid_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  valid_to TEXT CHECK (valid_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  successor_id INTEGER REFERENCES department(id),
  change TEXT CHECK (change IN ('founded', 'renamed', 'merged', 'split', 'abolished')),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (department_id, name)
) STRICT;
CREATE INDEX department_version_successor ON department_version(successor_id);

CREATE TABLE plan_role (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  role TEXT NOT NULL CHECK (role IN ('coordinator', 'council')),
  name TEXT NOT NULL CHECK (name <> ''),
  department_id INTEGER REFERENCES department(id),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, role)
) STRICT;
CREATE INDEX plan_role_department ON plan_role(department_id);

CREATE TABLE goal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL CHECK (name <> ''),
  number TEXT,
  text TEXT,
  ordinal INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, name)
) STRICT;

CREATE TABLE measure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  measure_key TEXT NOT NULL CHECK (measure_key <> ''),
  number TEXT,
  title TEXT NOT NULL CHECK (title <> ''),
  subtitle TEXT,
  sort_key TEXT NOT NULL,
  position INTEGER,
  is_priority INTEGER CHECK (is_priority IN (0, 1)),
  policy_field TEXT,
  purpose TEXT,
  current_state TEXT,
  content TEXT,
  target TEXT,
  expected_effect TEXT,
  risk TEXT,
  countermeasure TEXT,
  parent_plan_ref TEXT,
  sectoral_plan_ref TEXT,
  added_fy INTEGER CHECK (added_fy BETWEEN 1926 AND 2200),
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'completed', 'evaluated', 'discontinued',
    'merged_into', 'split_into', 'suspended', 'carried_over')),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, measure_key)
) STRICT;
CREATE INDEX measure_order ON measure(plan_id, sort_key);
CREATE INDEX measure_field ON measure(plan_id, policy_field);
CREATE INDEX measure_state ON measure(plan_id, state);

CREATE TABLE measure_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  event TEXT NOT NULL CHECK (event IN ('added', 'completed', 'evaluated', 'discontinued', 'merged_into',
    'split_into', 'suspended', 'resumed', 'carried_over')),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  half INTEGER CHECK (half IN (1, 2)),
  other_measure_id INTEGER REFERENCES measure(id),
  note TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX measure_event_measure ON measure_event(measure_id);
CREATE INDEX measure_event_other ON measure_event(other_measure_id);

CREATE TABLE measure_goal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  goal_id INTEGER NOT NULL REFERENCES goal(id),
  mark INTEGER CHECK (mark IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, goal_id)
) STRICT;
CREATE INDEX measure_goal_goal ON measure_goal(goal_id, mark);

CREATE TABLE measure_department (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  role TEXT NOT NULL CHECK (role IN ('lead', 'related')),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  name TEXT NOT NULL CHECK (name <> ''),
  renamed_to TEXT,
  department_id INTEGER NOT NULL REFERENCES department(id),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, role, ordinal)
) STRICT;
CREATE INDEX measure_department_department ON measure_department(department_id, role);

CREATE TABLE measure_reference (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  raw TEXT NOT NULL,
  target_measure_id INTEGER REFERENCES measure(id),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, ordinal)
) STRICT;
CREATE INDEX measure_reference_target ON measure_reference(target_measure_id);

CREATE TABLE lineage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  raw TEXT NOT NULL,
  predecessor_plan_id INTEGER REFERENCES plan(id),
  predecessor_measure_id INTEGER REFERENCES measure(id),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, ordinal)
) STRICT;
CREATE INDEX lineage_plan ON lineage(predecessor_plan_id);
CREATE INDEX lineage_predecessor ON lineage(predecessor_measure_id);

CREATE TABLE work_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  row INTEGER NOT NULL CHECK (row >= 1),
  label TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, row)
) STRICT;

-- stages is a JSON array of printed stage words, [] when the cell says only that something continues.
CREATE TABLE schedule_cell (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  work_item_id INTEGER NOT NULL REFERENCES work_item(id),
  kind TEXT NOT NULL CHECK (kind IN ('planned', 'actual', 'revised')),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  half INTEGER CHECK (half IN (1, 2)),
  stages TEXT NOT NULL CHECK (json_valid(stages) AND json_type(stages) = 'array'),
  modifier TEXT,
  continued INTEGER NOT NULL DEFAULT 0 CHECK (continued IN (0, 1)),
  note TEXT,
  raw TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX schedule_cell_key ON schedule_cell(work_item_id, kind, fy, ifnull(half, 0));
CREATE INDEX schedule_cell_year ON schedule_cell(fy, half);

CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL UNIQUE REFERENCES measure(id),
  implementation_state TEXT,
  progress_evaluation TEXT,
  future_direction TEXT,
  effect TEXT,
  cost_note TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX evaluation_state ON evaluation(implementation_state);
CREATE INDEX evaluation_rating ON evaluation(progress_evaluation);
CREATE INDEX evaluation_direction ON evaluation(future_direction);

CREATE TABLE evaluation_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  measure_id INTEGER NOT NULL REFERENCES measure(id),
  kind TEXT NOT NULL CHECK (kind IN ('achievement', 'direction_detail')),
  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),
  text TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (measure_id, kind, ordinal)
) STRICT;

CREATE TABLE rating_scale (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  field TEXT NOT NULL,
  code TEXT NOT NULL,
  label TEXT NOT NULL,
  meaning TEXT,
  ordinal INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, field, code)
) STRICT;

CREATE TABLE indicator (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  measure_id INTEGER REFERENCES measure(id),
  label TEXT NOT NULL CHECK (label <> ''),
  unit TEXT,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX indicator_key ON indicator(plan_id, ifnull(measure_id, 0), label);
CREATE INDEX indicator_measure ON indicator(measure_id);

CREATE TABLE observation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  indicator_id INTEGER NOT NULL REFERENCES indicator(id),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  half INTEGER CHECK (half IN (1, 2)),
  value REAL,
  denominator REAL,
  partial_until TEXT,
  suspect INTEGER NOT NULL DEFAULT 0 CHECK (suspect IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX observation_key ON observation(indicator_id, fy, ifnull(half, 0));

CREATE TABLE cost_estimate (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  fy INTEGER NOT NULL CHECK (fy BETWEEN 1926 AND 2200),
  thousand_yen INTEGER,
  approximate INTEGER NOT NULL DEFAULT 0 CHECK (approximate IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, fy)
) STRICT;

CREATE TABLE renewal_system (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  name TEXT NOT NULL CHECK (name <> ''),
  department TEXT,
  is_bcp_priority INTEGER CHECK (is_bcp_priority IN (0, 1)),
  current_end TEXT CHECK (current_end GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
  next_study_start TEXT CHECK (next_study_start GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
  next_procurement_fy INTEGER CHECK (next_procurement_fy BETWEEN 1926 AND 2200),
  next_operation_start TEXT CHECK (next_operation_start GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, name)
) STRICT;
CREATE INDEX renewal_system_study ON renewal_system(next_study_start);

CREATE TABLE survey (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  title TEXT NOT NULL CHECK (title <> ''),
  satisfaction_mean REAL,
  importance_mean REAL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, title)
) STRICT;

-- area is the letter or word printed; what it asks for belongs to the survey (survey_area), letters differ between cities.
CREATE TABLE survey_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  survey_id INTEGER NOT NULL REFERENCES survey(id),
  item TEXT NOT NULL CHECK (item <> ''),
  satisfaction REAL,
  importance REAL,
  area TEXT,
  measure_id INTEGER REFERENCES measure(id),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (survey_id, item)
) STRICT;
CREATE INDEX survey_item_measure ON survey_item(measure_id);

CREATE TABLE survey_area (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  survey_id INTEGER NOT NULL REFERENCES survey(id),
  area TEXT NOT NULL,
  satisfaction_side TEXT CHECK (satisfaction_side IN ('low', 'high')),
  importance_side TEXT CHECK (importance_side IN ('low', 'high')),
  action TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (survey_id, area)
) STRICT;

CREATE TABLE glossary_term (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan_id INTEGER NOT NULL REFERENCES plan(id),
  term TEXT NOT NULL CHECK (term <> ''),
  text TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (plan_id, term)
) STRICT;
