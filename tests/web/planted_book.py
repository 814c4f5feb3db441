"""The published plans with a canary of its own in every column that managers are not to see, and who may see what."""

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from db.book import Book
from shinchoku.demo import load_demo
from web.guard import KEPT_BACK, OPEN, ROW_GUARDED

WORD: Final = "CANARY"
# Numbers are canaries too: none of these digits stands in the plans.
NUMBER: Final = 7_654_321_000_000_000_000

# What anybody may read, column by column. A new column of the book belongs here or is guarded: the test asks for it.
PUBLIC: Final[dict[str, frozenset[str]]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "municipality": "id name code",
        "plan": "id key municipality_id title first_fy last_fy doc_status predecessor_id printed_era version",
        "department": "id municipality_id name is_collective version",
        "department_version": "id department_id name valid_from valid_to successor_id change version",
        "plan_role": "id plan_id role name department_id version",
        "goal": "id plan_id name number text ordinal version",
        "measure": "id plan_id measure_key number title subtitle sort_key position is_priority policy_field purpose"
        " current_state content target expected_effect risk countermeasure parent_plan_ref sectoral_plan_ref added_fy"
        " state version",
        "measure_event": "id measure_id event fy half other_measure_id note version",
        "measure_goal": "id measure_id goal_id mark version",
        "measure_department": "id measure_id role ordinal name renamed_to department_id version",
        "measure_reference": "id measure_id ordinal raw target_measure_id version",
        "lineage": "id measure_id ordinal raw predecessor_plan_id predecessor_measure_id version",
        "work_item": "id measure_id row label version",
        "schedule_cell": "id work_item_id kind fy half stages modifier continued note raw version",
        "evaluation": "id measure_id implementation_state progress_evaluation future_direction effect cost_note"
        " version",
        "evaluation_item": "id measure_id kind ordinal text version",
        "rating_scale": "id plan_id field code label meaning ordinal version",
        "indicator": "id plan_id measure_id label unit version",
        "observation": "id indicator_id fy half value denominator partial_until suspect version",
        "cost_estimate": "id plan_id fy thousand_yen approximate version",
        "renewal_system": "id plan_id name department is_bcp_priority current_end next_study_start next_procurement_fy"
        " next_operation_start version",
        "survey": "id plan_id title satisfaction_mean importance_mean version",
        "survey_item": "id survey_id item satisfaction importance area measure_id version",
        "survey_area": "id survey_id area satisfaction_side importance_side action version",
        "glossary_term": "id plan_id term text version",
        "period": "id plan_id fy half state opens_on due_on snapshot_hash history_hash history_count version",
        "period_decision": "id period_id action from_state to_state reason scope meeting_id at",
        "meeting": "id plan_id name held_on version",
        "report": "id measure_id period_id state revision late version",
        "decision": "id report_id revision action from_state to_state meeting_id at",
        "source_file": "id sha256 name size",
        "import_batch": "id source_file_id profile state rows_new rows_changed rows_same rows_conflict rows_rejected at"
        " undone_at mapping",
        "import_issue": "id batch_id code level ref field raw message params plan_key measure_key state version",
    }.items()
}
# Read through views, and there only the rows of reports that stand.
STANDING: Final[dict[str, frozenset[str]]] = {
    table: frozenset(columns.split())
    for table, columns in {
        "report_revision": "id report_id revision progress_evaluation implementation_state text carried late reason"
        " is_example submitted_at",
        "report_stage": "id report_revision_id work_item_id stages",
    }.items()
}
# What the coordinator of this book marked as internal, of tables that everybody reads.
MARKED: Final[dict[str, str]] = {
    "measure": "risk",
    "schedule_cell": "note",
    "renewal_system": "department",
    "evaluation": "cost_note",
    "period_decision": "reason",
    "report_revision": "reason",
    "measure_event": "note",
    "glossary_term": "text",
}
# Kept back while a column is marked that files fill.
OF_SOURCES: Final = frozenset({"raw", "message", "params"})


