"""The hook that turns skips into failures: wherever the skip happens, and only where it is asked to."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
SKIPPING = {
    "inside": "import pytest\ndef test_it() -> None:\n    pytest.skip('no tool')\n",
    "marked": "import pytest\n@pytest.mark.skipif(True, reason='no tool')\ndef test_it() -> None: ...\n",
    "fixture": "import pytest\n@pytest.fixture\ndef tool() -> None:\n    pytest.skip('no tool')\n"
    "def test_it(tool: None) -> None: ...\n",
    "file": "import pytest\npytest.skip('no tool', allow_module_level=True)\n",
}
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_it() -> None:\n    raise AssertionError\n"


def run(folder: Path, text: str, strict: bool) -> tuple[int, str]:
    """The exit code and the words of a run of one small test file."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (folder / "test_small.py").write_text(text, encoding="utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "SHINCHOKU_"))
    }
    environment["PYTHONPATH"] = str(TOP)
    if strict:
        environment["SHINCHOKU_NO_SKIP"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.no_skip", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("where", sorted(SKIPPING))
def test_a_skip_fails_and_says_why(tmp_path: Path, where: str) -> None:
    code, said = run(tmp_path, SKIPPING[where], strict=True)
    assert code not in (0, 5)
    assert "no tool" in said
    assert re.search(r"\b1 (failed|error)", said)


def test_a_skip_stays_a_skip_where_nobody_asked(tmp_path: Path) -> None:
    code, said = run(tmp_path, SKIPPING["inside"], strict=False)
    assert code == 0
    assert "1 skipped" in said


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    code, said = run(tmp_path, EXPECTED_FAILURE, strict=True)
    assert code == 0
    assert "1 xfailed" in said
