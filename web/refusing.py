"""What the server says no to, in words: writing, pages not for everyone, requests that cannot be understood."""

import sqlite3
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, Final

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import InvalidSql
from datasette.utils.asgi import BadRequest, Forbidden, NotFound, Request, Response
from datasette.views.base import DatasetteError

from i18n import _
from web.book_database import books
from web.passwords import login_needed

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Logging in and out changes a cookie, never the book.
POSTS: Final = frozenset({"/-/login", "/-/logout"})

NO_WRITING: Final = "This page is for reading only. Reports are recorded in the terminal."
NOT_SHOWN: Final = "This is not shown here: it is unfinished, personal or internal."
PASSWORD_NEEDED: Final = "These pages need the password. Log in first."
NO_PAGE: Final = "There is no such page."
TOO_LONG: Final = "The question took too long. Narrow it down with a plan or a half-year."
BUSY: Final = "The book cannot be read just now. Try again in a moment."
NOT_UNDERSTOOD: Final = "The address of this page cannot be understood."
FAULT: Final = (
    "Something went wrong in the program. The book is unharmed; tell the coordinator what you opened."
)

AsgiApp = Callable[..., Awaitable[None]]


def reading_only(app: AsgiApp, datasette: Datasette) -> AsgiApp:
    """The application behind a door that only reading methods pass."""

    async def door(scope: dict[str, Any], receive: Any, send: Any) -> None:
        writes = scope["type"] == "http" and scope["method"] not in READING
        if writes and scope["path"] not in POSTS and books(datasette):
            response = Response.text(_(NO_WRITING) + "\n", status=405)
            response.headers["Allow"] = "GET, HEAD"
            await response.asgi_send(send)
            return
        await app(scope, receive, send)

    return door


def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]] | Response:
    """The answer to a page that is not for everyone: a browser that could log in is led to where it can."""
    if not login_needed(datasette, request):
        return lambda: _say(datasette, request, 403, _(NOT_SHOWN))
    if "text/html" in request.headers.get("accept", ""):
        return Response.redirect(datasette.urls.path("/-/login"))
    return lambda: _say(datasette, request, 403, _(PASSWORD_NEEDED))


def answer(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Awaitable[Response]]:
    """The answer to a request that Datasette could not serve."""
    status, sentence, detail = _judge(exception)
    if status == 500:
        traceback.print_exception(exception, file=sys.stderr)
    return lambda: _say(datasette, request, status, _(sentence), detail)


def _judge(exception: Exception) -> tuple[int, str, str]:
    """Status, sentence and detail (English, from Datasette or SQLite; empty for none) of what was raised."""
    detail = str(exception.args[0]) if exception.args else ""
    if isinstance(exception, NotFound):
        return 404, NO_PAGE, ""
    if isinstance(exception, Forbidden):
        return 403, NOT_SHOWN, ""
    if isinstance(exception, QueryInterrupted):
        return 400, TOO_LONG, ""
    if isinstance(exception, DatasetteError):
        if exception.title == "SQL Interrupted":
            return 400, TOO_LONG, ""
        # Datasette says 500 for sorting by a column that is not there.
        return 400, NOT_UNDERSTOOD, str(exception.message)
    if isinstance(exception, BadRequest | InvalidSql):
        return 400, NOT_UNDERSTOOD, detail
    if isinstance(exception, sqlite3.DatabaseError):
        return _judge_sqlite(exception)
    # A database page has no rows to put into a CSV file, which Datasette finds out late.
    if isinstance(exception, KeyError) and exception.args == ("columns",):
        return 404, NO_PAGE, ""
    # Numbers and JSON in the address that are none: _next, _timelimit, _facet.
    if isinstance(exception, ValueError | OverflowError):
        return 400, NOT_UNDERSTOOD, detail
    return 500, FAULT, ""


def _judge_sqlite(exception: sqlite3.DatabaseError) -> tuple[int, str, str]:
    words = str(exception)
    if "prohibited" in words or "not authorized" in words:
        return 403, NOT_SHOWN, ""
    if "locked" in words or "unable to open" in words or "busy" in words:
        return 503, BUSY, ""
    return 400, NOT_UNDERSTOOD, words


async def _say(
    datasette: Datasette, request: Request, status: int, sentence: str, detail: str = ""
) -> Response:
    if request.path.endswith(".json"):
        said = {"ok": False, "error": sentence, "detail": detail or None, "status": status, "title": None}
        return Response.json(said, status=status)
    template = datasette.jinja_env.get_template("error.html")
    body = await template.render_async(
        status=status,
        error=sentence,
        detail=detail,
        urls=datasette.urls,
        app_css_hash=datasette.app_css_hash(),
        menu_links=list,
        extra_css_urls=[{"url": datasette.urls.path("/-/shinchoku/managers.css")}],
    )
    return Response.html(body, status=status)