def schema(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table of the book with its columns."""
    names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {name: [row[1] for row in conn.execute(f"PRAGMA table_info([{name}])")] for (name,) in names}


def guarded_columns(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """What the guard's own tables keep back of the book, marks included: whole tables, columns, rows."""
    found: dict[str, list[str]] = {}
    for table, columns in schema(conn).items():
        kept = {*KEPT_BACK.get(table, ()), MARKED.get(table, "")}
        kept |= OF_SOURCES if table == "import_issue" else set()
        found[table] = [name for name in columns if table not in OPEN or name in kept]
    return {table: columns for table, columns in found.items() if columns}


@dataclass(frozen=True)
class Planted:
    """Where the book lies, the columns that hold a canary in some row, and those that cannot hold one."""

    path: Path
    columns: frozenset[tuple[str, str]]
    unplanted: frozenset[tuple[str, str]]


def make(folder: Path) -> Planted:
    """The book of the published plans with a canary in everything guarded that can hold one."""
    path = folder / "shinchoku.db"
    with Book.create(path) as book:
        load_demo(book)
    with closing(sqlite3.connect(path)) as conn, unguarded(conn):
        _fill_empty_tables(conn)
        for table, column in MARKED.items():
            conn.execute(
                "INSERT INTO internal_column (table_name, column_name) VALUES (?, ?)", (table, column)
            )
        conn.execute("INSERT INTO internal_column (table_name, column_name) VALUES ('CANARY', 'CANARY')")
        done, undone = set(), set()
        number = NUMBER
        for table, columns in guarded_columns(conn).items():
            for column in columns:
                number += 1_000_000
                (done if _plant(conn, table, column, number) else undone).add((table, column))
        conn.commit()
    return Planted(path, frozenset(done), frozenset(undone))


@contextmanager
def unguarded(conn: sqlite3.Connection) -> Iterator[None]:
    """The book's triggers out of the way, and back again."""
    triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        conn.execute(f"DROP TRIGGER {name}")
    yield
    for _name, sql in triggers:
        conn.execute(sql)


def _fill_empty_tables(conn: sqlite3.Connection) -> None:
    """A row, at the least, in every table that has none, and a second report that was taken back."""

    def insert(table: str, **values: Any) -> int:
        places = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})"
        return int(conn.execute(sql, tuple(values.values())).lastrowid or 0)

    report, measure, period = conn.execute(
        "SELECT id, measure_id, period_id FROM report WHERE state = 'submitted' LIMIT 1"
    ).fetchone()
    plan = conn.execute("SELECT plan_id FROM measure WHERE id = ?", (measure,)).fetchone()[0]
    # Handed in once, taken back, handed in again: the first revision is not to be seen, the second is.
    step = {
        "report_id": report,
        "from_state": "submitted",
        "to_state": "draft",
        "by_uid": 1,
        "by_name": "x",
        "at": "x",
    }
    insert("decision", **step, revision=1, action="withdraw")
    conn.execute("UPDATE report SET revision = 2 WHERE id = ?", (report,))
    again = {
        "report_id": report,
        "revision": 2,
        "text": "出し直した。",
        "event_id": "again",
        "by_uid": 1,
        "by_name": "x",
    }
    insert("report_revision", **again, submitted_at="2020-10-09T09:00:00+09:00")
    item = conn.execute("SELECT id FROM work_item LIMIT 1").fetchone()[0]
    for (revision,) in conn.execute("SELECT id FROM report_revision").fetchall():
        found = conn.execute(
            "SELECT 1 FROM report_stage WHERE report_revision_id = ?", (revision,)
        ).fetchone()
        if not found:
            insert("report_stage", report_revision_id=revision, work_item_id=item, stages='["検討"]')
    person = insert("person", login="p", uid=1, name="p")
    proxy = insert("person", login="q", uid=2, name="q")
    insert("membership", person_id=person, role="lead", proxy_for_id=proxy)
    insert("membership", os_group="g", role="manager")
    insert("preference", uid=1, name="plan", value="x")
    insert("mapping", name="m", words='{"x": "title"}')
    insert("period_scope", period_id=period, measure_id=measure)
    department = conn.execute("SELECT id FROM department LIMIT 1").fetchone()[0]
    part = {"report_id": report, "department_id": department, "text": "x", "by_uid": 1, "by_name": "x"}
    insert("report_part", **part, saved_at="x")
    meeting = insert("meeting", plan_id=plan, name="会議", held_on="2020-11-02", note="x")
    moved = {"from_state": "frozen", "to_state": "open", "by_uid": 1, "by_name": "x", "at": "2020-11-02"}
    insert("period_decision", **moved, period_id=period, action="reopen", reason="x", meeting_id=meeting)
    insert("measure_event", measure_id=measure, event="added", fy=2020, note="x")
    insert("glossary_term", plan_id=plan, term="用語", text="x")


