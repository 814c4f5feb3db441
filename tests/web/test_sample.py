"""The sample plans as managers find them; figures counted in the published documents."""

from typing import Any

import pytest
from datasette.app import Datasette

from tests.web.test_metadata import QUESTIONS, VISIBLE


async def rows(datasette: Datasette, address: str) -> list[dict[str, Any]]:
    answer = await datasette.client.get(f"/shinchoku/{address}&_shape=objects&_size=max")
    assert answer.status_code == 200
    return list(answer.json()["rows"])


@pytest.mark.parametrize("name", [*VISIBLE, *QUESTIONS])
async def test_every_page_opens(browser: Datasette, name: str) -> None:
    assert (await browser.client.get(f"/shinchoku/{name}")).status_code == 200


@pytest.mark.parametrize(
    ("plan", "measures"), [("musashino-6", 29), ("musashino-4", 53), ("musashimurayama-4", 24)]
)
async def test_plans_have_as_many_measures_as_their_documents(
    browser: Datasette, plan: str, measures: int
) -> None:
    assert len(await rows(browser, f"measure_list.json?plan={plan}")) == measures


async def test_the_fourth_plan_of_musashino_has_17_priorities_and_159_planned_cells(
    browser: Datasette,
) -> None:
    assert len(await rows(browser, "measure_list.json?plan=musashino-4&is_priority=1")) == 17
    assert len(await rows(browser, "schedule.json?plan=musashino-4&kind=planned")) == 159


async def test_its_two_measures_added_in_2015_are_found_by_that_year(browser: Datasette) -> None:
    assert len(await rows(browser, "measure_list.json?plan=musashino-4&added_fy=2015")) == 2


async def test_measure_28_of_the_sixth_plan_is_found_by_its_subject(browser: Datasette) -> None:
    found = await rows(browser, "find_measure.json?plan=musashino-6&word=自治体クラウド")
    assert [(row["number"], row["title"], row["leads"]) for row in found] == [
        ("28", "自治体クラウドの検討", "情報管理課")
    ]
