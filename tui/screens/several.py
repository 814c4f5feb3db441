"""Several stages at once for one work item."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from domain.stages import STAGE_NAMES
from i18n import _
from tui.marks import stage_kanji
from tui.words import shown


class Several(ModalScreen[tuple[str, ...] | None]):
    """Space marks and unmarks, Enter takes, Esc leaves the stages as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", show=False, priority=True),
        Binding("enter,f10", "take", show=False, priority=True),
        Binding("escape", "cancel", show=False),
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
            yield Static(Text(_("Space mark  Enter take  Esc leave as it is"), style="dim"), id="keys")

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
