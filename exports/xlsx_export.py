"""A plan as one Excel workbook for report writers: 施策, 報告, 工程表, 指標. Texts stay texts, dates are dates."""

import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from openpyxl import Workbook

from db.database import Database
from db.reads.plans import plan_by_key
from exports.snapshot import snapshot
from exports.xlsx_cells import write_sheet
from exports.xlsx_sheets import SHEETS, Sheet


def export_xlsx(database: Database, plan_key: str, path: Path) -> None:
    """Write the workbook of a plan, replacing the file only when the new one is whole.

    Raises UnknownName for a plan that is not there, OSError when the file cannot be written.
    """
    write_workbook(database, plan_by_key(database, plan_key).id, SHEETS, path)


def write_workbook(database: Database, plan_id: int, sheets: Iterable[Sheet], path: Path) -> None:
    """Write these sheets of a plan, replacing the file only when the new one is whole. Raises OSError."""
    book = Workbook(write_only=True)
    with snapshot(database):
        for sheet in sheets:
            headings = sheet.headings(database, plan_id)
            rows = partial(sheet.rows, database, plan_id)
            write_sheet(book, sheet.title, headings, rows, frozen=sheet.frozen)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        book.save(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
