"""What every command shares: which book, in which language, and the options that name a plan or a half-year."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from db.book import Book
from domain.periods import Half
from i18n import _
from i18n.refusals import sentence
from shinchoku.speaking import say

Function = TypeVar("Function", bound=Callable[..., Any])


class Session(NamedTuple):
    """The book's path and the language of this run."""

    path: Path
    lang: str

    def book(self, *, write: bool = False) -> Book:
        """Open the book; every refusal of db.errors passes through."""
        book = Book.open(self.path, write=write)
        if write:
            warn_of_clock(book)
        return book


def warn_of_clock(book: Book) -> None:
    """Say on stderr that what is written now gets a time before what is written already."""
    from db.reads.freshness import clock_behind

    behind = clock_behind(book)
    if behind is not None:
        say(sentence(behind))


class _HalfYear(click.ParamType[Half]):
    name = "HALF"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Half:
        return value if isinstance(value, Half) else Half.parse(str(value))


HALF_YEAR = _HalfYear()


def plan_option(function: Function) -> Function:
    """--plan KEY."""
    return click.option(
        "--plan",
        "plan_key",
        metavar="KEY",
        help=_("The plan's key; may be left out when the book holds one plan."),
    )(function)


def period_option(function: Function) -> Function:
    """--period 2020H1."""
    return click.option(
        "--period", "half", metavar="2020H1", type=HALF_YEAR, required=True, help=_("The half-year.")
    )(function)


def json_option(function: Function) -> Function:
    """--json."""
    return click.option("--json", "as_json", is_flag=True, help=_("Print JSON instead of text."))(function)
