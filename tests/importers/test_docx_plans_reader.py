"""A Word file of a known plan is the plan that its text is, and shows the numbers that Word counts by itself."""

import io
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pytest

from importers.document import Document
from importers.identify import read, stage
from importers.staged import Staging
from tests.importers.staging_views import fixture
from tests.importers.test_docx_reader import W, docx


def p(text: str, level: str = "") -> str:
    """A paragraph; `level` is the list's level and number, 02 for level 0 of list 2."""
    depth, number = level or "00"
    props = f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
    return f'<w:p>{props}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def as_docx(text: str) -> bytes:
    """Every line a paragraph; lines with tabs the rows of a table."""
    body, rows = [], []
    for line in text.split("\n"):
        if "\t" in line:
            rows.append(
                "<w:tr>" + "".join(f"<w:tc>{p(cell)}</w:tc>" for cell in line.split("\t")) + "</w:tr>"
            )
            continue
        if rows:
            body.append("<w:tbl>" + "".join(rows) + "</w:tbl>")
            rows = []
        body.append(p(line))
    if rows:
        body.append("<w:tbl>" + "".join(rows) + "</w:tbl>")
    return docx("".join(body))


def values(staging: Staging) -> list[tuple[Any, ...]]:
    return [
        (row.plan, row.entity, row.key, {name: cell.value for name, cell in row.cells.items()})
        for row in staging.rows
    ]


@pytest.mark.parametrize("start", ["000", "001", "002", "003", "004"])
def test_a_plan_as_a_word_file_is_the_same_plan(seeds: Path, start: str) -> None:
    text = next(seeds.glob(f"{start}_*.txt")).read_text(encoding="utf-8")
    plain, word = stage("plan.txt", text.encode()), stage("plan.docx", as_docx(text))
    assert word.profile == plain.profile
    assert values(word) == values(plain)
    assert "text_outside_tables" not in {issue.code for issue in word.issues}


def test_a_draft_of_our_own_as_a_word_file_is_the_same_plan() -> None:
    text = fixture("draft_small")
    assert values(stage("draft.docx", as_docx(text))) == values(stage("draft.txt", text.encode()))


LEVELS = {
    0: ("decimal", "第%1章"),
    1: ("decimalEnclosedCircle", "%2"),
    2: ("aiueoFullWidth", "%1-%2-%3"),
    3: ("hebrew1", "%4"),
}


def numbered(*paragraphs: str) -> Document:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (shape, text) in LEVELS.items()
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{again}</w:num></w:numbering>'
    )
    place = io.BytesIO(docx("".join(paragraphs)))
    with zipfile.ZipFile(place, "a") as container:
        container.writestr("word/numbering.xml", numbering)
    return read("plan.docx", place.getvalue())


def test_numbers_that_word_counts_stand_where_they_are_printed() -> None:
    document = numbered(
        *(p("背景", "01"), p("窓口", "11"), p("案内", "11"), p("予約", "21"), p("文")),
        *(p("施策", "01"), p("図書館", "11"), p("附属", "02")),
    )
    assert [line.text for line in document.lines] == [
        *("第1章 背景", "① 窓口", "② 案内", "1-②-ア 予約", "文"),
        *("第2章 施策", "① 図書館", "第1章 附属"),
    ]


def test_a_number_of_an_unknown_kind_is_told_and_not_made_up() -> None:
    document = numbered(p("項目", "31"))
    assert [line.text for line in document.lines] == ["\ufffd 項目"]
    assert [(issue.code, issue.raw) for issue in document.issues] == [("numbering_unknown", "hebrew1")]
