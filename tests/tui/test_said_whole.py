"""Sentences that are longer than the terminal is wide: shown whole, folded when one moves on, the cursor in sight."""

import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable

import i18n
from db.actor import Actor
from db.door import Door
from db.writes.people import Given, give_roles
from db.writes.periods import freeze_period
from domain.roles import Post
from domain.telling import SentenceNeeded
from importers.staged import PlanIdentity
from tests.tui.conftest import SATO, Small, settled
from tui.app import ShinchokuApp
from tui.screens.frame import StatusLine
from tui.screens.importing import ImportScreen
from tui.screens.importing_session import Asked
from tui.settings import Settings
from tui.widths import draw_wide

Settled = Callable[[Pilot[None]], Any]
Step = Callable[[ShinchokuApp, Pilot[None], Small], Awaitable[None]]
Lines = Callable[[ShinchokuApp], list[str]]
TooWide = Callable[[ShinchokuApp], list[str]]

LONG = (
    "この施策の報告は広報課のほか、代理として情報課の人も書けますが、今は半期が締め切られています。"
    "情報課の人に頼んで半期を開き直してもらい、それから F10 で提出してください。"
)
LONG_EN = (
    "This measure is reported by another department, and the half-year is closed: "
    "ask the coordinator to reopen it with a reason, then hand the report in with F10."
)
SIZES = ((80, 24), (120, 40))


def status_lines(app: ShinchokuApp, lines: Lines) -> list[str]:
    """What stands between the list and the keys."""
    region = app.screen.query_one(StatusLine).region
    return [line.strip() for line in lines(app)[region.y : region.bottom]]


def in_one(parts: list[str]) -> str:
    """The lines as one text, without the spaces that stand at line ends."""
    return "".join(parts).replace(" ", "").removeprefix("！")


def many(small: Small) -> None:
    """So many measures that the list scrolls."""

    def fill(door: Door) -> None:
        department = door.find("department", name="広報課")
        assert department is not None
        for place in range(100, 160):
            row = {
                "plan_id": small.plan,
                "measure_key": str(place),
                "number": str(place),
                "title": f"追加の施策{place}",
                "sort_key": str(place).zfill(6),
                "position": place,
            }
            measure = door.insert("measure", row)
            lead = {
                "measure_id": measure,
                "role": "lead",
                "ordinal": 1,
                "name": "広報課",
                "department_id": department["id"],
            }
            door.insert("measure_department", lead)

    with small.book.writing() as door:
        fill(door)


def cursor_line(app: ShinchokuApp, lines: Lines) -> str:
    """The line of the screen on which the list's cursor stands."""
    table = app.screen.query_one(DataTable)
    above = table.region.y + 1 + table.cursor_row - int(table.scroll_y)
    assert table.region.y < above < table.region.bottom, "the cursor is out of sight"
    return lines(app)[above]


@pytest.fixture
def wide() -> Iterator[None]:
    undo = draw_wide()
    yield
    undo()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("lang", "told"), [("ja", LONG), ("en", LONG_EN)])
async def test_a_long_sentence_is_shown_whole_and_a_short_one_gives_the_room_back(
    app: ShinchokuApp, lines: Lines, too_wide: TooWide, settled: Settled, size: Any, lang: str, told: str
) -> None:
    i18n.setup(lang)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in ("f2", "f3", "f4", "f5", "f6", "f7", "f8"):
            await pilot.press(key)
            await settled(pilot)
            app.say(told, "bad")
            await settled(pilot)
            assert in_one(status_lines(app, lines)) == told.replace(" ", ""), key
            assert not too_wide(app)
            assert "F1" in lines(app)[-1]
            app.say("済み")
            await settled(pilot)
            assert status_lines(app, lines) == ["済み"], key


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursors_row_stays_in_sight_while_the_list_gives_way(
    small: Small, app: ShinchokuApp, lines: Lines, settled: Settled, size: Any
) -> None:
    many(small)
    async with app.run_test(size=size) as pilot:
        await pilot.press("f3")
        await settled(pilot)
        page = app.screen.query_one(DataTable).size.height - 2
        await pilot.press(*["down"] * page)
        await settled(pilot)
        row = cursor_line(app, lines)
        app.say(LONG, "bad")
        await settled(pilot)
        assert len(status_lines(app, lines)) > 1
        assert cursor_line(app, lines) == row
        await pilot.press("up")
        await settled(pilot)
        assert len(status_lines(app, lines)) == 1
        assert cursor_line(app, lines) != row
        await pilot.press("end")
        app.say(LONG, "bad")
        await settled(pilot)
        assert "追加の施策159" in cursor_line(app, lines)
        app.say("済み")
        await settled(pilot)
        assert "追加の施策159" in cursor_line(app, lines)


async def test_another_width_breaks_the_sentence_anew(
    app: ShinchokuApp, lines: Lines, settled: Settled
) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.say(LONG, "warn")
        await settled(pilot)
        assert len(status_lines(app, lines)) == 2
        await pilot.resize_terminal(60, 24)
        await settled(pilot)
        assert len(status_lines(app, lines)) == 3
        assert in_one(status_lines(app, lines)) == LONG.replace(" ", "")


