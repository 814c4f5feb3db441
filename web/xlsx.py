"""A table, view, row or question of the book as an Excel workbook: all its rows, in the words of the page."""

import asyncio
import re
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from urllib.parse import quote, urlencode

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import BadRequest, Request, Response
from datasette.views.database import MagicParameters

from db.clock import system_clock
from i18n import _
from web.book_database import is_book_name
from web.words import QUIET, YEARS, heading, value_words

EXTENSION: Final = "xlsx"
# Rows of one workbook: what a desk computer still opens at once, and what is written in seconds.
MOST_ROWS: Final = 50_000
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A question is asked again, whole, when its page was cut; it may take this long then.
_MILLISECONDS: Final = 10_000
# A workbook holds every row; what says which page of them was seen, or how it was shown, does not matter to it.
_PAGING: Final = frozenset(
    {
        "_size",
        "_next",
        "_shape",
        "_nl",
        "_labels",
        "_label",
        "_facet",
        "_facet_size",
        "_nofacet",
        "_nocount",
        "_dl",
    }
)
_MOMENTS: Final = re.compile(r"(?:.*_on|.*_at|at)")
# Excel's own rules for a sheet's name.
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME: Final = 31

# openpyxl keeps a core busy: workbooks are written one after another, and pages are answered meanwhile.
_WRITER: Final = ThreadPoolExecutor(1, "xlsx")


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows that go into the workbook; `is_cut` when there are more of them than a workbook takes."""

    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What the second sheet tells of the first: title, description, address, and what the columns mean."""

    title: str
    description: str
    address: str
    columns: Mapping[str, str]


def register() -> dict[str, Any]:
    """What register_output_renderer takes."""
    return {"extension": EXTENSION, "render": render, "can_render": can_render}


def can_render(datasette: Datasette, database: str, columns: Sequence[str]) -> bool:
    """Whether a page offers the workbook."""
    return is_book_name(datasette, database) and bool(columns)


async def render(
    datasette: Datasette,
    request: Request,
    database: str,
    table: str | None,
    columns: Sequence[str],
    data: dict[str, Any],
    view_name: str,
) -> Response | None:
    """The answer to an address that ends in .xlsx; None, not found, where there is no book or nothing in rows."""
    if not can_render(datasette, database, columns):
        if data.get("error"):
            raise BadRequest(data["error"])
        return None
    if table is not None and view_name == "table":
        answer = await _every_row(datasette, request)
    elif data.get("truncated"):
        answer = await _whole_answer(datasette, request, database, data)
    else:
        answer = Answer(tuple(columns), list(data["rows"]), is_cut=False)
    name = table or data.get("query_name")
    told = _told(datasette, request, database, name)
    is_view = table is not None and table in await datasette.databases[database].view_names()
    body = await asyncio.get_running_loop().run_in_executor(_WRITER, workbook, answer, told, table, is_view)
    named = f"{quote(told.title, safe='')}.{EXTENSION}"
    disposition = f"attachment; filename=\"{name or database}.{EXTENSION}\"; filename*=UTF-8''{named}"
    return Response(body, headers={"content-disposition": disposition}, content_type=CONTENT_TYPE)


def _told(datasette: Datasette, request: Request, database: str, name: str | None) -> Told:
    metadata = (datasette.metadata("databases") or {}).get(database, {})
    described = {**metadata.get("queries", {}), **metadata.get("tables", {})}.get(name, {})
    return Told(
        str(described.get("title") or name or metadata.get("title") or database),
        str(described.get("description") or ""),
        request.full_path,
        described.get("columns") or {},
    )


