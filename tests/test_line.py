"""The whole line on the sample: keys in, rows out, charts change, page in the browser, JSON out."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from textual.pilot import Pilot

import i18n
from db.book import Book
from db.reads.counts import counts_by_period
from db.reads.plans import current_period, plan_by_key
from domain.periods import Half
from domain.reporting import State
from exports.json_export import export_json
from shinchoku.demo import load_demo
from tui.app import ShinchokuApp
from web.serving import datasette_for

NOW = datetime(2021, 4, 8, 10, 30, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setenv("SHINCHOKU_CLOCK", NOW.isoformat())
    i18n.setup("ja")
    made = Book.create(tmp_path / "shinchoku.db")
    load_demo(made)
    return made


async def settled_app(pilot: Pilot[None]) -> None:
    """Everything that was started has happened: drafts written, workers done, screens painted."""
    app = pilot.app
    assert isinstance(app, ShinchokuApp)
    for _ in range(3):
        await pilot.pause()
        app.write_drafts()
        await app.workers.wait_for_complete()
        await pilot.pause()


async def test_three_measures_reported_by_keys_are_in_the_chart_the_browser_and_the_json(
    book: Book,
) -> None:
    plan = plan_by_key(book.db, "musashino-6")
    period = current_period(book.db, plan.id)
    assert period is not None
    assert period.half == Half(2020, 2)
    before = dict(counts_by_period(book.db, plan.id))[period.half]

    app = ShinchokuApp(book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled_app(pilot)
        # 2 and 3 as last time; 4 in words of its own. All three are unreported in the sample.
        await pilot.press("f3", "down", "enter")
        await settled_app(pilot)
        await pilot.press("f9")
        await settled_app(pilot)
        await pilot.press("f9")
        await settled_app(pilot)
        await pilot.press("1", "tab")
        await settled_app(pilot)
        await pilot.press("f10")
        await settled_app(pilot)

    after = dict(counts_by_period(book.db, plan.id))[period.half]
    assert after.reported == before.reported + 3
    assert after.states[State.not_started] == before.states[State.not_started] - 3

    rows = book.db.conn.execute(
        "SELECT measure.number, report.state, report_revision.carried FROM report"
        " JOIN measure ON measure.id = report.measure_id JOIN report_revision ON report_revision.report_id = report.id"
        " WHERE report.period_id = ? AND report_revision.is_example = 0 ORDER BY measure.sort_key",
        (period.id,),
    ).fetchall()
    assert [tuple(row) for row in rows] == [
        ("2", "submitted", 1),
        ("3", "submitted", 1),
        ("4", "submitted", 0),
    ]

    datasette = datasette_for(book.path)
    await datasette.invoke_startup()
    page = await datasette.client.get(
        f"/{book.path.stem}/current_report.json?_shape=array&plan=musashino-6&period=2020H2&state=submitted&is_example=0"
    )
    assert page.status_code == 200
    assert sorted(row["number"] for row in page.json()) == ["2", "3", "4"]

    document = json.loads("".join(export_json(book.db, "musashino-6", exported_at=NOW.isoformat())))
    measures = {measure["number"]: measure for measure in document["plans"][0]["measures"]}
    reported = [report for report in measures["4"]["reports"] if (report["fy"], report["half"]) == (2020, 2)]
    assert [(report["state"], report["progress_evaluation"]) for report in reported] == [
        ("submitted", "計画どおりに実行できた")
    ]


def test_loading_the_sample_again_keeps_what_was_recorded(book: Book) -> None:
    count = "SELECT count(*) FROM history"
    before = book.db.conn.execute(count).fetchone()[0]
    load_demo(book)
    assert book.db.conn.execute(count).fetchone()[0] == before


def test_every_report_of_the_sample_says_that_it_is_an_example(book: Book) -> None:
    texts = [
        row[0]
        for row in book.db.conn.execute("SELECT text FROM report_revision UNION ALL SELECT text FROM draft")
    ]
    assert len(texts) >= 29
    assert all(text.startswith("【記入例】") for text in texts)
    assert (
        book.db.conn.execute("SELECT count(*) FROM report_revision WHERE is_example = 0").fetchone()[0] == 0
    )
