"""What report writers take out opens in an office program as it was written."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.office


def as_csv(folder: Path, name: str) -> list[list[str]]:
    """A file's first sheet as LibreOffice reads it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: soffice is missing")
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            str(folder / "out"),
            str(folder / name),
        ],
        capture_output=True,
        timeout=180,
        check=True,
    )
    with (folder / "out" / f"{Path(name).stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_workbook_opens_with_every_measure_in_order(demo: Run, tmp_path: Path) -> None:
    assert demo("export", "xlsx", "--plan", "musashino-6", "--out", "plan.xlsx").code == 0
    rows = as_csv(tmp_path, "plan.xlsx")
    place = rows[0].index("施策名")
    assert len(rows) == 1 + 29
    assert rows[1][place] == "ウェブアクセシビリティの向上推進"
    assert rows[29][place] == "窓口手続時間の短縮および簡素化の研究"
