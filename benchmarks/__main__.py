"""Runs the benchmarks named on the command line, or all of them, and prints one table."""

import importlib
import platform
import sqlite3
import sys
from typing import Final

from benchmarks.measuring import HEADING, Result

PARTS: Final = {
    "screen": "benchmarks.screen",
    "many": "benchmarks.many",
    "country": "benchmarks.country",
    "import": "benchmarks.importing",
    "xlsx": "benchmarks.workbooks",
    "pdf": "benchmarks.printed",
    "commit": "benchmarks.committing",
    "save": "benchmarks.saving",
    "insights": "benchmarks.insights",
    "pages": "benchmarks.pages",
    "readers": "benchmarks.readers",
    "verify": "benchmarks.verifying",
    "export": "benchmarks.exporting",
}


def main(names: list[str]) -> int:
    """Exit code 0 when every aim is reached, 1 when one is missed, 2 for an unknown name."""
    unknown = set(names) - PARTS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}; medians of n"
    )
    print(HEADING)
    results: list[Result] = []
    for name in names or PARTS:
        for result in importlib.import_module(PARTS[name]).run():
            print(result.line(), flush=True)
            results.append(result)
    return 1 if any(result.reached is False for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
