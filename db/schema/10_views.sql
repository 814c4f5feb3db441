-- What people read: the book's tables joined into sentences. Made anew after every migration.

-- A half-year's name as staff say it: R2上, H26下.
CREATE VIEW period_name AS
SELECT period.id AS period_id, period.plan_id, plan.key AS plan, period.fy, period.half,
  period.fy || 'H' || period.half AS period,
  CASE WHEN period.fy >= 2019 THEN 'R' || (period.fy - 2018) WHEN period.fy >= 1989 THEN 'H' || (period.fy - 1988)
    ELSE 'S' || (period.fy - 1925) END || CASE period.half WHEN 1 THEN '上' ELSE '下' END AS name,
  period.state, period.opens_on, period.due_on
FROM period JOIN plan ON plan.id = period.plan_id;

-- Which measure owes a report for which half-year, by what happened to it: from a step that ends or rests it on it owes
-- nothing, from being added or resumed on it does; added_fy counts where no event says more. What was handed in counts.
CREATE VIEW expected_report AS
SELECT measure.id AS measure_id, period.id AS period_id, plan.key AS plan, measure.measure_key,
  period.fy || 'H' || period.half AS period
FROM period JOIN plan ON plan.id = period.plan_id JOIN measure ON measure.plan_id = period.plan_id
WHERE CASE WHEN NOT EXISTS (SELECT 1 FROM measure_event
    WHERE measure_id = measure.id AND event NOT IN ('evaluated', 'revised'))
  THEN measure.state = 'active' AND ifnull(measure.added_fy, 0) <= period.fy
  ELSE ifnull(
    (SELECT event IN ('added', 'resumed') FROM measure_event
      WHERE measure_id = measure.id AND event NOT IN ('evaluated', 'revised')
        AND measure_event.fy * 2 + ifnull(measure_event.half, 1) <= period.fy * 2 + period.half
      ORDER BY measure_event.fy * 2 + ifnull(measure_event.half, 1) DESC, measure_event.id DESC LIMIT 1),
    (SELECT event NOT IN ('added', 'resumed') AND ifnull(measure.added_fy, 0) <= period.fy FROM measure_event
      WHERE measure_id = measure.id AND event NOT IN ('evaluated', 'revised')
      ORDER BY measure_event.fy * 2 + ifnull(measure_event.half, 1), measure_event.id LIMIT 1))
  END
  OR EXISTS (SELECT 1 FROM report WHERE report.measure_id = measure.id AND report.period_id = period.id
    AND report.state IN ('submitted', 'confirmed', 'compiled', 'approved'));

-- Who goes on with a department's measures, and from which day: its successors, theirs, and so on. Only what has a date.
-- The recursive name is the view's own: the page for managers lets nothing be read that it does not know by name.
CREATE VIEW department_successor AS
WITH RECURSIVE ended(department_id, successor_id, since) AS (
  SELECT department_id, successor_id, date(valid_to, '+1 day') FROM department_version
  WHERE valid_to IS NOT NULL AND successor_id IS NOT NULL AND successor_id <> department_id
), department_successor(department_id, successor_id, since, step) AS (
  SELECT department_id, successor_id, since, 1 FROM ended
  UNION
  SELECT department_successor.department_id, ended.successor_id, ended.since, department_successor.step + 1
  FROM department_successor JOIN ended ON ended.department_id = department_successor.successor_id
    AND ended.since >= department_successor.since
  WHERE department_successor.step < 50
)
SELECT department_id, successor_id, since, step FROM department_successor;

-- Asked measure by measure: grouped over all of them, one measure's leads would cost as much as the whole country's.
CREATE VIEW measure_leads AS
SELECT measure.id AS measure_id, (SELECT group_concat(name, '、') FROM (SELECT name FROM measure_department
  WHERE measure_department.measure_id = measure.id AND role = 'lead' ORDER BY ordinal)) AS leads
FROM measure
WHERE EXISTS (SELECT 1 FROM measure_department WHERE measure_department.measure_id = measure.id AND role = 'lead');

CREATE VIEW measure_list AS
SELECT measure.id AS measure_id, measure.plan_id, plan.key AS plan, measure.measure_key, measure.number, measure.title,
  measure.subtitle, measure.is_priority, measure.policy_field,
  (SELECT leads FROM measure_leads WHERE measure_leads.measure_id = measure.id) AS leads, measure.added_fy,
  measure.state, measure.sort_key
