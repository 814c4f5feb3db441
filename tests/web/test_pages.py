"""What people see: Japanese words on every page, nothing fetched from elsewhere."""

import re
from typing import Any

import pytest
from datasette.app import Datasette

import i18n
from tests.web.test_metadata import DESCRIBED, QUESTIONS, VISIBLE
from web import refusing, words
from web.words import value_words

PAGES = [
    "/",
    "/shinchoku",
    "/shinchoku/measure/2",
    "/shinchoku/draft",
    "/shinchoku/nothing",
    "/-/metadata",
    "/-/versions",
    *(f"/shinchoku/{name}" for name in (*VISIBLE, *QUESTIONS)),
]
_FETCHED = re.compile(r"""(?:src|href|action|url)\s*[=(]\s*["']?(https?:)?//(?!localhost)""")


@pytest.mark.parametrize("page", PAGES)
async def test_pages_are_in_japanese_and_name_no_other_host(datasette: Datasette, page: str) -> None:
    text = (await datasette.client.get(page)).text
    assert '<html lang="ja">' in text
    assert not _FETCHED.search(text)
    for english in (
        "Powered by",
        "Custom SQL",
        "This data as",
        "Advanced export",
        "Apply",
        "Next page",
        "rows in",
    ):
        assert english not in text


async def test_the_style_sheet_is_ours_and_fetches_nothing(datasette: Datasette) -> None:
    sheet = await datasette.client.get("/-/shinchoku/managers.css")
    assert sheet.status_code == 200 and sheet.headers["content-type"].startswith("text/css")
    assert "url(" not in sheet.text and "@import" not in sheet.text


async def test_the_front_page_counts_the_half_year_being_worked_on(datasette: Datasette) -> None:
    text = (await datasette.client.get("/")).text
    assert "第二次計画" in text and "R2上（2020H1）" in text and "受付中" in text
    assert "2／6" in text
    assert "/shinchoku/department_missing?plan=machi-2&amp;period=2020H1" in text
    for query in DESCRIBED["queries"].values():
        assert query["title"] in text


async def test_values_are_said_in_words_with_their_marks(datasette: Datasette) -> None:
    text = (await datasette.client.get("/shinchoku/current_report")).text
    assert "確 確認済" in text and "戻 差戻し" in text and "R2上（2020H1）" in text
    marks = (await datasette.client.get("/shinchoku/measure_goal")).text
    assert "？ 不明" in marks
    cells = (await datasette.client.get("/shinchoku/schedule")).text
    assert "調達・構築、運用" in cells and "2020（令和2年度）" in cells and "上半期" in cells


async def test_headings_are_the_words_of_the_descriptions_and_json_keeps_the_names(
    datasette: Datasette,
) -> None:
    text = (await datasette.client.get("/shinchoku/measure_list")).text
    headings = [re.sub(r"<[^>]+>|\s", "", found) for found in re.findall(r"<th\b.*?</th>", text, re.S)]
    assert headings[:5] == ["計画", "施策キー", "番号", "施策名", "副題"]
    columns = (await datasette.client.get("/shinchoku/measure_list.json")).json()["columns"]
    assert columns[:4] == ["measure_id", "plan_id", "plan", "measure_key"]


async def test_measures_stand_in_natural_order(datasette: Datasette) -> None:
    answer = await datasette.client.get("/shinchoku/measure_list.json?plan=machi-2&_shape=objects")
    assert [row["measure_key"] for row in answer.json()["rows"]] == ["1-2", "1-10", "2", "3", "4", "5"]


async def test_markup_in_a_plans_text_is_shown_and_not_obeyed(town: Any, datasette: Datasette) -> None:
    with town.book.writing() as door:
        door.update("measure", town.measures["3"], {"title": "<script>alert(1)</script>"})
    for page in (
        "/shinchoku/measure",
        "/shinchoku/current_report",
        "/shinchoku/predecessors",
        "/shinchoku/measure/5",
    ):
        text = (await datasette.client.get(page)).text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


async def test_pages_speak_english_when_asked(datasette: Datasette) -> None:
    i18n.setup("en")
    try:
        text = (await datasette.client.get("/shinchoku/current_report?state=returned")).text
    finally:
        i18n.setup("ja")
    assert '<html lang="en">' in text and "Returned" in text and "1 rows" in text


def test_every_word_of_the_pages_has_its_japanese() -> None:
    japanese = i18n.catalogue("ja")
    said = {sentence for kind in words._VALUES.values() for _, sentence in kind.values() if sentence}
    said |= set(words.OPERATORS.values())
    said |= {value for name, value in vars(refusing).items() if name.isupper() and isinstance(value, str)}
    folder = words.__file__.rsplit("/", 1)[0] + "/templates"
    for template in _templates(folder):
        said |= {one or other for one, other in re.findall(r"""_\((?:"([^"]*)"|'([^']*)')\)""", template)}
    assert said - japanese.keys() == set()


def _templates(folder: str) -> list[str]:
    from pathlib import Path

    return [file.read_text(encoding="utf-8") for file in Path(folder).glob("*.html")]


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("period", "state", "submitted", "付議中"),
        ("report", "state", "submitted", "提 提出済"),
        ("import_issue", "state", "open", "未処理"),
        ("department_status", "late", 1, None),
        ("report", "late", 1, "○"),
        ("measure", "is_priority", None, "？ 不明"),
        ("schedule", "half", None, None),
        (None, "period", "2019H1", "R1上（2019H1）"),
        (None, "period", "何か", None),
        (None, "fy", 2014, "2014（平成26年度）"),
        ("schedule_cell", "stages", "[]", None),
        ("schedule_cell", "stages", "{", None),
        ("measure", "state", "an unknown state", None),
    ],
)
def test_a_value_reads_as_its_column_means_it(
    table: str | None, column: str, value: Any, said: str | None
) -> None:
    assert value_words(table, column, value) == said
