"""Names and printed text: what is cleaned away, what matches, how numbers sort, how departments are told apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import (
    COLLECTIVE,
    Department,
    clean,
    is_collective,
    match_key,
    natural_key,
    plain_number,
    spelled,
    split_departments,
)

HOSTILE = "\x00\x07\x1b\x7f\x85\x9b\u200b\u200d\u200e\u202e\u2066\u2069\ufe0f\ufeff\U000e0100\ud800"
# Halves of pairs: alone, both the wrong way round, and bytes of another encoding as Python names them.
HALVES = ("\ud800", "\udfff", "\udc00\ud83d", "\ud83d\ud83d", "\udcff\udc83")

texts = st.text(st.characters(), max_size=60)
offices = st.sampled_from(
    [
        "情報管理課",
        "子ども・子育て支援課",
        "図書館",
        "クリーンセンター",
        "財産管理及び契約課",
        "議会事務局",
        "生涯学習スポーツ課（歴史資料館）",
        "総務部（市民課、分室）",
    ]
)


def names(text: str) -> list[str]:
    return [department.name for department in split_departments(text).names]


# -- cleaning


@pytest.mark.parametrize("letter", HOSTILE)
def test_what_can_steer_a_terminal_or_hide_text_is_taken_out(letter: str) -> None:
    assert clean(f"検{letter}討") == "検討"


def test_an_escape_sequence_loses_its_teeth() -> None:
    assert clean("\x1b]52;c;AAAA\x07件名\x9b31m") == "]52;c;AAAA件名31m"


def test_newline_and_tab_stay_in_prose_and_become_spaces_in_a_line() -> None:
    assert clean("一\r\n二\r三\t四") == "一\n二\n三\t四"
    assert clean("一\r\n二\r三\t四", lines=False) == "一 二 三 四"


@pytest.mark.parametrize("halves", HALVES)
def test_halves_of_pairs_are_taken_out_of_text_and_stand_as_a_sign_in_names(halves: str) -> None:
    assert clean(f"検{halves}討") == "検討"
    assert spelled(f"検{halves}討.csv") == "検" + "\ufffd" * len(halves) + "討.csv"
    assert spelled("検討😀.csv") == "検討😀.csv"


def test_printed_text_stays_as_it_is() -> None:
    text = "③ ＷｉーＦｉ〜ｶﾅ が が ○〇◯ ①～⑳ 😀 髙﨑"
    assert clean(text) == text


@given(texts, st.booleans())
def test_cleaning_twice_changes_nothing_more(text: str, lines: bool) -> None:
    once = clean(text, lines=lines)
    assert clean(once, lines=lines) == once
    assert not any(unicodedata.category(letter) in ("Cs", "Cc") for letter in once if letter not in "\n\t")


# -- matching


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＩＣＴの推進", "ICTの推進"),
        ("ict の 推進", "ICTの推進"),
        ("公共Wi-Fi", "公共Ｗｉ－Ｆｉ"),
        ("平成26〜28", "平成26～28"),
        ("平成26—28", "平成26－28"),
        ("平成26−28", "平成26―28"),
        ("○印", "〇印"),
        ("○印", "◯印"),
        ("調査･研究", "調査・研究"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("か\u3099いど", "がいど"),
        ("葛\U000e0100城", "葛城"),
        ("情報\u200b管理課", "情報管理課"),
    ],
)
def test_two_spellings_of_a_name_share_a_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("保健課", "保険課"), ("サーバー", "サーバ-"), ("施策1", "施策2"), ("は", "ば")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@given(texts)
def test_a_key_of_a_key_is_itself(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key
    assert unicodedata.is_normalized("NFC", key)


# -- numbers


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("⑲", "19"),
        ("*52", "52"),
        ("※ 5", "5"),
        ("No.35", "35"),
        ("№35", "35"),
        ("28", "28"),
        ("２８", "28"),
        ("1.", "1"),
        ("(3)", "3"),
        ("１－２", "1-2"),
        ("1‐2", "1-2"),
        ("1-2-10", "1-2-10"),
    ],
)
def test_a_printed_number_is_undressed(printed: str, plain: str) -> None:
    assert plain_number(printed) == plain


def test_numbers_sort_as_people_count() -> None:
    printed = ["1", "1-1", "1-2", "1-2-1", "1-2-10", "1-10", "②", "3", "⑩", "１１", "*52", "53", "100"]
    shuffled = [*printed[1::2], *printed[::2]]
    assert sorted(shuffled, key=natural_key) == printed


numbers = st.lists(st.integers(0, 999_999), min_size=1, max_size=3)


@given(numbers, numbers)
def test_the_order_of_numbers_is_total_and_that_of_their_parts(one: list[int], other: list[int]) -> None:
    first, second = (natural_key("-".join(map(str, parts))) for parts in (one, other))
    assert (first < second) == (one < other)
    assert (first == second) == (one == other)


@given(st.integers(1, 20), st.integers(1, 20))
def test_circled_numbers_sort_by_their_value(one: int, other: int) -> None:
    circled = [chr(0x2460 + number - 1) for number in (one, other)]
    assert (natural_key(circled[0]) < natural_key(circled[1])) == (one < other)
    assert natural_key(circled[0]) == natural_key(f"*{one}") == natural_key(f"{one}.")


# -- departments


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("収納課・文書情報課・会計課", ["収納課", "文書情報課", "会計課"]),
        ("文書情報課・関係各課", ["文書情報課", "関係各課"]),
        ("子ども・子育て支援課", ["子ども・子育て支援課"]),
        ("子ども・子育て支援課・市民課", ["子ども・子育て支援課", "市民課"]),
        ("総務課、情報管理課", ["総務課", "情報管理課"]),
        ("防災課，生活経済課,図書館", ["防災課", "生活経済課", "図書館"]),
        ("生涯学習スポーツ課（歴史資料館）", ["生涯学習スポーツ課（歴史資料館）"]),
        ("生涯学習スポーツ課（歴史資料館）・図書館", ["生涯学習スポーツ課（歴史資料館）", "図書館"]),
        ("市民部（市民課、市政センター）、納税課", ["市民部（市民課、市政センター）", "納税課"]),
        ("地域支援課、高齢者支\n援課、障害者福祉課 ", ["地域支援課", "高齢者支援課", "障害者福祉課"]),
        ("総務課\n市民課", ["総務課", "市民課"]),
        ("図書館及び市民課", ["図書館", "市民課"]),
        ("財産管理及び契約課", ["財産管理及び契約課"]),
        ("—", []),
        ("", []),
        ("なし", []),
    ],
)
def test_departments_are_parted_between_names_and_never_inside_one(cell: str, expected: list[str]) -> None:
    assert names(cell) == expected
    assert not split_departments(cell).and_others


@pytest.mark.parametrize(
    "cell",
    [
        "市民課、図書館など",
        "市民課・図書館ほか",
        "市民課、図書館等",
        "市民課、図書館、など",
        "市民課、図書館な\nど",
    ],
)
def test_a_list_left_open_is_reported_and_its_last_word_is_no_department(cell: str) -> None:
    found = split_departments(cell)
    assert [department.name for department in found.names] == ["市民課", "図書館"]
    assert found.and_others


def test_a_name_that_ends_like_a_list_left_open_stays_whole() -> None:
    assert names("その他") == ["その他"]
    assert names("高等") == ["高等"]


@pytest.mark.parametrize(
    "cell", ["地域振興課（現、協働推進課）", "地域振興課(現,協働推進課)", "地域振興課（現 協働推進課）"]
)
def test_a_department_that_was_renamed_knows_its_new_name(cell: str) -> None:
    assert split_departments(cell).names == (Department("地域振興課", "協働推進課", False),)


def test_a_parenthesis_that_only_begins_like_a_rename_stays_with_its_name() -> None:
    assert split_departments("文化課（現代美術館）").names == (
        Department("文化課（現代美術館）", None, False),
    )


@given(
    st.lists(offices, min_size=1, max_size=5),
    st.sampled_from(["、", "，", ",", "・", "\n", "及び"]),
    st.booleans(),
)
def test_joined_departments_come_back_in_printed_order(cell: list[str], joint: str, others: bool) -> None:
    found = split_departments(joint.join(cell) + ("など" if others else ""))
    assert [department.name for department in found.names] == cell
    assert found.and_others == others


@given(texts)
def test_any_text_is_read_as_departments_without_falling_over(text: str) -> None:
    assert all(department.name for department in split_departments(text).names)


@pytest.mark.parametrize(
    "name",
    ["各課", "関係各課", "施設所管課", "窓口担当部署", "利用事務運用部署", "窓口担当課", "関係課", " 各 課 "],
)
def test_words_for_many_departments_are_no_department(name: str) -> None:
    assert is_collective(name)
    assert split_departments(name).names[0].is_collective


@pytest.mark.parametrize("name", ["情報管理課", "企画調整課", "図書館", "総務課", "課税課"])
def test_departments_are_not_taken_for_collective_words(name: str) -> None:
    assert not is_collective(name)


def test_the_collective_words_are_written_as_their_keys() -> None:
    assert {match_key(word) for word in COLLECTIVE} == COLLECTIVE
