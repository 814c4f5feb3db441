"""A draft with its writer, as somebody has to see it who would write over it without having had it open."""

from typing import NamedTuple

from db.actor import NO_UID, Actor
from db.database import Database
from db.reads.answers import Answer, draft_answer, revision_answer
from db.reads.in_a_row import unchanged_in_a_row
from db.reads.parts import given
from db.reads.reports import Previous, previous
from domain import parts as shared
from domain.telling import needs_words


class Draft(NamedTuple):
    """A draft, its version, who saved it last and when. `own`: the one who asks did; `recorded`: a revision says it."""

    answer: Answer
    version: int
    by_name: str
    saved_at: str
    own: bool
    recorded: bool


def draft_of(database: Database, measure_id: int, period_id: int, actor: Actor) -> Draft | None:
    """The draft of a measure's report in a half-year, None where there is none."""
    row = database.conn.execute(
        "SELECT draft.*, report.revision FROM draft JOIN report ON report.id = draft.report_id"
        " WHERE measure_id = ? AND period_id = ?",
        (measure_id, period_id),
    ).fetchone()
    if row is None:
        return None
    answer = draft_answer(row)
    own = _is_own(row["by_uid"], row["by_name"], actor)
    said = revision_answer(database, row["report_id"], row["revision"]).answer
    unsealed = said._replace(text=shared.unseal(said.text, given(database, measure_id, period_id)))
    recorded = any(same_words(answer, one) for one in (said, unsealed))
    return Draft(answer, row["version"], row["by_name"], row["saved_at"], own, recorded)


def part_of(
    database: Database, measure_id: int, period_id: int, department_id: int, actor: Actor
) -> Draft | None:
    """What is written of a department's part, as a draft; None where nothing is."""
    row = database.conn.execute(
        "SELECT report_part.* FROM report_part JOIN report ON report.id = report_part.report_id"
        " WHERE measure_id = ? AND period_id = ? AND department_id = ?",
        (measure_id, period_id, department_id),
    ).fetchone()
    if row is None:
        return None
    own = _is_own(row["by_uid"], row["by_name"], actor)
    return Draft(Answer(text=row["text"]), row["version"], row["by_name"], row["saved_at"], own, False)


def _is_own(uid: int, name: str, actor: Actor) -> bool:
    return uid == actor.uid and (actor.uid != NO_UID or name == actor.name)


def same_words(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same; the reason of an amendment stays whatever is written."""
    return _said(one) == _said(other)


def _said(answer: Answer) -> tuple[object, ...]:
    stages = {row: words for row, words in answer.stages.items() if words}
    return answer.progress_evaluation, answer.implementation_state, answer.text.strip(), stages


def carried_answer(
    database: Database, measure_id: int, period_id: int, text: str | None, draft: Draft | None
) -> tuple[Previous, Answer] | None:
    """What 変わりなし would hand in for the measure, None where there is nothing to carry.

    Where a sentence is due, the one that stands in the draft goes with it.
    """
    last = previous(database, measure_id, period_id)
    if last is None:
        return None
    words = (text or "").strip()
    if not words and draft is not None and needs_words(unchanged_in_a_row(database, measure_id, period_id)):
        words = draft.answer.text.strip()
    return last, last.answer._replace(text=words or last.answer.text)
