"""The lines around every screen: whose eyes see what (first), the screens, the news, the keys of here (last)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.screen import Screen
from textual.widget import Widget

from domain.periods import Half
from i18n import _
from tui.keys import EVERYWHERE, MOVEMENTS, Key
from tui.marks import fit, pieces
from tui.words import half_words, narrow, role_words, shown

if TYPE_CHECKING:
    from tui.app import ShinchokuApp

TABS: Final = (
    ("overview", "Overview", "F2"),
    ("measures", "Measures", "F3"),
    ("confirm", "Confirm", "F4"),
    ("council", "Council", "F5"),
    ("charts", "Charts", "F6"),
    ("renewal", "Renewal", "F7"),
    ("importing", "Import", "F8"),
)

# Keys that go somewhere else: who presses one has read the last sentence. Keys that act say one of their own.
_MOVING: Final = frozenset(
    {
        *MOVEMENTS,
        *("tab", "shift+tab", "ctrl+up", "ctrl+down", "enter", "escape"),
        *(key.lower() for _name, _word, key in TABS),
    }
)
# A sentence takes at most one part in so many of the terminal's height.
_STATUS_SHARE: Final = 4


def shown_here(widget: Widget, usual: str) -> str:
    """A key as it is written on the widget's screen, where the person's settings may have given it another name."""
    app, screen = cast("ShinchokuApp", widget.app), widget.screen
    own = screen.KEYS if isinstance(screen, PlanScreen) else ()
    return app.settings.shown_instead(usual, (*own, EVERYWHERE))


class Line(Widget):
    """One line that is drawn for the width it has. Subclasses say what is in it."""

    DEFAULT_CSS = "Line { height: 1; width: 1fr; }"

    def line(self, width: int) -> Text:
        """The line's content for this many cells."""
        raise LookupError(type(self).__name__)

    def render(self) -> RenderResult:
        text = self.line(self.size.width)
        text.no_wrap, text.end = True, ""
        text.truncate(self.size.width, pad=True)
        return text


def sides(left: str, right: str, width: int) -> str:
    """Two texts at both ends of a line; the left one gives way, cut with .. where it must."""
    room = width - cell_len(right) - 2
    return fit(left, max(room, 0)) + "  " + right if room > 2 else fit(right, width)


class TopLine(Line):
    """Which plan, which half-year with its months, which department's eyes, who."""

    def line(self, width: int) -> Text:
        view = self.app_.view
        plan = shown(view.plan.title) if view.plan else _("shinchoku")
        half = half_words(view.period.half) if view.period else _("no half-year")
        eyes = shown(view.department.name) if view.department else _("all departments")
        who = fit(shown(self.app_.who.name), min(12, cell_len(self.app_.who.name)))
        if role := role_words(self.app_.who):
            who += f" {role}"
        right = "  ".join((half, eyes, who))
        if width - cell_len(right) < 24:
            right = "  ".join((view.period.half.label(_lang()) if view.period else half, eyes, who))
        return Text(sides(" " + plan, right + " ", width), style="bold")

    @property
    def app_(self) -> "ShinchokuApp":
        return cast("ShinchokuApp", self.app)


def _lang() -> str:
    from i18n import language

    return language()


