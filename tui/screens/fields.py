"""Fields of the record: a choice on a line, the stages reached per work item, the text. Loading them says nothing."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget
from textual.widgets import TextArea

from db.reads.measures import WorkItemRow
from domain.names import clean
from domain.periods import Half, slot
from domain.stages import RANKS, STAGE_NAMES
from i18n import _
from tui.marks import fit
from tui.screens.sheet import Reached, item_name
from tui.words import shown

LABEL_WIDTH: Final = 10


def field_label(word: str, focused: bool) -> Text:
    """The field's name in LABEL_WIDTH cells; > marks the field that has the keys."""
    return Text(fit((">" if focused else " ") + _(word), LABEL_WIDTH), style="bold" if focused else "")


class ChoiceLine(Widget, can_focus=True):
    """One of a few words: left and right choose, Delete empties, Enter goes on to the next field."""

    DEFAULT_CSS = "ChoiceLine { height: auto; width: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "shift(-1)", show=False),
        Binding("right", "shift(1)", show=False),
        Binding("space", "shift(1, True)", show=False),
        Binding("delete,backspace", "empty", show=False),
        Binding("enter", "screen.focus_next", show=False),
    ]

    class Changed(Message):
        """A person chose another word (None: none)."""

        def __init__(self, line: "ChoiceLine", value: str | None) -> None:
            super().__init__()
            self.line, self.value = line, value

        @property
        def control(self) -> "ChoiceLine":
            return self.line

    def __init__(self, name: str, options: Sequence[tuple[str, str]], *, id: str) -> None:
        super().__init__(id=id)
        self._word = name
        self._options = list(options)
        self.value: str | None = None
        self.locked = False

    def show(self, value: str | None, *, locked: bool) -> None:
        """Load a value, without a message. A locked line cannot be changed."""
        self.value, self.locked = value, locked
        self.refresh(layout=True)

    def choose(self, value: str | None) -> None:
        """Choose as a person does."""
        if not self.locked and value != self.value:
            self.value = value
            self.refresh(layout=True)
            self.post_message(self.Changed(self, value))

    def action_shift(self, step: int, around: bool = False) -> None:
        values = [value for value, _ in self._options]
        if self.value not in values:
            self.choose(values[0 if step > 0 else -1])
            return
        place = values.index(self.value) + step
        if around:
            place %= len(values)
        self.choose(values[max(0, min(place, len(values) - 1))])

    def action_empty(self) -> None:
        self.choose(None)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> RenderResult:
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        lines = [field_label(self._word, self.has_focus)]
        values = [value for value, _ in self._options]
        options = list(self._options)
        if self.value is not None and self.value not in values:
            options.append((self.value, shown(self.value)))
        for value, label in options:
            chosen = value == self.value
            word = f"[{label}]" if chosen else f" {label} "
            if lines[-1].cell_len + cell_len(word) > width and lines[-1].cell_len > LABEL_WIDTH:
                lines.append(Text(" " * LABEL_WIDTH))
            style = "bold reverse" if chosen else "dim" if self.locked else ""
            lines[-1].append(word, style=style)
        return lines


