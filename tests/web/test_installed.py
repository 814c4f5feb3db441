"""The plugin as an installed Datasette finds it: an entry point, loaded while Datasette itself is half imported."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that makes Python believe the project is installed with its entry points."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = tmp_path / "site" / "shinchoku-0.0.0.dist-info"
    found.mkdir(parents=True)
    (found / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: shinchoku\nVersion: 0.0.0\n", encoding="utf-8"
    )
    points = "\n".join(f"{name} = {value}" for name, value in project["entry-points"]["datasette"].items())
    (found / "entry_points.txt").write_text(f"[datasette]\n{points}\n", encoding="utf-8")
    return found.parent


def get(installed: Path, book: Path, page: str, *options: str) -> str:
    """What the `datasette` command answers for a page."""
    program = f"import sys; sys.path[:0] = [{str(installed)!r}, {str(ROOT)!r}]; from datasette.cli import cli; cli()"
    command = [sys.executable, "-c", program, str(book), *options, "--get", page]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.stdout


def test_the_datasette_command_loads_the_plugin_and_guards_the_book(town: Any, installed: Path) -> None:
    town.book.close()
    book = town.path.rename(town.path.parent.parent / "shinchoku.db")
    metadata = ("-m", str(ROOT / "datasette-metadata.json"))
    assert "よくある問い" in get(installed, book, "/", *metadata)
    assert "防災無線の更新" in get(installed, book, "/shinchoku/measure_list", *metadata)
    assert '"status": 403' in get(installed, book, "/shinchoku.json?sql=select+1", *metadata)
    # Without the metadata SQL is open to everyone, and the guard holds all the same.
    assert "prohibited" in get(installed, book, "/shinchoku.json?sql=select+*+from+draft")
    assert '"rows": [[7]]' in get(installed, book, "/shinchoku.json?sql=select+count(*)+from+measure")


@pytest.mark.parametrize("module", ["web.plugin", "web.serving"])
def test_our_modules_can_be_the_first_to_import_datasette(installed: Path, module: str) -> None:
    program = f"import sys; sys.path[:0] = [{str(installed)!r}, {str(ROOT)!r}]; import {module}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
