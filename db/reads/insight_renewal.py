"""更新計画: a plan's systems with their dates and what the lint says of them, and where each date was printed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.database import Database
from db.reads.insights import Base
from domain.renewal import CHECKS, UNKNOWN_DATES, RenewalDates, RenewalFinding, lint, too_late


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system 庁内情報システム; is_bcp_priority None is unknown."""

    id: int
    name: str
    department: str | None
    is_bcp_priority: bool | None
    dates: RenewalDates
    findings: tuple[RenewalFinding, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """Every system in printed order. The base counts systems whose study and operation months are both known;
    its counts are systems by finding and `systems`, all of them."""

    base: Base
    rows: tuple[SystemRow, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a value came from: what was printed, at which place of which file."""

    raw: str
    ref: str
    file: str


def renewal(database: Database, plan_id: int) -> Renewal:
    """The plan's systems with their findings."""
    rows = []
    for row in database.conn.execute(
        "SELECT * FROM renewal_system WHERE plan_id = ? ORDER BY id", (plan_id,)
    ):
        dates = RenewalDates(
            row["current_end"],
            row["next_study_start"],
            row["next_procurement_fy"],
            row["next_operation_start"],
        )
        mark = row["is_bcp_priority"]
        rows.append(
            SystemRow(
                row["id"],
                row["name"],
                row["department"],
                None if mark is None else bool(mark),
                dates,
                lint(dates),
            )
        )
    found: Counter[str] = Counter(dict.fromkeys((*(check.code for check in CHECKS), UNKNOWN_DATES.code), 0))
    found.update(finding.code for row in rows for finding in row.findings)
    known = sum(too_late(row.dates) is not None for row in rows)
    counts = {"systems": len(rows), **found}
    return Renewal(Base("systems", known, len(rows) - known, None, counts), tuple(rows))


def printed_dates(database: Database, system_id: int) -> Mapping[str, Printed]:
    """Field to its provenance, the newest import's first; a field a person typed has none."""
    rows = database.conn.execute(
        "SELECT provenance.field, provenance.raw, provenance.ref, source_file.name FROM provenance"
        " JOIN source_file ON source_file.id = provenance.source_file_id"
        " WHERE table_name = 'renewal_system' AND row_id = ? ORDER BY provenance.id",
        (system_id,),
    )
    return {row[0]: Printed(row[1], row[2], row[3]) for row in rows}


def plans_with_systems(database: Database) -> list[tuple[str, int]]:
    """Title and number of systems of every plan that lists some."""
    rows = database.conn.execute(
        "SELECT plan.title, count(*) FROM renewal_system JOIN plan ON plan.id = plan_id"
        " GROUP BY plan.id ORDER BY 2 DESC"
    )
    return [(row[0], row[1]) for row in rows]
