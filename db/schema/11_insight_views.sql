-- What the program works out by itself, where SQL can say it as the library does (db/reads/insights.py); tests hold both
-- against each other. Contradictions between a rating and the schedule stand in the library alone: their rules are a
-- table of domain/findings.py. Slots count half-years: fiscal year * 2, + 1 for the second half. Made anew after every
-- migration. Whatever is read through report_stage is joined here and not in a view below, because the page for
-- managers puts its guard into each view that names a guarded table.

-- Slip: the first planned against the first reached slot of each stage of a work item, as of the plan's half-year, or
-- over its whole printed schedule where it is not reported on. The first version of the plan counts, not a revised one.
CREATE VIEW insight_slip AS
WITH now AS (
  SELECT plan.id AS plan_id, coalesce(
    (SELECT max(fy * 2 + half - 1) FROM period WHERE plan_id = plan.id AND period.state IN ('open', 'overdue')),
    (SELECT max(fy * 2 + half - 1) FROM period WHERE plan_id = plan.id AND period.state <> 'scheduled'),
    (SELECT min(fy * 2 + half - 1) FROM period WHERE plan_id = plan.id)) AS slot
  FROM plan
), reported AS (
  SELECT report_stage.work_item_id, period.fy * 2 + period.half - 1 AS slot, report_stage.stages
  FROM report
  JOIN period ON period.id = report.period_id
  JOIN now ON now.plan_id = period.plan_id AND period.fy * 2 + period.half - 1 <= now.slot
  JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision
  JOIN report_stage ON report_stage.report_revision_id = report_revision.id
), printed AS (
  SELECT work_item_id, kind, fy * 2 + ifnull(half, 1) - 1 AS slot, half IS NULL AS whole, stages FROM schedule_cell
), mark AS MATERIALIZED (
  SELECT work_item_id, 'planned' AS side, slot, whole, stages FROM printed
  WHERE kind = 'planned' OR kind = 'revised' AND NOT EXISTS (SELECT 1 FROM schedule_cell
    WHERE schedule_cell.work_item_id = printed.work_item_id AND schedule_cell.kind = 'planned')
  UNION ALL
  SELECT work_item_id, 'actual', slot, whole, stages FROM printed
  WHERE kind = 'actual' AND NOT EXISTS (SELECT 1 FROM reported
    WHERE reported.work_item_id = printed.work_item_id AND reported.slot = printed.slot)
  UNION ALL
  SELECT work_item_id, 'actual', slot, 0, stages FROM reported
), first AS MATERIALIZED (
  SELECT mark.work_item_id, mark.side, json_each.value AS stage, min(mark.slot) AS slot, max(mark.whole) AS whole
  FROM mark, json_each(mark.stages) GROUP BY 1, 2, 3
), known AS MATERIALIZED (
  SELECT work_item_id,
    min(CASE WHEN side = 'planned' AND stages = '[]' THEN slot END) AS lost_planned,
    min(CASE WHEN side = 'actual' AND stages = '[]' THEN slot END) AS lost_actual,
    max(CASE WHEN side = 'planned' THEN slot END) AS last_planned,
    max(CASE WHEN side = 'actual' AND stages <> '[]' THEN slot END) AS last_actual
  FROM mark GROUP BY 1
), pair AS (
  SELECT planned.work_item_id, planned.stage, planned.slot AS planned, actual.slot AS actual,
    planned.slot + (SELECT max(whole) FROM mark WHERE mark.work_item_id = planned.work_item_id
      AND mark.side = 'planned' AND mark.slot = planned.slot) AS planned_end
  FROM first AS planned LEFT JOIN first AS actual ON actual.work_item_id = planned.work_item_id
    AND actual.stage = planned.stage AND actual.side = 'actual'
  WHERE planned.side = 'planned'
  UNION ALL
  SELECT actual.work_item_id, actual.stage, NULL, actual.slot, NULL FROM first AS actual
  WHERE actual.side = 'actual'
    AND EXISTS (SELECT 1 FROM first WHERE work_item_id = actual.work_item_id AND side = 'planned')
    AND NOT EXISTS (SELECT 1 FROM first WHERE work_item_id = actual.work_item_id AND side = 'planned'
      AND stage = actual.stage)
), answered AS (
  SELECT pair.*, now.slot AS now, CASE
    WHEN pair.planned IS NULL THEN iif(known.lost_planned IS NULL, 'unplanned', 'unknown')
    WHEN known.lost_planned < pair.planned OR known.lost_actual < ifnull(pair.actual, 1e9) THEN 'unknown'
    WHEN pair.actual BETWEEN pair.planned AND pair.planned_end THEN 'on_time'
    WHEN pair.actual > pair.planned THEN 'late'
    WHEN pair.actual < pair.planned THEN 'early'
    WHEN pair.planned_end >= now.slot THEN 'ahead'
    WHEN known.last_actual >= iif(now.slot IS NULL, known.last_planned, pair.planned) THEN 'never'
    ELSE 'unknown' END AS answer
  FROM pair JOIN known ON known.work_item_id = pair.work_item_id
  JOIN work_item ON work_item.id = pair.work_item_id
  JOIN measure ON measure.id = work_item.measure_id
  JOIN now ON now.plan_id = measure.plan_id
)
SELECT plan.key AS plan, measure.measure_key, measure.number, measure.title, measure_leads.leads, work_item.row,
  work_item.label, answered.stage, answered.answer,
  CASE answered.answer WHEN 'on_time' THEN 0 WHEN 'late' THEN answered.actual - answered.planned
    WHEN 'early' THEN answered.actual - answered.planned END AS half_years,
  (answered.planned / 2) || 'H' || (answered.planned % 2 + 1) AS planned,
  (answered.actual / 2) || 'H' || (answered.actual % 2 + 1) AS actual,
  (answered.now / 2) || 'H' || (answered.now % 2 + 1) AS as_of, measure.id AS measure_id, measure.sort_key
