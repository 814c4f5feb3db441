"""The words that have to go with a report, checked inside the transaction that hands it in."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from db.door import Door
from db.reads.answers import stages_of
from db.reads.in_a_row import unchanged_in_a_row
from db.reads.parts import given
from db.reads.plans import half_of_period
from db.reads.reports import Previous, previous
from db.reads.told_marks import items_as_told, speaks_against
from domain.parts import Given, PartsMoved, moved, told
from domain.reporting import EVALUATION_BY_PHRASE
from domain.telling import LastFell, SentenceNeeded, TextNeeded, Told, needs_words, reasons_for_text

# The parts that were read before they are sealed; None: nobody says.
Seen: TypeAlias = Sequence[Given] | None


def parts_to_seal(door: Door, report: dict[str, Any], seen: Seen) -> tuple[Given, ...]:
    """The parts that go under the sealing department's text. Raises PartsMoved where others were read."""
    found = given(door.db, report["measure_id"], report["period_id"])
    if seen is not None and (names := moved(seen, found)):
        title = door.row("measure", report["measure_id"])["title"]
        raise PartsMoved(title=title, names="、".join(names))
    return found


def words_for_carry(
    door: Door,
    measure_id: int,
    period_id: int,
    last: Previous,
    text: str,
    draft: dict[str, Any] | None,
    parts: Sequence[Given] = (),
) -> str:
    """The sentence that goes with 変わりなし, "" where none is given and none is due.

    What another lead department's part says is sentence enough. Raises LastFell or SentenceNeeded.
    """
    if not last.stands:
        title = door.row("measure", measure_id)["title"]
        raise LastFell(title=title, period=str(last.half), why=str(last.state))
    times = unchanged_in_a_row(door.db, measure_id, period_id)
    if not needs_words(times):
        return text.strip()
    for written in (text, draft["text"] if draft else ""):
        if written.strip() and written.strip() != last.answer.text.strip():
            return written.strip()
    if told(parts):
        return ""
    raise SentenceNeeded(title=door.row("measure", measure_id)["title"], times=times)


def check_text(door: Door, measure_id: int, period_id: int, draft: dict[str, Any]) -> None:
    """Raises TextNeeded where the rules ask for a text and there is none."""
    if draft["text"].strip():
        return
    last = previous(door.db, measure_id, period_id)
    measure = door.row("measure", measure_id)
    rated = EVALUATION_BY_PHRASE.get(draft["progress_evaluation"] or "")
    half = half_of_period(door.db, period_id)
    behind, against = speaks_against(
        items_as_told(door.db, measure_id, half, stages_of(draft)),
        half,
        rated.code if rated else None,
        draft["implementation_state"],
    )
    why = reasons_for_text(
        Told(
            draft["progress_evaluation"],
            draft["implementation_state"],
            last.answer.progress_evaluation if last else None,
            measure["state"],
            behind,
            against,
        )
    )
    if why:
        raise TextNeeded(title=measure["title"], why="; ".join(why), reasons=why)
