"""docs/managers.md tells the truth: its questions exist and its addresses answer."""

import re
from pathlib import Path

import pytest
from datasette.app import Datasette

from tests.web.test_metadata import DESCRIBED

PAGE = (Path(__file__).resolve().parent.parent.parent / "docs" / "managers.md").read_text(encoding="utf-8")
ADDRESSES = re.findall(r"http://127\.0\.0\.1:8001(/shinchoku\S+)", PAGE)


def test_the_page_lists_every_question_under_its_title() -> None:
    listed = re.findall(r"^\| (\S+) \|.*\| `(\w+)` \|$", PAGE, re.M)
    assert listed == [(query["title"], name) for name, query in DESCRIBED["queries"].items()]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_its_addresses_answer(datasette: Datasette, address: str) -> None:
    answer = await datasette.client.get(address)
    assert answer.status_code == 200
    assert "truncated" in answer.text or "," in answer.text


def test_there_are_addresses_to_try() -> None:
    assert len(ADDRESSES) == 3
