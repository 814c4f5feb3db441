"""The first screen of an empty book: what to press first."""

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
_BY_ACTION: Final = {key.action: key for key in EVERYWHERE}
IMPORT: Final = _BY_ACTION["importing"]._replace(short="Bring in a file")
LEAVE: Final = _BY_ACTION["leave"]


class Welcome(PlanScreen):
    """F8 brings a document in; the commands that do the same are named; F10 looks again."""

    KEYS = ((LOOK,),)
    WORDS = (("plan", "one generation of a municipality's ICT or DX plan"),)
    BINDINGS: ClassVar[list[BindingType]] = bindings((LOOK,))

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield Rule()
        with VerticalScroll(id="body"):
            yield Static(self._text(), markup=False)
        yield StatusLine()
        yield KeyLine([IMPORT, LOOK, LEAVE])

    def action_look(self) -> None:
        if plans(self.app_.book.db):
            self.app_.open_default()
        else:
            self.say(_("There is still no plan in this book."))

    def _text(self) -> Text:
        shown = self.app_.settings.shown
        first = _(
            "Press {key}: choose a plan's document (PDF, Excel, Word, text) and see what would come in."
        )
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
        text.append("\n\n" + first.format(key=shown(IMPORT)) + "\n", style="bold")
        leaving = _("Or leave with {key} and bring one in from the command line:").format(key=shown(LEAVE))
        text.append("\n" + leaving + "\n\n")
        for command, meaning in commands:
            text.append(f"  {command}\n", style="bold").append(f"      {meaning}\n")
        text.append("\n" + _("The book: {path}").format(path=self.app_.book.path) + "\n")
        again = _("Did somebody bring one in just now? Press {key}.").format(key=shown(LOOK))
        return text.append("\n" + again)
