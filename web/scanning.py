"""The search across tables: every text that may be read, scanned as a plain substring scan would, within a time.

Nothing is indexed, so nothing that stands in the book can be missed. Texts are folded many at a time and looked at one
by one only where a word stands in the batch: that makes a scan as fast as the reading of its rows.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any, Final

from web.folding import fold

# Seconds for the whole scan. A kind of text may use half of what is left, so that none starves behind a larger one;
# reports, which are the most, come last and have the rest.
SECONDS: Final = 2.0
_BATCH: Final = 256
# SQLite instructions between two looks at the clock.
_STEPS: Final = 20_000
# Between the texts of a batch: a letter for private use, which folding leaves alone.
_SEPARATOR: Final = "\ue000"


@dataclass(frozen=True, slots=True)
class Source:
    """Texts of one kind: what they are called, and the query for place, order, plan, title and texts.

    A place is a table of the book and the primary key of the row that the answer leads to; the order is a number and a
    text. Where the title is another's (a report's is its measure's), at least one word must stand in the texts.
    """

    title: str
    place: str
    sql: str
    own_title: bool = True


_NAMED: Final = "trim(ifnull(measure.number, '') || ' ' || ifnull(measure.title, ''))"
_MEASURE: Final = f"measure.id, -plan.id, measure.sort_key, plan.title, {_NAMED}"
_OF_MEASURE: Final = "JOIN measure ON measure.id = {}.measure_id JOIN plan ON plan.id = measure.plan_id"
_MEASURE_TEXTS: Final = (
    *(
        "subtitle",
        "purpose",
        "current_state",
        "content",
        "target",
        "expected_effect",
        "risk",
        "countermeasure",
    ),
    *("policy_field", "parent_plan_ref", "sectoral_plan_ref"),
)


def _joined(column: str, table: str, where: str) -> str:
    found = f"SELECT DISTINCT {column} AS one FROM {table} WHERE {where}"
    return f"(SELECT group_concat(one, '、') FROM ({found}))"


def _of_plan(table: str, title: str, *texts: str, join: str = "") -> str:
    """The query for rows that belong to a plan and have titles of their own."""
    columns = ", ".join((f"{table}.id", "-plan.id", "''", "plan.title", title, *texts))
    return f"SELECT {columns} FROM {table} {join or f'JOIN plan ON plan.id = {table}.plan_id'} ORDER BY {table}.id"


def _beside(title: str, table: str, column: str) -> Source:
    """Texts of a table of a measure's that stand in rows of their own."""
    sql = f"SELECT {_MEASURE}, {table}.{column} FROM {table} {_OF_MEASURE.format(table)} ORDER BY {table}.id"
    return Source(title, "measure", sql, own_title=False)


