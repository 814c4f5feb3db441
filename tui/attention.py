"""注意: what the schedule says against the answer that is being given, as sentences; a warning, never in the way."""

from collections.abc import Mapping, Sequence

from db.reads.answers import Answer
from db.reads.measures import WorkItemRow
from domain.findings import Contradiction, Item, of_measure
from domain.periods import Half, slot
from domain.reporting import EVALUATION_BY_CODE, EVALUATION_BY_PHRASE
from i18n import _
from tui.insight_words import contradiction_words
from tui.words import rating_label, shown, state_words

Reached = Mapping[int, Mapping[int, tuple[str, ...]]]


def items_of(work_items: Sequence[WorkItemRow], reached: Reached, answer: Answer, now: Half) -> list[Item]:
    """The work items as they would stand if this answer were handed in for the half-year."""
    found = []
    for one in work_items:
        marks: dict[str, dict[int, tuple[str, ...]]] = {"planned": {}, "actual": {}, "revised": {}}
        for cell in one.cells:
            marks[cell.kind][slot(cell.fy, cell.half)] = cell.stages
        against = "revised" if marks["revised"] else "planned"
        whole = frozenset(
            slot(cell.fy, None) for cell in one.cells if cell.kind == against and cell.half is None
        )
        actual = marks["actual"] | {
            place: stages for place, stages in reached.get(one.row, {}).items() if place < now.index
        }
        if answer.stages.get(one.row):
            actual[now.index] = tuple(answer.stages[one.row])
        found.append(Item(one.row, marks[against], actual or None, whole))
    return found


def attention(
    work_items: Sequence[WorkItemRow], reached: Reached, answer: Answer, now: Half | None
) -> list[str]:
    """評価は「計画どおり」ですが、工程1は予定より1期遅れ; nothing where nothing speaks against the answer."""
    if now is None or not (answer.progress_evaluation or answer.implementation_state):
        return []
    rating = EVALUATION_BY_PHRASE.get(answer.progress_evaluation or "")
    items = items_of(work_items, reached, answer, now)
    said = []
    for finding in of_measure(rating.code if rating else None, answer.implementation_state, items, now.index):
        what = shown(contradiction_words(finding.what, finding.row))
        if isinstance(finding.what, Contradiction):
            label = rating_label(EVALUATION_BY_CODE[finding.what.rating])
            said.append(_("the rating is “{rating}”, but {what}").format(rating=label, what=what))
        else:
            state = state_words(finding.what.state)
            said.append(_("the state is “{state}”, but {what}").format(state=state, what=what))
    return said
