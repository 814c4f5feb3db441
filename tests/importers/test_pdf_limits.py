"""A PDF that is hostile, damaged anywhere or made of a thousand columns gets one refusal, in time and in bounds."""

import random
import zlib
from collections.abc import Callable

import pytest

from domain.errors import Refusal
from importers.errors import TooHeavy, TooManyCells, TooSlow, TooWide
from importers.identify import read
from importers.readers.limited import read_limited
from importers.readers.pdf import read_pdf

pytest.importorskip("reportlab")
from reportlab.pdfgen.canvas import Canvas

from tests.importers.test_damaged_files import damaged
from tests.importers.test_pdf_reader import both, grid, pdf, say

LIST = [["番号", "施策名", "主管課"], ["1", "図書館の予約", "図書館"], ["2", "窓口の案内", "市民課"]]
GOOD = pdf(both(say("星野市の計画", top=760), grid(LIST, (40, 140, 100))), say("次の頁"), pageCompression=0)


def with_stream(stream: bytes, length: int | None = None) -> bytes:
    """A PDF of one page whose content is this compressed stream."""
    size = len(stream) if length is None else length
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n" % size + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    file, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/%s 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, b"Root", len(file))
    )


def squeezed(piece: bytes, times: int) -> bytes:
    """A piece that stands so many times, compressed without ever being whole."""
    press = zlib.compressobj(9)
    return b"".join(press.compress(piece * 1_000) for _ in range(times // 1_000)) + press.flush()


def test_a_page_of_one_stream_is_read() -> None:
    document = read("plan.pdf", with_stream(zlib.compress(b"BT /F1 12 Tf 50 700 Td (plan) Tj ET")))
    assert [line.text for line in document.lines] == ["plan"]


@pytest.mark.parametrize(
    ("piece", "times"),
    [
        (bytes(1_000), 1_500_000),
        (b"BT /F1 9 Tf 50 700 Td (plan) Tj ET\n", 3_000_000),
        (b"[" * 1_000, 200_000),
    ],
    ids=("zeros", "letters", "brackets"),
)
@pytest.mark.slow
def test_a_small_file_with_a_huge_stream_is_stopped_in_time(piece: bytes, times: int) -> None:
    bomb = with_stream(squeezed(piece, times))
    assert len(bomb) < 8 * 1_048_576
    with pytest.raises((TooHeavy, TooSlow)) as found:
        read("plan.pdf", bomb)
    assert found.value.exit_code == 3


def test_a_pdf_that_takes_too_long_or_too_much_is_stopped() -> None:
    with pytest.raises(TooSlow):
        read_limited("plan.pdf", GOOD, seconds=0.01)
    pytest.importorskip("resource")
    stream = with_stream(squeezed(bytes(1_000), 300_000))
    with pytest.raises(TooHeavy):
        read_limited("plan.pdf", stream, memory=160 * 1_048_576)


def columns(count: int) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for column in range(count):
            canvas.rect(20 + 4 * column, 400, 4, 40)
        canvas.drawString(21, 410, "x")

    return draw


def test_a_table_of_more_than_a_thousand_columns_is_refused() -> None:
    with pytest.raises(TooWide) as found:
        read("plan.pdf", pdf(columns(1_001)))
    assert found.value.params["columns"] == 1_001


@pytest.mark.slow
def test_as_many_columns_as_a_sheet_can_have_are_refused_in_time() -> None:
    file = pdf(columns(16_384))
    with pytest.raises((TooWide, TooSlow, TooHeavy, TooManyCells)):
        read("plan.pdf", file)


@pytest.mark.filterwarnings("ignore")  # pdfminer warns of what it repairs
def test_damage_anywhere_is_read_or_refused() -> None:
    chance = random.Random(20_200_401)
    outcomes = {"read": 0, "refused": 0}
    for turn in range(300):
        version = damaged(GOOD, chance)
        if turn % 3 == 0:
            version = version[: chance.randrange(1, len(version))]
        try:
            read_pdf("plan.pdf", version)
            outcomes["read"] += 1
        except Refusal:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 10