SOURCES: Final = (
    Source(
        "Plan",
        "plan",
        "SELECT plan.id, -plan.id, '', municipality.name, plan.title, municipality.name,"
        f" {_joined('name', 'plan_role', 'plan_id = plan.id')},"
        f" {_joined('label', 'rating_scale', 'plan_id = plan.id')},"
        f" {_joined('meaning', 'rating_scale', 'plan_id = plan.id')}"
        " FROM plan JOIN municipality ON municipality.id = plan.municipality_id",
    ),
    Source(
        "Department",
        "department",
        "SELECT department.id, department.id, '', municipality.name, department.name,"
        f" {_joined('name', 'department_version', 'department_id = department.id')}"
        " FROM department JOIN municipality ON municipality.id = department.municipality_id",
    ),
    Source("Goal", "goal", _of_plan("goal", "goal.name", "goal.text", "goal.number")),
    Source(
        "System",
        "renewal_system",
        _of_plan("renewal_system", "renewal_system.name", "renewal_system.department"),
    ),
    Source("Indicator", "indicator", _of_plan("indicator", "indicator.label", "indicator.unit")),
    Source(
        "Survey",
        "survey",
        _of_plan("survey", "survey.title", _joined("action", "survey_area", "survey_id = survey.id")),
    ),
    Source(
        "Survey item",
        "survey_item",
        _of_plan(
            "survey_item",
            "survey_item.item",
            "survey_item.area",
            join="JOIN survey ON survey.id = survey_item.survey_id JOIN plan ON plan.id = survey.plan_id",
        ),
    ),
    Source("Term", "glossary_term", _of_plan("glossary_term", "glossary_term.term", "glossary_term.text")),
    Source("Meeting", "meeting", _of_plan("meeting", "meeting.name")),
    Source(
        "Doubt",
        "import_issue",
        "SELECT import_issue.id, import_issue.id, '', plan.title, import_issue.message, import_issue.raw"
        " FROM import_issue LEFT JOIN plan ON plan.key = import_issue.plan_key ORDER BY import_issue.id",
    ),
    Source("File", "source_file", "SELECT id, id, '', '', name FROM source_file ORDER BY id"),
    _beside("Lineage", "lineage", "raw"),
    _beside("Reference", "measure_reference", "raw"),
    _beside("Event", "measure_event", "note"),
    _beside("Department's new name", "measure_department", "renamed_to"),
    Source(
        "Evaluation",
        "measure",
        f"SELECT {_MEASURE}, implementation_state, progress_evaluation, future_direction, effect, cost_note,"
        f" {_joined('text', 'evaluation_item', 'measure_id = measure.id')}"
        " FROM (SELECT measure_id FROM evaluation UNION SELECT measure_id FROM evaluation_item) AS told"
        f" {_OF_MEASURE.format('told')} LEFT JOIN evaluation ON evaluation.measure_id = measure.id",
        own_title=False,
    ),
    Source(
        "Schedule",
        "measure",
        f"SELECT {_MEASURE}, work_item.label, {_joined('raw', 'schedule_cell', 'work_item_id = work_item.id')},"
        f" {_joined('note', 'schedule_cell', 'work_item_id = work_item.id')}"
        f" FROM work_item {_OF_MEASURE.format('work_item')} ORDER BY work_item.id",
        own_title=False,
    ),
    Source(
        "Measure",
        "measure",
        f"SELECT {_MEASURE}, {', '.join(_MEASURE_TEXTS)},"
        " (SELECT group_concat(name, '、') FROM measure_department WHERE measure_id = measure.id)"
        " FROM measure JOIN plan ON plan.id = measure.plan_id ORDER BY measure.id DESC",
    ),
    Source(
        "Report",
        "measure",
        "SELECT measure_id, -(fy * 2 + half), sort_key, plan.title, trim(ifnull(number, '') || ' ' ||"
        " ifnull(report_history.title, '')) || ' ' || period, text, progress_evaluation, implementation_state"
        " FROM report_history JOIN plan ON plan.key = report_history.plan WHERE is_newest ORDER BY revision_id DESC",
        own_title=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One place where the words stand; `score` is higher for titles and for more occurrences."""

    kind: str
    place: str
    row_id: int
    plan: str
    title: str
    text: str
    score: int
    order: tuple[float, str]


@dataclass(frozen=True, slots=True)
class Scan:
    """How many places hold every word, the best of them, and what time ran out on: kinds with how many were seen."""

    count: int
    best: tuple[Found, ...]
    unfinished: tuple[tuple[str, int], ...]


def scan(
    conn: sqlite3.Connection,
    words: Sequence[str],
    most: int,
    *,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Scan:
    """Look for folded words in every source; the best `most` answers, titles first, then newest and printed order."""
    end, count = clock() + seconds, 0
    best: list[Found] = []
    unfinished = []
    for source in SOURCES:
        now = clock()
        until = end if source is SOURCES[-1] else now + (end - now) / 2
        seen, whole = 0, False
        conn.set_progress_handler(partial(_is_over, clock, until), _STEPS)
        try:
            cursor = conn.execute(source.sql)
            while rows := cursor.fetchmany(_BATCH):
                found = list(_matching(source, rows, words))
                seen, count = seen + len(rows), count + len(found)
                best = _ranked([*best, *found], most)
                if clock() >= until and len(rows) == _BATCH:
                    break
            else:
                whole = True
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
        finally:
            conn.set_progress_handler(None, 0)
        if not whole:
            unfinished.append((source.title, seen))
    return Scan(count, tuple(best), tuple(unfinished))


def _is_over(clock: Callable[[], float], until: float) -> int:
    return int(clock() >= until)


def _ranked(found: list[Found], most: int) -> list[Found]:
    return sorted(found, key=lambda one: (-one.score, one.order))[:most]


def _matching(source: Source, rows: list[Any], words: Sequence[str]) -> Iterable[Found]:
    """The rows of a batch in which every word stands."""
    texts = [str(cell) for row in rows for cell in tuple(row)[4:] if cell]
    together = fold(_SEPARATOR.join(texts))
    if not all(word in together for word in words):
        return
    keys = together.split(_SEPARATOR)
    if len(keys) != len(texts):
        keys = [fold(text) for text in texts]
    told = iter(zip(texts, keys, strict=True))
    for row in rows:
        row_id, number, sort_key, plan, *cells = tuple(row)
        pairs = [next(told) if cell else ("", "") for cell in cells]
        found = _found(source, words, pairs)
        if found is not None:
            text, score = found
            order = (float(number or 0), str(sort_key or ""))
            yield Found(source.title, source.place, int(row_id), plan or "", pairs[0][0], text, score, order)


def _found(source: Source, words: Sequence[str], pairs: list[tuple[str, str]]) -> tuple[str, int] | None:
    """The text to show and the score of a row with these texts and their keys, the title first; None for no answer."""
    (_title, heading), *told = pairs
    if not all(word in heading or any(word in key for _text, key in told) for word in words):
        return None
    if not (source.own_title or any(word in key for word in words for _text, key in told)):
        return None
    in_title = sum(heading.count(word) for word in words)
    in_texts = sum(key.count(word) for _text, key in told for word in words)
    # Where the title is another's, that one is an answer of its own and comes first.
    weight = 100 if source.own_title else 10
    score = 1000 * (source.own_title and heading in words) + weight * min(in_title, 5) + min(in_texts, 50)
    # The text that holds the most of the words is the one to show.
    held, shown = max(
        ((sum(word in key for word in words), text) for text, key in told), key=itemgetter(0), default=(0, "")
    )
    return shown if held else "", score
