"""Whatever stands on a sheet of labels, nothing breaks, nothing is staged twice and no cell of it is lost silently."""

import csv
import io
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.names import NONE_WORDS, match_key
from importers.readers.csv import read_csv
from importers.recognise import label_sheets
from importers.staged import Staging

LABELS = [
    "施策番号",
    "施策名",
    "主管課",
    "関係課",
    "目的",
    "内容",
    "基本目標",
    "工程表",
    "想定されるリスク",
    "対処方法案",
]
# A schedule that is a text is one question for all its texts.
FIELDS = [label for label in LABELS[2:] if label != "工程表"]
OTHERS = [
    "令和2年度",
    "令和3年度",
    "上期",
    "下期",
    "検討",
    "⇒",
    "☑ 便利",
    "□ 公開",
    "○",
    "計画",
    "実績",
    "※注記",
    "2",
]
values = st.integers(0, 999).map(lambda number: f"値{number}")
cell = st.one_of(st.just(""), st.sampled_from(LABELS), st.sampled_from(OTHERS), values)
grids = st.lists(st.lists(cell, min_size=1, max_size=6), max_size=12)
HEAD = [["施策番号", "1", "施策名", "窓口"], ["主管課", "図書館"]]


def staged(grid: list[list[str]]) -> Staging:
    place = io.StringIO()
    csv.writer(place).writerows([*HEAD, *grid])
    return label_sheets.recognise(read_csv("plan.csv", place.getvalue().encode()))


@settings(max_examples=150, derandomize=True)
@given(grid=grids)
def test_no_row_is_staged_twice_and_every_measure_has_a_title(grid: list[list[str]]) -> None:
    staging = staged(grid)
    keys = Counter((row.entity, row.key) for row in staging.rows)
    assert [key for key, count in keys.items() if count > 1] == []
    measures = [row for row in staging.rows if row.entity == "measure"]
    assert all(row.cells["title"].value for row in measures)


@settings(max_examples=150, derandomize=True)
@given(
    marks=st.lists(
        st.lists(st.sampled_from(["☑ ", "□ ", "○ ", "", "？"]), min_size=1, max_size=4), max_size=4
    )
)
def test_every_text_beside_goals_is_a_goal_or_an_issue(marks: list[list[str]]) -> None:
    names = [[f"{sign}目標{row}{place}" for place, sign in enumerate(line)] for row, line in enumerate(marks)]
    staging = staged([["基本目標" if not row else "", *line] for row, line in enumerate(names)])
    printed = "\n".join(
        [*(item.raw for row in staging.rows for item in row.cells.values()), *(i.raw for i in staging.issues)]
    )
    assert [text for line in names for text in line if text not in printed] == []


@settings(max_examples=150, derandomize=True)
@given(pairs=st.lists(st.tuples(st.sampled_from(FIELDS), values, values | st.just("")), max_size=8))
def test_every_value_beside_a_label_is_staged_or_in_an_issue(pairs: list[tuple[str, str, str]]) -> None:
    staging = staged([list(pair) for pair in pairs])
    printed = "\n".join(
        [
            *(item.raw for row in staging.rows for item in row.cells.values()),
            *(issue.raw for issue in (*staging.issues, *staging.refused)),
            *(issue.params.get("first", "") for issue in staging.issues),
        ]
    )
    known = {match_key(use.label) for use in staging.labels}
    lost = [
        text
        for pair in pairs
        for text in pair
        if text not in NONE_WORDS and match_key(text) not in known and text not in printed
    ]
    assert lost == []
