"""What a fresh clone installs: locked, hashed, from the index alone; and the pages that promise it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from shinchoku import __version__
from shinchoku.tree import COMMANDS

TOP = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-test.lock")


def locked(name: str) -> dict[str, str]:
    """The pinned packages of a lock with the text that follows each pin (markers, hashes)."""
    text = (TOP / name).read_text(encoding="utf-8")
    parts = re.split(r"(?m)^([A-Za-z0-9_.-]+)==", text)[1:]
    return {
        package.lower().replace("_", "-"): rest for package, rest in zip(parts[::2], parts[1::2], strict=True)
    }


def wanted(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in requirements}  # type: ignore[index]


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_its_hashes_and_no_address(name: str) -> None:
    packages = locked(name)
    assert len(packages) > 30
    assert [package for package, rest in packages.items() if "--hash=sha256:" not in rest] == []
    text = (TOP / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


def test_the_locks_hold_what_pyproject_asks_for() -> None:
    running = locked("requirements.lock")
    testing = locked("requirements-test.lock")
    assert wanted(PROJECT["project"]["dependencies"]) <= set(running)
    # Installing ourselves without build isolation needs the build backend in the lock too.
    assert {"hatchling", "editables"} <= set(running)
    assert wanted(PROJECT["project"]["optional-dependencies"]["test"]) <= set(testing)
    assert set(running) <= set(testing)
    assert {name: rest.split()[0] for name, rest in running.items()} == {
        name: testing[name].split()[0] for name in running
    }


def test_the_pins_that_matter_are_exact() -> None:
    pins = {name: rest.split()[0] for name, rest in locked("requirements.lock").items()}
    assert pins["datasette"] == "0.65.5"
    assert pins["textual"] == "8.2.8"
    assert pins["sqlite-utils"] == "4.2.1"
    assert pins["plotext"].startswith("6.1.")


def test_every_dependency_says_why_it_is_there() -> None:
    text = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("]", 1)[0]
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    unexplained = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if line[0] == '"' and not before.startswith("#")
    ]
    assert not unexplained


def test_the_program_and_the_package_have_one_version() -> None:
    assert PROJECT["project"]["version"] == __version__


def test_everything_that_is_not_python_travels_in_the_wheel() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    packages = set(wheel["packages"])
    assert {folder.parent.name for folder in TOP.glob("*/__init__.py")} - {"benchmarks", "tools"} <= packages
    assert set(wheel["force-include"]) == {"datasette-metadata.json", "docs/shinchoku-1.schema.json"}
    assert all((TOP / source).is_file() for source in wheel["force-include"])


def test_a_built_wheel_holds_every_file_of_our_packages_and_nothing_else(tmp_path: Path) -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    [built] = tmp_path.glob("*.whl")
    ours = {
        path.relative_to(TOP).as_posix()
        for package in wheel["packages"]
        for path in (TOP / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(built) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        [points] = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        entry_points = archive.read(points).decode()
    assert held == ours | set(wheel["force-include"].values())
    assert "shinchoku = shinchoku.main:main" in entry_points
    assert "shinchoku = web.plugin" in entry_points


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_the_readme_names_every_command_and_only_files_that_exist(page: str) -> None:
    text = (TOP / page).read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`{command}" in text, command
    assert "make run" in text
    assert "make test" in text
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert len(links) > 5
    assert [link for link in links if not (TOP / link).exists()] == []


def test_what_is_committed_names_no_machine_and_no_registry() -> None:
    told = ("pypi" + ".org", "python" + "hosted", str(TOP), str(Path.home()))
    host = re.compile("|".join(re.escape(name) for name in told if len(name) > 3), re.IGNORECASE)
    wrong = []
    for path in sorted(TOP.rglob("*")):
        parts = path.relative_to(TOP).parts
        if parts[0].startswith(".venv") or parts[0] in {".git", "build", "dist"} or "__pycache__" in parts:
            continue
        if not path.is_file() or path.suffix not in {
            ".py",
            ".md",
            ".toml",
            ".lock",
            ".json",
            ".csv",
            ".po",
            ".css",
        }:
            continue
        if host.search(path.read_text(encoding="utf-8", errors="replace")):
            wrong.append(str(path.relative_to(TOP)))
    assert not wrong
