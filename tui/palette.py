"""Ctrl+P: every action of every screen by its Japanese or English name; measures, departments, plans by theirs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.reads.plans import DepartmentRow, plans
from db.reads.search import Searchable, searchable
from domain.names import match_key
from i18n import _
from tui.choices import Choice
from tui.elsewhere import Run, elsewhere, words_for
from tui.keys import EVERYWHERE, Key
from tui.screens.choose import Choose
from tui.screens.frame import PlanScreen
from tui.words import shown

if TYPE_CHECKING:
    from tui.app import ShinchokuApp


class Palette(Choose):
    """Its choices are things to do; what was chosen is run by `run` after the palette has closed."""

    def __init__(self, app: "ShinchokuApp", screen: PlanScreen) -> None:
        super().__init__(_("What do you want to do, or look for?"), choices(app, screen))
        self._owner = app
        self._texts: list[Searchable] | None = None

    def found(self, typed: str) -> list[Choice]:
        """Names first, then measures of every plan of the municipality whose texts hold the typed words."""
        named = super().found(typed)
        words = [match_key(word) for word in typed.split()]
        view = self._owner.view
        if not any(words) or view.plan is None:
            return named
        if self._texts is None:
            self._texts = searchable(self._owner.book.db, view.plan.id)
        return [*named, *text_choices(self._owner, self._texts, words)]


def text_choices(app: "ShinchokuApp", texts: Sequence[Searchable], words: Sequence[str]) -> list[Choice]:
    """Measures in whose texts every word occurs, each with the words around the first one."""
    found = []
    assert app.view.plan is not None
    for one in texts:
        piece = next((text for text in one.texts if all(word in match_key(text) for word in words)), None)
        here = one.plan_id == app.view.plan.id
        if piece is None:
            name = match_key(f"{one.number or ''}{one.title}")
            # The plan in sight has its names among the choices already.
            if here or not all(word in name for word in words):
                continue
        name = f"{one.number or ''} {one.title}".strip()
        detail = around(piece, words[0]) if piece else shown(one.plan_title)
        found.append(Choice(name if here else f"{name} ({one.plan_title})", _reader(app, one), detail))
    return found


def around(text: str, word: str, before: int = 8, after: int = 20) -> str:
    """The text around a folded word, at most `before` and `after` characters; from its beginning where folding
    moved the word."""
    plain = shown(text)
    place = next(
        (at for at in range(len(plain)) if match_key(plain[at : at + 2 * len(word)]).startswith(word)), 0
    )
    first = max(place - before, 0)
    return (".." if first else "") + plain[first : place + len(word) + after]


def _reader(app: "ShinchokuApp", one: Searchable) -> Run:
    return lambda: app.open_whole(one.measure_id, ())


def run(app: "ShinchokuApp", chosen: Run | str | None) -> None:
    """Do what was chosen: an action's name, or a function."""
    if isinstance(chosen, str):
        app.call_later(app.screen.run_action, chosen)
    elif chosen is not None:
        app.call_later(chosen)


def choices(app: "ShinchokuApp", screen: PlanScreen) -> list[Choice]:
    """Actions of the screen, of everywhere and of other screens, then measures, departments and plans."""
    # A screen may give an action of everywhere a key of its own: the screen's is named.
    named = {key.name: key for table in (EVERYWHERE, *reversed(screen.KEYS)) for key in reversed(table)}
    found = [
        Choice(_(key.name), action_of(screen, key), app.settings.shown(key), words_for(key))
        for table in (*screen.KEYS, EVERYWHERE)
        for key in table
        if key.palette and key.action and named[key.name] is key and makes_sense(app, screen, key)
    ]
    found += elsewhere(app, screen)
    for row in app.measures():
        found.append(
            Choice(
                f"{row.number or ''} {row.title}".strip(), _opener(app, row.id), row.leads, row.measure_key
            )
        )
    if app.view.plan is not None:
        for item in app.departments(app.view.plan.id):
            found.append(Choice(item.name, _looker(app, item.id), *_department_words(item)))
    for plan in plans(app.book.db):
        if app.view.plan is None or plan.id != app.view.plan.id:
            found.append(Choice(shown(plan.title), _planner(app, plan.id), _("Plan"), f"plan {plan.key}"))
    return found


def _department_words(item: DepartmentRow) -> tuple[str, str]:
    """What stands beside a department, and what else finds it: the names that plans print, where it has another now."""
    former = [name for name in item.former if name != item.name]
    names = "、".join(shown(name) for name in former)
    beside = _("Department (formerly {names})").format(names=names) if former else _("Department")
    return beside, " ".join(["department", *former])


def action_of(screen: PlanScreen, key: Key) -> str:
    """The action's name with the place that has it: the screen's own, else the app's."""
    if key.action.startswith("app."):
        return key.action
    name = key.action.partition("(")[0]
    return key.action if hasattr(screen, f"action_{name}") else f"app.{key.action}"


def makes_sense(app: "ShinchokuApp", screen: PlanScreen, key: Key) -> bool:
    """Whether an action can do anything now."""
    name = key.action.removeprefix("app.")
    if (here := screen.makes_sense(name)) is not None:
        return here
    if name in ("start", "submit", "unchanged", "as_planned"):
        return app.view.taking and app.who.writes
    if name in (
        "overview",
        "measures",
        "charts",
        "confirming",
        "council",
        "renewal",
        "originals",
        "choose_department",
        "choose_period",
    ):
        return app.view.plan is not None
    if name == "choose_plan":
        return len(plans(app.book.db)) > 1
    return True


def _opener(app: "ShinchokuApp", measure_id: int) -> Run:
    return lambda: app.open_by_name(measure_id)


def _looker(app: "ShinchokuApp", department_id: int) -> Run:
    def look() -> None:
        app.see_department(department_id)
        app.action_measures()

    return look


def _planner(app: "ShinchokuApp", plan_id: int) -> Run:
    return lambda: app.plan_chosen(plan_id)