FROM measure JOIN plan ON plan.id = measure.plan_id;

-- The newest revision that was submitted for a measure and a half-year; what is only drafted is not in it.
CREATE VIEW current_report AS
SELECT report.id AS report_id, report.measure_id, report.period_id, plan.key AS plan, measure.measure_key, measure.number,
  measure.title, (SELECT leads FROM measure_leads WHERE measure_leads.measure_id = measure.id) AS leads,
  measure.policy_field, period.fy, period.half,
  period.fy || 'H' || period.half AS period, report.state, report.late, report_revision.revision,
  report_revision.progress_evaluation, report_revision.implementation_state, report_revision.text,
  report_revision.carried, report_revision.is_example, report_revision.submitted_at, measure.sort_key
FROM report
JOIN measure ON measure.id = report.measure_id
JOIN period ON period.id = report.period_id
JOIN plan ON plan.id = measure.plan_id
LEFT JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision;

-- Every revision that was ever submitted, the superseded ones too.
CREATE VIEW report_history AS
SELECT report_revision.id AS revision_id, plan.key AS plan, measure.measure_key, measure.number, measure.title,
  period.fy, period.half, period.fy || 'H' || period.half AS period, report_revision.revision,
  report_revision.revision = report.revision AS is_newest, report_revision.progress_evaluation,
  report_revision.implementation_state, report_revision.text, report_revision.carried, report_revision.late,
  report_revision.reason, report_revision.is_example, report_revision.submitted_at, measure.id AS measure_id,
  measure.sort_key
FROM report_revision
JOIN report ON report.id = report_revision.report_id
JOIN measure ON measure.id = report.measure_id
JOIN period ON period.id = report.period_id
JOIN plan ON plan.id = measure.plan_id;

-- Which stages a submitted revision says each work item reached.
CREATE VIEW reached_stage AS
SELECT report_stage.id AS reached_id, plan.key AS plan, measure.measure_key, measure.number, measure.title, work_item.row,
  work_item.label, period.fy, period.half, period.fy || 'H' || period.half AS period, report_stage.stages,
  report_revision.revision, report_revision.revision = report.revision AS is_newest, measure.id AS measure_id,
  measure.sort_key
FROM report_stage
JOIN report_revision ON report_revision.id = report_stage.report_revision_id
JOIN report ON report.id = report_revision.report_id
JOIN work_item ON work_item.id = report_stage.work_item_id
JOIN measure ON measure.id = report.measure_id
JOIN period ON period.id = report.period_id
JOIN plan ON plan.id = measure.plan_id;

-- Only reports that are expected count; one that nobody began has no row yet and is not_started.
CREATE VIEW period_status AS
SELECT plan.key AS plan, plan.title AS plan_title, period.fy, period.half, period.fy || 'H' || period.half AS period,
  period.state AS period_state, period.due_on, count(*) AS measures,
  count(*) FILTER (WHERE ifnull(report.state, 'not_started') = 'not_started') AS not_started,
  count(*) FILTER (WHERE report.state = 'draft') AS draft,
  count(*) FILTER (WHERE report.state = 'submitted') AS submitted,
  count(*) FILTER (WHERE report.state = 'returned') AS returned,
  count(*) FILTER (WHERE report.state = 'confirmed') AS confirmed,
  count(*) FILTER (WHERE report.state = 'compiled') AS compiled,
  count(*) FILTER (WHERE report.state = 'approved') AS approved,
  count(*) FILTER (WHERE report.state = 'denied') AS denied
FROM period JOIN plan ON plan.id = period.plan_id
JOIN expected_report ON expected_report.period_id = period.id
LEFT JOIN report ON report.period_id = period.id AND report.measure_id = expected_report.measure_id
WHERE period.state <> 'scheduled' OR report.id IS NOT NULL
GROUP BY plan.key, period.id;

