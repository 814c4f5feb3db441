"""A foreign file that is damaged, hostile or not what its name says gets one clear refusal in time."""

import io
import zipfile
from pathlib import Path

import pytest

from domain.errors import Refusal
from importers.document import Document
from importers.errors import (
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    TooHeavy,
    TooLarge,
    TooManyCells,
    TooSlow,
    TooWide,
    WrongKind,
)
from importers.identify import read
from importers.readers.limited import SECONDS, read_limited
from tests.importers.workbooks import with_part, workbook

GOOD = workbook({"施策": [["番号", "施策名"], [1, "窓口の予約"]]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
SHEET = "xl/worksheets/sheet1.xml"


def zipped(**parts: bytes) -> bytes:
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name.replace("__", "/"), content)
    return place.getvalue()


def bomb() -> bytes:
    return with_part(GOOD, "xl/media/filler.bin", lambda _: bytes(200 * 1_048_576))


def entities(part: bytes) -> bytes:
    head, _, rest = part.partition(b"<worksheet")
    return head + b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet' + rest


def test_a_workbook_is_read_in_a_process_of_its_own_as_it_is_read_in_this_one() -> None:
    from importers.readers.xlsx import read_xlsx

    assert read("plan.xlsx", GOOD) == read_xlsx("plan.xlsx", GOOD)
    assert isinstance(read("plan.XLSM", GOOD), Document)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(lambda: b"  \n", EmptyFile, id="empty"),
        pytest.param(lambda: workbook({"表": []}), EmptyFile, id="no cells"),
        pytest.param(lambda: b"%PDF-1.7 " * 50, WrongKind, id="a PDF"),
        pytest.param(lambda: "施策名,主管課".encode(), WrongKind, id="a CSV"),
        pytest.param(lambda: OLE, WrongKind, id="an old workbook"),
        pytest.param(lambda: OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedFile, id="encrypted"),
        pytest.param(lambda: zipped(word__document=b"<x/>"), WrongKind, id="a document"),
        pytest.param(lambda: GOOD[: len(GOOD) // 2], DamagedFile, id="cut"),
        pytest.param(lambda: with_part(GOOD, SHEET, lambda part: part[:300]), DamagedFile, id="cut inside"),
        pytest.param(lambda: with_part(GOOD, SHEET, entities), DamagedFile, id="entities"),
        pytest.param(
            lambda: with_part(GOOD, "xl/workbook.xml", lambda _: b"<x/>"), DamagedFile, id="no book"
        ),
        pytest.param(bomb, TooLarge, id="zip bomb"),
        pytest.param(
            lambda: with_part(GOOD, SHEET, lambda part: part + b"<c />" * 1_100_000), TooManyCells, id="cells"
        ),
        pytest.param(lambda: workbook({"表": [["x"] * 16_384]}), TooWide, id="16,384 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_in_time(
    content: object, refusal: type[Refusal]
) -> None:
    assert callable(content)
    file = content()
    with pytest.raises(refusal) as found:
        read("plan.xlsx", file)
    assert found.value.exit_code == 3
    assert "plan.xlsx" in str(found.value) and "\n" not in str(found.value)


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlow) as found:
        read_limited("plan.xlsx", GOOD, seconds=0.01)
    assert "0.01 seconds" in str(found.value)


def test_a_reader_that_takes_too_much_memory_is_stopped() -> None:
    pytest.importorskip("resource")
    large = workbook({"表": [[f"施策{row}", *range(20)] for row in range(6000)]})
    with pytest.raises(TooHeavy):
        read_limited("plan.xlsx", large, memory=80 * 1_048_576)


def test_the_child_does_not_load_code_from_the_folder_it_is_called_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "openpyxl.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read("plan.xlsx", GOOD).sheets[0].name == "施策"


def test_the_limit_leaves_room_for_the_sentence_within_ten_seconds() -> None:
    """What every reader's tests rest on: whatever takes longer is refused as TooSlow, not with a reason of its own."""
    assert SECONDS < 10
