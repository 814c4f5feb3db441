"""Several stages at once for one work item."""

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from domain.stages import STAGE_NAMES
from i18n import _
from tui.keys import CLOSE, DO, TAKE, Key, bindings
from tui.marks import stage_kanji
from tui.screens.dialog import Dialog
from tui.words import shown

MARK: Final = Key("", "", "Space", "Mark a line, or take its mark away", "Mark it", palette=False)


class Several(Dialog[tuple[str, ...] | None]):
    """Space marks and unmarks, Enter takes, Esc leaves the stages as they are."""

    KEYS = (MARK, TAKE, DO._replace(action="take"), CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False, priority=True),
        Binding("enter", "take", show=False, priority=True),
        *bindings(KEYS),
    ]

    def __init__(self, item: str, chosen: tuple[str, ...]) -> None:
        super().__init__()
        self._item = item
        self._names = [*STAGE_NAMES, *(name for name in chosen if name not in STAGE_NAMES)]
        self._chosen = set(chosen)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(_("Stages reached: {item}").format(item=self._item), style="bold"), id="title")
            yield OptionList(*self._options(), id="list", markup=False, compact=True)
            yield self.hints()

    def on_mount(self) -> None:
        options = self.query_one("#list", OptionList)
        options.focus()
        places = [place for place, name in enumerate(self._names) if name in self._chosen]
        options.highlighted = places[0] if places else 0

    def _options(self) -> list[Option]:
        return [
            Option(
                Text(
                    f"[{'x' if name in self._chosen else ' '}] {stage_kanji(name)} {shown(name)}",
                    no_wrap=True,
                )
            )
            for name in self._names
        ]

    def action_mark(self) -> None:
        options = self.query_one("#list", OptionList)
        place = options.highlighted
        if place is not None:
            self._chosen ^= {self._names[place]}
            options.replace_option_prompt_at_index(place, self._options()[place].prompt)

    def action_take(self) -> None:
        self.dismiss(tuple(name for name in self._names if name in self._chosen))

    def action_cancel(self) -> None:
        self.dismiss(None)
