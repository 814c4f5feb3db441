"""How JSON is written: Japanese unescaped, a line for each field and each item of a list, so that diffs read well."""

import json
from collections.abc import Mapping
from functools import cache
from math import isfinite
from typing import Any, Final

# Made once: json.dumps makes an encoder at every call that is not the plainest.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def dumps(value: object) -> str:
    """A value on one line. Raises ValueError for a number that JSON has no form for."""
    return _ENCODER.encode(value)


def record(fields: Mapping[str, Any]) -> str:
    """An object with one field a line; a list of objects has one object a line."""
    return "{" + ",\n ".join(field(name, value) for name, value in fields.items()) + "}"


def field(name: str, value: object) -> str:
    """One field of an object."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{_name(name)}:[\n  " + ",\n  ".join(map(dumps, value)) + "]"
    return f"{_name(name)}:{dumps(value)}"


@cache
def _name(name: str) -> str:
    """A field's name as it is written; the form has a few dozen of them."""
    return dumps(name)


def number(value: float | None) -> float | int | None:
    """A figure as people write it: 12 rather than 12.0; None for what is no number."""
    if value is None or not isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def mark(value: int | None) -> bool | None:
    """True, False, or None for unknown: a lost mark is not a no."""
    return None if value is None else bool(value)
