"""Charts line up in Japanese at every size, and their bars are as long as the counts they stand for."""

import random
import subprocess
import sys
from collections.abc import Mapping
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.text import Text
from wcwidth import wcswidth

from db.reads.counts import Counts
from domain.periods import Half
from domain.reporting import State
from tests.tui.board import assert_aligned, screens
from tui.marks import SETTLED_FIRST, STATE_MARKS
from tui.widgets.chart import PlotWidget, clean_label, clean_numbers, drawn
from tui.widgets.progress_line import progress_text
from tui.widgets.stacked_bars import layout, parts
from tui.widgets.state_chart import StateChart

NOW = Half(2021, 1)
ROOT = Path(__file__).resolve().parents[2]


def counted(states: Mapping[State, int]) -> Counts:
    whole = dict.fromkeys(State, 0) | dict(states)
    return Counts(sum(whole.values()), whole, 0)


def some_counts(number: int, seed: int = 1) -> list[tuple[Half, Counts]]:
    chance = random.Random(seed)
    start = Half(2020, 1).index
    return [
        (
            Half.at(start + place),
            counted({state: chance.choice((0, 0, 1, 3, 7, 12)) for state in State}),
        )
        for place in range(number)
    ]


# -- the state chart


@pytest.mark.parametrize("periods", [0, 1, 2, 6, 10, 60])
@pytest.mark.parametrize("wide", [False, True])
def test_every_line_of_the_state_chart_is_as_wide_as_the_screen_after_every_resize(
    periods: int, wide: bool
) -> None:
    counts = some_counts(periods)
    assert_aligned(screens(lambda: StateChart(counts, now=NOW), wide=wide))


def test_where_ambiguous_characters_are_wide_the_chart_is_ascii_and_japanese_only() -> None:
    for lines in screens(lambda: StateChart(some_counts(6), now=Half(2022, 2)), wide=True):
        assert not set("".join(lines)) & set("│┤├└┌─┬█▓▒░·…→○●□■")


def bar_cells(line: str) -> dict[State, int]:
    """How many cells of a bar belong to each state, read off the drawn line."""
    by_sign = {mark.fill: state for state, mark in STATE_MARKS.items()}
    by_sign |= {mark.ascii_fill: state for state, mark in STATE_MARKS.items()}
    by_sign |= {mark.kanji: state for state, mark in STATE_MARKS.items()}
    found = dict.fromkeys(State, 0)
    inside: State | None = None
    for character in line.rstrip():
        if character.isdigit():
            assert inside is not None
            found[inside] += 1
            continue
        state = by_sign[character]
        inside = state
        found[state] += cell_len(character)
    return found


def bar_lines(lines: list[str]) -> dict[str, str]:
    """Label to bar for every line that has a label before the axis."""
    found = {}
    for line in lines:
        head, axis, bar = line.partition("┤")
        if axis and head.strip():
            found[head.strip().lstrip(">").split()[0]] = bar
    return found


@pytest.mark.parametrize("seed", range(12))
def test_bars_are_as_long_as_their_counts_read_off_the_drawing(seed: int) -> None:
    counts = some_counts(7, seed)
    top = max(count.measures for _, count in counts)
    (lines,) = screens(lambda: StateChart(counts, now=Half(2030, 1)), sizes=((120, 40),))
    bars = bar_lines(lines)
    assert len(bars) == len(counts)
    for half, count in counts:
        bar = bars[half.label()]
        cells = bar_cells(bar)
        cell = top / cell_len(bar)
        for state, number in count.states.items():
            assert (cells[state] == 0) == (number == 0)
            assert abs(cells[state] * cell - number) <= 2 * cell, (
                half,
                state,
                number,
                cells[state],
            )
        assert abs(sum(cells.values()) * cell - count.measures) <= cell


def test_a_part_with_room_carries_its_kanji_and_number() -> None:
    counts = [(Half(2020, 1), counted({State.submitted: 17, State.not_started: 12}))]
    (lines,) = screens(lambda: StateChart(counts, now=Half(2020, 1)), sizes=((80, 24),))
    bar = bar_lines(lines)["R2上"]
    assert "提17" in bar and "未12" in bar


def test_each_label_names_how_many_reported_of_how_many() -> None:
    counts = [(Half(2020, 1), counted({State.submitted: 17, State.not_started: 12}))]
    (lines,) = screens(lambda: StateChart(counts, now=Half(2020, 1)), sizes=((80, 24),))
    assert any(line.startswith(">R2上 17/29 ") for line in lines)


