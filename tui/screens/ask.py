"""A question before something is done: what it will do, the texts it needs, the key that does it. Esc keeps them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, Static

from i18n import _
from tui.keys import CLOSE, DO, Key, bindings
from tui.marks import fit
from tui.screens.dialog import Dialog, as_word
from tui.screens.fields import ReportText
from tui.words import narrow, shown


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to give. `wrong` says what is wrong with it (empty: nothing); prose gets several lines."""

    name: str
    label: str
    value: str = ""
    prose: bool = False
    wrong: Callable[[str], str] = lambda text: ""


def needed(text: str) -> str:
    """A text that cannot be left empty."""
    return "" if text.strip() else _("This cannot be empty.")


NEXT: Final = Key("", "", "Tab", "Next field", "Next field", palette=False)


class Ask(Dialog[dict[str, str] | None]):
    """Answering returns the texts by name; leaving returns None and keeps them in `kept` for the next time."""

    KEYS = (DO, NEXT, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        Binding("enter", "answer_alone", show=False),
    ]

    def __init__(
        self,
        title: str,
        said: Text,
        fields: Sequence[Asked],
        does: str,
        kept: dict[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._said, self._fields, self._does = title, said, tuple(fields), does
        self._kept = kept if kept is not None else {}

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Text(narrow(shown(self._title)), style="bold"), id="title", markup=False)
            with VerticalScroll(id="said", can_focus=not self._fields):
                yield Static(self._said, markup=False)
            for field in self._fields:
                yield Static(Text(field.label, style="bold"), markup=False)
                text = self._kept.get(field.name, field.value)
                if field.prose:
                    area = ReportText(id=f"field-{field.name}")
                    area.show(text, locked=False)
                    yield area
                else:
                    yield Input(text, id=f"field-{field.name}", compact=True)
            yield Static(Text(""), id="wrong", markup=False)
            yield self.hints()

    def own_keys(self) -> tuple[Key, ...]:
        leave = "leave, the texts are kept" if self._fields else "leave"
        return (
            as_word(DO, self._does),
            *((NEXT,) if len(self._fields) > 1 else ()),
            as_word(CLOSE, leave),
        )

    def on_mount(self) -> None:
        first = f"#field-{self._fields[0].name}" if self._fields else "#said"
        self.query_one(first).focus()

    def texts(self) -> dict[str, str]:
        """What stands in the fields."""
        return {field.name: self._text(field) for field in self._fields}

    def _text(self, field: Asked) -> str:
        if field.prose:
            return self.query_one(f"#field-{field.name}", ReportText).text
        return self.query_one(f"#field-{field.name}", Input).value

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    def action_answer_alone(self) -> None:
        if not self._fields:
            self.action_answer()

    def action_answer(self) -> None:
        texts = self.texts()
        for field in self._fields:
            wrong = field.wrong(texts[field.name])
            if wrong:
                line = f"{field.label}: {wrong}"
                self.query_one("#wrong", Static).update(
                    Text(fit(narrow(line), max(self.size.width - 8, 20)), style="bold reverse")
                )
                self.query_one(f"#field-{field.name}").focus()
                return
        self._kept.clear()
        self.dismiss(texts)

    def action_cancel(self) -> None:
        self._kept.update(self.texts())
        self.dismiss(None)
