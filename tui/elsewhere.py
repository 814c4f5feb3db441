"""What Ctrl+P does on other screens: every action with the screen it belongs to, and how it is come by from here."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from i18n import _
from tui.choices import Choice
from tui.clipboard import measure_at
from tui.keys import CONFIRM, COUNCIL, EVERYWHERE, EYES, MEASURES, OVERVIEW, RECORD, Key
from tui.screen_keys import CHARTS, ORIGINALS, RENEWAL, WHOLE
from tui.screens.choose import Choose
from tui.screens.frame import PlanScreen
from tui.screens.importing_keys import BATCHES, PREVIEW

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

Run = Callable[[], object]

# Opened for one measure, which is asked for first.
RECORDING: Final = "record"
WHOLE_SHEET: Final = "whole"
# Actions of lists that open a part of one measure's sheet.
PARTS: Final = {"sheet": "sheet", "origins": "origins"}


class Place(NamedTuple):
    """A screen: the app's name of it, what people call it, its keys, and the actions that need no row of it.

    What needs a row is not done: the person is led there and told its key.
    """

    screen: str
    word: str
    keys: tuple[Key, ...]
    done: frozenset[str]


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


PLACES: Final = (
    Place("overview", "Overview", OVERVIEW, _names("start", "remind")),
    Place("measures", "Measures", MEASURES, _names("start", "filter", "sort")),
    Place("measures", "Measures", EYES, _names("choose_department", "choose_plan", "choose_period")),
    Place("confirm", "Confirm", CONFIRM, _names("confirm_unchanged", "filter", "show")),
    Place("council", "Council", COUNCIL, _names("forward", "reopen", "pack", "show")),
    Place("charts", "Charts", CHARTS, _names("show", "group")),
    Place("renewal", "Renewal", RENEWAL, _names("bcp", "filter", "sort")),
    Place("importing", "Import", BATCHES, _names("bring_in", "originals")),
    Place("importing", "Import", PREVIEW, _names()),
    Place("originals", "Unknowns", ORIGINALS, _names()),
    Place(RECORDING, "Start reporting", RECORD, _names()),
    Place(WHOLE_SHEET, "The sheet", WHOLE, _names("revise")),
)
# They need no plan.
ALWAYS: Final = frozenset({"importing"})

# Other words that people look actions up by, by the setting's name.
OTHER_WORDS: Final = {
    "filter": "検索 探す search find look",
    "choose_period": "半期 period",
    "choose_department": "部署 eyes",
    "choose_theme": "テーマ 配色 theme colors",
    "forward": "締め 締切 締め切り 付議 決定 公表 凍結 freeze compile",
    "reopen": "再開",
    "give_back": "差し戻し 返す",
    "deny": "否決",
    "confirm": "承認",
    "unchanged": "変更なし carry",
    "undo": "取消し やり直し",
    "undo_batch": "取消し",
    "help": "用語 ことば 使い方 words glossary",
    "leave": "閉じる quit exit",
    "copy_here": "複写 clipboard",
    "print_screen": "印刷 画像",
    "remind": "督促 メール reminder mail",
    "start": "入力 報告",
    "pack": "資料 excel",
    "bring_in": "読み込み 読込",
    "sort": "順番 order",
    "write_settings": "キー割当 keys",
    "show_story": "履歴 history",
    "show_origins": "原文 provenance",
    "origins": "原文 provenance",
    "show_family": "後継 lineage",
    "show_figures": "indicators",
    "show_costs": "予算 cost",
    "revise": "改訂 変更",
}


def words_for(key: Key) -> str:
    """What finds an action beside its name: its English name, its name in the settings file, other words for it."""
    return f"{key.name} {key.setting.replace('_', ' ')} {OTHER_WORDS.get(key.setting, '')}"


def elsewhere(app: "ShinchokuApp", screen: PlanScreen) -> Iterator[Choice]:
    """The actions that the screen in sight does not have, each once, by its first screen in the order of the F-keys."""
    here = {key.name for table in (*screen.KEYS, EVERYWHERE) for key in table}
    for place in PLACES:
        if app.view.plan is None and place.screen not in ALWAYS:
            continue
        for key in place.keys:
            if key.palette and key.action and key.name not in here:
                here.add(key.name)
                shown = f"{_(place.word)} {app.settings.shown(key)}".strip()
                yield Choice(_(key.name), _runner(app, place, key), shown, words_for(key))


def _runner(app: "ShinchokuApp", place: Place, key: Key) -> Run:
    name, _bracket, value = key.action.removeprefix("app.").rstrip(")").partition("(")
    if name in PARTS:
        return lambda: _ask_measure(app, lambda one: app.open_whole(one, _queue(app), PARTS[name]))
    does = key.action if name in place.done else ""
    if place.screen == WHOLE_SHEET:
        part = value.strip("'") if name == "show" else "sheet"

        def open_whole(measure_id: int) -> None:
            app.open_whole(measure_id, _queue(app), part)
            if name != "show":
                _arrive(app, does, key)

        return lambda: _ask_measure(app, open_whole)
    if place.screen == RECORDING:

        def record(measure_id: int) -> None:
            app.open_measure(measure_id, _queue(app))
            _arrive(app, does, key)

        return lambda: _ask_measure(app, record)

    def go() -> None:
        if place.screen == "originals":
            app.action_originals()
        else:
            app.go_home(place.screen)
        _arrive(app, does, key)

    return go


def _arrive(app: "ShinchokuApp", does: str, key: Key) -> None:
    """When the screen that was gone to stands: do the action, or say which key does it."""
    screen = app.screen

    async def there() -> None:
        if does:
            await screen.run_action(does)
        elif isinstance(screen, PlanScreen):
            screen.say(f"{app.settings.shown(key)}: {_(key.name)}")

    screen.call_after_refresh(there)


def _queue(app: "ShinchokuApp") -> tuple[int, ...]:
    return tuple(row.id for row in app.measures())


def _ask_measure(app: "ShinchokuApp", then: Callable[[int], object]) -> None:
    """Which measure; the cursor of the list stands on the one in sight."""
    choices = [
        Choice(f"{row.number or ''} {row.title}".strip(), row.id, row.leads, row.measure_key)
        for row in app.measures()
    ]

    def go(measure_id: int | None) -> None:
        if measure_id is not None:
            then(measure_id)

    app.push_screen(Choose(_("Which measure?"), choices, measure_at(app.screen)), go)
