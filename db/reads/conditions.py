"""Where half-years, reports and their revisions stand, as SQL conditions made from the tables of domain.reporting."""

from collections.abc import Iterable
from typing import Final

from domain.reporting import REPORTED, TAKING, Action, State


def _among(names: Iterable[str]) -> str:
    return f"({', '.join(sorted(repr(str(name)) for name in names))})"


# Whether departments can still write in a half-year.
TAKES: Final = f"period.state IN {_among(TAKING)}"
# Whether a report was handed in and lies with others since.
HANDED_IN: Final = f"report.state IN {_among(REPORTED)}"

_TAKEN_BACK: Final = _among((Action.return_, Action.withdraw, Action.undo_carry))
_AGREED: Final = _among((State.confirmed, State.compiled, State.approved))
_REFUSED: Final = _among((State.returned, State.denied))

# Of a row of `decision`: the coordinator or the council agreed to its revision, and neither refused it afterwards.
SETTLED: Final = (
    f"decision.to_state IN {_AGREED} AND NOT EXISTS (SELECT 1 FROM decision AS later"
    " WHERE later.report_id = decision.report_id AND later.revision = decision.revision"
    f" AND later.to_state IN {_REFUSED})"
)


def stands(revision: str, schema: str = "") -> str:
    """Whether nobody sent a revision back or took it back; what the council denied was said all the same.

    `revision`: the table or view of revisions; `schema`: where `decision` lies, with its dot.
    """
    return _stands(f"{revision}.report_id", f"{revision}.revision", schema)


def _stands(report_id: str, revision: str, schema: str = "") -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM {schema}decision WHERE decision.report_id = {report_id}"
        f" AND decision.revision = {revision} AND decision.action IN {_TAKEN_BACK})"
    )


# Whether the newest revision of a report stands: its state says so, but for a draft, which can follow upon either.
NEWEST_STANDS: Final = (
    f"(report.state IN {_among((*REPORTED, State.denied))} OR report.state = 'draft' AND report.revision > 0"
    f" AND {_stands('report.id', 'report.revision')})"
)
