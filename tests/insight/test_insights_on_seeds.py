"""What the insights say of the real documents: every figure was read from the documents by hand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from db.book import Book
from db.reads.insight_lineage import generations
from db.reads.insight_renewal import printed_dates, renewal
from db.reads.insights import contradictions, slips, stagnant
from db.reads.plans import plan_by_key

TOP = Path(__file__).resolve().parents[2]
# 002, the third plan's list (l.727-749): 4, 9 and 12 end; every other number but 19 stands in 前計画との関係
# (l.1452-1650).
CLAIMED_TWICE = {"2", "6", "17"}
# 003, 表10 (l.2459-2668): ⑤ less than 24 months before ⑦, with the months between them.
TOO_LATE = {
    "内部統合情報システム仮想化基盤": 21,
    "AD・セキュリティ管理システム": 21,
    "資産管理・持出管理システム": 21,
    "ファイルサーバ": 21,
    "総合行政ネットワークシステム": 21,
    "営繕積算システム": 19,
    "戸籍情報システム": 13,
    "介護予防給付管理システム": 2,
    "健康情報システム": 20,
    "選挙投票管理システム": 12,
}
GAPS = {
    "統合ネットワーク機器": 12,
    "後期高齢者医療システム": 6,
    "健康情報システム": 10,
    "保育業務システム": 60,
    "学校情報システム": 12,
    "教育用システム": 12,
    "学校図書館システム": 12,
}


def plan(book: Book, key: str) -> int:
    return plan_by_key(book.db, key).id


def test_the_first_implementation_of_the_third_plans_measures_slipped_as_the_document_shows(
    imported: Book,
) -> None:
    found = slips(imported.db, plan(imported, "musashimurayama-3"))
    told = {
        row.measure.measure_key: (str(row.slip.answer), row.slip.half_years)
        for row in found.rows
        if row.slip.stage == "実施" and str(row.slip.answer) != "on_time"
    }
    assert told == {
        "3": ("late", 2),
        "15": ("late", 2),
        "16": ("late", 2),
        "5": ("late", 8),
        "11": ("never", None),
        "17": ("never", None),
        "12": ("unplanned", None),
        "18": ("unplanned", None),
    }
    assert (found.base.n, found.base.missing, found.base.counts["measures_behind"]) == (20, 0, 6)


def test_the_third_plan_rated_itself_as_its_schedule_shows(imported: Book) -> None:
    found = contradictions(imported.db, plan(imported, "musashimurayama-3"))
    assert (found.base.n, found.base.missing, found.rows) == (20, 0, ())


def test_20_of_53_measures_are_studied_three_years_running(imported: Book) -> None:
    found = stagnant(imported.db, plan(imported, "musashino-4"))
    assert (found.base.n, found.base.missing) == (53, 0)
    assert found.base.counts == {"planned": 20, "actual": 0, "measures": 20}
    numbers = [3, 4, 6, 9, 10, 17, 22, 23, 26, 30, 31, 34, 35, 36, 39, 42, 43, 44, 48, 50]
    assert [row.measure.measure_key for row in found.rows] == [str(number) for number in numbers]


def test_19_has_no_successor_and_17_two_claimants(imported: Book) -> None:
    (found,) = generations(imported.db, plan(imported, "musashimurayama-4"))
    keys = {
        code: {found.name(one.former[0]).measure_key for one in found.findings if one.code == code}
        for code in ("orphan", "double_claim", "ended_but_claimed")
    }
    assert keys == {"orphan": {"19"}, "double_claim": CLAIMED_TWICE, "ended_but_claimed": set()}
    heirs = next(one for one in found.findings if found.name(one.former[0]).measure_key == "17")
    assert [found.name(one).measure_key for one in heirs.measures] == ["2-2", "2-4"]
    assert (found.base.n, found.base.missing, found.base.counts["claimed"]) == (20, 0, 16)


def test_10_of_36_renewals_begin_their_study_too_late(imported: Book) -> None:
    found = renewal(imported.db, plan(imported, "musashino-4"))
    months = {
        code: {row.name: one.months for row in found.rows for one in row.findings if one.code == code}
        for code in ("study_too_late", "gap")
    }
    assert months == {"study_too_late": TOO_LATE, "gap": GAPS}
    assert (found.base.n, found.base.missing, found.base.counts["systems"]) == (36, 1, 37)
    unknown = [row.name for row in found.rows if any(one.code == "unknown_dates" for one in row.findings)]
    assert unknown == ["文化財システム"]


def test_a_systems_dates_name_the_line_that_prints_them(imported: Book) -> None:
    found = renewal(imported.db, plan(imported, "musashino-4"))
    row = next(row for row in found.rows if row.name == "戸籍情報システム")
    place = printed_dates(imported.db, row.id)["next_study_start"]
    assert place.raw == "27 12"
    assert "l." in place.ref and place.file.startswith("003_")


@pytest.mark.parametrize(
    ("name", "key", "n", "items"),
    [
        ("slip", "musashimurayama-3", 20, 29),
        ("stagnation", "musashino-4", 53, 20),
        ("renewal", "musashino-4", 36, None),
    ],
)
def test_the_command_says_what_the_reads_say_with_its_base(
    imported: Book, name: str, key: str, n: int, items: int | None
) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "shinchoku",
            "--db",
            str(imported.path),
            "insight",
            name,
            "--plan",
            key,
            "--json",
        ],
        cwd=TOP,
        capture_output=True,
        check=True,
        text=True,
    )
    said: Any = json.loads(done.stdout)
    (told,) = said["plans"]
    assert said["insight"] == name and said["as_of"]
    assert told["base"]["n"] == n
    assert items is None or len(told["items"]) == items


def test_the_views_say_the_same(imported: Book) -> None:
    def rows(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in imported.db.conn.execute(sql)]

    assert rows(
        "SELECT measure_key, half_years FROM insight_slip WHERE answer = 'late' ORDER BY sort_key"
    ) == [("3", 2), ("5", 8), ("15", 2), ("16", 2)]
    assert rows("SELECT count(DISTINCT measure_id) FROM insight_stagnation WHERE plan = 'musashino-4'") == [
        (20,)
    ]
    assert rows("SELECT sum(study_too_late), count(study_too_late), sum(has_gap) FROM insight_renewal") == [
        (10, 36, 7)
    ]
    assert rows("SELECT number FROM insight_lineage WHERE finding = 'orphan'") == [("⑲",)]