FROM answered
JOIN work_item ON work_item.id = answered.work_item_id
JOIN measure ON measure.id = work_item.measure_id
JOIN plan ON plan.id = measure.plan_id
LEFT JOIN measure_leads ON measure_leads.measure_id = measure.id
WHERE answered.answer <> 'ahead';

-- 検討滞留: runs of at least six half-years of nothing but study, as planned and as it went.
CREATE VIEW insight_stagnation AS
WITH reported AS (
  SELECT report_stage.work_item_id, period.fy * 2 + period.half - 1 AS slot, report_stage.stages
  FROM report
  JOIN period ON period.id = report.period_id
  JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision = report.revision
  JOIN report_stage ON report_stage.report_revision_id = report_revision.id
), printed AS (
  SELECT work_item_id, kind, fy * 2 + ifnull(half, 1) - 1 AS slot, half IS NULL AS whole, stages FROM schedule_cell
), mark AS MATERIALIZED (
  SELECT work_item_id, 'planned' AS side, slot, whole, stages FROM printed
  WHERE kind = 'revised' OR kind = 'planned' AND NOT EXISTS (SELECT 1 FROM schedule_cell
    WHERE schedule_cell.work_item_id = printed.work_item_id AND schedule_cell.kind = 'revised')
  UNION ALL
  SELECT work_item_id, 'actual', slot, whole, stages FROM printed
  WHERE kind = 'actual' AND NOT EXISTS (SELECT 1 FROM reported
    WHERE reported.work_item_id = printed.work_item_id AND reported.slot = printed.slot)
  UNION ALL
  SELECT work_item_id, 'actual', slot, 0, stages FROM reported
), half AS MATERIALIZED (
  SELECT work_item_id, side, slot, stages FROM mark
  UNION ALL
  SELECT work_item_id, side, slot + 1, stages FROM mark WHERE whole AND NOT EXISTS (SELECT 1 FROM mark AS own
    WHERE own.work_item_id = mark.work_item_id AND own.side = mark.side AND own.slot = mark.slot + 1)
), studied AS (
  SELECT work_item_id, side, slot,
    slot - row_number() OVER (PARTITION BY work_item_id, side ORDER BY slot) AS island
  FROM half WHERE stages <> '[]'
    AND NOT EXISTS (SELECT 1 FROM json_each(half.stages) WHERE value NOT IN ('検討', '調査・研究'))
), run AS (
  SELECT work_item_id, side, min(slot) AS first, max(slot) AS last, count(*) AS half_years
  FROM studied GROUP BY work_item_id, side, island HAVING count(*) >= 6
)
SELECT plan.key AS plan, measure.measure_key, measure.number, measure.title, measure_leads.leads, work_item.row,
  work_item.label, run.side AS kind, run.half_years, (run.first / 2) || 'H' || (run.first % 2 + 1) AS first,
  (run.last / 2) || 'H' || (run.last % 2 + 1) AS last,
  run.last = (SELECT max(slot) FROM half WHERE half.work_item_id = run.work_item_id AND half.side = run.side) AS ongoing,
  measure.id AS measure_id, measure.sort_key
