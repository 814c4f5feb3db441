"""Two people wrote the same draft: both texts side by side and three answers; Ctrl+Z has the text not chosen."""

from typing import ClassVar, Final, Literal

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from db.reads.answers import Answer
from i18n import _
from tui.keys import CLOSE, DO, OTHERWISE, Key, bindings
from tui.screens.dialog import Dialog
from tui.words import rating_words, shown, state_words

Answered = Literal["mine", "theirs", "both"]


_MINE: Final = DO._replace(action="answer('mine')", name="Keep my text", short="Keep mine", signs="1")
_THEIRS: Final = OTHERWISE._replace(
    action="answer('theirs')", name="Take their text", short="Take theirs", signs="2"
)
_BOTH: Final = Key(
    "answer('both')",
    *("f8", "F8", "Both texts, one under the other", "Both texts", "3"),
    palette=False,
    named="dialog_both",
)


class Stale(Dialog[Answered | None]):
    """1 keep mine, 2 take theirs, 3 both one under the other; Esc decides later and writes nothing."""

    KEYS = (_MINE, _THEIRS, _BOTH, CLOSE._replace(name="Decide later", short="Decide later"))
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)

    def __init__(self, name: str, mine: Answer, theirs: Answer, who: str, when: str) -> None:
        super().__init__()
        self._name, self._mine, self._theirs, self._who, self._when = name, mine, theirs, who, when

    def compose(self) -> ComposeResult:
        said = _("{who} saved another text at {when} while you were writing. Nothing is lost.")
        with Vertical(id="box"):
            yield Static(Text(shown(self._name), style="bold"), id="title")
            yield Static(Text(said.format(who=shown(self._who), when=self._when)))
            with Horizontal(id="both"):
                with VerticalScroll(classes="side"):
                    yield Static(_side(_("Yours"), self._mine))
                with VerticalScroll(classes="side"):
                    yield Static(_side(_("{who}'s").format(who=shown(self._who)), self._theirs))
            yield self.hints()

    def action_answer(self, value: Answered) -> None:
        self.dismiss(value)

    def action_cancel(self) -> None:
        self.dismiss(None)


def _side(title: str, answer: Answer) -> Text:
    text = Text()
    text.append(title + "\n", style="bold underline")
    facts = (rating_words(answer.progress_evaluation), state_words(answer.implementation_state))
    text.append("  ".join(fact for fact in facts if fact) + "\n")
    for row, stages in sorted(answer.stages.items()):
        text.append(f"{row} {shown('、'.join(stages))}\n")
    return text.append(shown(answer.text, lines=True))
