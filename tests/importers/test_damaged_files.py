"""A workbook or document that was damaged anywhere is read or refused; nothing else ever comes out of the readers."""

import io
import random
import zipfile
from collections.abc import Callable

import pytest

from domain.errors import Refusal
from importers.codes import CODES
from importers.document import Document
from importers.readers.docx import read_docx
from importers.readers.xlsx import read_xlsx
from importers.recognise import house_table, list_table
from tests.importers.test_docx_reader import DOWN, ON, docx, p, span, tbl, tc, tr
from tests.importers.test_list_table import HALVES, merge
from tests.importers.workbooks import with_part, workbook

BOOK = workbook({"表紙": [["星野市の計画"]], "一覧": HALVES}, merge)
TABLE = tbl(
    tr(tc("番号", DOWN), "施策名", "主管課", tc("令和2年度", span(2))),
    tr(tc("", ON), "", "", "上期", "下期"),
    tr("1", "図書館の予約", "図書館", "検討", "⇒"),
)
READ = ("xl/worksheets", "xl/sharedStrings", "xl/workbook", "word/document")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, lost or doubled in a few places."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place, length = chance.randrange(len(changed)), chance.randint(1, 60)
        match chance.randrange(3):
            case 0:
                changed[place] = chance.randrange(256)
            case 1:
                del changed[place : place + length]
            case _:
                changed[place:place] = changed[chance.randrange(len(changed)) :][:length]
        changed = changed or bytearray(b"x")
    return bytes(changed)


@pytest.mark.filterwarnings("ignore")  # openpyxl warns of what it leaves out
@pytest.mark.parametrize(
    ("read", "name", "content"),
    [(read_xlsx, "plan.xlsx", BOOK), (read_docx, "plan.docx", docx(p("一覧") + TABLE))],
    ids=("xlsx", "docx"),
)
def test_damage_anywhere_is_read_or_refused(
    read: Callable[[str, bytes], Document], name: str, content: bytes
) -> None:
    chance = random.Random(20_200_401)
    parts = [part for part in zipfile.ZipFile(io.BytesIO(content)).namelist() if part.startswith(READ)]
    for _ in range(300):
        whole = chance.random() < 0.3
        version = (
            damaged(content, chance)
            if whole
            else with_part(content, chance.choice(parts), lambda part: damaged(part, chance))
        )
        try:
            document = read(name, version).shown()
        except Refusal:
            continue
        for staged in (list_table.recognise(document), house_table.recognise(document)):
            assert {issue.code for issue in (*staged.issues, *staged.refused)} <= set(CODES)


def test_a_year_beside_its_halves_is_read_in_the_order_of_time() -> None:
    rows = [
        ["番号", "施策名", "主管課", "令和2年度", "令和2年度上期", "令和2年度下期"],
        ["1", "図書館の予約", "図書館", "検討", "検討", "⇒"],
    ]
    staged = list_table.recognise(read_xlsx("plan.xlsx", workbook({"一覧": rows})))
    assert [row.key[3:] for row in staged.rows if row.entity == "schedule_cell"] == [
        (2020, None),
        (2020, 1),
        (2020, 2),
    ]
