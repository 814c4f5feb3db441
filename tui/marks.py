"""The marks of the program: one kanji for each report state and each stage, always two cells wide.

Colour is a second carrier: every mark is told apart by its character, and every bar by its fill character.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from domain.reporting import State
from domain.slip import SlipAnswer, StageSlip
from domain.stages import MARKS
from i18n import _
from i18n.states import REPORT_MARKS, report_state


class StateMark(NamedTuple):
    """How one report state looks: style of its mark, its bar's colour and fills.

    `fill` may be of ambiguous width; `ascii_fill` is for terminals where such characters take two cells.
    """

    style: str
    colour: tuple[int, int, int]
    fill: str
    ascii_fill: str
    state: str

    @property
    def kanji(self) -> str:
        """The state's mark; two cells."""
        return REPORT_MARKS[self.state]

    @property
    def label(self) -> str:
        """The state's name in the reader's language."""
        return report_state(self.state)


# Okabe and Ito's palette, which all common kinds of colour blindness tell apart; weight and underline differ besides.
STATE_MARKS: Final[dict[State, StateMark]] = {
    State.not_started: StateMark("rgb(153,153,153)", (153, 153, 153), ".", ".", "not_started"),
    State.draft: StateMark("rgb(240,228,66)", (240, 228, 66), "-", "-", "draft"),
    State.submitted: StateMark("rgb(86,180,233)", (86, 180, 233), "░", "=", "submitted"),
    State.returned: StateMark("bold underline rgb(230,159,0)", (230, 159, 0), "!", "!", "returned"),
    State.confirmed: StateMark("bold rgb(0,158,115)", (0, 158, 115), "▒", "#", "confirmed"),
    State.compiled: StateMark("bold rgb(204,121,167)", (204, 121, 167), "▓", "%", "compiled"),
    State.approved: StateMark("bold rgb(0,114,178)", (0, 114, 178), "█", "@", "approved"),
    State.denied: StateMark("bold reverse rgb(213,94,0)", (213, 94, 0), "x", "x", "denied"),
}

# The order of a stacked bar: what is settled stands at the axis, what is missing at the end.
SETTLED_FIRST: Final = (
    State.approved,
    State.compiled,
    State.confirmed,
    State.submitted,
    State.draft,
    State.returned,
    State.denied,
    State.not_started,
)

# The kanji of the stages themselves stand in domain.stages.
CONTINUES: Final = "〃"
NONE: Final = "・"
UNKNOWN: Final = "？"


def state_mark(state: State | str) -> Text:
    """The kanji of a state in its style, two cells."""
    mark = STATE_MARKS[State(state)]
    return Text(mark.kanji, style=mark.style, no_wrap=True, end="")


def state_label(state: State | str) -> str:
    """Kanji and name of a state: 未 未着手."""
    mark = STATE_MARKS[State(state)]
    return f"{mark.kanji} {mark.label}"


def stage_kanji(stage: str) -> str:
    """The kanji of one printed stage word, ？ for a word that is no known stage; two cells."""
    return MARKS.get(stage, UNKNOWN)


def stage_mark(stages: Sequence[str] | None, *, continued: bool = False) -> str:
    """A schedule cell in at most four cells: 検, 調運 for two stages, 検+2 for more.

    None is a blank cell (・). An empty set is ⇒ after a blank: it continues nobody knows what (？).
    """
    if stages is None:
        return NONE
    if not stages:
        return UNKNOWN
    if continued:
        return CONTINUES
    marks = [stage_kanji(stage) for stage in stages]
    return "".join(marks) if len(marks) <= 2 else f"{marks[0]}+{len(marks) - 1}"


_SLIP_WORDS: Final = {SlipAnswer.never: "never", SlipAnswer.unplanned: "extra"}
SLIP_STYLES: Final = {
    SlipAnswer.on_time: "",
    SlipAnswer.early: "rgb(86,180,233)",
    SlipAnswer.late: "bold rgb(230,159,0)",
    SlipAnswer.never: "bold reverse rgb(230,159,0)",
    SlipAnswer.unplanned: "underline",
    SlipAnswer.unknown: "dim",
}
SLIP_WIDTH: Final = 6


def slip_mark(slip: StageSlip | None) -> str:
    """A slip as it is written, in at most six cells: +2, 0, -1 half-years; 未達 never, 予定外 unplanned, ？ unknown."""
    if slip is None or slip.answer is SlipAnswer.unknown:
        return UNKNOWN
    if slip.half_years is None:
        return _(_SLIP_WORDS[slip.answer])
    return f"{slip.half_years:+d}" if slip.half_years else "0"


def fit(text: str, width: int) -> str:
    """Text padded, or cut with .., to exactly `width` cells; never by len(), for kanji take two."""
    wide = cell_len(text)
    if wide <= width:
        return text + " " * (width - wide)
    if width <= 2:
        return "." * width
    cut = set_cell_size(text, width - 2).rstrip() + ".."
    return cut + " " * (width - cell_len(cut))


# Signs that do not begin a line, and those that do not end one.
_CLOSING: Final = "、。，．・：；）」』】〕)],.:;!?！？”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_OPENING: Final = "（「『【〔([“"


def pieces(text: str, width: int, *, later: int | None = None, most: int | None = None) -> list[str]:
    """A sentence in lines of at most `width` cells; words, numbers and names in ASCII stay whole where they can.

    Lines after the first have `later` cells. With `most` lines the last one holds whatever is left.
    """
    found: list[str] = []
    # A line needs no look at what comes long after it, or a long text would be measured again for each of its lines.
    while len(found) + 1 != most and (cell_len(text[: 2 * width]) > width or len(text) > 2 * width):
        first, *_rest = chop_cells(text[: 2 * width], width)
        first = first[: _break_at(text, len(first), width)]
        found.append(first.rstrip())
        text = text[len(first) :].lstrip()
        width = width if later is None else later
    return [*found, text]


def _break_at(text: str, edge: int, width: int) -> int:
    """Where the line ends that could have `edge` characters; a word that fills half of it is broken all the same."""
    end = edge
    while end > 1 and text[end] in _CLOSING:
        end -= 1
    while end > 0 and "!" <= text[end - 1] <= "~" and "!" <= text[end] <= "~":
        end -= 1
    while end > 1 and text[end - 1] in _OPENING:
        end -= 1
    return end if cell_len(text[:end]) > width // 2 else edge


def wrapped(line: str, width: int, style: str, *, indent: int = 0, hang: int | None = None) -> Text:
    """A line in `pieces`, each with its newline; further pieces hang by `hang` cells."""
    hang = indent if hang is None else hang
    text = Text()
    for paragraph in line.split("\n"):
        lines = pieces(paragraph, max(width - indent, 8), later=max(width - hang, 8))
        for place, piece in enumerate(lines):
            text.append(" " * (hang if place else indent) + piece + "\n", style=style)
    return text
