"""When words of one's own are asked for, as tables: after 変わりなし in a row, and for reports that need explaining."""

from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from domain.errors import Refusal
from domain.reporting import EVALUATION_BY_PHRASE

# 変わりなし may be said this often in a row without a sentence; the next one needs one, and the count begins anew.
UNCHANGED_WITHOUT_WORDS: Final = 2


class SentenceNeeded(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” was reported unchanged {times} times in a row. Write one sentence on how it stands,"
        " then report it unchanged again."
    )


class LastFell(Refusal):
    msgid: ClassVar[str] = (
        "“{title}” cannot be reported unchanged: its answer of {period} does not stand, it is: {why}."
        " Write this half-year's answer and hand it in."
    )


class TextNeeded(Refusal):
    msgid: ClassVar[str] = "“{title}” needs a text before it is submitted: {why}"


class Why(StrEnum):
    """Why a report cannot go without a text; the words are msgids."""

    late = "it was not carried out as planned"
    behind = "its schedule is behind the plan in this half-year"
    changed = "its progress evaluation is not that of the last half-year"
    discontinued = "the measure is discontinued"
    contradictory = "its progress evaluation and its implementation state contradict each other"
    against = "the stages reached contradict its progress evaluation or its implementation state"


# Pairs of 進捗評価 (its code) and 実施状況 that cannot both be true as they stand.
CONTRADICTIONS: Final = frozenset({(1, "未実施"), (2, "未実施"), (4, "実施済")})
_NOT_AS_PLANNED: Final = 4


class Told(NamedTuple):
    """What the rules look at: this answer, the last half-year's evaluation (None: none), the measure's state.

    And what the schedule says as of the half-year: `behind` (slip.behind_now), `against` (findings.of_measure).
    """

    progress_evaluation: str | None
    implementation_state: str | None
    last_evaluation: str | None
    measure_state: str
    behind: bool = False
    against: bool = False


def needs_words(unchanged_in_a_row: int) -> bool:
    """Whether the next 変わりなし has to come with a sentence."""
    return unchanged_in_a_row >= UNCHANGED_WITHOUT_WORDS


def reasons_for_text(told: Told) -> tuple[Why, ...]:
    """Why this report needs a text, in the table's order; empty where it may go without one."""
    rated = EVALUATION_BY_PHRASE.get(told.progress_evaluation or "")
    code = rated.code if rated else None
    holds = {
        Why.late: code == _NOT_AS_PLANNED,
        Why.behind: told.behind,
        Why.changed: bool(told.last_evaluation) and told.last_evaluation != told.progress_evaluation,
        Why.discontinued: told.measure_state == "discontinued",
        Why.contradictory: (code, told.implementation_state) in CONTRADICTIONS,
        Why.against: told.against,
    }
    return tuple(why for why in Why if holds[why])
