"""Reports that several lead departments write, half-year by half-year: how many there are, how many wait for a part."""

from typing import NamedTuple

from db.database import Database
from db.reads.expected import expected_measures
from db.reads.parts import sharings
from db.reads.plans import PeriodRow
from db.reads.scope import scope_of
from domain.reporting import TAKING


class InParts(NamedTuple):
    """A half-year's reports that several departments write, and how many of them lack a part that can still come."""

    reports: int
    waiting: int


def in_parts(database: Database, period: PeriodRow) -> InParts:
    """The expected reports of a half-year that are written in parts.

    A report waits while it is not handed in and a department has not finished its part of it.
    """
    expected = expected_measures(database, period.id)
    shared = {
        one: found for one, found in sharings(database, period.plan_id, period.id).items() if one in expected
    }
    if period.state not in TAKING:
        return InParts(len(shared), 0)
    scope = scope_of(database, period.id)
    return InParts(
        len(shared),
        sum(
            not found.sealed and bool(found.missing) and (scope is None or one in scope)
            for one, found in shared.items()
        ),
    )
