"""A measure's page: its schedule as a strip, its reports, where it comes from, and doubts about its source."""

from typing import Any

import pytest
from datasette.app import Datasette

from web.sheet import strip_of


def cell(kind: str, fy: int, half: int | None, stages: str, raw: str = "") -> dict[str, Any]:
    return {"row": 1, "label": None, "kind": kind, "fy": fy, "half": half, "stages": stages, "raw": raw}


def test_a_whole_year_takes_two_half_years_and_a_gap_stays_empty() -> None:
    strip = strip_of(
        [cell("planned", 2018, None, '["検討"]'), cell("planned", 2020, 2, '["調達・構築", "運用"]')]
    )
    assert strip is not None and strip.years == ("H30", "R1", "R2")
    (line,) = strip.lines
    assert [(block.words, block.tone, block.halves) for block in line.blocks] == [
        ("検討", "study", 2),
        ("", "", 1),
        ("", "", 1),
        ("", "", 1),
        ("調達・構築・運用", "run", 1),
    ]
    assert sum(block.halves for block in line.blocks) == 6


def test_a_cell_that_cannot_be_read_shows_what_is_printed() -> None:
    strip = strip_of([cell("planned", 2020, 1, "[]", "⇒")])
    assert strip is not None and [block.words for block in strip.lines[0].blocks] == ["⇒", ""]
    assert strip_of([]) is None


async def test_the_page_reads_like_the_sheet(town: Any, datasette: Datasette) -> None:
    page = (await datasette.client.get(f"/shinchoku/measure/{town.measures['1-2']}")).text
    assert 'class="tone-study">検討</td>' in page and 'colspan="2" class="tone-run">調達・構築・運用' in page
    assert "<td>第二次計画</td>" in page and "<td>情報課</td>" in page
    assert "方式を比べた。" in page and "無線の整備" in page and "旧②" in page
    assert "CANARY" not in page


async def test_the_former_measure_names_what_goes_on_from_it(town: Any, datasette: Datasette) -> None:
    page = (await datasette.client.get("/shinchoku/measure/1")).text
    assert f'href="/shinchoku/measure/{town.measures["1-2"]}"' in page and "第二次計画" in page


async def test_what_happened_stands_on_the_page_with_effect_and_cost(town: Any, datasette: Datasette) -> None:
    measure = town.measures["1-2"]
    with town.book.writing() as door:
        for event, half, note in (("revised", 1, "部品の納期が延びた"), ("completed", 2, None)):
            told = {"measure_id": measure, "event": event, "fy": 2021, "half": half, "note": note}
            door.insert("measure_event", told)
        found = door.find("evaluation", measure_id=measure)
        outcome = {"effect": "待ち時間が半分になった。", "cost_note": "予算の範囲に収まった。"}
        if found:
            door.update("evaluation", found["id"], outcome)
        else:
            door.insert("evaluation", {"measure_id": measure, **outcome})
    page = (await datasette.client.get(f"/shinchoku/measure/{measure}")).text
    assert "R3上" in page and "工程を改定" in page and "部品の納期が延びた" in page
    assert "待ち時間が半分になった。" in page and "予算の範囲に収まった。" in page


async def test_doubts_stand_with_their_source(town: Any, datasette: Datasette) -> None:
    page = (await datasette.client.get(f"/shinchoku/measure/{town.measures['3']}")).text
    assert "番号が重なっています" in page and "plan.csv p.3" in page and "CANARY" not in page


@pytest.mark.parametrize("page", ["/shinchoku/measure/999", "/shinchoku/measure/x"])
async def test_a_row_that_is_not_there_is_said_so(datasette: Datasette, page: str) -> None:
    assert (await datasette.client.get(page)).status_code in (400, 404)
