"""Search: words found in any cell of a table page, and across the book's texts, ranked and with the words marked.

Both sides are compared as match_key has them (width, case and kana of half width do not matter), as plain substrings:
one kanji is found as well as a sentence, and nothing that a scan finds is ever missed.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from datasette.app import Datasette
from datasette.filters import FilterArguments
from datasette.utils import escape_sqlite
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup, escape

from domain.names import match_key
from i18n import _
from web.book_database import BookDatabase, books
from web.search import CONTAINS_WORDS, words_of

# Answers on one page of the search, and characters shown on either side of a word.
MOST: Final = 200
AROUND: Final = 40
_MOST_COLUMNS: Final = 90


async def table_filter(datasette: Datasette, database: str, table: str, request: Request) -> FilterArguments:
    """What Datasette's own search box does on a page of the book."""
    asked = request.args.get("_search") or ""
    context = {"supports_search": True, "search": asked}
    if not words_of(asked):
        return FilterArguments([], {}, [], context)
    columns = (await datasette.databases[database].table_columns(table))[:_MOST_COLUMNS]
    cells = ", ".join(escape_sqlite(column) for column in columns)
    described = _("with the words “{words}”").format(words=asked)
    return FilterArguments([f"{CONTAINS_WORDS}(:search, {cells})"], {"search": asked}, [described], context)


@dataclass(frozen=True, slots=True)
class Source:
    """Texts of one kind: what they are called, and the query for place, plan, title and texts, in that order.

    A place is a table of the book and the primary key of the row that the answer leads to. Where the title is another's
    (a report's is its measure's), at least one word must stand in the texts.
    """

    title: str
    place: str
    sql: str
    own_title: bool = True


