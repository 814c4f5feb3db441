"""Whatever stands in a sheet, none of its filled cells is lost: each is a label, staged, or named in an issue."""

import csv
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.names import NONE_WORDS, match_key
from importers.document import Document
from importers.readers.csv import read_csv
from importers.recognise import label_sheets, list_table
from importers.staged import Staging
from tests.importers.test_label_sheets_any import HEAD, LABELS, OTHERS

_SPAN = re.compile(r"R(\d+)C\d+(?::R(\d+)C\d+)?")
_WIDTH = 6
_TABLE = ["番号", "施策名", "主管課", "関係課", "目的", "内容", "令和2年度", "令和3年度"]

values = st.integers(0, 999).map(lambda number: f"値{number}")
cell = st.one_of(st.just(""), st.sampled_from(LABELS), st.sampled_from(OTHERS), values)
grids = st.lists(st.lists(cell, min_size=1, max_size=6), max_size=10)
top = st.lists(st.lists(st.one_of(st.just(""), values, st.just("※注記")), min_size=1, max_size=3), max_size=3)
body = st.lists(st.lists(st.one_of(st.just(""), values, st.sampled_from(OTHERS)), max_size=10), max_size=6)


def document(grid: list[list[str]]) -> Document:
    place = io.StringIO()
    csv.writer(place).writerows(grid)
    return read_csv("plan.csv", place.getvalue().encode())


def lost_cells(read: Document, staging: Staging) -> list[tuple[str, str]]:
    """The cells that nothing tells of. A question counts the cells under its label, a refused row names its row."""
    labels = {match_key(part) for use in staging.labels for part in use.label.split("／")}
    places = {item.ref for row in staging.rows for item in (row, *row.cells.values())}
    places |= {issue.ref for issue in (*staging.issues, *staging.refused)}
    rows: set[int] = set()
    for issue in staging.refused:
        for first, last in _SPAN.findall(issue.ref):
            rows |= set(range(int(first), int(last or first) + 1))
    counted = sum(use.count for use in staging.labels if use.field is None)
    for issue in (*staging.issues, *staging.refused):
        # A part without a title counts its cells, a further schedule its rows.
        width = {"sheet_without_measure": 1, "second_schedule": _WIDTH}.get(issue.code, 0)
        counted += width * int(issue.params.get("count", 0))
    printed = "\n".join(
        [
            *(item.raw for row in staging.rows for item in row.cells.values()),
            *(issue.raw for issue in (*staging.issues, *staging.refused)),
            *(issue.params.get("first", "") for issue in staging.issues),
        ]
    )
    lost = [
        (item.ref, item.text)
        for sheet in read.sheets
        for row in sheet.rows
        for item in row
        if item.text
        and item.text not in NONE_WORDS
        and match_key(item.text) not in labels
        and item.ref not in places
        and item.row not in rows
        and item.text not in printed
    ]
    return lost if len(lost) > counted else []


@settings(max_examples=200, derandomize=True, deadline=None)
@given(grid=grids)
def test_no_cell_of_a_sheet_of_labels_is_lost(grid: list[list[str]]) -> None:
    read = document([*HEAD, *grid])
    assert lost_cells(read, label_sheets.recognise(read)) == []


@settings(max_examples=200, derandomize=True, deadline=None)
@given(above=top, rows=body)
def test_no_cell_of_a_list_is_lost(above: list[list[str]], rows: list[list[str]]) -> None:
    read = document([*above, _TABLE, ["1", "窓口", "図書館", "", "", "", "検討", ""], *rows])
    assert lost_cells(read, list_table.recognise(read)) == []
