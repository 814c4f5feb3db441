"""One schedule as a row of half-years: planned over reached, the current one in brackets, never wider than asked."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from db.reads.measures import CellRow
from domain.periods import Half
from tui.widgets.stage_strip import as_row, strip_lines

HALVES = [Half.at(Half(2020, 1).index + place) for place in range(6)]
NOW = Half(2020, 1)


def cell(half: Half, *stages: str, kind: str = "planned", continued: bool = False) -> CellRow:
    return CellRow(kind, half.fy, half.half, stages, None, continued, None, "・".join(stages))


# 施策28 of the sixth plan: 検討 through the first two years, then blank.
CELLS = [cell(half, "検討") for half in HALVES[:4]]


def plain(lines: list[Text]) -> list[str]:
    return [line.plain for line in lines]


def test_the_current_half_year_stands_in_brackets() -> None:
    lines = strip_lines(as_row("自治体クラウドの検討", CELLS), HALVES, NOW, 80)
    assert plain(lines)[0].split() == [
        "工程",
        "R2上",
        "R2下",
        "R3上",
        "R3下",
        "R4上",
        "R4下",
    ]
    assert plain(lines)[1].split() == [
        "自治体クラウドの検討",
        "予",
        "[検]",
        "検",
        "検",
        "検",
        "・",
        "・",
    ]


def test_without_anything_reached_there_is_no_second_row() -> None:
    assert len(strip_lines(as_row("検討", CELLS), HALVES, NOW, 80)) == 2
    assert len(strip_lines(as_row("検討", CELLS), HALVES, NOW, 80, heading=False)) == 1


def test_what_was_reached_stands_below_what_was_planned() -> None:
    row = as_row("検討", CELLS, {HALVES[0].index: ("調査・研究",)})
    lines = plain(strip_lines(row, HALVES, HALVES[2], 80))
    assert lines[2].split() == ["実", "研", "・", "[", "]"]


def test_marks_of_both_rows_stand_in_the_same_cells() -> None:
    row = as_row("検討", CELLS, {half.index: ("検討",) for half in HALVES[:4]})
    heading, planned, reached = plain(strip_lines(row, HALVES, None, 80))
    for mark in "検":
        places = [
            [cell_len(line[:place]) for place, sign in enumerate(line) if sign == mark and place > 10]
            for line in (planned, reached)
        ]
        assert places[0] == places[1]
    assert cell_len(heading[: heading.index("R2上")]) == cell_len(reached[: reached.index("検")])


def test_a_revised_schedule_stands_in_a_line_of_its_own_under_the_first_plan() -> None:
    cells = [*CELLS, cell(HALVES[0], "実施", kind="revised")]
    _heading, planned, revised = plain(strip_lines(as_row("検討", cells), HALVES, NOW, 80))
    assert planned == plain(strip_lines(as_row("検討", CELLS), HALVES, NOW, 80))[1]
    assert "改" in revised and "[実]" in revised


def test_a_continued_cell_shows_that_it_goes_on() -> None:
    cells = [cell(HALVES[0], "検討"), cell(HALVES[1], "検討", continued=True)]
    line = plain(strip_lines(as_row("検討", cells), HALVES, None, 80))[1]
    assert line.split()[2:4] == ["検", "〃"]


def test_a_plan_in_whole_years_shows_years() -> None:
    cells = [CellRow("planned", year, None, ("検討",), None, False, None, "検討") for year in (2020, 2021)]
    lines = plain(strip_lines(as_row("検討", cells), HALVES, NOW, 80))
    assert lines[0].split() == ["工程", "R2", "R3", "R4"]
    assert lines[1].split() == ["検討", "予", "[検]", "検", "・"]


@pytest.mark.parametrize("width", [30, 41, 60, 80, 120])
@pytest.mark.parametrize(
    "label",
    [
        "検討",
        "次期住民情報システムの方針の検討とその取りまとめ" * 2,
        "\x1b[2J[/資料]\u202e",
    ],
)
def test_every_line_is_exactly_as_wide_as_asked(width: int, label: str) -> None:
    cells = [cell(half, "調達・構築", "運用") for half in HALVES]
    row = as_row(label, cells, {half.index: ("検討", "構築", "運用") for half in HALVES})
    for now in (None, *HALVES):
        lines = plain(strip_lines(row, HALVES, now, width))
        assert {cell_len(line) for line in lines} == {width}
        assert "\x1b" not in "".join(lines)


def test_where_not_all_half_years_fit_the_current_one_is_in_sight() -> None:
    halves = [Half.at(Half(2010, 1).index + place) for place in range(30)]
    cells = [cell(half, "検討") for half in halves]
    lines = plain(strip_lines(as_row("検討", cells), halves, halves[20], 60))
    assert "[検]" in lines[1] and halves[20].label() in lines[0]
    assert "<" in lines[0] and ">" in lines[0]
