"""What goes out, read by the programs that people read it with: DuckDB, pandas, sqlite-utils, VisiData."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pandas
import pytest

from db.book import Book
from exports.csv_export import export_csv
from exports.json_export import export_json
from exports.publish import publish
from exports.publish_tables import TABLES
from exports.xlsx_export import export_xlsx
from web.serving import datasette_for

# Texts that spreadsheets and readers like to take for something else.
AWKWARD = {
    "007": "=cmd|' /C calc'!A0",
    "1-2": "2020-10-01",
    "1e5": "+81-422",
    "⑲": '「引用」, "quoted"\n二行目',
    "TRUE": "＝HYPERLINK(1)",
    "NULL": "ｱﾌﾟﾘと𠮷野家の髙",
}


@pytest.fixture
def awkward(book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int]) -> Book:
    """A plan whose numbers and titles are the awkward texts."""
    with book.writing() as door:
        plan = add_plan(door, "shiken-9")
        for place, (number, title) in enumerate(AWKWARD.items()):
            add_measure(door, plan, str(place), number=number, title=title)
    return book


def to_file(path: Path, pieces: Any) -> Path:
    path.write_text("".join(pieces), encoding="utf-8", newline="")
    return path


def disarmed(title: str) -> str:
    """What CSV says of a title: one that a spreadsheet would run has an apostrophe in front."""
    return f"'{title}" if title[0] in "=+＝" else title


@pytest.fixture
def table(awkward: Book, tmp_path: Path) -> Path:
    return to_file(tmp_path / "measure.csv", export_csv(awkward.db, "measure"))


def test_pandas_reads_the_csv_with_every_text_as_it_was_written(table: Path) -> None:
    frame = pandas.read_csv(table, dtype=str, keep_default_na=False)
    assert frame.columns[0] == "ID"
    assert dict(zip(frame["番号"], frame["施策名"], strict=True)) == {
        number: disarmed(title) for number, title in AWKWARD.items()
    }


def test_pandas_takes_ids_for_numbers_without_being_told(table: Path) -> None:
    frame = pandas.read_csv(table)
    assert list(frame["ID"]) == [1, 2, 3, 4, 5, 6] and len(frame) == len(AWKWARD)


def test_duckdb_reads_the_csv_with_every_text_as_it_was_written(table: Path) -> None:
    found = duckdb.sql(f"SELECT 番号, 施策名 FROM read_csv('{table}', all_varchar = true)").fetchall()
    assert dict(found) == {number: disarmed(title) for number, title in AWKWARD.items()}


def test_duckdb_finds_types_dates_and_empty_cells_by_itself(filled: Book, tmp_path: Path) -> None:
    path = to_file(tmp_path / "period.csv", export_csv(filled.db, "period"))
    rows = duckdb.sql(f"SELECT 年度, 半期, 締切日 FROM read_csv('{path}') ORDER BY ID").fetchall()
    assert rows == [(2020, 1, date(2020, 10, 15)), (2020, 2, date(2021, 4, 15))]
    path = to_file(tmp_path / "observation.csv", export_csv(filled.db, "observation"))
    counted = duckdb.sql(f"SELECT count(*), count(値), sum(値) FROM read_csv('{path}')").fetchall()
    assert counted == [(4, 3, 1200 + 0.25 + 998)]


def test_pandas_reads_the_workbook_with_dates_and_texts(filled: Book, awkward: Book, tmp_path: Path) -> None:
    export_xlsx(filled.db, "shiken-2", tmp_path / "filled.xlsx")
    frame = pandas.read_excel(tmp_path / "filled.xlsx", sheet_name="報告")
    late = frame[(frame["施策キー"] == "1-10") & (frame["期"] == "R2上")].iloc[0]
    assert late["締切日"] == datetime(2020, 10, 15) and late["提出日時"] == datetime(2020, 10, 25, 14, 3)
    export_xlsx(awkward.db, "shiken-9", tmp_path / "awkward.xlsx")
    frame = pandas.read_excel(tmp_path / "awkward.xlsx", sheet_name="施策", keep_default_na=False)
    assert dict(zip(frame["番号"], frame["施策名"], strict=True)) == AWKWARD


@pytest.fixture
def plan_json(filled: Book, tmp_path: Path) -> Path:
    return to_file(
        tmp_path / "plan.json",
        export_json(filled.db, "shiken-2", exported_at="2020-12-01T09:00:00+09:00"),
    )


def test_pandas_makes_a_table_of_the_json(plan_json: Path) -> None:
    plan = json.loads(plan_json.read_text(encoding="utf-8"))["plans"][0]
    frame = pandas.json_normalize(plan["measures"])
    assert list(frame["key"]) == ["1-2", "1-10"] and list(frame["number"]) == ["⑲", "*10"]
    cells = pandas.json_normalize(plan["measures"], "schedule", ["key"])
    assert len(cells) == 7 and set(cells["key"]) == {"1-2"}


def test_duckdb_reads_the_json(plan_json: Path) -> None:
    measures = f"SELECT unnest(plans[1].measures) AS m FROM read_json('{plan_json}')"
    found = duckdb.sql(f"SELECT m.key, m.title, len(m.schedule) FROM ({measures})").fetchall()
    assert found == [("1-2", "施策1-2", 7), ("1-10", "施策1-10", 0)]


async def test_pandas_and_duckdb_read_what_datasette_gives(awkward: Book, tmp_path: Path) -> None:
    datasette = datasette_for(awkward.path)
    await datasette.invoke_startup()
    address = f"/{awkward.path.stem}/measure"
    listed = (await datasette.client.get(f"{address}.json?_shape=array")).text
    lines = to_file(
        tmp_path / "measure.ndjson", (await datasette.client.get(f"{address}.json?_shape=array&_nl=on")).text
    )
    sheet = (await datasette.client.get(f"{address}.csv?_stream=1")).text
    workbook = (await datasette.client.get(f"{address}.xlsx")).content
    datasette.executor.shutdown()
    datasette.get_database(awkward.path.stem).close()
    frame = pandas.read_json(StringIO(listed), dtype=False)
    assert dict(zip(frame["number"], frame["title"], strict=True)) == AWKWARD
    assert dict(duckdb.sql(f"SELECT number, title FROM read_json('{lines}')").fetchall()) == AWKWARD
    frame = pandas.read_csv(StringIO(sheet), dtype=str, keep_default_na=False)
    assert dict(zip(frame["number"], frame["title"], strict=True)) == AWKWARD
    (tmp_path / "measure.xlsx").write_bytes(workbook)
    frame = pandas.read_excel(tmp_path / "measure.xlsx", keep_default_na=False)
    assert dict(zip(frame["番号"], frame["施策名"], strict=True)) == AWKWARD


@pytest.fixture
def copy(filled: Book, tmp_path: Path) -> Path:
    """A published copy in a folder of its own."""
    folder = tmp_path / "out"
    folder.mkdir()
    publish(filled, folder / "open.db", licence="CC BY 4.0")
    return folder / "open.db"


def run(tmp_path: Path, *command: str) -> str:
    """What an installed program prints, run without the settings of whoever runs the tests."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [str(program), *command[1:]],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_sqlite_utils_reads_the_published_copy(copy: Path, tmp_path: Path) -> None:
    tables = json.loads(run(tmp_path, "sqlite-utils", "tables", str(copy), "--counts"))
    counts = {row["table"]: row["count"] for row in tables}
    assert set(counts) == {*(table.name for table in TABLES), "publication"}
    assert (counts["plan"], counts["measure"], counts["report"]) == (2, 3, 2)
    rows = json.loads(run(tmp_path, "sqlite-utils", "rows", str(copy), "report"))
    late = next(row for row in rows if row["measure"] == "1-10")
    assert (late["period"], late["first_day"], late["progress_evaluation_code"]) == (
        "2020H1",
        "2020-04-01",
        1,
    )


