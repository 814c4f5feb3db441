"""Text files become lines with pages: the encodings of town halls, page starts, and nothing stripped."""

from pathlib import Path

import pytest

from importers.decoding import UndecodableText
from importers.document import Document
from importers.errors import EmptyFile, TooLarge
from importers.readers.text import MAX_BYTES, read_text

TEXT = "施策１．窓口の案内\n担当課 市民課①\n"


def read(text: str) -> Document:
    return read_text("plan.txt", text.encode())


def pages(document: Document) -> list[int]:
    return [line.page for line in document.lines]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-8-sig", TEXT),
        ("utf-16", TEXT),
        ("cp932", TEXT),
        ("euc_jp", TEXT.replace("①", "")),
        ("iso2022_jp", TEXT.replace("①", "")),
    ],
)
def test_a_file_reads_the_same_in_every_encoding(encoding: str, text: str) -> None:
    document = read_text("plan.txt", text.encode(encoding))
    assert [line.text for line in document.lines] == text.split("\n")
    assert document.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp932", "euc_jp"])
def test_a_form_feed_starts_a_page_and_no_line_in_every_encoding(encoding: str) -> None:
    document = read_text("plan.txt", "一枚目\n続き\n\f二枚目\n\f三枚目\n".encode(encoding))
    assert [(line.text, line.ref) for line in document.lines] == [
        ("一枚目", "p.1 l.1"),
        ("続き", "p.1 l.2"),
        ("二枚目", "p.2 l.3"),
        ("三枚目", "p.3 l.4"),
        ("", "p.3 l.5"),
    ]


def test_a_form_feed_inside_a_line_parts_it_and_keeps_its_number() -> None:
    document = read("前\f後\n次")
    assert [(line.text, line.ref) for line in document.lines] == [
        ("前", "p.1 l.1"),
        ("後", "p.2 l.1"),
        ("次", "p.2 l.2"),
    ]


def test_a_replacement_character_of_the_source_is_text_and_no_page() -> None:
    document = read("甲\n\ufffd\n乙\f丙")
    assert [line.text for line in document.lines] == ["甲", "\ufffd", "乙", "丙"]
    assert pages(document) == [1, 1, 1, 2]


EXTRACTED = "".join(f"本文の{number}行目は改行される \n\n" for number in range(1, 25))


def test_in_extracted_text_a_leading_space_under_a_filled_line_starts_a_page() -> None:
    document = read(EXTRACTED + "前の頁の終わり \n 次の頁の始まり \n\n 空行の下の空白は頁ではない \n")
    assert [(line.page, line.text.strip()) for line in document.lines[-5:]] == [
        (1, "前の頁の終わり"),
        (2, "次の頁の始まり"),
        (2, ""),
        (2, "空行の下の空白は頁ではない"),
        (2, ""),
    ]


def test_in_extracted_text_a_page_number_that_stands_alone_starts_its_page() -> None:
    document = read(EXTRACTED + "\n \n\n2 \n\n二頁の本文 \n")
    assert document.lines[-2].ref == f"p.2 l.{len(document.lines) - 1}"
    far = read(EXTRACTED + "\n \n\n87 \n\n数だけの行 \n")
    assert set(pages(far)) == {1}


def test_in_extracted_text_a_footnote_under_its_number_starts_no_page() -> None:
    document = read(EXTRACTED + "1\n 脚注の本文 \n")
    assert set(pages(document)) == {1}


def test_text_without_such_signs_has_no_pages() -> None:
    document = read(" 一行目\n二行目\n 三行目\n")
    assert pages(document) == [0, 0, 0, 0]
    assert document.lines[2].ref == "l.3"


def test_spaces_and_tabs_stay_as_they_are() -> None:
    document = read(" 頭の空白\n尾の空白 \n番号\t\t施策名\t\n")
    assert [line.text for line in document.lines] == [" 頭の空白", "尾の空白 ", "番号\t\t施策名\t", ""]


def test_line_ends_of_every_system_count_alike_and_control_characters_go() -> None:
    document = read("甲\r\n乙\r丙\n\x1b[31m丁\u202e\n")
    assert [line.text for line in document.lines] == ["甲", "乙", "丙", "[31m丁", ""]


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf", "　\n".encode(), b"\f\f"])
def test_a_file_without_text_is_refused(content: bytes) -> None:
    with pytest.raises(EmptyFile) as refusal:
        read_text("plan.txt", content)
    assert refusal.value.exit_code == 3


@pytest.mark.parametrize("content", [b"\x00\x01\xff\xfe" * 40, bytes(range(256)), b"PK\x03\x04\x00\x00\xff"])
def test_a_file_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UndecodableText) as refusal:
        read_text("plan.txt", content)
    assert refusal.value.exit_code == 3


def test_a_file_too_large_for_a_plan_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TooLarge):
        read_text("plan.txt", b"a" * (MAX_BYTES + 1))


def test_a_place_leads_back_to_its_printed_text() -> None:
    document = read(EXTRACTED)
    assert document.text_at("p.1 l.3") == "本文の2行目は改行される "
    assert document.text_at("p.1 l.3-5").split("\n") == [
        "本文の2行目は改行される ",
        "",
        "本文の3行目は改行される ",
    ]
    assert document.text_at("l.3", around=1).split("\n") == ["", "本文の2行目は改行される ", ""]
    assert document.text_at("p.1 l.999") == document.text_at("profile x") == document.text_at("") == ""


def test_the_fourth_plans_pages_fit_the_page_numbers_its_text_kept(seeds: Path) -> None:
    document = read_text("003.txt", (seeds / "003_e561336a577d4b3f.txt").read_bytes())
    kept = {"5": 341, "11": 936, "13": 1139, "20": 1755, "32": 2778, "50": 4230, "65": 5332}
    for page, number in kept.items():
        line = document.lines[number - 1]
        assert line.text.strip() == page and line.ref == f"p.{page} l.{number}"
    assert document.lines[2789].text.startswith("1. 【重点】緊急時対応システムの改善")
    # Counted back from 11, over a footnote on page 7 that looks like a page start.
    starts = {7: 595, 8: 670, 9: 703, 10: 816}
    assert {page: document.lines[number - 1].page for page, number in starts.items()} == {
        page: page for page in starts
    }
    assert document.lines[668].ref == "p.7 l.669"
