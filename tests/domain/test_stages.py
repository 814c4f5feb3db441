"""Stage cells: sets of words, modifiers, notes, and what ⇒ continues."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.stages import CONTINUES, MODIFIERS, STAGE_NAMES, STAGES, read_cell, read_row

names = st.sampled_from(STAGE_NAMES)
cells = st.lists(names, min_size=1, max_size=4, unique=True)
blanks = st.sampled_from(["", " ", "\u3000", "－", "—", "-", "―"])
arrows = st.sampled_from(CONTINUES)


def one_word(words: list[str]) -> bool:
    """Whether ・ between two of the words would make a third: 調達・構築."""
    return any("・".join(pair) in STAGE_NAMES for pair in pairwise(words))


@given(cells.filter(lambda words: not one_word(words)), st.sampled_from("・･/／、，,"))
def test_joined_stage_words_come_back_in_printed_order(words: list[str], joint: str) -> None:
    cell = read_cell(joint.join(words))
    assert cell is not None
    assert cell.stages == tuple(words)
    assert cell.known
    assert not cell.continued


@given(cells, st.sampled_from("/／、，,\n"))
def test_a_comma_never_makes_two_words_one(words: list[str], joint: str) -> None:
    cell = read_cell(joint.join(words))
    assert cell is not None
    assert cell.stages == tuple(words)


@pytest.mark.parametrize(
    ("raw", "stages"),
    [
        ("調達・構築・運用", ("調達・構築", "運用")),
        ("調達・構築", ("調達・構築",)),
        ("調査・研究", ("調査・研究",)),
        ("調査･研究", ("調査・研究",)),
        ("検討・調達・構築", ("検討", "調達・構築")),
        ("随時見直し", ("随時見直し",)),
        ("検 討", ("検討",)),
        ("検討→実施", ("検討", "実施")),
    ],
)
def test_the_words_of_real_schedules(raw: str, stages: tuple[str, ...]) -> None:
    cell = read_cell(raw)
    assert cell is not None
    assert (cell.stages, cell.modifier, cell.known, cell.raw) == (stages, None, True, raw)


@pytest.mark.parametrize(
    ("raw", "modifier", "note"),
    [
        ("実施 (コンビニ収納)", None, "コンビニ収納"),
        ("実施（順次）", "順次", None),
        ("実施 (順次導入)", None, "順次導入"),
        ("一部実施", "一部", None),
        ("順次実施", "順次", None),
        ("実施（順次）（公共施設）", "順次", "公共施設"),
    ],
)
def test_modifiers_and_notes_are_told_apart(raw: str, modifier: str | None, note: str | None) -> None:
    cell = read_cell(raw)
    assert cell is not None
    assert (cell.stages, cell.modifier, cell.note, cell.known) == (("実施",), modifier, note, True)


@given(st.sampled_from(MODIFIERS), names)
def test_a_modifier_before_any_stage_leaves_the_stage(modifier: str, name: str) -> None:
    assume(modifier + name not in STAGE_NAMES)
    cell = read_cell(modifier + name)
    assert cell is not None
    assert cell.stages == (name,)
    assert cell.modifier == modifier


def test_the_modifier_word_inside_a_stage_is_no_modifier_of_the_cell() -> None:
    cell = read_cell("随時見直し・検討")
    assert cell is not None
    assert (cell.stages, cell.modifier) == (("随時見直し", "検討"), None)


@given(blanks)
def test_a_blank_has_no_cell(raw: str) -> None:
    assert read_cell(raw) is None


@given(arrows)
def test_an_arrow_alone_continues_and_names_nothing(raw: str) -> None:
    cell = read_cell(raw)
    assert cell is not None
    assert (cell.stages, cell.continued, cell.raw) == ((), True, raw)


@pytest.mark.parametrize("raw", ["検当", "調査", "研究", "見直し", "検討・調整"])
def test_a_word_that_is_no_stage_is_kept_as_printed_and_marked(raw: str) -> None:
    cell = read_cell(raw)
    assert cell is not None
    assert (cell.stages, cell.known) == ((raw,), False)


def test_a_note_alone_names_no_stage() -> None:
    cell = read_cell("（調整中）")
    assert cell is not None
    assert (cell.stages, cell.note, cell.known) == ((), "調整中", False)


@given(st.lists(st.one_of(st.none(), blanks, arrows, names), max_size=12))
def test_an_arrow_takes_the_stage_before_it_and_a_blank_ends_it(raws: list[str | None]) -> None:
    before: tuple[str, ...] = ()
    for raw, cell in zip(raws, read_row(raws), strict=True):
        if raw is None or read_cell(raw) is None:
            assert cell is None
            before = ()
        elif raw in CONTINUES:
            assert cell is not None
            assert (cell.stages, cell.continued, cell.raw) == (before, True, raw)
        else:
            assert cell is not None
            assert (cell.stages, cell.continued) == ((raw,), False)
            before = (raw,)


def test_an_arrow_after_a_blank_continues_nobody_knows_what() -> None:
    row = read_row(["検討", "", "⇒", "実施"])
    assert [None if cell is None else (cell.stages, cell.continued) for cell in row] == [
        (("検討",), False),
        None,
        ((), True),
        (("実施",), False),
    ]


def test_an_arrow_after_an_unknown_word_stays_unknown() -> None:
    row = read_row(["検当", "⇒"])
    assert row[1] is not None
    assert (row[1].stages, row[1].known) == (("検当",), False)


def test_stages_have_names_marks_and_ranks_of_their_own() -> None:
    assert len({stage.name for stage in STAGES}) == len({stage.mark for stage in STAGES}) == len(STAGES)
    assert [stage.rank for stage in STAGES] == sorted({stage.rank for stage in STAGES})
    assert all(len(stage.mark) == 1 for stage in STAGES)
    by_name = {stage.name: stage.mark for stage in STAGES}
    promised = ["検討", "調査・研究", "調達・構築", "構築", "策定", "実施", "運用", "随時見直し"]
    assert "".join(by_name[name] for name in promised) == "検研調構策実運見"
