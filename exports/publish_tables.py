"""What a published copy holds: its tables, each with its columns, their Japanese names and the query that fills it.

A list of what goes out, never of what stays: a column of the book that does not stand here is not published. One record
is one row, one value is one cell, dates are ISO, codes stand beside names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exports.headings import KINDS


@dataclass(frozen=True, slots=True)
class PublicColumn:
    """A column: its name, SQLite type, Japanese name (with its meaning behind ：) and where the book has it."""

    name: str
    kind: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A table of the published copy and where its rows come from; `rows` is all that follows SELECT … FROM."""

    name: str
    title: str
    description: str
    columns: tuple[PublicColumn, ...]
    rows: str
    facets: tuple[str, ...] = ()

    @property
    def select(self) -> str:
        """The query over the book."""
        return f"SELECT {', '.join(column.source for column in self.columns)} FROM {self.rows}"

    @property
    def create(self) -> str:
        """The table itself."""
        columns = ", ".join(f"{column.name} {column.kind}" for column in self.columns)
        return f"CREATE TABLE {self.name} ({columns}) STRICT"


def _named(name: str, title: str, source: str, words: Mapping[str, str]) -> tuple[str, str]:
    """Two columns' lines: a code and beside it the code's name."""
    codes = "、".join(f"{code} {word}" for code, word in words.items())
    cases = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words.items())
    return (
        f"{name} | TEXT | {title}（符号）：{codes} | {source}",
        f"{name}_name | TEXT | {title} | CASE {source} {cases} END",
    )


def _columns(*lines: str) -> tuple[PublicColumn, ...]:
    """Columns from lines of name | type | Japanese name | source."""
    return tuple(PublicColumn(*(part.strip() for part in line.split("|", 3))) for line in lines)


DOCUMENT_STATES: Final = {"draft": "素案", "proposal": "案", "adopted": "決定"}
MEASURE_STATES: Final = {
    "active": "継続中",
    "completed": "完了",
    "evaluated": "完了・評価済",
    "discontinued": "中止",
    "merged_into": "他の施策に統合",
    "split_into": "分割",
    "suspended": "休止",
    "carried_over": "次の計画へ継続",
}
ROLES: Final = {"lead": "主管課", "related": "関係課"}

_PLAN: Final = "plan | TEXT | 計画キー | plan.key"
_MEASURE: Final = "measure | TEXT | 施策キー：計画の中で施策を見分ける名 | measure.measure_key"
_FY: Final = "fiscal_year | INTEGER | 年度：その年度が始まる西暦年 | {}.fy"
_HALF: Final = "half | INTEGER | 半期：1 は上半期（4～9月）、2 は下半期（10～3月）、空欄は通年 | {}.half"
_OF_MEASURE: Final = "JOIN measure ON measure.id = {}.measure_id JOIN plan ON plan.id = measure.plan_id"
_IN_ORDER: Final = "ORDER BY plan.key, measure.sort_key, measure.id"
# The newest revision that the council approved: it stays while a correction is under way.
_APPROVED: Final = (
    "report JOIN report_revision ON report_revision.report_id = report.id AND report_revision.revision ="
    " (SELECT max(decision.revision) FROM decision WHERE decision.report_id = report.id"
    " AND decision.to_state = 'approved') JOIN period ON period.id = report.period_id "
    + _OF_MEASURE.format("report")
)
# The samples' made-up reports are approved for show; nobody is to take one for a city's own word.
_REAL: Final = f"{_APPROVED} AND report_revision.is_example = 0"
EXAMPLES: Final = f"SELECT count(*) FROM {_APPROVED} AND report_revision.is_example = 1"
_PERIOD: Final = (
    "period | TEXT | 期：2020H1 は令和2年度上半期 | period.fy || 'H' || period.half",
    _FY.format("period"),
    _HALF.format("period"),
    "first_day | TEXT | 期の初日 | CASE period.half WHEN 1 THEN period.fy || '-04-01' ELSE period.fy || '-10-01' END",
    "last_day | TEXT | 期の末日 | CASE period.half WHEN 1 THEN period.fy || '-09-30'"
    " ELSE (period.fy + 1) || '-03-31' END",
)

