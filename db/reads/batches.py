"""Import batches as they are listed."""

from dataclasses import asdict, dataclass
from typing import Any

from db.database import Database
from db.reads.stand_ins import stand_in_sql


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One import: its file and hash, when and by whom, how many rows, and whether it still stands."""

    id: int
    file: str
    sha256: str
    profile: str
    state: str
    rows_new: int
    rows_changed: int
    rows_same: int
    rows_conflict: int
    rows_rejected: int
    by_name: str
    at: str
    undone_at: str | None
    mapping: str | None
    proxy_for: str | None

    def as_dict(self) -> dict[str, Any]:
        """The batch for JSON."""
        return asdict(self)


def batches(database: Database) -> list[BatchRow]:
    """Every batch, oldest first."""
    rows = database.conn.execute(
        "SELECT import_batch.id, source_file.name AS file, source_file.sha256, profile, state, rows_new, rows_changed,"
        " rows_same, rows_conflict, rows_rejected, by_name, at, undone_at, mapping,"
        f" {stand_in_sql('import_batch', 'first')} AS proxy_for FROM import_batch"
        " JOIN source_file ON source_file.id = import_batch.source_file_id ORDER BY import_batch.id"
    )
    return [BatchRow(**dict(row)) for row in rows]
