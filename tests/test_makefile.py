"""The two commands: when an environment is made anew, which Python is taken, which book gets the sample."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
INSTALLS = "pip install"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What make looks at, in a folder with a space in its name, with an environment that is ready."""
    if shutil.which("make") is None:
        pytest.skip("MAKE IS MISSING: the two commands were not tried (apt install make)")
    folder = tmp_path / "a clone"
    (folder / ".venv").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-test.lock"):
        shutil.copyfile(TOP / name, folder / name)
        os.utime(folder / name, (1_000, 1_000))
    (folder / ".venv" / ".ready").write_text(f"{folder.resolve()}\n", encoding="utf-8")
    return folder


def python(folder: Path, name: str, new_enough: bool) -> Path:
    """A stand-in that answers only the question how old it is."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {0 if new_enough else 1}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def make(checkout: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of make that knows nothing of the make that may be running these tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["make", *words],
        cwd=checkout,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_ready_environment_is_left_alone(checkout: Path) -> None:
    done = make(checkout, "-n", "run")
    assert done.returncode == 0, done.stderr
    assert INSTALLS not in done.stdout
    assert done.stdout.rstrip().endswith(".venv/bin/shinchoku")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_packaging_makes_the_environment_anew(checkout: Path, name: str) -> None:
    later = (checkout / ".venv" / ".ready").stat().st_mtime + 10
    os.utime(checkout / name, (later, later))
    assert "--require-hashes -r requirements.lock" in make(checkout, "-n", "run").stdout


def test_running_does_not_ask_for_what_only_the_tests_need(checkout: Path) -> None:
    (checkout / ".venv" / ".ready").unlink()
    assert "requirements-test.lock" not in make(checkout, "-n", "run").stdout
    assert "--require-hashes -r requirements-test.lock" in make(checkout, "-n", "test").stdout


def test_an_environment_that_moved_with_its_folder_is_made_anew(checkout: Path) -> None:
    moved = checkout.rename(checkout.with_name("another name"))
    assert INSTALLS in make(moved, "-n", "run").stdout


def test_a_python_that_is_too_old_is_refused_in_one_sentence(checkout: Path) -> None:
    (checkout / ".venv" / ".ready").unlink()
    old = python(checkout / "bin", "python-old", new_enough=False)
    done = make(checkout, "demo", f"PYTHON={old}")
    assert done.returncode != 0
    assert "shinchoku needs Python 3.11 or later" in done.stderr
    assert str(old) in done.stderr
    assert not (checkout / "shinchoku.db").exists()


def test_a_newer_python_is_found_beside_one_that_is_too_old(checkout: Path) -> None:
    (checkout / ".venv" / ".ready").unlink()
    found = checkout / "bin"
    for name in ("python3", "python3.14", "python3.13"):
        python(found, name, new_enough=False)
    python(found, "python3.12", new_enough=True)
    done = make(checkout, "-n", "demo", PATH=f"{found}{os.pathsep}{os.environ['PATH']}")
    assert '"python3.12" -m venv' in done.stdout


def test_the_sample_goes_only_into_a_book_that_is_missing(checkout: Path) -> None:
    program = checkout / ".venv" / "bin" / "shinchoku"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@" >> said\n', encoding="utf-8")
    program.chmod(0o755)
    said = checkout / "said"
    (checkout / "mine.db").touch()
    make(checkout, "demo", SHINCHOKU_DB="mine.db")
    assert not said.exists()
    make(checkout, "demo")
    assert said.read_text(encoding="utf-8") == "demo\n"
    (checkout / "shinchoku.db").touch()
    make(checkout, "demo")
    assert said.read_text(encoding="utf-8") == "demo\n"