async def test_characters_that_take_two_cells_here_do_not_push_the_sentence_over_the_edge(
    wide: None, app: ShinchokuApp, lines: Lines, too_wide: TooWide, settled: Settled
) -> None:
    told = "①から⑳までの施策は“別の課”が担当しています…" * 4
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.say(told, "bad")
        await settled(pilot)
        assert not too_wide(app)
        assert in_one(status_lines(app, lines)) == app.screen.query_one(StatusLine).said
        assert len(status_lines(app, lines)) >= 3


async def test_a_sentence_that_fits_the_line_to_its_last_cell_takes_one(
    app: ShinchokuApp, lines: Lines, settled: Settled
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for told, high in (("あ" * 39 + "a", 1), ("あ" * 40, 2)):
            app.say(told)
            await settled(pilot)
            assert len(status_lines(app, lines)) == high
            assert in_one(status_lines(app, lines)) == told


async def test_the_empty_status_line_asks_for_no_layout(app: ShinchokuApp, settled: Settled) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = app.screen.query_one(StatusLine)
        app.say("済み")
        app.say("")
        await settled(pilot)
        assert not line.styles.inline.has_rule("height")


# -- refusals, as they are met


TANAKA = Actor(1001, "tanaka", "田中")
KATO = Actor(1004, "kato", "加藤")
ABE = Actor(1006, "abe", "阿部")


@pytest.fixture
def staffed(small: Small, monkeypatch: pytest.MonkeyPatch) -> Small:
    """佐藤 coordinates, 田中 reports for 広報課, 加藤 reads; 阿部 is nobody here."""
    monkeypatch.setattr("db.actor.user", {"sato": SATO, "tanaka": TANAKA, "kato": KATO}.get)
    give_roles(
        small.book,
        [
            Given("sato", post=Post.coordinator),
            Given("tanaka", post=Post.lead, department="広報課"),
            Given("kato", post=Post.manager),
        ],
    )
    return small


async def open_record(app: ShinchokuApp, pilot: Pilot[None], small: Small, number: str) -> None:
    """A record with everybody's eyes."""
    app.see_department(None)
    app.open_by_name(small.measures[number])
    await settled(pilot)


async def start(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await pilot.press("f10")


async def another_persons(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "10")
    await pilot.press("f9")


async def council(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await pilot.press("f5", "f10")
    await pilot.pause()
    await pilot.press("f10")


async def original(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    app.action_originals()
    await settled(pilot)
    await pilot.press("f10")


@pytest.mark.parametrize(
    ("actor", "step", "lang", "first", "last"),
    [
        (KATO, start, "ja", "「住民向け案内の電子化」を報告するのは", "情報管理課に役割を依頼してください。"),
        (KATO, start, "en", '"住民向け案内の電子化" is reported by', "ask the coordinator for another role."),
        (TANAKA, another_persons, "ja", "「共同利用する基盤の検討」を", "ほかは上の担当に依頼してください。"),
        (TANAKA, council, "ja", "これは情報管理課（佐藤）が", "ほかは上の担当に依頼してください。"),
        (TANAKA, council, "en", "This is for the coordinator", "or ask them to do this."),
        (ABE, original, "ja", "これは情報管理課（佐藤）が", "それまでは閲覧と出力ができます。"),
        (ABE, original, "en", "This is for the coordinator", "until then you can look and export."),
    ],
)
async def test_a_refusal_says_to_its_end_whose_it_is_and_what_to_do(
    staffed: Small, lines: Lines, actor: Actor, step: Step, lang: str, first: str, last: str
) -> None:
    i18n.setup(lang)
    staffed.book.actor = actor
    app = ShinchokuApp(staffed.book)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await step(app, pilot, staffed)
        await settled(pilot)
        seen = in_one(status_lines(app, lines))
        assert seen.startswith(first.replace(" ", ""))
        assert seen.endswith(last.replace(" ", ""))
        assert lines(app)[-1].startswith(" F") or lines(app)[-1].startswith(" Enter")


async def closed_meanwhile(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "1")
    freeze_period(small.book, small.second)
    await pilot.press("f9")


async def locked(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "1")
    other = sqlite3.connect(small.book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await pilot.press("f9")
    await settled(pilot)
    other.rollback()
    other.close()


async def replaced(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "1")
    copy = small.book.path.with_name("copy.db")
    shutil.copy(small.book.path, copy)
    copy.replace(small.book.path)
    await pilot.press("f9")


async def removed(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "1")
    small.book.path.rename(small.book.path.with_name("away.db"))
    await pilot.press("f9")


async def third_unchanged(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    await open_record(app, pilot, small, "1")
    await pilot.press("f9")


async def broken_table(app: ShinchokuApp, pilot: Pilot[None], small: Small) -> None:
    path = small.book.path.with_name("令和3年度第2回推進会議に出した取組一覧の最新版.csv")
    path.write_text('番号,"施策名,担当課\n1,2\n', encoding="utf-8")
    await pilot.press("f8")
    await settled(pilot)
    assert isinstance(app.screen, ImportScreen)
    app.screen.start(path, Asked(PlanIdentity("test-1")))


@pytest.mark.parametrize(
    ("step", "last"),
    [
        (closed_meanwhile, "情報管理課に確認してください。"),
        (locked, "保存していません。もう一度操作してください。"),
        (replaced, "保存していません。一度終了して、開き直してください。"),
        (removed, "今の場所で開き直してください。"),
        (third_unchanged, "現状を一文で書いてから、もう一度「変わりなし」にしてください。"),
        (broken_table, '閉じていない「"」がないか確かめてください。'),
    ],
)
async def test_what_went_wrong_is_told_to_its_end(
    small: Small, lines: Lines, monkeypatch: pytest.MonkeyPatch, step: Step, last: str
) -> None:
    small.book.close()
    monkeypatch.setattr("db.connection.BUSY_SECONDS", 0.05)
    if step is third_unchanged:
        told = SentenceNeeded(title="窓口と電話と電子の掲示を一つにまとめた住民向け案内の仕組み", times=3)

        def carry(*_given: object, **_named: object) -> None:
            raise told

        monkeypatch.setattr("tui.keeper.carry_forward", carry)
    with type(small.book).open(small.book.path, actor=SATO, clock=small.book.clock) as book:
        again = Small(book, small.plan, small.measures, small.first, small.second)
        app = ShinchokuApp(book)
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await step(app, pilot, again)
            await settled(pilot)
            assert in_one(status_lines(app, lines)).endswith(last)


async def test_a_wrong_settings_file_is_told_whole_at_the_start(small: Small, lines: Lines) -> None:
    wrong = (
        "設定ファイル settings.toml は使いません。"
        + "f9 が二つの操作に重なっています。" * 3
        + "直してください"
    )
    app = ShinchokuApp(small.book, settings=Settings(Path("settings.toml"), wrong=wrong))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert in_one(status_lines(app, lines)) == wrong.replace(" ", "")
        await pilot.press("down")
        await settled(pilot)
        assert len(status_lines(app, lines)) == 1


async def test_a_text_stays_in_sight_under_a_long_refusal(
    small: Small, app: ShinchokuApp, lines: Lines
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_record(app, pilot, small, "1")
        app.screen.query_one("#text").focus()
        await pilot.press("enter", *"a" * 3)
        app.say(LONG, "bad")
        await settled(pilot)
        assert in_one(status_lines(app, lines)) == LONG.replace(" ", "")
        assert any(line.strip() == "aaa" for line in lines(app))


# -- what stands on the screens


async def test_a_long_title_stands_whole_over_the_form(small: Small, app: ShinchokuApp, lines: Lines) -> None:
    title = "母子保健の記録と相談と案内を一つの窓口にまとめて子育てを始めから終わりまで支える仕組みづくり"
    with small.book.writing() as door:
        door.update("measure", small.measures["10"], {"title": title})
    async with app.run_test(size=(80, 24)) as pilot:
        await open_record(app, pilot, small, "10")
        first, second = (line.strip() for line in lines(app)[1:3])
        assert first.split("  ")[0] + second == f"10 {title}"
        assert first.endswith("未 未着手")
        app.open_by_name(small.measures["1"])
        await settled(pilot)
        assert lines(app)[1].startswith(" 1 住民向け案内の電子化")
        assert "広報課" in lines(app)[2]


@pytest.mark.parametrize("lang", ["ja", "en"])
async def test_no_chart_is_cut_where_it_says_what_it_stands_on(
    app: ShinchokuApp, lines: Lines, lang: str
) -> None:
    i18n.setup(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f6")
        for number in "12345678":
            await pilot.press(number)
            await settled(pilot)
            assert ".." not in lines(app)[4], number
            if number == "4":
                assert any(line.startswith((" FY2020 H1 ", " R2上 ")) for line in lines(app))


@pytest.mark.parametrize(
    ("lang", "word", "meaning"), [("ja", "〃", "前の期から続く"), ("en", "〃", "goes on")]
)
async def test_help_hangs_under_itself_and_speaks_one_language(
    app: ShinchokuApp, lines: Lines, lang: str, word: str, meaning: str
) -> None:
    i18n.setup(lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f1")
        seen: list[str] = []
        for _page in range(8):
            await settled(pilot)
            seen += [line.split("│")[1][1:] for line in lines(app) if line.count("│") == 2]
            await pilot.press("pagedown")
        told = [line.rstrip() for line in seen if line.strip()]
        # Only headings and the last line of keys stand at the edge; a meaning goes on under itself.
        edge = {line.split()[0] for line in told if not line.startswith(" ")}
        assert edge <= {"ヘルプ", "キー", "ことば", "印", "Esc", "Help", "Keys", "Words", "Marks"}
        assert any(line.split() == [word, *meaning.split()] for line in told)