-- Who leads what is expected in a half-year: the department of its last day, under the name it bore then.
CREATE VIEW lead_in_period AS
WITH day AS (
  SELECT id AS period_id, CASE half WHEN 1 THEN fy || '-09-30' ELSE (fy + 1) || '-03-31' END AS last FROM period
), led AS (
  SELECT DISTINCT expected_report.period_id, expected_report.measure_id, ifnull((SELECT successor_id
      FROM department_successor WHERE department_successor.department_id = measure_department.department_id
      AND since <= day.last ORDER BY since DESC, step DESC LIMIT 1), measure_department.department_id) AS department_id,
    day.last
  FROM expected_report JOIN day ON day.period_id = expected_report.period_id
  JOIN measure_department ON measure_department.measure_id = expected_report.measure_id
    AND measure_department.role = 'lead'
)
SELECT led.period_id, led.measure_id, led.department_id, ifnull((SELECT name FROM department_version
    WHERE department_id = led.department_id AND (valid_from IS NOT NULL OR valid_to IS NOT NULL)
    AND ifnull(valid_from, '') <= led.last AND led.last <= ifnull(valid_to, '9999-12-31')
    ORDER BY valid_from DESC LIMIT 1), department.name) AS department
FROM led JOIN department ON department.id = led.department_id;

-- A measure with two leads counts for both, so the sum over departments can exceed the number of measures.
CREATE VIEW department_status AS
SELECT plan.key AS plan, period.fy, period.half, period.fy || 'H' || period.half AS period,
  lead_in_period.department_id, lead_in_period.department, count(*) AS measures,
  count(*) FILTER (WHERE ifnull(report.state, 'not_started') IN ('not_started', 'draft', 'returned', 'denied'))
    AS missing,
  count(*) FILTER (WHERE ifnull(report.state, 'not_started') = 'not_started') AS not_started,
  count(*) FILTER (WHERE report.state = 'draft') AS draft,
  count(*) FILTER (WHERE report.state = 'submitted') AS submitted,
  count(*) FILTER (WHERE report.state = 'returned') AS returned,
  count(*) FILTER (WHERE report.state IN ('confirmed', 'compiled', 'approved')) AS confirmed,
  count(*) FILTER (WHERE report.late = 1) AS late
FROM lead_in_period
JOIN period ON period.id = lead_in_period.period_id
JOIN plan ON plan.id = period.plan_id
LEFT JOIN report ON report.period_id = period.id AND report.measure_id = lead_in_period.measure_id
WHERE period.state <> 'scheduled' OR report.id IS NOT NULL
GROUP BY period.id, lead_in_period.department;

CREATE VIEW schedule AS
SELECT schedule_cell.id AS cell_id, plan.key AS plan, measure.measure_key, measure.number, measure.title, work_item.row,
  work_item.label, schedule_cell.kind, schedule_cell.fy, schedule_cell.half, schedule_cell.stages,
  schedule_cell.modifier, schedule_cell.continued, schedule_cell.note, schedule_cell.raw, measure.id AS measure_id,
  measure.sort_key
FROM schedule_cell
JOIN work_item ON work_item.id = schedule_cell.work_item_id
JOIN measure ON measure.id = work_item.measure_id
JOIN plan ON plan.id = measure.plan_id;

-- 原本で確認: marks that the source lost. Unknown is not no.
CREATE VIEW unknown_mark AS
SELECT plan.key AS plan, measure.measure_key, measure.number, measure.title, goal.name AS goal, measure_goal.id AS mark_id,
  measure.sort_key
FROM measure_goal
JOIN measure ON measure.id = measure_goal.measure_id
JOIN goal ON goal.id = measure_goal.goal_id
JOIN plan ON plan.id = measure.plan_id
WHERE measure_goal.mark IS NULL;

-- 前計画からの系譜: which measure of the former plan each measure continues.
CREATE VIEW lineage_list AS
SELECT plan.key AS plan, measure.measure_key, measure.number, measure.title, lineage.raw,
  before_plan.key AS predecessor_plan, before_measure.measure_key AS predecessor_measure,
  before_measure.number AS predecessor_number, before_measure.title AS predecessor_title, measure.sort_key
FROM lineage
JOIN measure ON measure.id = lineage.measure_id
JOIN plan ON plan.id = measure.plan_id
LEFT JOIN plan AS before_plan ON before_plan.id = lineage.predecessor_plan_id
LEFT JOIN measure AS before_measure ON before_measure.id = lineage.predecessor_measure_id;
