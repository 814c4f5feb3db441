"""The first screen of an empty book: what to do first."""

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from db.reads.plans import plans
from i18n import _
from tui.keys import EVERYWHERE, Key, bindings
from tui.screens.frame import KeyLine, PlanScreen, Rule, StatusLine, TopLine

LOOK: Final = Key("look", "f10,enter", "F10", "Look again whether a plan has come in", "Look again")


class Welcome(PlanScreen):
    """Names the commands that bring a plan in, and looks again on F10."""

    KEYS = ((LOOK,),)
    WORDS = (("plan", "one generation of a municipality's ICT or DX plan"),)
    BINDINGS: ClassVar[list[BindingType]] = bindings((LOOK,))

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield Rule()
        with VerticalScroll(id="body"):
            yield Static(self._text())
        yield StatusLine()
        yield KeyLine([LOOK, EVERYWHERE[-1]])

    def action_look(self) -> None:
        if plans(self.app_.book.db):
            self.app_.open_default()
        else:
            self.say(_("There is still no plan in this book."))

    def _text(self) -> Text:
        commands = (
            ("shinchoku demo", _("loads four real plans to try everything with")),
            (
                "shinchoku import preview FILE",
                _("shows what a plan's document would bring in; writes nothing"),
            ),
            ("shinchoku import commit FILE", _("brings it in")),
        )
        text = Text()
        text.append(_("This book holds no plan yet."), style="bold")
        text.append("\n\n" + _("Leave with Ctrl+Q and bring one in from the command line:") + "\n\n")
        for command, meaning in commands:
            text.append(f"  {command}\n", style="bold").append(f"      {meaning}\n")
        text.append("\n" + _("The book: {path}").format(path=self.app_.book.path) + "\n")
        return text.append("\n" + _("Did somebody bring one in just now? Press F10."))