class StagesField(Widget, can_focus=True):
    """The stages reached in this half-year, per work item: up and down choose the item, left and right the stage.

    Space opens a list for several stages at once, Delete empties. In a narrow terminal each item carries its schedule.
    """

    DEFAULT_CSS = "StagesField { height: auto; width: 1fr; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "shift(-1)", show=False),
        Binding("right", "shift(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("space", "several", show=False),
        Binding("delete,backspace", "empty", show=False),
        Binding("enter", "screen.focus_next", show=False),
    ]

    class Changed(Message):
        """A person changed the stages reached."""

        def __init__(self, stages: Mapping[int, tuple[str, ...]]) -> None:
            super().__init__()
            self.stages = stages

    class Several(Message):
        """A person wants to choose several stages of a work item."""

        def __init__(self, row: int, name: str, chosen: tuple[str, ...]) -> None:
            super().__init__()
            self.row, self.item, self.chosen = row, name, chosen

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._items: tuple[WorkItemRow, ...] = ()
        self._halves: tuple[Half, ...] = ()
        self._now: Half | None = None
        self._reached: Reached = {}
        self._place = 0
        self.stages: dict[int, tuple[str, ...]] = {}
        self.locked = False
        self.with_schedule = True

    def show(
        self,
        items: tuple[WorkItemRow, ...],
        halves: tuple[Half, ...],
        now: Half | None,
        reached: Reached,
        stages: Mapping[int, tuple[str, ...]],
        *,
        locked: bool,
    ) -> None:
        """Load a measure's work items and what is reached, without a message."""
        if items != self._items:
            self._place = 0
        self._items, self._halves, self._now, self._reached = items, halves, now, reached
        self.stages = dict(stages)
        self.locked = locked
        self.display = bool(items)
        self.refresh(layout=True)

    def planned(self, item: WorkItemRow) -> tuple[str, ...]:
        """The stages a work item is planned to be in now; a whole year's cell counts for both its halves."""
        if self._now is None:
            return ()
        wanted = (slot(self._now.fy, self._now.half), slot(self._now.fy, 1))
        cells = {(cell.kind, slot(cell.fy, cell.half), cell.half is None): cell.stages for cell in item.cells}
        for kind in ("revised", "planned"):
            for whole, place in ((False, wanted[0]), (True, wanted[1])):
                if (kind, place, whole) in cells:
                    return cells[(kind, place, whole)]
        return ()

    def choose(self, row: int, stages: tuple[str, ...]) -> None:
        """Choose as a person does."""
        if self.locked or self.stages.get(row, ()) == stages:
            return
        self.stages = {**self.stages, row: stages}
        if not stages:
            del self.stages[row]
        self.refresh(layout=True)
        self.post_message(self.Changed(dict(self.stages)))

    def choose_planned(self) -> bool:
        """Every item as planned for this half-year; False when nothing is planned."""
        planned = {item.row: self.planned(item) for item in self._items}
        wanted = {row: stages for row, stages in planned.items() if stages}
        if self.locked or not wanted:
            return False
        if wanted != self.stages:
            self.stages = {**self.stages, **wanted}
            self.refresh(layout=True)
            self.post_message(self.Changed(dict(self.stages)))
        return True

    def action_shift(self, step: int) -> None:
        if not self._items:
            return
        item = self._items[self._place]
        now = self.stages.get(item.row, ())
        if not now:
            planned = self.planned(item)
            self.choose(item.row, planned or (STAGE_NAMES[0] if step > 0 else STAGE_NAMES[-1],))
            return
        here = now[-1 if step > 0 else 0]
        place = STAGE_NAMES.index(here) + step if here in RANKS else 0
        self.choose(item.row, (STAGE_NAMES[max(0, min(place, len(STAGE_NAMES) - 1))],))

    def action_move(self, step: int) -> None:
        place = self._place + step
        if 0 <= place < len(self._items):
            self._place = place
            self.refresh()
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_several(self) -> None:
        if self._items and not self.locked:
            item = self._items[self._place]
            self.post_message(
                self.Several(item.row, item_name(item.row, item.label), self.stages.get(item.row, ()))
            )

    def action_empty(self) -> None:
        if self._items:
            self.choose(self._items[self._place].row, ())

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> RenderResult:
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def _lines(self, width: int) -> list[Text]:
        lines: list[Text] = []
        for place, item in enumerate(self._items):
            here = self.has_focus and place == self._place
            sign = Text(">" if here else " ", style="bold")
            said = self._said(item, here)
            if self.with_schedule and self._halves:
                lines += self._strip(item, place, sign.append_text(said), width)
            else:
                name = fit(item_name(item.row, item.label), max(width - 32, 12))
                line = sign.append(name + " ").append_text(said)
                line.truncate(width, pad=True)
                lines.append(line)
        return lines

    def _said(self, item: WorkItemRow, here: bool) -> Text:
        if self._now is None:
            return Text("")
        stages = self.stages.get(item.row, ())
        planned = "、".join(self.planned(item))
        text = Text(_("now") + " ", style="bold" if here else "")
        if stages:
            text.append(f"[{shown('、'.join(stages))}]", style="bold reverse" if here else "bold")
        else:
            text.append("[ ]", style="bold reverse" if here else "")
        if planned and planned != "、".join(stages):
            text.append(" " + _("(planned {stages})").format(stages=shown(planned)), style="dim")
        return text

    def _strip(self, item: WorkItemRow, place: int, said: Text, width: int) -> list[Text]:
        """The item's schedule, with what is said now at the left of the line of what was reached."""
        from tui.widgets.stage_strip import as_row, strip_lines

        reached = dict(self._reached.get(item.row, {}))
        now = self.stages.get(item.row)
        if self._now is not None:
            reached.pop(self._now.index, None)
            if now:
                reached[self._now.index] = now
        row = as_row(item_name(item.row, item.label), item.cells, reached)
        strip = [
            Text(" ").append_text(line)
            for line in strip_lines(row, self._halves, self._now, width - 1, heading=place == 0)
        ]
        if self._now is None:
            return strip
        if not row.actual:
            said.truncate(width, pad=True)
            return [*strip, said]
        last = strip[-1]
        label = len(last.plain) - len(last.plain.lstrip(" "))
        said.truncate(label, pad=True)
        return [*strip[:-1], said.append_text(last[label:])]


class ReportText(TextArea, inherit_bindings=False):
    """Prose. Leaves F-keys to the screen, and Ctrl+Z too once there is nothing of its own left to undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.key not in ("f6", "f7", "ctrl+z,super+z")
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__("", soft_wrap=True, tab_behavior="focus", compact=True, id=id)

    def show(self, text: str, *, locked: bool) -> None:
        """Load a text, without a message."""
        with self.prevent(TextArea.Changed):
            self.load_text(shown(text, lines=True))
        self.read_only = locked

    def keep(self, text: str, *, locked: bool) -> None:
        """The same text again, perhaps locked now; only another one is loaded, for that moves the caret."""
        if self.text == shown(text, lines=True):
            self.read_only = locked
        else:
            self.show(text, locked=locked)

    @property
    def can_undo(self) -> bool:
        """Whether Ctrl+Z belongs to the text."""
        return not self.read_only and bool(self.history.undo_stack)

    def on_paste(self, event: events.Paste) -> None:
        """Text from outside comes in without control and bidi characters."""
        event.prevent_default()
        event.stop()
        if not self.read_only:
            self.insert(clean(event.text))