async def _every_row(datasette: Datasette, request: Request) -> Answer:
    """Page after page as this reader would get them: conditions, order and permissions stay Datasette's own."""
    path = request.path.removesuffix(f".{EXTENSION}") + ".json"
    kept = [(key, value) for key in request.args for value in request.args.getlist(key) if key not in _PAGING]
    asked = [
        *kept,
        ("_size", "max"),
        ("_labels", "on"),
        ("_nofacet", "1"),
        ("_nocount", "1"),
        ("_shape", "objects"),
    ]
    credentials = request.headers.get("authorization")
    given = {"authorization": credentials} if credentials else {}
    rows: list[Sequence[Any]] = []
    following: str | None = None
    while True:
        more = [("_next", following)] if following else []
        answer = await datasette.client.get(
            f"{path}?{urlencode([*asked, *more])}", headers=given, cookies=request.cookies
        )
        page = answer.json()
        if answer.status_code != 200:
            raise BadRequest(str(page.get("error")))
        columns = tuple(page["columns"])
        rows.extend([row[column] for column in columns] for row in page["rows"])
        following = page["next"]
        if following is None or len(rows) > MOST_ROWS:
            return Answer(columns, rows[:MOST_ROWS], len(rows) > MOST_ROWS)


async def _whole_answer(
    datasette: Datasette, request: Request, database: str, data: dict[str, Any]
) -> Answer:
    """A question asked again without the limit of pages, on a connection of the same guard."""
    sql, params = data["query"]["sql"], data["query"]["params"]
    if data.get("query_name"):
        params = MagicParameters(params, request, datasette)

    def ask(conn: Any) -> Answer:
        try:
            with sqlite_timelimit(conn, _MILLISECONDS):
                found = conn.execute(sql, params)
                columns = tuple(column[0] for column in found.description)
                rows = [tuple(row) for row in found.fetchmany(MOST_ROWS + 1)]
        except sqlite3.OperationalError as error:
            if error.args == ("interrupted",):
                raise QueryInterrupted(error, sql, params) from error
            raise
        return Answer(columns, rows[:MOST_ROWS], len(rows) > MOST_ROWS)

    answer: Answer = await datasette.databases[database].execute_fn(ask)
    return answer


def workbook(answer: Answer, told: Told, table: str | None, is_view: bool) -> bytes:
    """The workbook: the rows on one sheet, and what they are on another."""
    from openpyxl import Workbook

    from exports.xlsx_cells import write_sheet

    places = [n for n, column in enumerate(answer.columns) if not (is_view and column in QUIET)]
    columns = [answer.columns[place] for place in places]
    rows = [[cell(table, answer.columns[place], row[place]) for place in places] for row in answer.rows]
    cut = _(
        "Only the first {count} rows are here; there are more. Narrow down first, or take all rows as CSV."
    )
    words = cut.format(count=f"{MOST_ROWS:,}") if answer.is_cut else None
    book = Workbook(write_only=True)
    title = _NO_NAME.sub(" ", told.title).strip("' ")[:_LONGEST_NAME] or "1"
    write_sheet(
        book, title, [heading(column, told.columns) for column in columns], lambda: rows, last_words=words
    )
    about: list[Sequence[object]] = [
        [_("Title of the page"), told.title],
        [_("Description"), told.description],
        [_("Address"), told.address],
        [_("Taken out at"), system_clock().replace(microsecond=0, tzinfo=None)],
        [_("Number of rows"), words or len(rows)],
        *([column, told.columns.get(column, "")] for column in columns),
    ]
    write_sheet(book, _("About this file"), [_("Column"), _("What it is")], lambda: about)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def cell(table: str | None, column: str, value: object) -> object:
    """A value as it goes into a cell: words for codes, real dates, numbers that stay numbers."""
    if isinstance(value, dict):
        # A key with the name of what it leads to.
        value = value.get("label", value.get("$base64"))
    if isinstance(value, bytes):
        return None
    if isinstance(value, str) and _MOMENTS.fullmatch(column):
        return _moment(value)
    if column in YEARS and isinstance(value, int):
        return value
    return value_words(table, column, value) or value


def _moment(text: str) -> date | datetime | str:
    """A day or a moment (in the time of the place, as written; Excel knows no offsets)."""
    try:
        return (
            date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).replace(tzinfo=None)
        )
    except ValueError:
        return text