_MEASURE_TEXTS: Final = (
    "subtitle",
    "purpose",
    "current_state",
    "content",
    "target",
    "expected_effect",
    "risk",
    "countermeasure",
    "policy_field",
)
_NAMED: Final = "trim(ifnull(measure.number, '') || ' ' || measure.title)"
_OF_MEASURE: Final = "JOIN measure ON measure.id = {}.measure_id JOIN plan ON plan.id = measure.plan_id"
SOURCES: Final = (
    Source(
        "Measure",
        "measure",
        f"SELECT measure.id, plan.title, {_NAMED}, {', '.join(_MEASURE_TEXTS)}, measure_leads.leads FROM measure"
        " JOIN plan ON plan.id = measure.plan_id LEFT JOIN measure_leads ON measure_leads.measure_id = measure.id"
        " ORDER BY plan.key DESC, measure.sort_key",
    ),
    Source(
        "Report",
        "measure",
        f"SELECT measure.id, plan.title, {_NAMED} || ' ' || current_report.period, current_report.text"
        f" FROM current_report {_OF_MEASURE.format('current_report')} WHERE current_report.text IS NOT NULL"
        " ORDER BY current_report.fy DESC, current_report.half DESC, current_report.sort_key",
        own_title=False,
    ),
    Source(
        "Evaluation",
        "measure",
        f"SELECT measure.id, plan.title, {_NAMED}, evaluation_item.text FROM evaluation_item"
        f" {_OF_MEASURE.format('evaluation_item')} ORDER BY plan.key DESC, measure.sort_key, evaluation_item.id",
        own_title=False,
    ),
    Source(
        "Schedule",
        "measure",
        f"SELECT measure.id, plan.title, {_NAMED}, schedule.raw, schedule.label, schedule.note FROM schedule"
        f" {_OF_MEASURE.format('schedule')} GROUP BY measure.id, schedule.raw, schedule.label, schedule.note"
        " ORDER BY plan.key DESC, measure.sort_key, min(schedule.cell_id)",
        own_title=False,
    ),
    Source(
        "Goal",
        "goal",
        "SELECT goal.id, plan.title, goal.name, goal.text FROM goal JOIN plan ON plan.id = goal.plan_id"
        " ORDER BY plan.key DESC, goal.ordinal",
    ),
    Source(
        "System",
        "renewal_system",
        "SELECT renewal_system.id, plan.title, renewal_system.name, renewal_system.department FROM renewal_system"
        " JOIN plan ON plan.id = renewal_system.plan_id ORDER BY renewal_system.id",
    ),
    Source(
        "Indicator",
        "indicator",
        "SELECT indicator.id, plan.title, indicator.label FROM indicator JOIN plan ON plan.id = indicator.plan_id"
        " ORDER BY indicator.id",
    ),
    Source(
        "Survey item",
        "survey_item",
        "SELECT survey_item.id, plan.title, survey_item.item FROM survey_item"
        " JOIN survey ON survey.id = survey_item.survey_id JOIN plan ON plan.id = survey.plan_id"
        " ORDER BY survey_item.id",
    ),
    Source(
        "Term",
        "glossary_term",
        "SELECT glossary_term.id, plan.title, glossary_term.term, glossary_term.text FROM glossary_term"
        " JOIN plan ON plan.id = glossary_term.plan_id ORDER BY glossary_term.id",
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

    def marked_title(self, words: tuple[str, ...]) -> Markup:
        """The title with the words marked."""
        return marked(self.title, words)

    def marked_text(self, words: tuple[str, ...]) -> Markup:
        """The text around the first word, with the words marked."""
        return marked(_around(self.text, words), words)


async def find(book: BookDatabase, asked: str) -> tuple[int, list[Found]]:
    """How many places hold every word, and the best of them."""
    words = words_of(asked)
    if not words:
        return 0, []
    answers: list[Found] = []
    for source in SOURCES:
        rows = (await book.execute(source.sql, custom_time_limit=3000)).rows
        answers.extend(found for found in (_found(source, row, words) for row in rows) if found is not None)
    answers.sort(key=lambda found: -found.score)
    return len(answers), answers[:MOST]


def _found(source: Source, row: Any, words: tuple[str, ...]) -> Found | None:
    row_id, plan, title, *texts = tuple(row)
    heading = match_key(title)
    told = [(text, match_key(text)) for text in texts if text]
    if not all(word in heading or any(word in key for _text, key in told) for word in words):
        return None
    if not (source.own_title or any(word in key for word in words for _text, key in told)):
        return None
    in_title = sum(heading.count(word) for word in words)
    in_texts = sum(key.count(word) for _text, key in told for word in words)
    score = 1000 * (heading in words) + 100 * min(in_title, 5) + min(in_texts, 50)
    shown = next((text for text, key in told if any(word in key for word in words)), "")
    return Found(source.title, source.place, int(row_id), plan, title, shown, score)


_CLUSTER: Final = re.compile(r".[\uff9e\uff9f\u3099\u309a]*", re.DOTALL)


def _positions(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand in a text as it is written, overlapping ones joined."""
    folded, places = "", []
    for cluster in _CLUSTER.finditer(text):
        key = match_key(cluster.group())
        folded += key
        places.extend([cluster.span()] * len(key))
    spans = sorted(
        (places[hit.start()][0], places[hit.end() - 1][1])
        for word in words
        for hit in re.finditer(re.escape(word), folded)
    )
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, words: tuple[str, ...]) -> Markup:
    """HTML of a text with the words in <mark>."""
    parts, at = [], 0
    for start, end in _positions(text, words):
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def _around(text: str, words: tuple[str, ...]) -> str:
    plain = unicodedata.normalize("NFC", text)
    first = next(iter(_positions(plain, words)), (0, 0))
    start, end = max(0, first[0] - AROUND), min(len(plain), first[1] + 2 * AROUND)
    return ("…" if start else "") + plain[start:end] + ("…" if end < len(plain) else "")


async def page(datasette: Datasette, request: Request) -> Response:
    """The search page over every book, or the same as JSON."""
    asked = request.args.get("word") or ""
    shown = books(datasette)
    if not shown:
        raise NotFound("no book")
    for book in shown:
        await datasette.ensure_permissions(request.actor, [("view-database", book.name), "view-instance"])
    found = [(book, *await find(book, asked)) for book in shown]
    if request.url_vars.get("format") == "json":
        return Response.json({"word": asked, "books": [_as_json(datasette, *one) for one in found]})
    values = {"word": asked, "words": words_of(asked), "found": found, "most": MOST}
    return Response.html(await datasette.render_template("find.html", values, request=request))


def _as_json(datasette: Datasette, book: BookDatabase, count: int, answers: list[Found]) -> dict[str, Any]:
    rows = [
        {
            "kind": one.kind,
            "plan": one.plan,
            "title": one.title,
            "text": one.text,
            "score": one.score,
            "url": datasette.urls.row(book.name, one.place, str(one.row_id)),
        }
        for one in answers
    ]
    return {"database": book.name, "count": count, "truncated": count > len(answers), "rows": rows}
