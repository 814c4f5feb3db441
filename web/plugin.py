"""The Datasette plugin: every hook in one list, each a line or two that leads to the file that does the work.

Installed as an entry point, so that plain `datasette shinchoku.db` is guarded too. A Datasette without a book in it
is left as it is. Datasette loads its plugins while it is itself half imported, so that what needs more of it than
hookimpl is imported inside the hooks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from datasette import hookimpl

from web import contradictions, guard, search, words

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.filters import FilterArguments
    from datasette.utils.asgi import Request, Response

_HERE: Final = Path(__file__).parent
STYLE_URL: Final = "/-/shinchoku/managers.css"

AsgiApp = Callable[..., Awaitable[None]]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Guard every connection to a book, and one that could look into books from beside them."""
    if database == "_memory":
        if datasette.crossdb and _has_book(datasette):
            closed = frozenset(_book_names(datasette))
            conn.set_authorizer(guard.authorizer(frozenset(), {}, attach=True, closed=closed))
    elif database != "_internal" and guard.is_book(conn):
        search.register(conn)
        contradictions.register(conn)
        guard.guard(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Datasette) -> None:
    """Find the books among the files and give them their pages."""
    from web import pages
    from web.book_database import adopt_if_book

    for database in list(datasette.databases.values()):
        if database.path and not _is_book(datasette, database.name):
            adopt_if_book(datasette, database)
    if _has_book(datasette):
        pages.prepare(datasette, _HERE / "templates")


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def permission_allowed(
    datasette: Datasette, action: str, resource: Any
) -> Callable[[], Awaitable[bool | None]] | bool | None:
    """What the guard does not let through has no page either. The last word, whoever asks."""
    if action == "view-table" and _is_book(datasette, resource[0]):
        return lambda: datasette.databases[resource[0]].shows(resource[1])
    if action == "view-database-download" and _is_book(datasette, resource):
        return False
    return None


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[AsgiApp], AsgiApp]:
    """Nothing but reading gets as far as Datasette."""
    from web import passwords, refusing

    return lambda app: refusing.reading_only(passwords.readable_credentials(app), datasette)


@hookimpl(hookwrapper=True)  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, Any, None]:
    """Say what went wrong in words, in place of Datasette's own hook, which prints local variables to stdout."""
    from web import refusing

    outcome = yield
    if _has_book(datasette):
        outcome.force_result([refusing.answer(datasette, request, exception)])


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]] | Response | None:
    """Say that a page is not for everyone."""
    from web import refusing

    return refusing.forbidden(datasette, request) if _has_book(datasette) else None


@hookimpl  # type: ignore[untyped-decorator]
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """Our style sheet, front and search page, and two of Datasette's own without what is not everyone's."""
    from datasette.utils.asgi import asgi_static

    from web import finding, pages, passwords

    return [
        (r"/(\.(?P<format>jsono?))?$", pages.FrontView.as_view(datasette)),
        (r"/-/shinchoku/(?P<path>.*)$", asgi_static(str(_HERE / "static"))),
        (r"/-/find(\.(?P<format>json))?$", finding.page),
        (r"/-/metadata(\.(?P<format>json))?$", passwords.metadata_view(datasette)),
        (r"/-/databases(\.(?P<format>json))?$", pages.databases_view(datasette)),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def register_output_renderer() -> dict[str, Any]:
    """Excel workbooks beside JSON and CSV."""
    from web import xlsx

    return xlsx.register()


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> Callable[[], Awaitable[FilterArguments]] | None:
    """Datasette's search box over pages of a book, after Datasette's own has said that there is no index."""
    from web import finding

    if not _is_book(datasette, database):
        return None
    return lambda: finding.table_filter(datasette, database, table, request)


@hookimpl  # type: ignore[untyped-decorator]
def extra_css_urls(datasette: Datasette) -> list[str]:
    """Our style sheet, after Datasette's."""
    return [STYLE_URL] if _has_book(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    template: str, database: str | None, request: Request | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """What our templates need beyond Datasette's own values."""
    from web import pages

    return pages.template_values(datasette, template, database, request) if _has_book(datasette) else {}


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    value: object, column: str, table: str | None, database: str | None, datasette: Datasette
) -> str | None:
    """States, years, half-years and marks in words."""
    return words.value_words(table, column, value) if _is_book(datasette, database) else None


def _book_names(datasette: Datasette) -> list[str]:
    from web.book_database import books

    return [str(book.name) for book in books(datasette)]


def _has_book(datasette: Datasette) -> bool:
    return bool(_book_names(datasette))


def _is_book(datasette: Datasette, name: object) -> bool:
    from web.book_database import is_book_name

    return is_book_name(datasette, name)
