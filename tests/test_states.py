"""One state, one word: what reports, half-years and measures are called is the same wherever a person reads it."""

import pytest

import i18n
from db.writes.reports import PeriodClosed
from domain.lifecycle import IllegalLifeStep, MeasureState
from domain.reporting import IllegalPeriodStep, IllegalStep, PeriodState, State
from exports import council_pack, headings, publish_tables
from i18n.refusals import sentence
from i18n.states import MEASURE_STATES, PERIOD_STATES, PERIOD_STEPS, REPORT_STATES
from tui.marks import STATE_MARKS
from tui.words import sentence as line
from web.words import value_words


@pytest.fixture(autouse=True)
def japanese() -> None:
    i18n.setup("ja")


def test_every_state_has_its_word_in_both_languages() -> None:
    assert REPORT_STATES.keys() == set(State)
    assert PERIOD_STATES.keys() == set(PeriodState)
    assert MEASURE_STATES.keys() == set(MeasureState)
    japanese = i18n.catalogue("ja")
    for table in (REPORT_STATES, PERIOD_STATES, MEASURE_STATES, PERIOD_STEPS):
        assert not [words for words in table.values() if words not in japanese]
        assert len({japanese[words] for words in table.values()}) == len(table)


@pytest.mark.parametrize("state", State)
def test_a_report_is_called_the_same_in_the_dashboard_the_pages_and_the_workbooks(state: State) -> None:
    word = i18n._(REPORT_STATES[state])
    mark = STATE_MARKS[state]
    assert mark.label == headings.REPORT_STATES[state] == word
    assert value_words("report", "state", str(state)) == f"{mark.kanji} {word}"


@pytest.mark.parametrize("state", PeriodState)
def test_a_half_year_is_called_the_same_on_the_pages_and_in_the_councils_workbook(state: PeriodState) -> None:
    word = i18n._(PERIOD_STATES[state])
    assert council_pack.PERIOD_STATES[state] == value_words("period", "state", str(state)) == word


@pytest.mark.parametrize("state", MeasureState)
def test_a_measure_is_called_the_same_on_the_pages_and_in_the_published_copy(state: MeasureState) -> None:
    word = i18n._(MEASURE_STATES[state])
    assert publish_tables.MEASURE_STATES[state] == value_words("measure", "state", str(state)) == word


@pytest.mark.parametrize("said", [sentence, line], ids=["command line", "dashboard"])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", ("付議中の半期", "「締め切る」", "決定を記録する")),
        ("en", ("is before the council", "Close for reports", "Record the decision")),
    ],
)
def test_a_refusal_about_a_half_year_uses_its_words_and_not_a_reports(
    said: object, language: str, words: tuple[str, ...]
) -> None:
    """A half-year that was `submitted` lies before the council; a report that was `submitted` was handed in."""
    i18n.setup(language)
    refusal = IllegalPeriodStep(state="submitted", action="freeze", possible="decide, expire")
    told = said(refusal)  # type: ignore[operator]
    assert all(one in told for one in words), told
    assert "expire" not in told and "期限切れ" not in told


def test_refusals_about_reports_and_measures_use_theirs() -> None:
    assert "提出済の報告" in sentence(IllegalStep(state="submitted", action="submit", possible="confirm"))
    closed = PeriodClosed(period="2020H2", state="frozen")
    assert "受付終了" in sentence(closed) and "受付終了" in line(closed)
    told = sentence(IllegalLifeStep(state="merged_into", action="complete", possible="-"))
    assert "他の施策に統合" in told
