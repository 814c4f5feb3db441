"""The front page's pictures: the same numbers in picture, table and book, a base to each, unknown said as unknown."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from db.book import Book
from tests.web.conftest import CANARIES, Town
from web import front
from web.front_charts import Figure, share
from web.svg import FILLS, WIDTH, Bar, Line, bar_chart, fitted, line_chart, width_of

EXPECTED = Path(__file__).resolve().parent.parent / "importers" / "expected"
SVG = "{http://www.w3.org/2000/svg}"


def figures(path: Path, plan: str) -> dict[str, Figure]:
    return {one.name: one for one in front.read(path, "front0", plan).figures}


def texts(figure: Figure) -> list[str]:
    """What is written in the picture."""
    assert figure.picture is not None
    return [text.text or "" for text in ET.fromstring(str(figure.picture)).iter(f"{SVG}text")]


def described(figure: Figure) -> str:
    assert figure.picture is not None
    found = ET.fromstring(str(figure.picture)).find(f"{SVG}desc")
    assert found is not None and found.text is not None
    return found.text


def table(figure: Figure) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in figure.rows}


def read_by_eye(file: str, table: str) -> list[list[Any]]:
    """Rows that a person typed from reading the published document."""
    found: list[list[Any]] = tomllib.loads((EXPECTED / file).read_text(encoding="utf-8"))[table]
    return found


def filled(row: str) -> list[str | None]:
    """A printed row of years: an arrow goes on, a point is blank."""
    stages: list[str | None] = []
    for word in row.split():
        stages.append(stages[-1] if word == "⇒" else None if word == "." else word)
    return stages


def share_of_study(rows: list[list[str | None]], year: int) -> str:
    marked = [row[year] for row in rows if row[year] is not None]
    studied = sum(stage in ("検討", "調査・研究") for stage in marked)
    return f"{studied}／{len(marked)}（{100 * studied / len(marked):.1f}%）"


def test_slip_of_the_third_plan_is_what_a_reader_counts(sample: Path) -> None:
    counted: Counter[str] = Counter()
    for row in read_by_eye("musashimurayama.toml", "third"):
        planned, actual = filled(row[5]), filled(row[6])
        for stage in {*planned, *actual} - {None}:
            if stage not in planned:
                counted["予定外"] += 1
            elif stage not in actual:
                counted["× 未達"] += 1
            else:
                years = actual.index(stage) - planned.index(stage)
                counted["予定どおり" if years == 0 else f"{2 * years}半期遅れ"] += 1
    found = figures(sample, "musashimurayama-3")["slip"]
    assert {word: int(cells[0]) for word, cells in table(found).items()} == counted
    # Measures 3, 5, 15 and 16 are late, 11 and 17 never got there.
    assert "20施策のうち6施策" in found.headline and "30.0%" in found.headline
    assert f"母数 20施策（不明 0施策）、数えた段階 {counted.total()}" in found.base


def test_study_of_the_fourth_plan_is_what_a_reader_counts(sample: Path) -> None:
    rows = [filled(row[6]) for row in read_by_eye("musashino4.toml", "sheets")]
    found = figures(sample, "musashino-4")["study"]
    assert table(found) == {
        f"H{26 + year}{half}": (share_of_study(rows, year), "0", "不明", "53")
        for year in range(3)
        for half in "上下"
    }


def test_study_of_the_third_plan_is_what_a_reader_counts_as_planned_and_as_reached(sample: Path) -> None:
    printed = read_by_eye("musashimurayama.toml", "third")
    planned, actual = [filled(row[5]) for row in printed], [filled(row[6]) for row in printed]
    shown = table(figures(sample, "musashimurayama-3")["study"])
    for year in range(5):
        for half in "上下":
            cells = shown[f"H{23 + year}{half}"]
            assert (cells[0], cells[2]) == (share_of_study(planned, year), share_of_study(actual, year))
            assert cells[1] == str(sum(row[year] is None for row in planned))


def test_the_sixth_plan_has_29_measures_in_8_states_whose_numbers_add_up(sample: Path) -> None:
    found = figures(sample, "musashino-6")["state"]
    numbers = [int(row[1]) for row in found.rows]
    assert len(numbers) == 8 and sum(numbers) == 29
    assert "29施策のうち4施策が報告済（13.8%）" in found.headline and "母数 29施策" in found.base
    assert table(found)["未 未着手"] == ("22", "75.9%")


def test_departments_of_the_sixth_plan_with_the_most_missing_stand_first(sample: Path) -> None:
    found = figures(sample, "musashino-6")["department"]
    assert found.rows[0][:4] == ("情報管理課", "8", "8", "100.0%")
    assert table(found)["防災課"][:3] == ("0", "1", "0.0%")
    missing = [int(row[1]) for row in found.rows]
    assert missing == sorted(missing, reverse=True)
    assert f"{len(found.rows)}課のうち16課" in found.headline


@pytest.mark.parametrize("plan", ["musashino-6", "musashino-4", "musashimurayama-3", "musashimurayama-4"])
def test_every_picture_has_its_table_its_words_and_its_base(sample: Path, plan: str) -> None:
    found = figures(sample, plan)
    assert {"slip", "study"} <= found.keys()
    for one in found.values():
        assert (one.headline and "母数" in one.base and "時点" in one.base) or "工程全体" in one.base
        assert (one.picture is None) == (one.rows == ())
        assert all(len(row) == len(one.headings) for row in one.rows)
        if one.picture is not None:
            said = described(one)
            assert all(row[0] in said and row[1] in said for row in one.rows)


@pytest.mark.parametrize("plan", ["musashino-6", "musashimurayama-3", "musashimurayama-4"])
def test_bars_are_labelled_with_the_numbers_of_the_table(sample: Path, plan: str) -> None:
    for name, one in figures(sample, plan).items():
        if name == "study" or one.picture is None:
            continue
        written = texts(one)
        for row in one.rows:
            after = written[written.index(row[0]) + 1]
            assert re.findall(r"\d+", after)[0] == row[1]


def test_what_nobody_knows_is_said_to_be_unknown_and_never_nought(sample: Path) -> None:
    nobody = figures(sample, "musashimurayama-4")["slip"]
    assert table(nobody) == {"？ 不明": ("44", "－")}
    assert "不明です" in nobody.headline and "0.0%" not in nobody.headline
    assert "母数 0施策（不明 24施策）" in nobody.base
    none = figures(sample, "musashino-6")["slip"]
    assert none.picture is None and none.rows == () and "不明です" in none.headline
    assert "不明 29施策" in none.base
    assert share(0, 0) == "－"


def test_a_half_year_without_marks_leaves_a_gap_in_the_line(sample: Path) -> None:
    drawn = str(line_chart("x", "題", "言", ["1", "2", "3"], [Line("実績", "solid", (0.5, None, 0.25))]))
    assert len(re.findall(r"<circle", drawn)) == 3  # two values and the legend
    assert " L" not in re.findall(r'<path d="([^"]*)" fill="none"', drawn)[0]


def test_without_a_half_year_to_report_there_are_no_pictures_of_reports(sample: Path) -> None:
    assert figures(sample, "musashino-4").keys() == {"slip", "study"}


async def test_the_page_shows_the_plan_that_is_being_reported_on_or_the_one_asked_for(
    browser: Datasette,
) -> None:
    usual = (await browser.client.get("/")).text
    assert "数と図で見る：武蔵野市第六次総合情報化基本計画" in usual
    asked = (await browser.client.get("/?plan=musashimurayama-3")).text
    assert "数と図で見る：武蔵村山市第三次情報化基本計画" in asked
    assert '<option value="musashimurayama-3" selected>' in asked
    wrong = (await browser.client.get("/?plan=%3Cb%3Ex")).text
    assert "「&lt;b&gt;x」という計画はありません。" in wrong and "武蔵野市第六次" in wrong


async def test_the_page_has_a_picture_beside_each_table_under_ids_of_their_own(browser: Datasette) -> None:
    text = (await browser.client.get("/")).text
    assert text.count('<svg xmlns="http://www.w3.org/2000/svg" class="picture" role="img"') == 3
    assert text.count('<div class="beside">') == 3
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'(?:aria-labelledby|aria-describedby|href="#|url\()"?#?([\w-]+)', text):
        assert reference in ids


async def test_a_question_leads_on_from_each_picture_with_the_plan_filled_in(browser: Datasette) -> None:
    text = unescape((await browser.client.get("/")).text)
    for address in re.findall(r'href="(/shinchoku/\w+\?plan=[^"]+)">くわしくは', text):
        assert (await browser.client.get(address)).status_code == 200
    assert text.count("くわしくは「") == 4


def test_drafts_and_reports_sent_back_change_nothing_in_the_pictures(town: Town) -> None:
    read = front.read(town.path, "front0", "machi-2")
    text = repr(read)
    assert not any(canary in text.replace(str(town.path), "") for canary in CANARIES)
    rows = {one.name: one.rows for one in read.figures}
    # A report that was taken back is a draft again.
    assert {row[0]: row[1] for row in rows["state"]} == {
        "未 未着手": "1",
        "草 下書き": "2",
        "提 提出済": "1",
        "戻 差戻し": "1",
        "確 確認済": "1",
        "付 付議済": "0",
        "承 承認": "0",
        "否 否認": "0",
    }


# Six measures; 1-2 confirmed and 1-10 handed in late. 図書館システム has both departments as leads.
def test_a_measure_with_two_lead_departments_counts_for_both(town: Town) -> None:
    found = figures(town.path, "machi-2")["department"]
    assert table(found) == {"市民課": ("3", "4", "75.0%", "1"), "情報課": ("2", "3", "66.7%", "0")}


async def test_a_name_with_markup_is_text_in_the_picture(town: Town, datasette: Datasette) -> None:
    with town.book.writing() as door:
        department = door.find("department", name="市民課")
        assert department is not None
        door.update("department", department["id"], {"name": "<script>alert(1)</script>"})
    text = (await datasette.client.get("/")).text
    assert "<script>alert" not in text and "&lt;script&gt;" in text


async def test_the_page_follows_the_book_at_the_next_request(town: Town, datasette: Datasette) -> None:
    from db.reads.answers import Answer
    from tests.web.conftest import AS_PLANNED, report

    assert "6施策のうち2施策が報告済" in (await datasette.client.get("/")).text
    report(town, "4", Answer(AS_PLANNED, "実施中", "済んだ。"))
    assert "6施策のうち3施策が報告済" in (await datasette.client.get("/")).text


def test_a_picture_is_an_image_with_title_and_description_and_no_number_only_in_colour() -> None:
    drawn = bar_chart(
        "x", "題 & 名", "言う", [Bar("甲", (("hatch", 2), ("solid", 1)), "2／3")], [("hatch", "未")]
    )
    root = ET.fromstring(str(drawn))
    assert root.get("role") == "img" and root.get("aria-labelledby") == "x-title"
    assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == ("題 & 名", "言う")
    assert [text.text for text in root.iter(f"{SVG}text")] == ["未", "甲", "2／3"]
    assert [pattern.get("id") for pattern in root.iter(f"{SVG}pattern")] == ["x-hatch"]


def test_bars_stand_to_each_other_as_their_numbers_and_nought_has_none() -> None:
    bars = [Bar("甲", (("solid", 8),), "8"), Bar("乙", (("solid", 2),), "2"), Bar("丙", (("solid", 0),), "0")]
    boxes = list(ET.fromstring(str(bar_chart("x", "題", "言", bars))).iter(f"{SVG}rect"))
    widths = [float(box.get("width", 0)) for box in boxes]
    assert len(widths) == 2 and widths[0] == pytest.approx(4 * widths[1], abs=0.3)


def test_all_of_nothing_can_be_drawn() -> None:
    assert "0" in str(bar_chart("x", "題", "言", [Bar("甲", (("solid", 0),), "0")]))
    assert str(line_chart("x", "題", "言", [], []))


@pytest.mark.parametrize("length", [1, 8, 40, 200])
def test_nothing_is_drawn_beyond_the_picture(length: int) -> None:
    bars = [
        Bar("課" * length, (("solid", 10**6),), f"{10**6}／{10**6}（100.0%）"),
        Bar("甲", (("blank", 1),), "1"),
    ]
    root: Any = ET.fromstring(str(bar_chart("x", "題", "言", bars)))
    for box in root.iter(f"{SVG}rect"):
        if box.get("x"):
            assert float(box.get("x")) + float(box.get("width")) <= WIDTH
    for text in root.iter(f"{SVG}text"):
        assert float(text.get("x")) + width_of(text.text) <= WIDTH + 1


def test_a_long_name_is_cut_with_a_sign() -> None:
    assert fitted("情報管理課", 200) == "情報管理課"
    assert fitted("情報管理課", 45) == "情報…"


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_fill_stands_out_from_the_paper_and_has_lines_of_its_own() -> None:
    assert all(1.05 / (light(colour) + 0.05) >= 4.5 for colour, _lines in FILLS.values())
    assert len({lines for _colour, lines in FILLS.values()}) == len(FILLS)


def test_a_book_without_plans_has_a_front_without_pictures(tmp_path: Path) -> None:
    with Book.create(tmp_path / "empty.db"):
        pass
    found = front.read(tmp_path / "empty.db", "front0", None)
    assert (found.current, found.chosen, found.figures) == ((), None, ())


async def test_a_book_that_is_not_for_everyone_has_no_front(town: Town, serve_book: Any) -> None:
    datasette = await serve_book(town.path)
    datasette._metadata_local["databases"]["shinchoku"]["allow"] = {"id": "mayor"}
    text = (await datasette.client.get("/")).text
    assert "第二次計画" not in text and "情報課" not in text


async def test_a_table_that_the_metadata_keeps_for_some_stays_closed(town: Town, serve_book: Any) -> None:
    datasette = await serve_book(town.path)
    assert (await datasette.client.get("/shinchoku/goal")).status_code == 200
    datasette._metadata_local["databases"]["shinchoku"]["tables"].setdefault("goal", {})["allow"] = False
    assert (await datasette.client.get("/shinchoku/goal")).status_code == 403
    assert (await datasette.client.get("/shinchoku/measure")).status_code == 200


async def test_the_front_page_as_json_and_a_datasette_without_a_book_are_datasettes_own(
    datasette: Datasette,
) -> None:
    assert (await datasette.client.get("/.json")).json()["shinchoku"]["tables_count"] > 20
    plain = Datasette(memory=True)
    await plain.invoke_startup()
    assert "Powered by" in (await plain.client.get("/")).text
    plain.executor.shutdown()


def test_of_too_many_plans_none_is_listed_and_each_can_be_asked_for(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "MOST_PLANS", 3)
    found = front.read(sample, "front0", "musashimurayama-3")
    assert found.plans == () and found.chosen is not None and found.chosen.key == "musashimurayama-3"
    monkeypatch.setattr(front, "MOST_PERIODS", 0)
    few = front.read(sample, "front0", None)
    assert few.current == () and few.has_more
