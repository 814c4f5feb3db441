"""Which file: a path, typed or chosen; the folder's files of a kind that can be read are offered below it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final
from unicodedata import normalize

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from domain.names import match_key, spelled
from i18n import _
from importers.identify import READERS
from tui.keys import CLOSE, DO, MOVE, TAKE, Key, bindings
from tui.marks import fit
from tui.screens.dialog import Dialog, as_word
from tui.words import narrow, shown

_MOST: Final = 500
_FULL_WIDTH: Final = str.maketrans(
    {"／": "/", "～": "~", "〜": "~", "．": ".", "　": " ", "＼": "/", "￥": "/"}
)


def plain_path(typed: str, here: Path) -> Path:
    """The path that was meant: quotes of a dropped file left out, ~ and relative paths from `here`; full-width signs
    and letters count as typed with the input method on where no file has that very name."""
    text = typed.strip().strip("'\"")
    for attempt in (text, text.translate(_FULL_WIDTH), normalize("NFKC", text), normalize("NFC", text)):
        path = here / os.path.expanduser(attempt)
        if attempt and _exists(path):
            return path
    text = text.translate(_FULL_WIDTH)
    head, slash, name = text.rpartition("/")
    return (
        (here / os.path.expanduser(normalize("NFKC", head) + slash)) / name
        if head or slash
        else here / os.path.expanduser(name)
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def offered(typed: str, here: Path) -> list[Path]:
    """Folders and readable files of the typed path's folder whose names hold what was typed; folders first."""
    path = plain_path(typed, here)
    text = typed.translate(_FULL_WIDTH)
    whole = not typed.strip() or text.endswith("/") or (text.strip() in ("~", ".", ".."))
    folder, part = (path, "") if whole else (path.parent, match_key(path.name))
    found = [one for one in _listed(folder) if part in match_key(one.name)]
    if part.startswith("."):
        return found
    return [one for one in found if not one.name.startswith(".")]


def _listed(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            named = sorted((not entry.is_dir(), entry.name) for entry in entries)
    except (OSError, ValueError):
        return
    for is_file, name in named[: _MOST * 10]:
        if not is_file or (Path(name).suffix.lower() in READERS and not name.startswith("~$")):
            yield folder / name


class AskPath(Dialog[Path | None]):
    """Tab completes with the entry under the cursor, Enter takes it; Esc leaves things as they are."""

    KEYS = (
        as_word(TAKE, "Open"),
        Key("", "", "Tab", "Complete with the line under the cursor", "Complete", palette=False),
        MOVE,
        CLOSE,
        DO._replace(action="take"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        Binding("tab", "complete", show=False, priority=True),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("pageup", "move(-10)", show=False),
    ]

    def __init__(self, here: Path) -> None:
        super().__init__()
        self._here = here
        self._seen: list[Path] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(_("Which file do you want to bring in?"), style="bold"), id="title")
            yield Input(id="typed", compact=True, placeholder=_("A path, or a part of a file's name"))
            yield OptionList(id="list", markup=False, compact=True)
            yield Static(Text(""), id="wrong", markup=False)
            yield self.hints()

    def on_mount(self) -> None:
        self.query_one("#list", OptionList).can_focus = False
        self.query_one("#typed", Input).focus()
        self.call_after_refresh(self._fill)

    def on_resize(self) -> None:
        self._fill()

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.query_one("#typed", Input).value

    @on(Input.Changed)
    def _typing(self) -> None:
        self._fill()

    def _fill(self) -> None:
        options = self.query_one("#list", OptionList)
        self._seen = offered(self.typed, self._here)[:_MOST]
        width = max(options.scrollable_content_region.width - 1, 20)
        options.clear_options()
        options.add_options([Option(Text(fit(_named(one), width), no_wrap=True)) for one in self._seen])
        if self._seen:
            options.highlighted = 0
        else:
            kinds = " ".join(sorted(READERS))
            options.add_option(
                Option(
                    Text(_("No file here that can be read. Kinds: {kinds}").format(kinds=kinds), style="dim"),
                    disabled=True,
                )
            )
        self._say(shown(str(self._here)) if not self.typed else "")

    def _say(self, text: str, style: str = "dim") -> None:
        width = max(self.size.width - 8, 20)
        self.query_one("#wrong", Static).update(Text(fit(narrow(text), width), style=style))

    def action_move(self, rows: int) -> None:
        options = self.query_one("#list", OptionList)
        if self._seen:
            options.highlighted = max(0, min((options.highlighted or 0) + rows, len(self._seen) - 1))

    @property
    def _under_cursor(self) -> Path | None:
        place = self.query_one("#list", OptionList).highlighted
        return self._seen[place] if self._seen and place is not None else None

    def action_complete(self) -> None:
        """Put the entry under the cursor into the field."""
        if self._under_cursor is not None:
            self._put(self._under_cursor)

    def _put(self, path: Path) -> None:
        box = self.query_one("#typed", Input)
        folder = "/" if path.is_dir() else ""
        try:
            text = str(path.relative_to(self._here))
        except ValueError:
            text = str(path)
        if text != spelled(text):
            self._say(
                _("This name cannot be typed; rename it first: {name}").format(name=spelled(text)),
                "bold reverse",
            )
            return
        box.value = text + folder
        box.cursor_position = len(box.value)

    @on(Input.Submitted)
    def action_take(self) -> None:
        path = plain_path(self.typed, self._here)
        if not self.typed.strip() or not path.is_file():
            path = self._under_cursor or path
        self._open(path)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._open(self._seen[event.option_index])

    def _open(self, path: Path) -> None:
        if path.is_dir():
            self._put(path)
        elif path.is_file():
            self.dismiss(path)
        else:
            self._say(_("There is no such file: {name}").format(name=shown(path.name)), "bold reverse")

    def action_cancel(self) -> None:
        self.dismiss(None)


def _named(path: Path) -> str:
    return shown(spelled(path.name)) + ("/" if path.is_dir() else "")
