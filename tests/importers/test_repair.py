"""What an extraction did to printed text is taken back, and nothing else; labels mean fields whatever their width."""

import pytest

from importers.lexicon import LABELS, field_of
from importers.repair import bullets, joined, one_line, unmarked, unspaced, untagged


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("平成 26 年度", "平成26年度"),
        ("無線 LAN環境", "無線LAN環境"),
        ("I C Tの活用", "ICTの活用"),
        ("公共W i - F iの整備", "公共Wi-Fiの整備"),
        ("JIS X 8341-3への対応", "JIS X 8341-3への対応"),
        ("Web Form", "Web Form"),
        ("（ 2割 ）", "（2割）"),
        ("全角　空白", "全角空白"),
        ("", ""),
    ],
)
def test_spaces_inside_words_go_and_spaces_between_latin_words_stay(printed: str, meant: str) -> None:
    assert unspaced(printed) == meant


def test_lines_run_on_and_a_trailing_space_ends_a_paragraph() -> None:
    assert joined(["一つ目の文は", "", "続く。 ", "二つ目。"]) == "一つ目の文は続く。\n二つ目。"


def test_latin_words_broken_over_lines_keep_one_space() -> None:
    assert joined(["use Web", "Form とする"]) == "use Web Formとする"
    assert joined(["平成 27", "年度"]) == "平成27年度"


def test_a_title_of_several_paragraphs_is_one_line() -> None:
    assert one_line(["見守りの強化 ", "（機器の導入） "]) == "見守りの強化（機器の導入）"


@pytest.mark.parametrize(
    "printed", ["【重点】窓口※の改善", "*窓口の改善", "＊窓口の改善※", " 【重点】窓口の改善 "]
)
def test_markers_come_off_titles(printed: str) -> None:
    assert unmarked(printed) == "窓口の改善"


def test_tags_go_and_only_breaking_ones_leave_a_line_end() -> None:
    assert untagged("<p>甲<b>乙</b></p><ul><li>丙</li><li>丁 &amp; 戊</li></ul>") == "甲乙\n丙\n丁 & 戊"
    assert untagged("一行目<br/>二行目") == "一行目\n二行目"
    assert untagged("<p><取扱件数>5件<!-- 注 --></p>") == "<取扱件数>5件"


def test_bullets_become_lines_and_a_star_inside_a_word_stays() -> None:
    assert bullets("* 甲を調べる。 * 乙を選ぶ。") == "甲を調べる。\n乙を選ぶ。"
    assert bullets("前置き。 * 甲") == "前置き。\n甲"
    assert bullets("・甲\n・乙") == "甲\n乙"
    assert bullets("3*4の表") == "3*4の表"


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("主管課", "lead_department"),
        ("担 当 課", "lead_department"),
        ("達成目標（何をどのようにいつまでに）", "target"),
        ("達成目標(何をどのようにいつまでに)", "target"),
        ("リスクへの対処方法案", "countermeasure"),
        ("ＮＯ", "number"),
        ("見たことのない欄", None),
        ("", None),
    ],
)
def test_a_label_means_its_field_whatever_its_width_and_spaces(label: str, field: str | None) -> None:
    assert field_of(label) == field


def test_no_label_means_two_fields() -> None:
    words = [word for group in LABELS.values() for word in group]
    assert len(words) == len(set(words))
