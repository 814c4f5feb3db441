"""Reading a PDF of 60 pages, lines and tables, against pdfplumber's own text of the pages.

Ours starts a process for every file, loads its libraries there and brings the document back; the other side has all of
that behind it, so the ratio says what a person waits."""

import io
from functools import partial
from typing import Any, Final

from benchmarks.measuring import Result, by_turns

PAGES: Final = 60
ROUNDS: Final = 5
AIM: Final = 1.2
_FONT: Final = "HeiseiMin-W3"
_WIDTHS: Final = (40, 160, 100, 80, 80)


def make_pdf() -> bytes:
    """Pages of running text over a ruled list."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    place = io.BytesIO()
    canvas = Canvas(place)
    for _ in range(PAGES):
        canvas.setFont(_FONT, 10)
        for line in range(18):
            canvas.drawString(
                40, 780 - 16 * line, "この取組では窓口の手続を電子化し来庁しなくても申請できるようにする。"
            )
        for row in range(10):
            _row(canvas, 440 - 40 * row, (str(row), "図書館の予約", "図書館", "検討", "実施"))
        canvas.showPage()
    canvas.save()
    return place.getvalue()


def _row(canvas: Any, y: int, texts: tuple[str, ...]) -> None:
    x = 50
    for text, width in zip(texts, _WIDTHS, strict=True):
        canvas.rect(x, y, width, 40)
        canvas.drawString(x + 4, y + 16, text)
        x += width


def bare(content: bytes) -> None:
    """What pdfplumber needs for the text alone."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            page.extract_text()
            page.close()


def ours(content: bytes) -> None:
    """What an import does, the child's start with it."""
    from importers.readers.limited import read_limited

    read_limited("plan.pdf", content, seconds=120)


def run() -> list[Result]:
    """Both ways by turns."""
    content = make_pdf()
    times = by_turns([partial(ours, content)] * ROUNDS, [partial(bare, content)] * ROUNDS)
    return [Result(f"import: PDF of {PAGES} pages", *times, AIM)]
