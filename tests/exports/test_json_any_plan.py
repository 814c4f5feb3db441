"""The JSON form under load and under any plan at all: level memory, few queries, one moment, same values."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.book import Book
from exports.json_export import export_json

AT = "2020-12-01T09:00:00+09:00"
Exported = Callable[..., dict[str, Any]]


def test_what_is_written_during_an_export_is_not_half_seen(
    filled: Book, add_measure: Callable[..., int]
) -> None:
    whole = "".join(export_json(filled.db, None, exported_at=AT))
    pieces = export_json(filled.db, None, exported_at=AT)
    seen = [next(pieces), next(pieces), next(pieces)]
    with filled.writing() as door:
        plan = door.find("plan", key="shiken-2")
        assert plan is not None
        add_measure(door, plan["id"], "99")
    assert "".join([*seen, *pieces]) == whole
    assert "施策99" in "".join(export_json(filled.db, None, exported_at=AT))


def test_an_export_that_is_left_half_way_holds_no_transaction(filled: Book) -> None:
    pieces = export_json(filled.db, None, exported_at=AT)
    next(pieces)
    assert filled.db.conn.in_transaction
    assert isinstance(pieces, Iterator)
    pieces.close()  # type: ignore[attr-defined]
    assert not filled.db.conn.in_transaction


def _many(book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int], count: int) -> None:
    with book.writing() as door:
        plan_id = add_plan(door, f"big-{count}")
        for number in range(count):
            measure = add_measure(door, plan_id, str(number), content="内容" * 200)
            item = door.insert("work_item", {"measure_id": measure, "row": 1})
            door.insert(
                "schedule_cell",
                {"work_item_id": item, "kind": "planned", "fy": 2020, "stages": '["検討"]', "raw": "検討"},
            )


def test_the_number_of_queries_does_not_grow_with_every_measure(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int]
) -> None:
    _many(book, add_plan, add_measure, 10)
    _many(book, add_plan, add_measure, 640)

    def queries(plan: str) -> int:
        said: list[str] = []
        book.db.conn.set_trace_callback(said.append)
        try:
            assert len(list(export_json(book.db, plan, exported_at=AT))) > 1
        finally:
            book.db.conn.set_trace_callback(None)
        return len([sql for sql in said if sql.startswith("SELECT")])

    assert queries("big-640") - queries("big-10") < 640 / 3


def test_memory_stays_level_while_the_book_grows(
    book: Book, add_plan: Callable[..., int], add_measure: Callable[..., int]
) -> None:
    _many(book, add_plan, add_measure, 100)
    _many(book, add_plan, add_measure, 800)

    def peak(plan: str) -> int:
        tracemalloc.start()
        try:
            for _ in export_json(book.db, plan, exported_at=AT):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak("big-100")
    assert peak("big-800") < peak("big-100") * 2


# -- any plan at all

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
maybe = st.none() | texts
years = st.integers(1926, 2200)
cells = st.dictionaries(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(("planned", "actual", "revised")),
        years,
        st.sampled_from((None, 1, 2)),
    ),
    st.tuples(st.lists(texts, min_size=1, max_size=3), maybe, st.booleans(), maybe, st.text(max_size=10)),
    max_size=6,
)
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False)
any_measure = st.fixed_dictionaries(
    {
        "title": texts,
        "number": maybe,
        "is_priority": st.sampled_from((None, True, False)),
        "content": maybe,
        "risk": maybe,
        "added_fy": st.none() | years,
        "cells": cells,
        "values": st.dictionaries(years, numbers, max_size=3),
        "marks": st.dictionaries(texts, st.sampled_from((None, True, False)), max_size=3),
    }
)
_numbered = iter(range(10**9))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_measure, max_size=4), texts)
def test_whatever_goes_in_through_the_door_comes_out_the_same(
    book: Book,
    add_plan: Callable[..., int],
    add_measure: Callable[..., int],
    exported: Exported,
    drawn: list[dict[str, Any]],
    title: str,
) -> None:
    key = f"any-{next(_numbered)}"
    with book.writing() as door:
        plan_id = add_plan(door, key, title=title)
        goals: dict[str, int] = {}
        for place, item in enumerate(drawn):
            fields = {
                name: item[name] for name in ("title", "number", "is_priority", "content", "risk", "added_fy")
            }
            measure = add_measure(door, plan_id, f"m{place}", position=place, **fields)
            rows = {
                row: door.insert("work_item", {"measure_id": measure, "row": row})
                for row in sorted({cell[0] for cell in item["cells"]})
            }
            for (row, kind, fy, half), (stages, modifier, continued, note, raw) in item["cells"].items():
                door.insert(
                    "schedule_cell",
                    {
                        "work_item_id": rows[row],
                        "kind": kind,
                        "fy": fy,
                        "half": half,
                        "stages": json.dumps(stages),
                        "modifier": modifier,
                        "continued": continued,
                        "note": note,
                        "raw": raw,
                    },
                )
            for name, mark in item["marks"].items():
                if name not in goals:
                    goals[name] = door.insert("goal", {"plan_id": plan_id, "name": name})
                door.insert("measure_goal", {"measure_id": measure, "goal_id": goals[name], "mark": mark})
            if item["values"]:
                indicator = door.insert(
                    "indicator", {"plan_id": plan_id, "measure_id": measure, "label": "指標"}
                )
                for fy, value in item["values"].items():
                    door.insert("observation", {"indicator_id": indicator, "fy": fy, "value": value})
    (plan,) = exported(book, key)["plans"]
    assert plan["title"] == title
    assert len(plan["measures"]) == len(drawn)
    for item, found in zip(drawn, plan["measures"], strict=True):
        for name in ("title", "number", "is_priority", "content", "risk", "added_fy"):
            assert found[name] == item[name], name
        assert {
            (cell["row"], cell["kind"], cell["fy"], cell["half"]): (
                cell["stages"],
                cell["modifier"],
                cell["continued"],
                cell["note"],
                cell["raw"],
            )
            for cell in found["schedule"]
        } == item["cells"]
        assert {mark["name"]: mark["mark"] for mark in found["goal_marks"]} == item["marks"]
        assert set(found["goals"]) == {name for name, mark in item["marks"].items() if mark}
        values = found["indicators"][0]["values"] if found["indicators"] else []
        assert {value["fy"]: value["value"] for value in values} == item["values"]
