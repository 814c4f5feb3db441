"""What tests of layouts ask of a staging: the values of one kind of rows, the issues of one code, texts of fixtures."""

import tomllib
from pathlib import Path
from typing import Any

from importers.identify import RECOGNISERS
from importers.profiles import profiles
from importers.readers.text import read_text
from importers.staged import Cell, Issue, Staging

HERE = Path(__file__).parent


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "expected" / f"{name}.toml").read_text("utf-8"))


def fixture(name: str) -> str:
    return (HERE / "fixtures" / f"{name}.txt").read_text("utf-8")


def rows(staging: Staging, entity: str, plan: str | None = None) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {
        row.key: {name: cell.value for name, cell in row.cells.items()}
        for row in staging.rows
        if row.entity == entity and plan in (None, row.plan)
    }


def cell(staging: Staging, entity: str, key: tuple[Any, ...], field: str, plan: str | None = None) -> Cell:
    (row,) = [
        row for row in staging.rows if (row.entity, row.key) == (entity, key) and plan in (None, row.plan)
    ]
    return row.cells[field]


def issues(staging: Staging, code: str) -> list[Issue]:
    return [issue for issue in (*staging.issues, *staging.refused) if issue.code == code]


def gathered(recogniser: str, profile: str, text: str) -> Staging:
    """What one recogniser alone makes of a text by a profile's tables, for a plan named trial."""
    (found,) = [item for item in profiles() if item.name == profile]
    document = read_text("trial.txt", text.encode())
    gathering = RECOGNISERS[recogniser](document, found, "trial")
    return Staging(tuple(gathering.rows), tuple(gathering.issues), profile, tuple(gathering.refused))
