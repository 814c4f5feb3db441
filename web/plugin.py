"""The Datasette plugin: every hook in one list, each a line or two that leads to the file that does the work.

Installed as an entry point, so that plain `datasette shinchoku.db` is guarded too. A Datasette without a book in it
is left as it is.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response, asgi_static

from web import guard, pages, refusing, search, words
from web.book_database import adopt_if_book, books, is_book_name

_HERE = Path(__file__).parent
STYLE_URL = "/-/shinchoku/managers.css"

AsgiApp = Callable[..., Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Guard every connection to a book, and one that could look into books from beside them."""
    if database == "_memory":
        if datasette.crossdb and books(datasette):
            conn.set_authorizer(guard.authorizer(frozenset(), frozenset(), attach=True))
    elif database != "_internal" and guard.is_book(conn):
        search.register(conn)
        guard.guard(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Find the books among the files and give them their pages."""
    for database in list(datasette.databases.values()):
        if database.path and not is_book_name(datasette, database.name):
            adopt_if_book(datasette, database)
    if books(datasette):
        pages.prepare(datasette, _HERE / "templates")


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def permission_allowed(
    datasette: Datasette, action: str, resource: Any
) -> Callable[[], Awaitable[bool | None]] | bool | None:
    """What the guard does not let through has no page either. The last word, whoever asks."""
    if action == "view-table" and is_book_name(datasette, resource[0]):
        return lambda: datasette.databases[resource[0]].shows(resource[1])
    if action == "view-database-download" and is_book_name(datasette, resource):
        return False
    return None


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[AsgiApp], AsgiApp]:
    """Nothing but reading gets as far as Datasette."""
    return lambda app: refusing.reading_only(app, datasette)


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    """Say what went wrong in words, in place of Datasette's own hook, which prints local variables to stdout."""
    outcome = yield
    if books(datasette):
        outcome.force_result([refusing.answer(datasette, request, exception)])


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(
    datasette: Datasette, request: Request, message: str
) -> Callable[[], Awaitable[Response]] | None:
    """Say that a page is not for everyone."""
    return refusing.forbidden(datasette, request) if books(datasette) else None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our style sheet, and the list of databases without the folders they lie in."""
    return [
        (r"/-/shinchoku/(?P<path>.*)$", asgi_static(str(_HERE / "static"))),
        (r"/-/databases(\.(?P<format>json))?$", pages.databases_view(datasette)),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our style sheet, after Datasette's."""
    return [STYLE_URL] if books(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    template: str, database: str | None, table: str | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """What our templates need beyond Datasette's own values."""
    if not books(datasette):
        return {}
    return pages.template_values(datasette, template, database, table)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    value: object, column: str, table: str | None, database: str | None, datasette: Datasette
) -> str | None:
    """States, years, half-years and marks in words."""
    return words.value_words(table, column, value) if is_book_name(datasette, database) else None
