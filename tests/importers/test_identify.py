"""Which layout a file has is said with a score and a reason, and what fits no layout is refused in one sentence."""

import re
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from domain.errors import Refusal
from domain.names import match_key
from i18n import catalogue
from importers import errors
from importers.codes import CODES
from importers.decoding import UndecodableText
from importers.errors import EmptyFile, UnknownKind, UnknownLayout
from importers.identify import BAR, RECOGNISERS, identify, stage
from importers.profiles import profiles

FIXTURES = Path(__file__).parent / "fixtures"
OTHER = "会議の記録\n\n出席者は次のとおり。\n施策実施までの工程表について話し合った。\n"


@pytest.mark.parametrize(
    ("file", "profile"),
    [
        ("003_e561336a577d4b3f.txt", "musashino-4"),
        ("000_c606e2f4ddb9bfc5.txt", "musashino-6"),
        ("001_d1f6fd49368e370a.txt", "musashino-dx"),
        ("002_fb48f30ea56d1880.txt", "musashimurayama-4"),
        ("004_a3125e0f763217c0.txt", "tachikawa-3"),
    ],
)
def test_a_known_document_is_recognised_surely_with_its_reasons(seeds: Path, file: str, profile: str) -> None:
    found = identify(file, (seeds / file).read_bytes())
    assert (found.profile, found.score, found.missing, found.candidates) == (profile, 1.0, (), ())
    assert len(found.reasons) >= 4


def test_a_text_of_another_layout_is_refused_and_not_taken_for_one_of_these() -> None:
    assert identify("minutes.txt", OTHER.encode()).profile is None
    with pytest.raises(UnknownLayout):
        stage("minutes.txt", OTHER.encode())


def test_a_file_that_nearly_fits_says_what_was_seen_and_what_was_missed() -> None:
    found = identify("minutes.txt", OTHER.encode())
    assert found.profile is None
    assert 0 < found.score < BAR
    assert found.reasons == ("施策実施までの工程表",)
    assert "【施策一覧】" in found.missing
    assert [item.profile for item in found.candidates] == ["musashino-6"]


def test_a_text_with_nothing_of_a_plan_scores_zero() -> None:
    found = identify("letter.txt", "拝啓 時下ますますご清祥のことと存じます。".encode())
    assert (found.profile, found.score, found.candidates) == (None, 0.0, ())


def test_a_mark_broken_over_lines_is_seen() -> None:
    found = identify("broken.txt", OTHER.replace("施策実施まで", "施策実施\n\nまで").encode())
    assert found.reasons == ("施策実施までの工程表",)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("plan.txt", b"", EmptyFile),
        ("plan.txt", b"\xef\xbb\xbf", EmptyFile),
        ("plan.txt", b"\x00\xff\xfe\x00" * 9, UndecodableText),
        ("plan.odt", b"%PDF-1.7", UnknownKind),
        ("plan", b"text", UnknownKind),
        ("letter.txt", "拝啓".encode(), UnknownLayout),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence_that_names_the_file(
    name: str, content: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as found:
        stage(name, content)
    assert found.value.exit_code == 3
    assert name in str(found.value) and "\n" not in str(found.value)


def test_a_damaged_document_is_staged_or_refused_but_never_breaks_the_reader() -> None:
    for name in ("sheets_small.txt", "overview_small.txt"):
        text = (FIXTURES / name).read_text("utf-8")
        lines = text.split("\n")
        damaged = [text[: len(text) * part // 40] for part in range(40)]
        damaged += ["\n".join(lines[:place] + lines[place + 3 :]) for place in range(0, len(lines), 5)]
        damaged += [text.replace(sign, "") for sign in ("\n\n", "\t", " ", "（", "）", "担当課", "【", "千")]
        damaged += [text.translate({ord(old): new}) for old, new in (("1", "፩"), ("2", "②"), ("○", "\t"))]
        for version in damaged:
            try:
                staging = stage(name, version.encode())
            except Refusal:
                continue
            for issue in (*staging.issues, *staging.refused):
                assert issue.code in CODES


def test_staged_rows_cannot_be_changed() -> None:
    staging = stage("overview.txt", (FIXTURES / "overview_small.txt").read_bytes())
    with pytest.raises(FrozenInstanceError):
        staging.rows[0].plan = "other"  # type: ignore[misc]


# -- profiles and sentences


def test_every_profile_names_recognisers_that_exist_and_marks_that_add_up_to_one() -> None:
    for profile in profiles():
        assert profile.recognisers and set(profile.recognisers) <= set(RECOGNISERS)
        assert sum(profile.marks.values()) == pytest.approx(1.0)
        assert set(profile.plan["evidence"]) <= set(profile.plan)
        assert {"key", "title", "municipality"} <= set(profile.plan)


def test_no_mark_stands_inside_another_one_of_the_same_profile() -> None:
    for profile in profiles():
        keys = [match_key(mark) for mark in profile.marks]
        assert not [(a, b) for a in keys for b in keys if a != b and a in b]


REFUSALS = [
    item
    for item in vars(errors).values()
    if isinstance(item, type) and issubclass(item, Refusal) and item is not Refusal
]
SENTENCES = [code.msgid for code in CODES.values()] + [item.msgid for item in REFUSALS]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_issue_and_refusal_is_said_in_japanese_with_the_same_fields(sentence: str) -> None:
    said = catalogue("ja").get(sentence, "")
    assert re.search(r"[ぁ-ん一-龥]", said)
    assert set(re.findall(r"\{(\w+)\}", said)) <= set(re.findall(r"\{(\w+)\}", sentence))


def test_every_issue_that_is_raised_can_fill_its_sentence() -> None:
    for name in ("sheets_small.txt", "overview_small.txt"):
        staging = stage(name, (FIXTURES / name).read_bytes())
        for issue in (*staging.issues, *staging.refused):
            said = CODES[issue.code]
            assert issue.level == said.level
            needed = set(re.findall(r"\{(\w+)\}", said.msgid)) - {"raw", "ref"}
            assert needed <= set(issue.params), issue.code
