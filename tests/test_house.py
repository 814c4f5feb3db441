"""The house keeps its shape: who may import whom, what stays out of the library, how long a file may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
# docs/architecture.md shows this as a picture.
MAY_IMPORT: dict[str, set[str]] = {
    "domain": set(),
    "i18n": set(),
    "samples": set(),
    "db": {"domain"},
    "importers": {"domain", "db"},
    "exports": {"domain", "db"},
    "web": {"domain", "db", "exports", "i18n"},
    "tui": {"domain", "db", "exports", "importers", "i18n"},
    "shinchoku": {"domain", "db", "importers", "exports", "web", "tui", "samples", "i18n"},
}
IN_THE_TERMINAL = {"textual", "plotext"}
FOLDERS = sorted(MAY_IMPORT)


def modules(folder: str) -> list[Path]:
    return sorted((TOP / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_only_from_those_below_it(folder: str) -> None:
    ours = set(MAY_IMPORT)
    wrong = {
        f"{path.relative_to(TOP)} imports {name}"
        for path in modules(folder)
        for name in set(imported(path)) & ours
        if name != folder and name not in MAY_IMPORT[folder]
    }
    assert not wrong


@pytest.mark.parametrize("folder", ["domain", "db", "importers", "exports", "web", "i18n", "samples"])
def test_nothing_below_the_dashboard_loads_what_draws_in_the_terminal(folder: str) -> None:
    names = [".".join(path.relative_to(TOP).with_suffix("").parts) for path in modules(folder)]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}:\n    importlib.import_module(name.removesuffix('.__init__'))\n"
        f"print(sorted({IN_THE_TERMINAL!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TOP, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_command_line_does_not_load_textual_before_the_dashboard_opens() -> None:
    code = "import sys, shinchoku.tree, tui\nprint(sorted({'textual', 'plotext', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=TOP, check=True)
    assert done.stdout.strip() == "[]"


def test_the_domain_touches_no_file_and_no_database() -> None:
    forbidden = {
        "os",
        "io",
        "pathlib",
        "sqlite3",
        "sqlite_utils",
        "socket",
        "subprocess",
        "tempfile",
        "shutil",
    }
    wrong = {f"{path.name}: {name}" for path in modules("domain") for name in set(imported(path)) & forbidden}
    assert not wrong


@pytest.mark.parametrize("folder", FOLDERS)
def test_files_stay_small_enough_to_hold_in_the_head(folder: str) -> None:
    long = {
        str(path.relative_to(TOP)): length
        for path in modules(folder)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert not long


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_says_in_its_first_line_what_is_in_it(folder: str) -> None:
    silent = [
        str(path.relative_to(TOP))
        for path in modules(folder)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


@pytest.mark.parametrize("folder", ["domain", "db", "importers", "exports"])
def test_the_library_never_prints(folder: str) -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{node.lineno}"
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not wrong


def test_only_db_writes_sql_that_changes_the_book() -> None:
    changing = ("INSERT ", "UPDATE ", "DELETE ", "REPLACE ")
    wrong = []
    for folder in ("tui", "web", "shinchoku", "exports"):
        for path in modules(folder):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Constant)
                    and isinstance(node.value, str)
                    and node.value.lstrip().startswith(changing)
                ):
                    wrong.append(f"{path.relative_to(TOP)}:{node.lineno}: {node.value[:40]}")
    assert not wrong


SQL = re.compile(
    r"\s*(?:SELECT|WITH|VALUES|INSERT|REPLACE|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|ATTACH|BEGIN|COMMIT|ROLLBACK)\b"
)
# What a connection does with SQL, and how one is reached.
ASKING = {"conn", "execute", "executemany", "executescript", "create_function"}


def sql_in(path: Path) -> Iterator[str]:
    """Where a file holds SQL of its own or reaches for a connection."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found = None
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            found = node.value[:40]
        elif isinstance(node, ast.Attribute) and node.attr in ASKING:
            found = f".{node.attr}"
        elif isinstance(node, (ast.Import, ast.ImportFrom)) and "sqlite_utils" in ast.unparse(node):
            found = "sqlite_utils"
        if found is not None:
            yield f"{path.name}:{node.lineno}: {found}"


@pytest.mark.parametrize("folder", ["tui", "shinchoku"])
def test_sql_lives_in_db_only(folder: str) -> None:
    assert not [wrong for path in modules(folder) for wrong in sql_in(path)]


def test_sql_is_noticed_wherever_it_stands(tmp_path: Path) -> None:
    lines = (
        '"""Select a measure with the arrow keys."""',
        'found = book.db.conn.execute("SELECT plan_id FROM period WHERE id = ?", (1,))',
        'asked = f"  WITH led AS (SELECT 1) {found}"',
        'title = "SELECTED"',
    )
    (tmp_path / "own.py").write_text("\n".join(lines), encoding="utf-8")
    noticed = list(sql_in(tmp_path / "own.py"))
    assert sorted({one.split(": ")[0] for one in noticed}) == ["own.py:2", "own.py:3"]
    assert len(noticed) == 4


@pytest.mark.parametrize("folder", ["tui", "shinchoku"])
def test_no_text_of_a_plan_is_read_as_markup(folder: str) -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{node.value.lineno}"
        for path in modules(folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword)
        and node.arg == "markup"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]
    assert not wrong


def test_the_page_on_the_house_shows_the_same_table() -> None:
    page = (TOP / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| `(\w+)/` \| ([^|]+) \|", page)
    everything = set(MAY_IMPORT) - {"shinchoku"}
    expected = {folder: names for folder, names in MAY_IMPORT.items() if folder not in {"i18n", "samples"}}
    words: dict[str, set[str]] = {"all": everything, "nothing of ours": set()}
    told = {folder: words.get(names.strip(), set(re.findall(r"\w+", names))) for folder, names in rows}
    assert told == expected