def test_a_half_year_still_to_come_has_no_bar_and_is_not_called_unreported() -> None:
    halves = (Half(2020, 1), Half(2020, 2))
    counts = [(half, counted({State.not_started: 29})) for half in halves]
    (lines,) = screens(lambda: StateChart(counts, now=halves[0], to_come=halves[1:]), sizes=((80, 24),))
    bars = bar_lines(lines)
    assert "未29" in bars["R2上"]
    assert bars["R2下"].strip() == ""
    assert any(line.startswith(" R2下  -/29 ") for line in lines)


def test_half_years_after_the_one_in_sight_have_their_bars() -> None:
    counts = [
        (Half(2020, 1), counted({State.approved: 26})),
        (Half(2020, 2), counted({State.approved: 24, State.not_started: 2})),
    ]
    (lines,) = screens(lambda: StateChart(counts, now=Half(2020, 1)), sizes=((80, 24),))
    assert any(line.startswith(" R2下 24/26 ") for line in lines)
    assert "承24" in bar_lines(lines)["R2下"]


def test_the_legend_shows_every_state_with_its_sign_and_kanji() -> None:
    (lines,) = screens(lambda: StateChart(some_counts(3), now=NOW), sizes=((80, 24),))
    everything = "\n".join(lines)
    for state, name in (
        ("承", "承認"),
        ("付", "付議済"),
        ("確", "確認済"),
        ("提", "提出済"),
        ("戻", "差戻し"),
    ):
        assert f"{state} {name}" in everything


def test_with_sixty_half_years_the_current_one_is_in_sight_and_arrows_reach_the_rest() -> None:
    def chart() -> StateChart:
        return StateChart(some_counts(60), now=Half(2030, 1))

    (lines,) = screens(chart, sizes=((80, 24),))
    assert any(line.startswith(">R12上") for line in lines)
    (lines,) = screens(chart, sizes=((80, 24),), keys="home")
    assert any(line.strip().startswith("R2上") for line in lines)
    (lines,) = screens(chart, sizes=((80, 24),), keys="end")
    assert any(line.strip().startswith("R31下") for line in lines)


def test_all_zero_counts_draw_an_empty_chart_and_no_half_years_say_so() -> None:
    (lines,) = screens(lambda: StateChart([(NOW, counted({}))], now=NOW), sizes=((80, 24),))
    assert any("0/0" in line for line in lines)
    (lines,) = screens(lambda: StateChart([]), sizes=((80, 24),))
    assert "半期がまだありません" in lines[0]


def test_a_count_that_is_no_number_is_left_out_and_nothing_dies() -> None:
    broken = {
        State.submitted: float("nan"),
        State.draft: float("inf"),
        State.approved: 3,
        State.denied: float("-inf"),
    }
    assert [(part.kind, part.count) for part in parts(broken, SETTLED_FIRST, 3, 30)] == [(State.approved, 3)]


def test_parts_leave_no_gap_and_no_count_above_zero_vanishes() -> None:
    states = counted({State.approved: 997, State.draft: 1, State.denied: 1, State.not_started: 1}).states
    found = parts(states, SETTLED_FIRST, 1000, 40)
    assert found[0].first == 0 and found[-1].last == 40
    assert all(left.last == right.first for left, right in pairwise(found))
    assert [part.count for part in found] == [997, 1, 1, 1]
    assert all(part.last > part.first for part in found)


@pytest.mark.parametrize(("bars", "rows"), [(1, 1), (1, 20), (6, 18), (60, 18), (7, 7), (5, 14), (3, 1)])
def test_the_layout_never_needs_more_rows_than_there_are(bars: int, rows: int) -> None:
    plan = layout(bars, rows, 0)
    assert plan.shown * plan.pitch <= rows and plan.shown <= bars and plan.thick <= plan.pitch


# -- the one function that draws

HOSTILE = [
    "R2上",
    "が\u3099ぎ\u3099",  # decomposed voicing marks
    "\x1b[31m赤\x1b]52;c;eA==\x07",
    "改\n行\tと\r復帰",
    "ゼロ\u200b幅\u200d\ufeff\u2060",
    "異体\U000e0100字\ufe0f",
    "\u202e逆さ\u202c",
    "ｶﾞ半角ｶﾅ",
    "👩\u200d👩\u200d👧 🇯🇵 ☎️ ⏰",
    "[/資料] [red]",
    "𠮷野家 𩸽",
    "①②⑳ Ⅳ ㈱ ㊿",
    "",
]


