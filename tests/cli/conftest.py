"""The command line as a person uses it: in a process of its own, in an empty folder, with a frozen clock."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
NOW = "2021-04-08T10:30:00+09:00"


@dataclass(frozen=True)
class Said:
    """What a command said: its exit code, its data and its talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `shinchoku ARGUMENTS` in the test's folder; the book is ./shinchoku.db there."""

    def command(*arguments: str, lang: str = "ja", stdin: str = "", clock: str = NOW) -> Said:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU")}
        environment |= {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": clock, "SHINCHOKU_LANG": lang}
        done = subprocess.run(
            [sys.executable, "-m", "shinchoku", *arguments],
            cwd=tmp_path,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    return command


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with the sample plans, made once; tests copy it with its own backup command or read only."""
    folder = tmp_path_factory.mktemp("demo")
    environment = dict(os.environ) | {"PYTHONPATH": str(TOP), "SHINCHOKU_CLOCK": NOW}
    subprocess.run(
        [sys.executable, "-m", "shinchoku", "--db", str(folder / "demo.db"), "demo"],
        env=environment,
        capture_output=True,
        check=True,
    )
    return folder / "demo.db"


@pytest.fixture
def demo(run: Run, demo_book: Path) -> Run:
    """The command line over a fresh copy of the sample book."""
    assert run("--db", str(demo_book), "backup", "shinchoku.db").code == 0
    return run
