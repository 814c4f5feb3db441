"""What changed since the half-year before: what was handed in against what was confirmed then; ratings by half-year."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from db.database import Database
from db.reads.conditions import HANDED_IN, SETTLED
from db.reads.departments import LED_BY, eyes
from domain.periods import Half
from domain.reporting import EVALUATION_BY_PHRASE

Known = TypeVar("Known", int, str)

_WORST: Final = 4  # 5 is no rating that could be better or worse


class Change(NamedTuple):
    """A measure whose rating or state is another than it was; the pair of what did not change is None."""

    measure_id: int
    number: str | None
    title: str
    rating: tuple[int, int] | None
    state: tuple[str, str] | None

    @property
    def worse_by(self) -> int:
        """How many steps the rating fell; negative where it rose."""
        if self.rating is None or max(self.rating) > _WORST:
            return 0
        return self.rating[1] - self.rating[0]


class SinceLast(NamedTuple):
    """Reports handed in against those of `last`, the worst first; `without`: nothing confirmed stands there."""

    last: Half
    changes: tuple[Change, ...]
    same: int
    without: int


_SETTLED: Final = f"SELECT max(revision) FROM decision WHERE decision.report_id = old.id AND {SETTLED}"
_PAIRS: Final = (
    "SELECT measure.id, measure.number, measure.title, said.progress_evaluation AS rating,"
    " said.implementation_state AS state, last.progress_evaluation AS last_rating,"
    " last.implementation_state AS last_state FROM report JOIN measure ON measure.id = report.measure_id"
    " JOIN report_revision AS said ON said.report_id = report.id AND said.revision = report.revision"
    " LEFT JOIN report AS old ON old.measure_id = report.measure_id AND old.period_id = :last"
    f" LEFT JOIN report_revision AS last ON last.report_id = old.id AND last.revision = ({_SETTLED})"
    f" WHERE report.period_id = :period AND {HANDED_IN} AND {LED_BY}"
    " ORDER BY ifnull(measure.position, 1e9), measure.sort_key"
)


def since_last(database: Database, period_id: int, department_id: int | None = None) -> SinceLast | None:
    """What was handed in against the half-year before; None where there is none. What is unknown did not change."""
    before = database.conn.execute(
        "SELECT last.id, last.fy, last.half FROM period AS this JOIN period AS last ON last.plan_id = this.plan_id"
        " AND last.fy * 2 + last.half < this.fy * 2 + this.half AND last.state <> 'scheduled'"
        " WHERE this.id = ? ORDER BY last.fy DESC, last.half DESC LIMIT 1",
        (period_id,),
    ).fetchone()
    if before is None:
        return None
    asked = {
        "period": period_id,
        "last": before["id"],
        "departments": eyes(database, department_id),
    }
    found, same, without = [], 0, 0
    for row in database.conn.execute(_PAIRS, asked):
        ratings = _code(row["last_rating"]), _code(row["rating"])
        states = row["last_state"], row["state"]
        if None in ratings and None in states:
            without += 1
            continue
        rating, state = _moved(*ratings), _moved(*states)
        if rating is None and state is None:
            same += 1
        else:
            found.append(Change(row["id"], row["number"], row["title"], rating, state))
    found.sort(key=lambda change: (-change.worse_by, change.rating is None))
    return SinceLast(Half(before["fy"], before["half"]), tuple(found), same, without)


def ratings_by_period(
    database: Database, plan_id: int, department_id: int | None = None
) -> Mapping[Half, Mapping[int, int]]:
    """For each half-year how often each rating (1 to 5) stands in the reports that were handed in."""
    rows = database.conn.execute(
        # CROSS: from the plan's half-years on, or every report of a book of many cities would be looked at.
        "SELECT period.fy, period.half, said.progress_evaluation, count(*) AS n FROM period"
        " CROSS JOIN report ON report.period_id = period.id"
        " JOIN measure ON measure.id = report.measure_id"
        " JOIN report_revision AS said ON said.report_id = report.id AND said.revision = report.revision"
        f" WHERE period.plan_id = :plan AND {HANDED_IN} AND {LED_BY} GROUP BY 1, 2, 3",
        {"plan": plan_id, "departments": eyes(database, department_id)},
    )
    found: dict[Half, Counter[int]] = {}
    for row in rows:
        code = _code(row["progress_evaluation"])
        if code is not None:
            found.setdefault(Half(row["fy"], row["half"]), Counter())[code] += row["n"]
    return found


def _moved(before: Known | None, after: Known | None) -> tuple[Known, Known] | None:
    return (before, after) if before is not None and after is not None and before != after else None


def _code(phrase: str | None) -> int | None:
    item = EVALUATION_BY_PHRASE.get(phrase or "")
    return item.code if item is not None else None
