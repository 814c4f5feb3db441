"""Texts are broken into lines as Japanese is set, and nothing of them is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.marks import pieces


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Mn", "Me", "Cf"))),
    st.integers(8, 40),
    st.integers(0, 4),
)
def test_a_broken_text_is_whole_and_no_line_is_too_long(text: str, width: int, hang: int) -> None:
    lines = pieces(text, width, later=width - hang)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert cell_len(lines[0]) <= width
    assert all(cell_len(line) <= width - hang for line in lines[1:])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("報告を締め切った。", 16, ["報告を締め切っ", "た。"]),
        ("報告を締切った後、直す。", 16, ["報告を締切った", "後、直す。"]),
        ("導入のための「庁内チーム」", 14, ["導入のための", "「庁内チーム」"]),
        ("次期サーバーの調達", 10, ["次期サー", "バーの調達"]),
        ("窓口へのデータ連携", 12, ["窓口へのデー", "タ連携"]),
        ("LGWAN接続系のserver", 18, ["LGWAN接続系の", "server"]),
        ("short words stay whole", 12, ["short words", "stay whole"]),
    ],
)
def test_a_line_begins_with_no_closing_sign_and_breaks_no_word(
    text: str, width: int, lines: list[str]
) -> None:
    assert pieces(text, width) == lines


def test_a_long_text_is_broken_in_time_that_grows_with_its_length() -> None:
    """Counted, not timed: how many characters are measured for each that is there."""
    measured = 0

    def counting(text: str) -> int:
        nonlocal measured
        measured += len(text)
        return cell_len(text)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.marks.cell_len", counting)
        pieces("漢字かな" * 5_000, 40)
    assert measured < 20 * 20_000


def test_pieces_keep_words_whole_and_never_begin_with_a_full_stop() -> None:
    assert pieces("あいうえお。", 10) == ["あいうえ", "お。"]
    assert pieces("ask the coordinator first", 12) == ["ask the", "coordinator", "first"]
    told = "役割を頼んでください（shinchoku people me）。"
    assert pieces(told, 28) == ["役割を頼んでください", "（shinchoku people me）。"]
    assert pieces("/home/somebody/very/long/path.db", 10) == ["/home/some", "body/very/", "long/path.", "db"]
