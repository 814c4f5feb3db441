"""原本で確認 asks for marks of priority that a document prints and nobody can read, and for no others."""

from typing import Any

from db.reads.unknowns import unknowns
from db.writes.unknowns import answer_mark, still_unknown, take_back
from importers.commit import Source, commit
from importers.identify import stage
from tests.tui.conftest import Small
from tui.app import ShinchokuApp
from tui.screens.importing_words import speak

HEAD = "■計画\n計画キー,{key}\n計画の名称,印の計画\n自治体,試験市\n計画期間,令和2年度～令和4年度\n\n"
SYSTEMS = (
    "■更新計画\nシステム名,優先システム,運用終了\n住基の仕組み,？,令和4年3月\n図書の仕組み,,令和4年3月\n"
)
MARKED = (
    "■施策\n番号,施策名,重点\n1,案内を電子にする,○\n2,予約をよくする,？\n3,台帳をまとめる,\n4,紙を減らす,－\n\n"
    + SYSTEMS
)
UNMARKED = "■施策\n番号,施策名\n1,案内を電子にする\n2,予約をよくする\n"


def bring_in(small: Small, key: str, text: str) -> int:
    source = Source(f"{key}.csv", (HEAD.format(key=key) + text).encode())
    commit(small.book, stage(source.name, source.content), source, speak)
    return int(small.rows("SELECT id FROM plan WHERE key = ?", key)[0]["id"])


def asked(small: Small, plan: int) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.measure, one.about, one.raw) for one in unknowns(small.book.db, plan)]


def test_only_a_printed_mark_that_nobody_can_read_is_asked_for(small: Small) -> None:
    assert asked(small, bring_in(small, "marked-1", MARKED)) == [
        ("priority", "2 予約をよくする", "", "？"),
        ("bcp", "", "住基の仕組み", "？"),
    ]
    assert asked(small, bring_in(small, "unmarked-1", UNMARKED)) == []


def test_an_answer_is_written_noted_and_taken_back(small: Small) -> None:
    plan = bring_in(small, "marked-1", MARKED)
    first, second = unknowns(small.book.db, plan)
    answered = answer_mark(small.book, first, True)
    assert small.rows("SELECT is_priority FROM measure WHERE id = ?", first.row_id)[0]["is_priority"] == 1
    still_unknown(small.book, second)
    [left] = unknowns(small.book.db, plan)
    assert left.kind == "bcp" and left.looked is not None
    take_back(small.book, answered)
    assert [one.kind for one in unknowns(small.book.db, plan)] == ["priority", "bcp"]


async def test_they_are_answered_by_keys_like_the_marks_of_goals(
    small: Small, settled: Any, lines: Any, too_wide: Any
) -> None:
    plan = bring_in(small, "marked-1", MARKED)
    app = ShinchokuApp(small.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.plan_chosen(plan)
        app.action_originals()
        await settled(pilot)
        assert any("重点の印が付いていますか" in line for line in lines(app)) and not too_wide(app)
        await pilot.press("f10")
        await settled(pilot)
        assert any("業務継続の優先システムですか" in line for line in lines(app))
        await pilot.press("f9")
        await settled(pilot)
    assert (
        small.rows("SELECT is_priority FROM measure WHERE plan_id = ? AND number = '2'", plan)[0][
            "is_priority"
        ]
        == 1
    )
    assert (
        small.rows("SELECT is_bcp_priority FROM renewal_system WHERE name = '住基の仕組み'")[0][
            "is_bcp_priority"
        ]
        == 0
    )
