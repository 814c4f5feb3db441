"""The dashboard of a published copy: charts over its tables, as datasette-dashboards takes them from the metadata.

The charts ask the copy each time they are opened, so that they are as new as the copy is. The plugin brings its scripts
along and asks no other machine for anything, unless a chart is a map. Tables and numbers (`table`, `metric`) it writes
into the page as HTML: they get counts and days, never a text of the book.
"""

from collections.abc import Sequence
from typing import Any, Final

from domain.reporting import IMPLEMENTATION_STATES, PROGRESS_EVALUATIONS
from domain.stages import STAGES

SLUG: Final = "progress"
_LITE: Final = "https://vega.github.io/schema/vega-lite/v6.json"
# The plugin's own menu would offer to send the chart to an editor on another machine.
_MENU: Final = {
    "embedOptions": {
        "actions": {"export": True, "source": False, "compiled": False, "editor": False},
        "i18n": {
            "CLICK_TO_VIEW_ACTIONS": "保存",
            "PNG_ACTION": "PNGで保存",
            "SVG_ACTION": "SVGで保存",
        },
        # Errors alone: it would warn of the heights that bars choose for themselves.
        "logLevel": 1,
    }
}
# Told apart by people who do not see red and green, and on paper.
_COLOURS: Final = [
    *("#1f5a94", "#e0902a", "#7a9e3d", "#8a5fa8", "#6b6b6b", "#c8577a"),
    *("#3f9c9c", "#b0a030", "#9ec3e6", "#f3c998", "#c4d9a4", "#4a3b6b"),
]
# A map's background is drawn from afar; nothing else of the plugin's kinds is used.
KINDS: Final = frozenset({"metric", "vega-lite"})
_RATINGS: Final = tuple(item.phrase for item in PROGRESS_EVALUATIONS)
_RATING: Final = "ifnull(report.progress_evaluation, '評価なし')"
_STATE: Final = "ifnull(evaluation.implementation_state, '記載なし')"
_STAGES: Final = tuple(stage.name for stage in STAGES)
_OF_PLAN: Final = "[[ AND plan.municipality || ' ' || plan.title = :plan ]]"


def dashboard(database: str) -> dict[str, Any]:
    """The plugin's settings for one copy under its name in Datasette."""
    return {
        SLUG: {
            "title": "計画の進み具合",
            "description": "会議が承認した報告と計画書の記載を図にしたものです。開くたびに、いまの写しから描きます。",
            "layout": [
                ["day", "measures", "reports"],
                ["ratings", "ratings", "ratings"],
                ["stages", "stages", "stages"],
                ["directions", "directions", "directions"],
                ["departments", "departments", "departments"],
            ],
            "filters": {
                "plan": {
                    "name": "計画",
                    "type": "select",
                    "db": database,
                    "query": "SELECT municipality || ' ' || title FROM plan ORDER BY 1",
                }
            },
            "charts": {
                "day": _number(
                    database,
                    "公開した日",
                    "SELECT substr(value, 1, 10) AS n FROM publication WHERE name = 'published_at'",
                ),
                "measures": _number(
                    database, "施策の数", f"SELECT count(*) AS n FROM {_from('measure')}", "施策"
                ),
                "reports": _number(
                    database, "承認された報告の数", f"SELECT count(*) AS n FROM {_from('report')}", "件"
                ),
                "ratings": _bars(
                    database,
                    "期ごとの進捗評価（承認された報告の数）",
                    f"SELECT report.period, {_RATING} AS rating, {_place(_RATING, _RATINGS)} AS place,"
                    f" count(*) AS n FROM {_from('report')} GROUP BY report.period, rating",
                    y=("period", "期"),
                    colour=("rating", "進捗評価", _RATINGS),
                ),
                "stages": _bars(
                    database,
                    "年度ごとの計画の段階（計画書の工程表に段階がある施策の数）",
                    f"SELECT schedule.fiscal_year, schedule.stage, {_place('schedule.stage', _STAGES)} AS place,"
                    f" count(DISTINCT schedule.plan || ' ' || schedule.measure) AS n FROM {_from('schedule')}"
                    " AND schedule.kind = 'planned' AND schedule.stage IS NOT NULL"
                    " GROUP BY schedule.fiscal_year, schedule.stage",
                    y=("fiscal_year", "年度（西暦）"),
                    colour=("stage", "段階", _STAGES),
                ),
                "directions": _bars(
                    database,
                    "計画の期間が終わったあとの今後の方向性（施策の数）",
                    f"SELECT evaluation.future_direction, {_STATE} AS state,"
                    f" {_place(_STATE, IMPLEMENTATION_STATES)} AS place, count(*) AS n FROM {_from('evaluation')}"
                    " AND evaluation.future_direction IS NOT NULL GROUP BY evaluation.future_direction, state",
                    y=("future_direction", "今後の方向性"),
                    colour=("state", "実施状況", IMPLEMENTATION_STATES),
                ),
                "departments": _bars(
                    database,
                    "主管課ごとの施策の数（主管課が二つある施策は両方に数えます）",
                    "SELECT measure_department.department, count(*) AS n"
                    f" FROM {_from('measure_department')} AND measure_department.role = 'lead'"
                    " GROUP BY measure_department.department ORDER BY n DESC LIMIT 30",
                    y=("department", "主管課（多い順に30まで）"),
                    sort="-x",
                ),
            },
        }
    }


def _place(source: str, names: Sequence[str]) -> str:
    """Where a name stands among its like, what is not among them last."""
    cases = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names))
    return f"CASE {source} {cases} ELSE {len(names)} END"


def _from(table: str) -> str:
    """A table of the copy with its plan, of the chosen plan alone when one is chosen."""
    return f"{table} JOIN plan ON plan.plan = {table}.plan WHERE 1 {_OF_PLAN}"


def _number(database: str, title: str, query: str, unit: str = "") -> dict[str, Any]:
    shown = {"field": "n", "prefix": "", "suffix": unit}
    return {"title": title, "db": database, "query": query, "library": "metric", "display": shown}


def _bars(
    database: str,
    title: str,
    query: str,
    *,
    y: tuple[str, str],
    colour: tuple[str, str, Sequence[str]] | None = None,
    sort: str | None = None,
) -> dict[str, Any]:
    """Lying bars of the query's `n`, one for each value of the column `y`, in pieces by a column in its order."""
    encoding: dict[str, Any] = {
        "y": {"field": y[0], "type": "nominal", "title": y[1], "axis": {"labelLimit": 260}},
        "x": {"field": "n", "type": "quantitative", "title": "数", "axis": {"tickMinStep": 1}},
        "tooltip": [{"field": y[0], "title": y[1]}, {"field": "n", "title": "数"}],
    }
    if sort is not None:
        encoding["y"]["sort"] = sort
    if colour is None:
        encoding["color"] = {"value": _COLOURS[0]}
    else:
        legend = {"labelLimit": 0, "orient": "top", "columns": 3}
        encoding["color"] = {
            "field": colour[0],
            "type": "nominal",
            "title": colour[1],
            "sort": list(colour[2]),
            "scale": {"range": _COLOURS},
            "legend": legend,
        }
        encoding["tooltip"].insert(1, {"field": colour[0], "title": colour[1]})
        encoding["order"] = {"field": "place", "type": "quantitative"}
    display = {
        "$schema": _LITE,
        "mark": "bar",
        "encoding": encoding,
        "usermeta": _MENU,
    }
    return {"title": title, "db": database, "query": query, "library": "vega-lite", "display": display}
