"""What changed since the half-year before: ratings and states against the answers that were confirmed then."""

import pytest

from db.reads.answers import Answer
from db.reads.changed import Change, ratings_by_period, since_last
from db.writes.reports import carry_forward, return_report, save_draft, submit
from domain.periods import Half
from tests.tui.conftest import NEARLY, Small
from tests.tui.conftest import clock as clock
from tests.tui.conftest import small as small

NOT_AS_PLANNED = "計画どおりに実行できなかった"
UNRATED = "評価できない"


def hand_in(small: Small, number: str, rating: str, state: str | None = "実施中") -> None:
    place = (small.measures[number], small.second)
    saved = save_draft(small.book, *place, Answer(rating, state, "文"), 0)
    submit(small.book, *place, saved.version)


def test_the_first_half_year_has_nothing_before_it(small: Small) -> None:
    assert since_last(small.book.db, small.first) is None


def test_nothing_handed_in_is_nothing_changed_and_nothing_the_same(small: Small) -> None:
    found = since_last(small.book.db, small.second)
    assert found is not None
    assert (found.last, found.changes, found.same, found.without) == (Half(2020, 1), (), 0, 0)


def test_ratings_and_states_that_differ_are_told_the_worst_first_and_the_rest_is_counted(
    small: Small,
) -> None:
    hand_in(small, "1", NEARLY, "実施済")
    hand_in(small, "3", NOT_AS_PLANNED)
    hand_in(small, "2", NOT_AS_PLANNED)  # was not in the plan in the first half
    found = since_last(small.book.db, small.second)
    assert found is not None
    assert found.changes == (
        Change(small.measures["3"], "3", "防災情報の配信", (1, 4), None),
        Change(small.measures["1"], "1", "住民向け案内の電子化", (1, 2), ("実施中", "実施済")),
    )
    assert (found.same, found.without) == (0, 1)


def test_unchanged_reports_are_the_same_and_drafts_and_returned_ones_are_not_counted(small: Small) -> None:
    carry_forward(small.book, small.measures["1"], small.second)
    hand_in(small, "3", NEARLY)
    return_report(small.book, small.measures["3"], small.second, "数も")
    found = since_last(small.book.db, small.second)
    assert found is not None
    assert (found.changes, found.same, found.without) == ((), 1, 0)


def test_an_answer_that_was_denied_is_nothing_to_be_held_against(small: Small) -> None:
    carry_forward(small.book, small.measures["1"], small.second)
    with small.book.writing() as door:
        report = door.find("report", measure_id=small.measures["1"], period_id=small.first)
        assert report is not None
        step = {"report_id": report["id"], "revision": 1, "action": "deny", "from_state": "compiled"}
        by = {"to_state": "denied", "note": "否", "by_uid": 1, "by_name": "佐藤", "at": door.at}
        door.insert("decision", {**step, **by})
    found = since_last(small.book.db, small.second)
    assert found is not None
    assert (found.changes, found.same, found.without) == ((), 0, 1)


def test_a_measure_that_cannot_be_rated_is_no_worse_than_one_that_fell(small: Small) -> None:
    hand_in(small, "1", UNRATED)
    hand_in(small, "3", NEARLY)
    found = since_last(small.book.db, small.second)
    assert found is not None
    assert [change.number for change in found.changes] == ["3", "1"]


@pytest.mark.parametrize(("name", "numbers"), [("広報課", ["1", "3"]), ("情報課", [])])
def test_a_department_sees_its_own(small: Small, name: str, numbers: list[str]) -> None:
    hand_in(small, "1", NEARLY)
    hand_in(small, "3", NEARLY)
    department = small.rows("SELECT id FROM department WHERE name = ?", name)[0]["id"]
    found = since_last(small.book.db, small.second, department)
    assert found is not None
    assert [change.number for change in found.changes] == numbers


def test_ratings_are_counted_for_each_half_year_from_what_was_handed_in(small: Small) -> None:
    hand_in(small, "1", NEARLY)
    save_draft(small.book, small.measures["3"], small.second, Answer(NEARLY), 0)
    found = ratings_by_period(small.book.db, small.plan)
    assert found == {Half(2020, 1): {1: 2}, Half(2020, 2): {2: 1}}
    other = small.rows("SELECT id FROM department WHERE name = '情報課'")[0]["id"]
    assert ratings_by_period(small.book.db, small.plan, other) == {}


def test_ratings_are_read_from_the_plans_own_half_years_on(small: Small) -> None:
    """A book of the whole country holds half a million reports of others."""
    asked: list[str] = []
    small.book.db.conn.set_trace_callback(asked.append)
    ratings_by_period(small.book.db, small.plan)
    small.book.db.conn.set_trace_callback(None)
    (sql,) = [one for one in asked if "said.progress_evaluation" in one]
    steps = [str(row["detail"]) for row in small.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert "period" in steps[0]
    assert next(step for step in steps if "report" in step).startswith("SEARCH report USING")
    assert "period_id=?" in next(step for step in steps if step.startswith("SEARCH report USING"))