def test_visidata_reads_the_published_copy(copy: Path, tmp_path: Path) -> None:
    """VisiData is GPL: it is run as a program of its own and nothing of ours loads it."""
    out = tmp_path / "measure.csv"
    run(tmp_path, "vd", "-b", "--config", os.devnull, str(copy), "+:measure::", "-o", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["plan"], row["measure"], row["title"], row["state_name"]) for row in rows] == [
        ("shiken-1", "2", "施策2", "継続中"),
        ("shiken-2", "1-2", "施策1-2", "継続中"),
        ("shiken-2", "1-10", "施策1-10", "継続中"),
    ]
    assert rows[1]["content"] == "内容の文\n二行目"


def test_pandas_reads_the_published_copy(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as conn:
        frame = pandas.read_sql("SELECT * FROM report", conn, parse_dates=["first_day", "last_day"])
    assert frame["last_day"].max() == datetime(2020, 9, 30)
    assert set(frame["progress_evaluation_code"]) == {1, 2}


def test_the_published_tables_follow_the_rules_for_tables_that_machines_read(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as conn:
        for table in TABLES:
            names = [column.name for column in table.columns]
            assert len(names) == len(set(names)) and all(name.isascii() for name in names)
            rows = conn.execute(f"SELECT * FROM {table.name}").fetchall()
            assert len(rows) == len(set(rows)), f"{table.name} says one thing twice"
            for row in rows:
                for name, value in zip(names, row, strict=True):
                    if name.endswith("_day"):
                        assert date.fromisoformat(value)
                    # One value in a cell, no list, no unit beside a number, no space around a text.
                    assert not isinstance(value, str) or value == value.strip()
                    assert not isinstance(value, str) or not value.startswith(("[", "{"))
            for code in (name for name in names if f"{name}_name" in names):
                unnamed = f"{code} IS NOT NULL AND {code}_name IS NULL"
                assert conn.execute(f"SELECT 1 FROM {table.name} WHERE {unnamed}").fetchall() == []