class TabLine(Line):
    """The screens that exist, with their keys; the one in sight stands in brackets."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self._here = here

    def line(self, width: int) -> Text:
        text = self._tabs("" if self._spread(width) else " ")
        return text

    def _spread(self, width: int) -> bool:
        """Whether the names are too long to stand apart: English ones at 80 cells."""
        return self._tabs(" ").cell_len > width

    def _tabs(self, space: str) -> Text:
        text = Text()
        for name, word, key in TABS:
            label = f"{_(word)} {shown_here(self, key)}"
            if name == self._here:
                text.append(f"[{label}]", style="bold reverse")
            else:
                text.append(f"{space}{label}{space}")
            text.append(" ")
        return text


class Rule(Line):
    """A line across, in ASCII everywhere."""

    def line(self, width: int) -> Text:
        return Text("-" * width, style="dim")


class StatusLine(Line):
    """One sentence about what just happened; it stays until the next one.

    It is shown whole, in as many lines as it needs; the list above gives way. Whoever moves on gets the room back: the
    sentence is folded to one line then. The usual short one never asks for a layout.
    """

    STYLES: Final = {"ok": "", "warn": "bold", "bad": "bold reverse"}

    def __init__(self) -> None:
        super().__init__()
        self._text, self._kind = "", "ok"
        self._lines = self._high = 1
        self._folded = False

    @property
    def said(self) -> str:
        """The sentence in sight."""
        return self._text

    def say(self, text: str, kind: str = "ok") -> None:
        """Show a sentence; kind is ok, warn or bad."""
        self._text, self._kind = narrow(shown(text)), kind
        self._folded = False
        self._take_room()
        self.refresh()

    def fold(self) -> None:
        """The sentence was read: its beginning in one line."""
        if self._lines > 1:
            self._folded = True
            self._take_room()

    def _take_room(self) -> None:
        lines = 1
        if self._text and self.size.width and not self._folded:
            most = max(self.app.size.height // _STATUS_SHARE, 1)
            lines = min(len(pieces(self._marked, max(self.size.width - 1, 8))), most)
        if lines != self._lines:
            self._lines = lines
            self.styles.height = lines
            if isinstance(self.screen, PlanScreen):
                self.screen.tall = self

    def on_resize(self, event: events.Resize) -> None:
        self._take_room()
        if event.size.height != self._high:
            # The list above has another height now; its cursor must not lie below its edge.
            self._high = event.size.height
            _see_cursors(self.screen)

    @property
    def _marked(self) -> str:
        return ("！" if self._kind == "bad" and self._text else "") + self._text

    def line(self, width: int) -> Text:
        return Text(" " + fit(self._marked, max(width - 1, 0)), style=self.STYLES[self._kind])

    def render(self) -> RenderResult:
        width, style = self.size.width, self.STYLES[self._kind]
        if self.size.height <= 1:
            return super().render()
        parts = pieces(self._marked, max(width - 1, 8), most=self.size.height)
        return Text(
            "\n".join(" " + fit(part, width - 1) for part in parts), style=style, no_wrap=True, end=""
        )


def _see_cursors(screen: Screen[Any]) -> None:
    """Scroll what became lower so that its cursor is in sight."""
    from textual.widgets import DataTable

    for table in screen.query(DataTable):
        if table.row_count:
            table.move_cursor(row=table.cursor_row)
    focused = screen.focused
    if focused is not None and not isinstance(focused, DataTable):
        focused.scroll_visible(animate=False)
        # Lists of choices and text fields; asked by name, for their modules load with the screens that have them.
        for see in ("scroll_to_highlight", "scroll_cursor_visible"):
            if callable(found := getattr(focused, see, None)):
                found()


class KeyLine(Line):
    """The keys that matter here, as many as there is room for; F1 always."""

    def __init__(self, keys: Sequence[Key] = ()) -> None:
        super().__init__()
        self._keys: list[tuple[str, str]] = []
        self.show(keys)

    def show(self, keys: Sequence[Key]) -> None:
        """Other keys."""
        self.show_words([(key.shown, _(key.short)) for key in keys if key.short])

    def show_words(self, words: Sequence[tuple[str, str]]) -> None:
        """Other keys, with words of the moment."""
        self._keys = list(words)
        self.refresh()

    def line(self, width: int) -> Text:
        ends = [
            (key.shown, _(key.short)) for key in EVERYWHERE if key.short and key.shown in ("F1", "Ctrl+P")
        ]
        ends = [(shown_here(self, key), word) for key, word in ends]
        keys = [(shown_here(self, key), word) for key, word in self._keys]
        room = width - 1 - sum(cell_len(a) + cell_len(b) + 3 for a, b in ends)
        text = Text(" ")
        for place, (key, word) in enumerate([*keys, *ends]):
            wide = cell_len(key) + cell_len(word) + 3
            if place < len(self._keys):
                if wide > room:
                    continue
                room -= wide
            text.append(key, style="bold").append(f" {word}  ")
        return text


class PlanScreen(Screen[None]):
    """A screen with the frame's lines. `here` names its tab, `KEYS` its own keys (tui.keys)."""

    KEYS: tuple[tuple[Key, ...], ...] = ()
    # A screen over a home, about one measure of the plan and half-year in sight.
    OF_ONE_MEASURE: ClassVar[bool] = False
    WORDS: tuple[tuple[str, str], ...] = ()
    # The status line while it is higher than one line.
    tall: StatusLine | None = None

    @property
    def app_(self) -> "ShinchokuApp":
        """The app, with its book, view and keeper."""
        return cast("ShinchokuApp", self.app)

    @property
    def now(self) -> Half | None:
        """The half-year in sight."""
        period = self.app_.view.period
        return period.half if period else None

    def say(self, text: str, kind: str = "ok") -> None:
        """One sentence in the status line."""
        for line in self.query(StatusLine):
            line.say(text, kind)

    def on_key(self, event: events.Key) -> None:
        if event.key in _MOVING:
            self._moved_on()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if not isinstance(event.widget, StatusLine):
            self._moved_on()

    def _moved_on(self) -> None:
        if self.tall is not None:
            self.tall.fold()
            self.tall = None

    def key_tables(self) -> tuple[tuple[Key, ...], ...]:
        """What help tells: the screen's keys, then those of everywhere."""
        return (*self.KEYS, EVERYWHERE)

    def label(self, setting: str) -> str:
        """How the key of an action is written here: sentences name keys by their action, not by their usual key."""
        return self.app_.settings.label(setting, self.key_tables())

    def reload(self) -> None:
        """Read the book again; called when the screen comes back and when something was written."""
        for line in self.query(Line):
            line.refresh()

    def on_screen_resume(self) -> None:
        self.reload()

    def turn_to(self, measure_id: int, queue: tuple[int, ...]) -> bool:
        """Show another measure here; False where a measure needs a screen of its own."""
        return False

    def came_back_from(self, measure_id: int) -> None:
        """A measure that was opened from here has been left."""

    @property
    def can_undo(self) -> bool:
        """Whether Ctrl+Z has something of this screen's own to take back."""
        return False

    def text_at_cursor(self) -> str:
        """The whole text behind a row that is cut to its column; nothing where the row itself says all."""
        return ""

    def makes_sense(self, action: str) -> bool | None:
        """Whether an action of this screen can do anything now; None: the screen has no opinion."""
        return None

    def undo_typing(self) -> bool:
        """Take back keystrokes of the text that has the focus; False where there are none."""
        return False

    def load_again(self, measure_id: int) -> None:
        """The book holds another text of this measure than the one in sight."""

    def news(self, event: Any) -> bool:
        """Something was written or refused. True when the screen said so itself."""
        self.reload()
        return False
