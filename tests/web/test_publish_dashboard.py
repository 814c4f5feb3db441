"""The published copy's dashboard: drawn without another machine, from the copy as it is now, with no text as HTML."""

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from exports.publish import metadata_path, publish
from exports.publish_dashboard import KINDS, SLUG, dashboard
from exports.publish_tables import DOCUMENT_STATES, MEASURE_STATES

CHARTS = dashboard("open")[SLUG]["charts"]


def approve(town: Any, key: str) -> None:
    """Record the council's approval of the newest revision."""
    with town.book.writing() as door:
        report = door.find("report", measure_id=town.measures[key], period_id=town.period_id)
        step = {"action": "approve", "from_state": "compiled", "to_state": "approved"}
        who = {"by_uid": 1, "by_name": "課", "at": door.at}
        door.insert("decision", {**step, **who, "report_id": report["id"], "revision": report["revision"]})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "open.db"


@pytest.fixture
async def shown(town: Any, out: Path) -> AsyncIterator[Datasette]:
    """The copy as anybody serves it: Datasette with the metadata that lies beside it."""
    approve(town, "1-2")
    publish(town.book, out)
    datasette = Datasette([str(out)], metadata=json.loads(metadata_path(out).read_text(encoding="utf-8")))
    await datasette.invoke_startup()
    yield datasette
    datasette.executor.shutdown()
    datasette.get_database("open").close()


async def drawn(datasette: Datasette, chart: str, plan: str = "") -> list[dict[str, Any]]:
    """The rows a chart gets, by the address its script asks."""
    query = CHARTS[chart]["query"]
    kept = re.sub(r"\[\[(.*?)\]\]", r"\1" if plan else "", query)
    answer = await datasette.client.get(
        "/open.json", params={"sql": kept, "_shape": "objects", **({"plan": plan} if plan else {})}
    )
    rows: list[dict[str, Any]] = answer.json()["rows"]
    return rows


async def test_the_page_and_each_chart_answer(shown: Datasette) -> None:
    page = await shown.client.get(f"/-/dashboards/{SLUG}")
    assert page.status_code == 200
    for name, chart in CHARTS.items():
        assert chart["title"] in page.text
        assert (await shown.client.get(f"/-/dashboards/{SLUG}/{name}")).status_code == 200
    assert {title for row in dashboard("open")[SLUG]["layout"] for title in row} == set(CHARTS)


async def test_every_script_and_style_comes_from_the_same_server(shown: Datasette) -> None:
    page = (await shown.client.get(f"/-/dashboards/{SLUG}")).text
    fetched = re.findall(r'(?:src|href)="([^"]+)"', page)
    scripts = [address for address in fetched if address.endswith((".js", ".css")) or ".css?" in address]
    assert len(scripts) >= 6 and all(address.startswith("/") for address in scripts)
    for address in scripts:
        assert (await shown.client.get(address)).status_code == 200
    # A map would fetch its background from afar, a table would write texts into the page as HTML.
    assert {chart["library"] for chart in CHARTS.values()} == KINDS == {"metric", "vega-lite"}


async def test_the_charts_count_what_the_copy_holds(shown: Datasette) -> None:
    assert await drawn(shown, "measures") == [{"n": 7}]
    assert await drawn(shown, "measures", "試験市 第二次計画") == [{"n": 6}]
    assert await drawn(shown, "measures", "試験市 別の計画") == [{"n": 0}]
    assert await drawn(shown, "day") == [{"n": "2020-10-18"}]
    (rating,) = await drawn(shown, "ratings")
    assert (rating["period"], rating["rating"], rating["n"]) == ("2020H1", "計画どおりに実行できた", 1)
    stages = {(row["fiscal_year"], row["stage"], row["n"]) for row in await drawn(shown, "stages")}
    assert stages == {(2020, "検討", 1), (2021, "調達・構築", 1), (2021, "運用", 1)}
    departments = {row["department"]: row["n"] for row in await drawn(shown, "departments")}
    assert departments == {"情報課": 4, "市民課": 4}
    assert await drawn(shown, "directions") == []


async def test_the_dashboard_of_a_running_server_is_as_new_as_the_copy(
    shown: Datasette, town: Any, out: Path
) -> None:
    assert await drawn(shown, "reports") == [{"n": 1}]
    approve(town, "1-10")
    publish(town.book, out)
    assert await drawn(shown, "reports") == [{"n": 2}]


def test_every_state_the_book_knows_has_its_name_in_the_copy(town: Any) -> None:
    for table, column, names in (
        ("measure", "state", MEASURE_STATES),
        ("plan", "doc_status", DOCUMENT_STATES),
    ):
        (sql,) = town.book.db.conn.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
        allowed = re.search(rf"CHECK \({column} IN \(([^)]*)\)", sql)
        assert allowed is not None and set(re.findall(r"'(\w+)'", allowed[1])) == set(names)


@contextmanager
def serving(out: Path) -> Iterator[str]:
    """`datasette OUT.db -m OUT-metadata.json` in a process of its own; its address once it answers."""
    command = [sys.executable, "-m", "datasette", str(out), "-m", str(metadata_path(out)), "-p", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                found = re.search(r"running on (http://\S+)", line)
                if found:
                    yield found[1]
                    return
            raise AssertionError("datasette did not start")
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.mark.browser
def test_a_browser_without_a_network_draws_the_charts(town: Any, out: Path, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip(
            "CHROMIUM IS MISSING: the dashboard was not looked at in a browser (apt install chromium)"
        )
    approve(town, "1-2")
    publish(town.book, out)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    alone = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
        f"--user-data-dir={tmp_path / 'profile'}",
    ]
    told = ["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"]
    with serving(out) as url:
        with urllib.request.urlopen(f"{url}/-/dashboards/{SLUG}", timeout=30) as answer:
            assert answer.status == 200
        done = subprocess.run(
            [chromium, *flags, *quiet, *alone, *told, f"{url}/-/dashboards/{SLUG}"],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
    assert "CONSOLE" not in done.stderr, [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    # The charts are SVG, whose words a reading program reads.
    assert done.stdout.count("<svg") >= 4
    assert all(word in done.stdout for word in ("情報課", "調達・構築", "2020-10-18", "7施策"))