def _plant(conn: sqlite3.Connection, table: str, column: str, number: int) -> bool:
    """Put canaries into a column, each row its own, in the kind of value that it takes; False: it takes none."""
    if table == "internal_column":
        # The marks must go on naming columns; one row beside them names none.
        return column != "id"
    if (table, column) == ("report_revision", "revision"):
        # What a decision names: another number would be another revision, which nobody sent back.
        return False
    if (table, column) == ("membership", "os_group"):
        return bool(
            conn.execute("UPDATE membership SET os_group = 'CANARY' WHERE person_id IS NULL").rowcount
        )
    where = "1" if table not in ROW_GUARDED or column not in STANDING[table] else _NOT_STANDING[table]
    if MARKED.get(table) == column:
        where = "1"
    text = f"{WORD}-{table}-{column}-"
    kinds = (
        f"'{text}' || rowid",
        f"json_array('{text}' || rowid)",
        f"json_object('{text}' || rowid, '')",
        f"CAST('{text}' AS BLOB)",
        "printf('CANARY%058d', rowid % 1000000)",
        f"{number} + rowid % 1000000",
    )
    for value in kinds:
        conn.execute("SAVEPOINT planting")
        try:
            conn.execute(f"UPDATE [{table}] SET [{column}] = {value} WHERE {where}")
            if conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise sqlite3.IntegrityError("a row points nowhere")
        except sqlite3.DatabaseError:
            conn.execute("ROLLBACK TO planting")
            continue
        finally:
            conn.execute("RELEASE planting")
        return bool(conn.execute(f"SELECT count(*) FROM [{table}] WHERE {where}").fetchone()[0])
    return False


_NOT_STANDING: Final = {
    "report_revision": "EXISTS (SELECT 1 FROM decision WHERE decision.report_id = report_revision.report_id AND"
    " decision.revision = report_revision.revision AND action IN ('return', 'withdraw'))",
    "report_stage": "report_revision_id IN (SELECT report_revision.id FROM report_revision JOIN decision USING"
    " (report_id, revision) WHERE action IN ('return', 'withdraw'))",
}


def _in_every_dress(word: str) -> list[str]:
    """A word as it stands, as JSON escapes it, in hexadecimal digits and in base64 at each of its three places."""
    inner = []
    for shift in range(3):
        # Only the letters that the word alone decides, whatever stands around it.
        encoded = base64.b64encode(b"x" * shift + word.encode() + b"xx").decode()
        inner.append(encoded[-(-shift * 8 // 6) : (shift + len(word)) * 8 // 6])
    return [word, word.encode().hex(), word.encode().hex().upper(), *inner]


CANARIES: Final = tuple(dict.fromkeys([*_in_every_dress(WORD), str(NUMBER)[:7]]))


def leaks(said: str) -> list[str]:
    """The canaries in a text."""
    return [canary for canary in CANARIES if canary in said]
