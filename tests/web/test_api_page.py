"""docs/api.md: every request and every command on the page is run as it stands."""

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette
from openpyxl import load_workbook

from shinchoku.tree import cli

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")
REQUESTS = re.findall(r"`(GET|POST) (\S+)`(?: \| (\d+))?", PAGE)
COMMANDS = re.findall(r"^shinchoku (.+)$", PAGE, re.MULTILINE)


def rows_of(address: str, text: str) -> list[Any]:
    if ".csv" in address:
        return list(csv.DictReader(io.StringIO(text)))
    if "_nl=on" in address:
        return [json.loads(line) for line in text.splitlines()]
    answer = json.loads(text)
    if isinstance(answer, list):
        return answer
    if "books" in answer:
        return list(answer["books"][0]["rows"])
    return list(answer["rows"] or answer["facet_results"])


@pytest.mark.parametrize(("method", "address", "status"), REQUESTS)
async def test_every_request_of_the_page_answers_as_it_says(
    browser: Datasette, method: str, address: str, status: str
) -> None:
    answer = await browser.client.request(method, address)
    assert answer.status_code == int(status or 200)
    if ".xlsx" in address:
        assert load_workbook(io.BytesIO(answer.content)).worksheets[0].max_row > 1
    elif not status:
        assert rows_of(address, answer.text)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_writes_its_file(
    sample: Path, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["--db", str(sample), *shlex.split(command)], standalone_mode=False)
    assert done.exception is None and done.return_value == 0
    assert any(file.stat().st_size > 1000 for file in tmp_path.iterdir())


async def test_following_the_next_address_gives_every_row(browser: Datasette) -> None:
    address: str | None = "/shinchoku/schedule.json?plan=musashino-4&_shape=objects&_size=100"
    found: list[Any] = []
    while address:
        answer = (await browser.client.get(address)).json()
        found += answer["rows"]
        address = answer["next_url"] and answer["next_url"].removeprefix("http://localhost")
    streamed = (await browser.client.get("/shinchoku/schedule.csv?plan=musashino-4&_stream=1")).text
    assert len(found) == len(rows_of(".csv", streamed)) == answer["filtered_table_rows_count"]


def test_there_is_something_to_try() -> None:
    assert len(REQUESTS) >= 15 and len(COMMANDS) == 4