TABLES: Final = (
    PublishedTable(
        "plan",
        "計画",
        "計画の名称と期間です。",
        _columns(
            _PLAN,
            "municipality_code | TEXT | 団体コード | municipality.code",
            "municipality | TEXT | 自治体 | municipality.name",
            "title | TEXT | 計画の名称 | plan.title",
            "first_fiscal_year | INTEGER | はじめの年度 | plan.first_fy",
            "last_fiscal_year | INTEGER | おわりの年度 | plan.last_fy",
            *_named("document_status", "文書の段階", "plan.doc_status", DOCUMENT_STATES),
            "predecessor | TEXT | 前計画の計画キー"
            " | (SELECT before.key FROM plan AS before WHERE before.id = plan.predecessor_id)",
        ),
        "plan JOIN municipality ON municipality.id = plan.municipality_id ORDER BY plan.key",
    ),
    PublishedTable(
        "measure",
        "施策",
        "計画の施策です。",
        _columns(
            _PLAN,
            _MEASURE,
            "number | TEXT | 番号：計画に印刷されたとおり | measure.number",
            *(
                f"{name} | {kind} | {title} | measure.{source}"
                for name, kind, title, source in (
                    ("title", "TEXT", "施策名", "title"),
                    ("subtitle", "TEXT", "副題", "subtitle"),
                    ("is_priority", "INTEGER", "重点：1 は重点、0 はそうでない、空欄は不明", "is_priority"),
                    ("policy_field", "TEXT", "分野", "policy_field"),
                    ("purpose", "TEXT", "目的", "purpose"),
                    ("current_state", "TEXT", "現状・課題", "current_state"),
                    ("content", "TEXT", "施策内容", "content"),
                    ("target", "TEXT", "達成目標", "target"),
                    ("expected_effect", "TEXT", "期待される効果", "expected_effect"),
                    ("added_fiscal_year", "INTEGER", "追加された年度", "added_fy"),
                )
            ),
            *_named("state", "施策の状態", "measure.state", MEASURE_STATES),
        ),
        f"measure JOIN plan ON plan.id = measure.plan_id {_IN_ORDER}",
        ("plan", "policy_field", "state_name"),
    ),
    PublishedTable(
        "measure_department",
        "施策の担当課",
        "施策の主管課と関係課です。一つの課が一行です。",
        _columns(
            _PLAN,
            _MEASURE,
            *_named("role", "役割", "measure_department.role", ROLES),
            "ordinal | INTEGER | 順：印刷された順 | measure_department.ordinal",
            "department | TEXT | 課：印刷されたとおり | measure_department.name",
        ),
        f"measure_department {_OF_MEASURE.format('measure_department')} {_IN_ORDER},"
        " measure_department.role, measure_department.ordinal",
        ("plan", "role_name", "department"),
    ),
    PublishedTable(
        "measure_goal",
        "施策と基本目標",
        "施策がどの基本目標に当たるかの印です。",
        _columns(
            _PLAN,
            _MEASURE,
            "goal_number | TEXT | 基本目標の番号 | goal.number",
            "goal | TEXT | 基本目標 | goal.name",
            "mark | INTEGER | 該当：1 は当たる、0 は当たらない、空欄は不明 | measure_goal.mark",
        ),
        f"measure_goal JOIN goal ON goal.id = measure_goal.goal_id {_OF_MEASURE.format('measure_goal')}"
        f" {_IN_ORDER}, goal.ordinal, goal.id",
        ("plan", "goal", "mark"),
    ),
    PublishedTable(
        "schedule",
        "工程表",
        "計画書に印刷された工程表です。一つの段階が一行で、読み取れない欄は段階が空欄です。",
        _columns(
            _PLAN,
            _MEASURE,
            "row | INTEGER | 工程番号 | work_item.row",
            "label | TEXT | 工程 | work_item.label",
            *_named("kind", "種別", "schedule_cell.kind", KINDS),
            _FY.format("schedule_cell"),
            _HALF.format("schedule_cell"),
            "stage | TEXT | 段階 | stage.value",
            "modifier | TEXT | 程度の語：順次・一部・随時 | schedule_cell.modifier",
            "printed | TEXT | 原文：印刷されたとおり | schedule_cell.raw",
        ),
        "schedule_cell JOIN work_item ON work_item.id = schedule_cell.work_item_id"
        f" {_OF_MEASURE.format('work_item')} LEFT JOIN json_each(schedule_cell.stages) AS stage"
        f" {_IN_ORDER}, work_item.row, schedule_cell.kind, schedule_cell.fy, schedule_cell.half, stage.key",
        ("plan", "kind_name", "stage", "fiscal_year"),
    ),
    PublishedTable(
        "report",
        "報告（承認済）",
        "会議が承認した半期ごとの報告です。承認されていない報告は入っていません。",
        _columns(
            _PLAN,
            _MEASURE,
            *_PERIOD,
            "progress_evaluation_code | INTEGER | 進捗評価の番号"
            " | rating_code(report_revision.progress_evaluation)",
            "progress_evaluation | TEXT | 進捗評価 | report_revision.progress_evaluation",
            "implementation_state | TEXT | 実施状況 | report_revision.implementation_state",
            "text | TEXT | 実施内容 | report_revision.text",
        ),
        f"{_REAL} {_IN_ORDER}, period.fy, period.half",
        ("plan", "period", "progress_evaluation", "implementation_state"),
    ),
    PublishedTable(
        "report_stage",
        "報告された段階（承認済）",
        "承認された報告で、工程が着いた段階です。一つの段階が一行です。",
        _columns(
            _PLAN,
            _MEASURE,
            _PERIOD[0],
            "row | INTEGER | 工程番号 | work_item.row",
            "label | TEXT | 工程 | work_item.label",
            "stage | TEXT | 段階 | stage.value",
        ),
        f"{_REAL} JOIN report_stage ON report_stage.report_revision_id = report_revision.id"
        " JOIN work_item ON work_item.id = report_stage.work_item_id, json_each(report_stage.stages) AS stage"
        f" {_IN_ORDER}, period.fy, period.half, work_item.row, stage.key",
        ("plan", "period", "stage"),
    ),
    PublishedTable(
        "evaluation",
        "施策の評価",
        "計画の期間が終わったあとの、計画書に印刷された評価です。",
        _columns(
            _PLAN,
            _MEASURE,
            "implementation_state | TEXT | 実施状況 | evaluation.implementation_state",
            "progress_evaluation_code | INTEGER | 進捗評価の番号 | rating_code(evaluation.progress_evaluation)",
            "progress_evaluation | TEXT | 進捗評価 | evaluation.progress_evaluation",
            "future_direction | TEXT | 今後の方向性 | evaluation.future_direction",
        ),
        f"evaluation {_OF_MEASURE.format('evaluation')} {_IN_ORDER}",
        ("plan", "progress_evaluation", "future_direction"),
    ),
    PublishedTable(
        "indicator",
        "指標の値",
        "指標の年度・半期ごとの値です。",
        _columns(
            _PLAN,
            _MEASURE,
            "label | TEXT | 指標 | indicator.label",
            "unit | TEXT | 単位 | indicator.unit",
            _FY.format("observation"),
            _HALF.format("observation"),
            "value | REAL | 値 | observation.value",
            "denominator | REAL | 母数：割合の分母 | observation.denominator",
            "partial_until | TEXT | 年度途中：この月までの値 | observation.partial_until",
            "is_suspect | INTEGER | 疑義：1 は桁が疑わしい | observation.suspect",
        ),
        "observation JOIN indicator ON indicator.id = observation.indicator_id"
        " JOIN plan ON plan.id = indicator.plan_id LEFT JOIN measure ON measure.id = indicator.measure_id"
        " ORDER BY plan.key, indicator.id, observation.fy, observation.half",
        ("plan", "label"),
    ),
    PublishedTable(
        "cost_estimate",
        "概算費用",
        "計画全体の年度ごとの概算費用です。",
        _columns(
            _PLAN,
            _FY.format("cost_estimate"),
            "thousand_yen | INTEGER | 千円 | cost_estimate.thousand_yen",
            "is_approximate | INTEGER | 概数：1 は約・程度と印刷されている | cost_estimate.approximate",
        ),
        "cost_estimate JOIN plan ON plan.id = cost_estimate.plan_id ORDER BY plan.key, cost_estimate.fy",
        ("plan",),
    ),
    PublishedTable(
        "survey_item",
        "調査の取組",
        "市民意識調査で尋ねた取組ごとの満足度と重要度です。",
        _columns(
            _PLAN,
            "survey | TEXT | 調査名 | survey.title",
            "item | TEXT | 取組 | survey_item.item",
            "satisfaction | REAL | 満足度 | survey_item.satisfaction",
            "importance | REAL | 重要度 | survey_item.importance",
            "area | TEXT | 領域：調査に印刷された記号 | survey_item.area",
        ),
        "survey_item JOIN survey ON survey.id = survey_item.survey_id JOIN plan ON plan.id = survey.plan_id"
        " ORDER BY plan.key, survey.id, survey_item.id",
        ("plan", "area"),
    ),
)