@pytest.mark.parametrize("size", [(80, 30), (41, 28), (120, 40)])
def test_hostile_labels_leave_every_line_equally_wide(size: tuple[int, int]) -> None:
    labels = [clean_label(label) for label in HOSTILE]

    def paint(figure: object) -> None:
        places = [place + 0.5 for place in range(len(labels))]
        figure.draw(figure.bar(places, [1.0] * len(labels), orientation="h"))  # type: ignore[attr-defined]
        figure.ruler("y").ticks(places, labels)  # type: ignore[attr-defined]
        figure.ruler("x").lim(0, 2)  # type: ignore[attr-defined]

    lines = drawn(*size, paint).plain.split("\n")
    assert {wcswidth(line) for line in lines} == {size[0]}
    assert len(lines) == size[1]


def test_a_clean_label_keeps_what_can_be_read() -> None:
    assert clean_label("か\u3099") == "が"
    assert clean_label("[/資料]") == "[/資料]"
    assert clean_label("改\n行") == "改 行"
    assert clean_label("\x1b[31m赤") == "[31m赤"
    assert all(cell_len(clean_label(label)) == wcswidth(clean_label(label)) for label in HOSTILE)


def test_numbers_that_would_abort_the_process_are_taken_out() -> None:
    numbers = [1, None, float("nan"), float("inf"), float("-inf"), 1e9, -5, 2.5]
    assert clean_numbers(numbers, 0, 5) == [1, 5, 0, 2.5]


def test_one_chart_after_another_keeps_nothing_of_the_one_before() -> None:
    def paint(figure: object) -> None:
        figure.draw(figure.bar([1], [2.0], orientation="h", marker="#"))  # type: ignore[attr-defined]
        figure.ruler("x").lim(0, 2)  # type: ignore[attr-defined]

    assert "#" in drawn(40, 6, paint).plain
    assert drawn(40, 6, lambda figure: None).plain.strip() == ""


def test_a_plot_widget_draws_at_its_own_size_again_after_a_resize() -> None:
    sizes_seen: list[tuple[int, int]] = []

    class Watched(PlotWidget):
        def paint(self, figure: object, width: int, height: int) -> None:
            sizes_seen.append((width, height))

    screens(Watched, sizes=((80, 24), (120, 40)))
    assert sizes_seen[0] == (80, 24) and sizes_seen[-1] == (120, 40)


def test_the_first_chart_of_a_program_appears_when_plotext_has_come() -> None:
    code = (
        "import asyncio, tests.tui.test_charts as t, tests.tui.board as b\n"
        "class Board(b.Board):\n"
        "    is_headless = False\n"
        "async def run():\n"
        "    app = Board(t.StateChart(t.some_counts(3), now=t.NOW))\n"
        "    async with app.run_test(size=(80, 24)) as pilot:\n"
        "        first = ''.join(b.lines_of(app)).strip()\n"
        "        while not app.workers: await pilot.pause(0.01)\n"
        "        await app.workers.wait_for_complete()\n"
        "        await pilot.pause()\n"
        "        assert first == '' and any('R2上' in line for line in b.lines_of(app))\n"
        "asyncio.run(run())\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_plotext_is_not_loaded_until_a_chart_is_drawn() -> None:
    code = "import sys, tui.widgets.state_chart, tui.widgets.stage_map; assert 'plotext' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


# -- the line of progress


@pytest.mark.parametrize("width", [0, 1, 5, 12, 13, 40, 80, 120])
@pytest.mark.parametrize(
    ("done", "total"),
    [(0, 0), (0, 29), (1, 29), (17, 29), (28, 29), (29, 29), (999, 1000)],
)
def test_the_progress_line_is_as_wide_as_asked_and_full_only_when_all_is_done(
    width: int, done: int, total: int
) -> None:
    line: Text = progress_text("報告", done, total, width)
    assert cell_len(line.plain) == width
    runs = {sign: len(list(cells)) for sign, cells in groupby(line.plain) if sign in "#-"}
    if sum(runs.values()) > 1:
        assert (runs.get("-", 0) == 0) == (done == total)
        assert (runs.get("#", 0) == 0) == (done == 0)
