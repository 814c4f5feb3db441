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
from web.scanning import Found, Scan, scan
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
class Answer:
    """An answer with its words marked."""

    found: Found
    words: tuple[str, ...]

    @property
    def title(self) -> Markup:
        """The title with the words marked."""
        return marked(self.found.title, self.words)

    @property
    def text(self) -> Markup:
        """The text around the first word, with the words marked."""
        return marked(_around(self.found.text, self.words), self.words)


async def find(book: BookDatabase, asked: str) -> Scan:
    """How many places hold every word, the best of them, and what there was no time for."""
    words = words_of(asked)
    if not words:
        return Scan(0, (), ())
    found: Scan = await book.execute_fn(lambda conn: scan(conn, words, MOST))
    return found


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
    found = [(book, await find(book, asked)) for book in shown]
    if request.url_vars.get("format") == "json":
        return Response.json({"word": asked, "books": [_as_json(datasette, *one) for one in found]})
    words = words_of(asked)
    told = [
        {
            "book": book,
            "count": scanned.count,
            "answers": [Answer(one, words) for one in scanned.best],
            "unfinished": _unfinished(scanned),
        }
        for book, scanned in found
    ]
    values = {"word": asked, "words": words, "found": told, "most": MOST}
    return Response.html(await datasette.render_template("find.html", values, request=request))


def _unfinished(scanned: Scan) -> str:
    """What there was no time for, as a sentence; empty when everything was looked at."""
    if not scanned.unfinished:
        return ""
    parts = (
        _("{kind}: the first {count}").format(kind=_(kind), count=f"{seen:,}")
        for kind, seen in scanned.unfinished
    )
    sentence = _(
        "There is too much to look through at once. Searched were ({parts}). For the rest, search in the list itself,"
        " narrowed down to a plan or a half-year."
    )
    return sentence.format(parts=_(", ").join(parts))


def _as_json(datasette: Datasette, book: BookDatabase, scanned: Scan) -> dict[str, Any]:
    rows = [
        {
            "kind": one.kind,
            "plan": one.plan,
            "title": one.title,
            "text": one.text,
            "score": one.score,
            "url": datasette.urls.row(book.name, one.place, str(one.row_id)),
        }
        for one in scanned.best
    ]
    return {
        "database": book.name,
        "count": scanned.count,
        "truncated": scanned.count > len(rows),
        "unfinished": [{"kind": kind, "searched": seen} for kind, seen in scanned.unfinished],
        "rows": rows,
    }
