"""Books to export: an empty one with a frozen clock, and one in which every kind of thing is there once."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from db.actor import Actor
from db.book import Book
from db.door import Door
from db.reads.answers import Answer
from db.writes.periods import decide_period, freeze_period, open_period, reopen_period, submit_period
from db.writes.reports import amend, carry_forward, confirm, save_draft, submit
from domain.periods import Half
from exports.json_export import export_json

JST = timezone(timedelta(hours=9))
AS_PLANNED = "計画どおりに実行できた"
NEARLY = "ほぼ計画どおりに実行できた"


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2020, 10, 5, 14, 3, tzinfo=JST)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Book]:
    with Book.create(tmp_path / "book.db", actor=Actor(1000, "suzuki", "鈴木"), clock=clock) as made:
        yield made


def new_plan(door: Door, key: str, **fields: Any) -> int:
    """A plan of 試験市; the city is made when it is not there."""
    city = door.find("municipality", name="試験市")
    city_id = city["id"] if city else door.insert("municipality", {"name": "試験市"})
    return door.insert("plan", {"key": key, "municipality_id": city_id, "title": f"計画{key}", **fields})


def new_measure(door: Door, plan_id: int, key: str, **fields: Any) -> int:
    """A measure; printed order is the order of making unless `position` says otherwise."""
    return door.insert(
        "measure",
        {"plan_id": plan_id, "measure_key": key, "title": f"施策{key}", "sort_key": key.zfill(6), **fields},
    )


def _departments(door: Door, measure_id: int, role: str, *names: str, renamed: str | None = None) -> None:
    city = door.find("municipality", name="試験市")
    assert city is not None
    for ordinal, name in enumerate(names, 1):
        found = door.find("department", municipality_id=city["id"], name=name)
        department = (
            found["id"] if found else door.insert("department", {"municipality_id": city["id"], "name": name})
        )
        door.insert(
            "measure_department",
            {
                "measure_id": measure_id,
                "role": role,
                "ordinal": ordinal,
                "name": name,
                "renamed_to": renamed,
                "department_id": department,
            },
        )


def _schedule(door: Door, measure_id: int) -> None:
    """Row 1 planned: 検討 ⇒ (blank) ⇒ 実施 over 2014-2018, the third year blank; row 2 actual in half-years."""
    first = door.insert("work_item", {"measure_id": measure_id, "row": 1})
    second = door.insert("work_item", {"measure_id": measure_id, "row": 2, "label": "機器の更新"})
    door.insert("work_item", {"measure_id": measure_id, "row": 3, "label": "予定のない工程"})
    cells: list[tuple[int, str, int, int | None, str, int, str]] = [
        (first, "planned", 2014, None, '["検討"]', 0, "検討"),
        (first, "planned", 2015, None, "[]", 1, "⇒"),
        (first, "planned", 2017, None, "[]", 1, "⇒"),
        (first, "planned", 2018, None, '["調達・構築", "運用"]', 0, "調達・構築・運用（順次）"),
        (second, "actual", 2014, 1, '["検討"]', 0, "検討"),
        (second, "actual", 2014, 2, '["検討"]', 1, "⇒"),
        (second, "revised", 2014, 2, "[]", 1, "⇒"),
    ]
    for item, kind, fy, half, stages, continued, raw in cells:
        door.insert(
            "schedule_cell",
            {
                "work_item_id": item,
                "kind": kind,
                "fy": fy,
                "half": half,
                "stages": stages,
                "continued": continued,
                "raw": raw,
                "modifier": "順次" if "順次" in raw else None,
                "note": "窓口から" if raw == "検討" and item == second else None,
            },
        )


def _figures(door: Door, plan_id: int, measure_id: int) -> None:
    own = door.insert(
        "indicator", {"plan_id": plan_id, "measure_id": measure_id, "label": "受付件数", "unit": "件"}
    )
    whole = door.insert("indicator", {"plan_id": plan_id, "label": "職員数"})
    for row in (
        {"indicator_id": own, "fy": 2018, "value": 1200.0, "denominator": 3.5},
        {"indicator_id": own, "fy": 2019, "half": 1, "value": 0.25, "partial_until": "2019-08", "suspect": 1},
        {"indicator_id": own, "fy": 2020, "value": None},
        {"indicator_id": whole, "fy": 2018, "value": 998.0},
    ):
        door.insert("observation", row)


def _whole_plan(door: Door) -> tuple[int, int, int]:
    former = new_plan(door, "shiken-1", first_fy=2011, last_fy=2015)
    old = new_measure(door, former, "2", number="②")
    plan_id = new_plan(
        door, "shiken-2", first_fy=2020, last_fy=2022, doc_status="proposal", predecessor_id=former
    )
    goals = [
        door.insert("goal", {"plan_id": plan_id, "name": name, "number": str(n), "ordinal": n})
        for n, name in enumerate(("便利にする", "見えるようにする", "速くする"), 1)
    ]
    door.insert("plan_role", {"plan_id": plan_id, "role": "coordinator", "name": "情報管理課"})
    door.insert("plan_role", {"plan_id": plan_id, "role": "council", "name": "ICT戦略会議"})
    first = new_measure(
        door,
        plan_id,
        "1-2",
        number="⑲",
        subtitle="窓口から",
        is_priority=1,
        policy_field="行財政",
        purpose="目的の文",
        content="内容の文\n二行目",
        added_fy=2020,
    )
    second = new_measure(door, plan_id, "1-10", number="*10", is_priority=None)
    for goal, mark in zip(goals, (1, 0, None), strict=True):
        door.insert("measure_goal", {"measure_id": first, "goal_id": goal, "mark": mark})
    _departments(door, first, "lead", "収納課", "会計課")
    _departments(door, first, "related", "各課")
    _departments(door, second, "lead", "文書情報課", renamed="情報管理課")
    _schedule(door, first)
    door.insert(
        "lineage",
        {
            "measure_id": first,
            "ordinal": 1,
            "raw": "目標1-②",
            "predecessor_plan_id": former,
            "predecessor_measure_id": old,
        },
    )
    door.insert("lineage", {"measure_id": first, "ordinal": 2, "raw": "旧計画の一部"})
    door.insert(
        "measure_reference",
        {"measure_id": first, "ordinal": 1, "raw": "No.10参照", "target_measure_id": second},
    )
    door.insert(
        "evaluation", {"measure_id": old, "implementation_state": "実施済", "future_direction": "完了"}
    )
    for ordinal, text in enumerate(("一つ目", "二つ目"), 1):
        door.insert(
            "evaluation_item", {"measure_id": old, "kind": "achievement", "ordinal": ordinal, "text": text}
        )
    door.insert(
        "evaluation_item", {"measure_id": old, "kind": "direction_detail", "ordinal": 1, "text": "終える"}
    )
    door.insert(
        "measure_event",
        {"measure_id": old, "event": "merged_into", "fy": 2016, "other_measure_id": first, "note": "統合"},
    )
    _figures(door, plan_id, first)
    door.insert(
        "renewal_system",
        {
            "plan_id": plan_id,
            "name": "住民記録",
            "department": "市民課",
            "is_bcp_priority": 1,
            "current_end": "2024-03",
            "next_study_start": "2022-04",
            "next_procurement_fy": 2023,
            "next_operation_start": "2024-04",
        },
    )
    survey = door.insert(
        "survey",
        {"plan_id": plan_id, "title": "意識調査", "satisfaction_mean": 31.5, "importance_mean": 60.0},
    )
    door.insert(
        "survey_item",
        {"survey_id": survey, "item": "窓口", "satisfaction": 20.1, "importance": 70.0, "area": "A"},
    )
    door.insert("cost_estimate", {"plan_id": plan_id, "fy": 2020, "thousand_yen": 12000, "approximate": 1})
    door.insert("glossary_term", {"plan_id": plan_id, "term": "RPA", "text": "事務の自動化"})
    return plan_id, first, second


@pytest.fixture
def filled(book: Book, clock: Clock) -> Book:
    """shiken-2 with everything, its first half-year decided and one approved report being amended."""
    with book.writing() as door:
        plan_id, first, second = _whole_plan(door)
    half = Half(2020, 1)
    period = open_period(book, plan_id, half, opens_on="2020-10-01", due_on="2020-10-15").period_id
    save_draft(book, first, period, Answer(NEARLY, "実施中", "一版の文", {1: ("検討",)}), 0)
    submit(book, first, period, 1, event_id="event-1")
    clock.now += timedelta(days=20)
    save_draft(book, second, period, Answer(AS_PLANNED, "実施済", "=HYPERLINK(1)"), 0)
    submit(book, second, period, 1, event_id="event-2")
    confirm(book, first, period)
    confirm(book, second, period)
    freeze_period(book, period)
    submit_period(book, period)
    decide_period(book, period, meeting="第1回", held_on="2020-11-10")
    reopen_period(book, period, reason="数の誤り", scope="1-2")
    amend(book, first, period, "件数の誤り")
    later = open_period(book, plan_id, half.next(), due_on="2021-04-15").period_id
    carry_forward(book, second, later, event_id="event-3")
    save_draft(book, first, later, Answer(None, None, "書きかけの秘密"), 0)
    return book


@pytest.fixture
def add_plan() -> Callable[..., int]:
    return new_plan


@pytest.fixture
def add_measure() -> Callable[..., int]:
    return new_measure


SCHEMA = Path(__file__).parents[2] / "docs" / "shinchoku-1.schema.json"


@pytest.fixture
def exported() -> Callable[..., dict[str, Any]]:
    """A book, or one plan of it, as JSON that was read again and checked against the schema."""
    schema = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    def read(book: Book, plan: str | None = None) -> dict[str, Any]:
        text = "".join(export_json(book.db, plan, exported_at="2020-12-01T09:00:00+09:00"))
        found: dict[str, Any] = json.loads(text)
        schema.validate(found)
        return found

    return read
