"""What our templates get: titles and headings from the metadata, the current half-years, words for operators."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.version import __version__
from datasette.views.index import IndexView
from datasette.views.special import JsonDataView
from jinja2 import ChoiceLoader, FileSystemLoader

from i18n import _, language
from web import front, sheet
from web.book_database import BookDatabase, books, is_book_name
from web.front import Front
from web.words import QUIET, heading, operator, value_words


@dataclass(frozen=True, slots=True)
class Entry:
    """A link on the front page or the database page."""

    name: str
    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind under one heading."""

    name: str
    title: str
    entries: tuple[Entry, ...]


# The headings that questions stand under on the front page, in this order; the metadata says which under which.
GROUPS: Final = {
    "find": "Find",
    "reports": "How far reporting has come",
    "progress": "How far the measures have come",
    "plan": "What the plan says",
    "source": "Where it was taken from",
    "other": "Other questions",
}


@dataclass(frozen=True, slots=True)
class FrontBook:
    """One book on the front page; `place` begins its ids there."""

    name: str
    place: str
    title: str
    description: str
    url: str
    front: Front
    groups: tuple[Group, ...]
    overviews: tuple[Entry, ...]
    details: tuple[Entry, ...]


class _Shared(dict[str, Any]):
    """Metadata that is its own copy.

    Datasette copies all of it for every table a page asks permission for, a hundred times a page, and changes none of
    the copies: descriptions as long as ours made every page several times slower.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Shared":
        return self


def prepare(datasette: Datasette, folder: Path) -> None:
    """Put our templates before Datasette's, behind those of --template-dir, with the words they need."""
    env = datasette.jinja_env
    own = [FileSystemLoader(datasette.template_dir)] if datasette.template_dir else []
    env.loader = ChoiceLoader([*own, FileSystemLoader(str(folder)), env.loader])
    datasette._metadata_local = _Shared(datasette._metadata_local)
    env.globals.update(
        _=_,
        language=language,
        heading=heading,
        operator=operator,
        value_words=value_words,
        quiet=QUIET,
        title_of=lambda database, name=None: title_of(datasette, database, name),
    )


def _database_metadata(datasette: Datasette, database: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (datasette.metadata("databases") or {}).get(database, {})
    return found


def title_of(datasette: Datasette, database: str, name: str | None = None) -> str:
    """The title of a database, table, view or question; its name when it has none."""
    metadata = _database_metadata(datasette, database)
    if name is None:
        return str(metadata.get("title") or database)
    for kind in ("tables", "queries"):
        title = metadata.get(kind, {}).get(name, {}).get("title")
        if title:
            return str(title)
    return name


def template_values(
    datasette: Datasette, template: str, database: str | None, request: Any
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """Extra values for one of our templates."""
    if template == "index.html":
        return lambda: _front(datasette, request)
    if template == "database.html" and is_book_name(datasette, database):
        return lambda: _listing(datasette, str(database))
    if template == "query.html" and request is not None and is_book_name(datasette, database):
        return lambda: _question(datasette, str(database), request)
    if template == "row.html" and request is not None and is_book_name(datasette, database):
        return lambda: _row(datasette, str(database), request)
    return {}


async def _row(datasette: Datasette, database: str, request: Any) -> dict[str, Any]:
    asked = tilde_decode(request.url_vars.get("pks", ""))
    if tilde_decode(request.url_vars.get("table", "")) != "measure" or not asked.isdecimal():
        return {}
    return await sheet.values(datasette.databases[database], int(asked))


async def _front(datasette: Datasette, request: Any) -> dict[str, Any]:
    asked = None if request is None else request.args.get("plan")
    actor = None if request is None else request.actor
    shown = [book for book in books(datasette) if await _is_visible(datasette, actor, book.name)]
    return {"front_books": [await _front_book(datasette, book, asked) for book in shown]}


async def _is_visible(datasette: Datasette, actor: Any, database: str) -> bool:
    visible, _private = await datasette.check_visibility(actor, "view-database", database)
    return bool(visible)


class FrontView(IndexView):  # type: ignore[misc]
    """The front page without Datasette's survey of every table, which our template shows nothing of."""

    async def get(self, request: Any) -> Any:
        """The page; as JSON, or where there is no book, what Datasette says."""
        if request.url_vars["format"] or not books(self.ds):
            return await super().get(request)
        await self.ds.ensure_permissions(request.actor, ["view-instance"])
        named = [name for name in self.ds.databases if await _is_visible(self.ds, request.actor, name)]
        context = {
            "databases": [{"name": name} for name in named],
            "metadata": self.ds.metadata(),
            "datasette_version": __version__,
        }
        return await self.render(["index.html"], request=request, context=context)


async def _listing(datasette: Datasette, database: str) -> dict[str, Any]:
    return {"book": await _front_book(datasette, datasette.databases[database], None)}


async def _question(datasette: Datasette, database: str, request: Any) -> dict[str, Any]:
    name = tilde_decode(request.url_vars.get("table", ""))
    asked = {key: request.args.get(key) for key in request.args}
    return {"bases": await base_of(datasette, database, name, asked)}


async def _front_book(datasette: Datasette, book: BookDatabase, asked: str | None) -> FrontBook:
    metadata = _database_metadata(datasette, book.name)
    place = f"front{books(datasette).index(book)}"
    read = await book.execute_fn(lambda conn: front.read(book.path, place, asked))
    return FrontBook(
        book.name,
        place,
        title_of(datasette, book.name),
        str(metadata.get("description", "")),
        datasette.urls.database(book.name),
        read,
        _groups(datasette, book.name, metadata.get("queries", {})),
        _entries(datasette, book.name, metadata.get("tables", {}), await book.view_names()),
        _entries(datasette, book.name, metadata.get("tables", {}), await book.table_names()),
    )


def _groups(datasette: Datasette, database: str, questions: Mapping[str, Any]) -> tuple[Group, ...]:
    named: dict[str, list[str]] = {name: [] for name in GROUPS}
    for name, question in questions.items():
        group = question.get("group")
        named[group if group in GROUPS else "other"].append(name)
    return tuple(
        Group(name, _(GROUPS[name]), _entries(datasette, database, questions, names))
        for name, names in named.items()
        if names
    )


async def base_of(
    datasette: Datasette, database: str, question: str, asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What a question's answer stands on, plan by plan: n, missing, as of when. Empty for questions without a base."""
    described = _database_metadata(datasette, database).get("queries", {}).get(question, {})
    if not described.get("base"):
        return []
    given = {name: asked.get(name, "") for name in described.get("params", [])}
    answer = await datasette.databases[database].execute(described["base"], given)
    return [dict(row) for row in answer.rows]


def _entries(
    datasette: Datasette, database: str, described: Mapping[str, Any], names: list[str]
) -> tuple[Entry, ...]:
    """Links in the metadata's own order; what it does not name comes last."""
    places = {name: place for place, name in enumerate(described)}
    ordered = sorted(names, key=lambda name: (places.get(name, len(places)), name))
    return tuple(
        Entry(
            name,
            title_of(datasette, database, name),
            str(described.get(name, {}).get("description", "")),
            datasette.urls.table(database, name),
        )
        for name in ordered
    )


def databases_view(datasette: Datasette) -> Callable[..., Any]:
    """/-/databases with a book's file name and without the folder, which can name a person."""

    def listed() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = datasette._connected_databases()
        for row in rows:
            if is_book_name(datasette, row["name"]):
                row["path"] = Path(row["path"]).name
        return rows

    view: Callable[..., Any] = JsonDataView.as_view(datasette, "databases.json", listed)
    return view