FROM run
JOIN work_item ON work_item.id = run.work_item_id
JOIN measure ON measure.id = work_item.measure_id
JOIN plan ON plan.id = measure.plan_id
LEFT JOIN measure_leads ON measure_leads.measure_id = measure.id;

-- 更新計画: each system's dates with the months between them; the checks are yes, no or unknown.
CREATE VIEW insight_renewal AS
SELECT plan, system, department, is_bcp_priority, current_end, next_study_start, next_procurement_fy,
  next_operation_start, operation - study AS study_months, operation - study BETWEEN 0 AND 23 AS study_too_late,
  operation - ended - 1 AS gap_months, operation - ended > 1 AS has_gap, operation < study AS out_of_order,
  procured + 11 < study AS procurement_before_study, procured > operation AS procurement_after_operation,
  procured = operation AS no_time_to_procure, study > ended AS study_after_end, system_id
FROM (
  SELECT plan.key AS plan, name AS system, department, is_bcp_priority, current_end, next_study_start,
    next_procurement_fy, next_operation_start,
    substr(current_end, 1, 4) * 12 + substr(current_end, 6) - 1 AS ended,
    substr(next_study_start, 1, 4) * 12 + substr(next_study_start, 6) - 1 AS study,
    next_procurement_fy * 12 + 3 AS procured,
    substr(next_operation_start, 1, 4) * 12 + substr(next_operation_start, 6) - 1 AS operation,
    renewal_system.id AS system_id
  FROM renewal_system JOIN plan ON plan.id = renewal_system.plan_id
);

-- 系譜: what is worth a look between a plan and the one before it.
CREATE VIEW insight_lineage AS
WITH heir AS MATERIALIZED (
  SELECT lineage.predecessor_measure_id AS former_id, lineage.measure_id, measure.plan_id, measure.number,
    measure.measure_key, measure.sort_key
  FROM lineage JOIN measure ON measure.id = lineage.measure_id
  WHERE lineage.predecessor_measure_id IS NOT NULL
  GROUP BY 1, 2
), former AS MATERIALIZED (
  SELECT plan.id AS plan_id, measure.id, measure.state, evaluation.future_direction AS direction
  FROM plan JOIN measure ON measure.plan_id = plan.predecessor_id
  LEFT JOIN evaluation ON evaluation.measure_id = measure.id
), found AS (
  SELECT former.plan_id, former.id AS former_id, former.direction, count(heir.measure_id) AS heirs,
    group_concat(ifnull(heir.number, heir.measure_key), '、') AS following,
    former.state = 'split_into' OR EXISTS (SELECT 1 FROM measure_event
      WHERE measure_event.measure_id = former.id AND event = 'split_into') AS is_split
  FROM former LEFT JOIN heir ON heir.former_id = former.id AND heir.plan_id = former.plan_id
  GROUP BY former.plan_id, former.id
), told AS (
  SELECT plan_id, 'orphan' AS finding, former_id, NULL AS measure_id, direction, '' AS following, NULL AS raw FROM found
  WHERE heirs = 0 AND direction IN ('継続', '見直し', '拡充')
  UNION ALL
  SELECT plan_id, iif(is_split, 'split', 'double_claim'), former_id, NULL, direction, following, NULL FROM found
  WHERE heirs > 1
  UNION ALL
  SELECT plan_id, 'ended_but_claimed', former_id, NULL, direction, following, NULL FROM found
  WHERE heirs > 0 AND direction IN ('完了', '中止')
  UNION ALL
  SELECT plan_id, 'merge', NULL, measure_id, NULL, group_concat(former_number, '、'), NULL
  FROM (SELECT heir.plan_id, heir.measure_id, ifnull(before.number, before.measure_key) AS former_number
    FROM heir JOIN measure AS before ON before.id = heir.former_id)
  GROUP BY plan_id, measure_id HAVING count(*) > 1
  UNION ALL
  SELECT measure.plan_id, 'nowhere', NULL, measure.id, NULL, '', lineage.raw
  FROM lineage JOIN measure ON measure.id = lineage.measure_id WHERE lineage.predecessor_measure_id IS NULL
)
SELECT plan.key AS plan, former_plan.key AS former_plan, told.finding, measure.number, measure.title, told.direction,
  told.following AS others, told.raw, measure.id AS measure_id, measure.sort_key
FROM told
JOIN plan ON plan.id = told.plan_id
JOIN measure ON measure.id = ifnull(told.former_id, told.measure_id)
LEFT JOIN plan AS former_plan ON former_plan.id = plan.predecessor_id;
