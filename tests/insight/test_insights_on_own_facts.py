"""The insights on small facts of our own: six answers, three wordings of a contradiction, and the views beside them."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.book import Book
from db.reads.insight_lineage import generations
from db.reads.insights import contradictions, slips, stagnant
from db.reads.plans import plan_by_key

AS_PLANNED = "計画どおりに実行できた"


def plan(book: Book, key: str) -> int:
    return plan_by_key(book.db, key).id


def years(kind: str, *stages: str) -> list[tuple[str, int, int | None, list[str]]]:
    """One whole year after the other; - is a blank."""
    return [(kind, 2020 + at, None, [one]) for at, one in enumerate(stages) if one != "-"]


def test_the_six_answers_come_out_of_a_plan_with_their_base(own: Book, add: Any) -> None:
    add("old", "a", [*years("planned", "検討", "実施"), *years("actual", "検討", "検討", "実施")])
    add("old", "b", [*years("planned", "検討", "-", "実施"), *years("actual", "検討", "実施", "実施")])
    add("old", "c", [*years("planned", "実施", "-"), *years("actual", "検討", "検討")])
    add("old", "d", years("planned", "実施"))
    add("old", "e")
    found = slips(own.db, plan(own, "old"))
    told = [(row.measure.measure_key, row.slip.stage, str(row.slip.answer)) for row in found.rows]
    assert told == [
        ("a", "検討", "on_time"),
        ("a", "実施", "late"),
        ("b", "検討", "on_time"),
        ("b", "実施", "early"),
        ("c", "実施", "never"),
        ("c", "検討", "unplanned"),
        ("d", "実施", "unknown"),
    ]
    assert (found.base.n, found.base.missing) == (3, 2)
    assert [row.measure.measure_key for row in found.headlines()] == ["a", "c"]


def test_a_rating_and_a_state_are_held_against_the_stages(own: Book, add: Any) -> None:
    late = [*years("planned", "検討", "実施"), *years("actual", "検討", "検討", "実施")]
    add("old", "a", late, rating=AS_PLANNED)
    add("old", "b", late, state="未実施")
    add("old", "c", [*years("planned", "検討", "実施"), *years("actual", "検討", "検討")], state="実施済")
    add("old", "d", rating=AS_PLANNED)
    found = contradictions(own.db, plan(own, "old"))
    assert [(row.measure.measure_key, row.finding.what.code) for row in found.rows] == [
        ("a", "rated_as_planned_but_behind"),
        ("b", "said_not_begun_but_reached"),
        ("c", "said_done_but_not_reached"),
    ]
    assert (found.base.n, found.base.missing) == (3, 1)


def test_orphans_double_claims_and_dead_ends_between_two_plans(own: Book, add: Any) -> None:
    one = add("old", "1", direction="継続")
    add("old", "2", direction="継続")
    add("old", "3")
    add("new", "x", before=[one])
    add("new", "y", before=[one, None])
    (found,) = generations(own.db, plan(own, "new"))
    assert [finding.code for finding in found.findings] == ["orphan", "double_claim", "nowhere"]
    assert (found.base.n, found.base.missing) == (2, 1)


rows = st.dictionaries(
    st.tuples(st.integers(2020, 2023), st.sampled_from([None, 1, 2])),
    st.lists(st.sampled_from(["検討", "調達・構築", "実施"]), max_size=2, unique=True),
    max_size=6,
).map(lambda row: {key: stages for key, stages in row.items() if key[1] is None or (key[0], None) not in row})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows, st.integers(0, 10**9))
def test_the_views_answer_as_the_library_does(
    own: Book, add: Any, planned: dict[Any, list[str]], actual: dict[Any, list[str]], key: int
) -> None:
    cells = [("planned", fy, half, stages) for (fy, half), stages in planned.items()]
    cells += [("actual", fy, half, stages) for (fy, half), stages in actual.items()]
    made = add("old", f"{key}-{own.db.conn.execute('SELECT count(*) FROM measure').fetchone()[0]}", cells)
    here = {
        (row.slip.stage, str(row.slip.answer), row.slip.half_years)
        for row in slips(own.db, plan(own, "old")).rows
        if row.measure.id == made
    }
    view = own.db.conn.execute(
        "SELECT stage, answer, half_years FROM insight_slip WHERE measure_id = ?", (made,)
    )
    assert {tuple(row) for row in view} == here
    runs = {
        (row.kind, row.run.half_years, row.run.ongoing)
        for row in stagnant(own.db, plan(own, "old")).rows
        if row.measure.id == made
    }
    view = own.db.conn.execute(
        "SELECT kind, half_years, ongoing FROM insight_stagnation WHERE measure_id = ?", (made,)
    )
    assert {(row[0], row[1], bool(row[2])) for row in view} == runs
