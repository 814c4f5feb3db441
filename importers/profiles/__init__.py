"""Profiles: what is known of one family of documents, as TOML tables that a municipal engineer can write.

A profile names its recognisers, the marks it is known by with their weights, the plan it brings with the words that
prove it, and whatever its recognisers ask for.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Profile:
    """One family of documents. `marks` are texts that the document contains, with weights that add up to 1.

    `recognisers` are run in their order; each contributes rows.
    """

    name: str
    title: str
    recognisers: tuple[str, ...]
    marks: Mapping[str, float]
    plan: Mapping[str, Any]
    table: Mapping[str, Any]


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile of the package, by name."""
    found = []
    for place in sorted(files(__name__).iterdir(), key=lambda place: place.name):
        if place.name.endswith(".toml"):
            table = tomllib.loads(place.read_text(encoding="utf-8"))
            recognisers = tuple(table["recognisers"])
            found.append(
                Profile(table["name"], table["title"], recognisers, table["marks"], table["plan"], table)
            )
    return tuple(found)
