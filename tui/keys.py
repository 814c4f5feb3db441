"""One grammar of keys for every screen: each action with its keys, their full-width twins, and what people are told.

With the Japanese input method on, letters never arrive; so every main action sits on a function key, Enter, Esc, an
arrow or Ctrl with a key. Letters, digits and signs are second ways, and their full-width forms do the same.
"""

from typing import Final, NamedTuple

from textual.binding import Binding, BindingType

_FULL_WIDTH_OFFSET: Final = 0xFEE0
MOVEMENTS: Final = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")


class Key(NamedTuple):
    """An action: its Textual keys (the first one is `shown`), signs that do the same, a name, and the last line's word.

    `short` empty: not in the last line. `palette` False: only a movement, not something to look up by name.
    `named`: its name in a settings file, where the action's own would not do.
    """

    action: str
    keys: str
    shown: str
    name: str
    short: str = ""
    signs: str = ""
    palette: bool = True
    named: str = ""

    @property
    def setting(self) -> str:
        """Its name in a settings file: submit, step_next, step_previous."""
        if self.named:
            return self.named
        name, _, value = self.action.removeprefix("app.").rstrip(")").partition("(")
        steps = {"": "", "1": "_next", "-1": "_previous"}
        return name + steps.get(value, "_" + value.strip("'"))

    @property
    def changeable(self) -> bool:
        """Whether a settings file can give it another key: signs, movements and keys of a field stay as they are."""
        return bool(self.action and self.keys) and self.keys not in MOVEMENTS


def twins(signs: str) -> str:
    """ASCII signs with their full-width forms: n → nｎ."""
    return signs + "".join(chr(ord(sign) + _FULL_WIDTH_OFFSET) for sign in signs)


def bindings(*tables: tuple[Key, ...]) -> list[BindingType]:
    """The table as Textual bindings; each sign and its full-width form included."""
    made: list[BindingType] = []
    for key in (key for table in tables for key in table):
        named = key.setting if key.changeable else None
        made += [Binding(name, key.action, show=False, id=named) for name in key.keys.split(",") if name]
        made += [Binding(name, key.action, show=False) for name in twins(key.signs)]
    return made


HELP: Final = Key("help", "f1", "F1", "Help for this screen", "Help", "?")
PALETTE: Final = Key(
    "palette",
    "ctrl+p",
    "Ctrl+P",
    "Every action, measure and department by name",
    "Actions",
    palette=False,
)

EVERYWHERE: Final = (
    HELP,
    Key("overview", "f2", "F2", "Overview of the half-year", palette=True),
    Key("measures", "f3", "F3", "List of measures"),
    Key("confirming", "f4", "F4", "Queue of reports to confirm"),
    Key("council", "f5", "F5", "The half-year's way to the council"),
    Key("charts", "f6", "F6", "Charts"),
    Key("renewal", "f7", "F7", "Plan for renewing the systems"),
    Key("importing", "f8", "F8", "Bring in files, and take imports back"),
    Key("originals", "", "", "Answer what is unknown, with the original beside it"),
    PALETTE,
    Key("undo", "ctrl+z", "Ctrl+Z", "Undo the last act"),
    Key("leave", "ctrl+q", "Ctrl+Q", "Leave; drafts are kept", "Leave"),
    Key("copy_here", "ctrl+y", "Ctrl+Y", "Copy the measure or row under the cursor"),
    Key("print_screen", "ctrl+x", "Ctrl+X", "Print the screen as a picture (SVG)"),
    Key("choose_theme", "", "", "Choose the colours: dark, light, high contrast"),
    Key("write_settings", "", "", "Write a settings file with every key"),
)

PRINT: Final = next(key for key in EVERYWHERE if key.action == "print_screen")

# Of dialogs: what each does is said in its own last line. One name in the settings file for all of them.
DO: Final = Key("answer", "f10", "F10", "Do it", named="dialog_do", palette=False)
OTHERWISE: Final = Key("otherwise", "f9", "F9", "The other answer", named="dialog_other", palette=False)
CLOSE: Final = Key(
    "cancel",
    "escape",
    "Esc",
    "Leave things as they are",
    "Leave as it is",
    named="dialog_close",
    palette=False,
)
TAKE: Final = Key("", "", "Enter", "Take what is under the cursor", "Take", palette=False)
MOVE: Final = Key("", "", "Up/Down", "Move the cursor", "Move", palette=False)
SCROLL: Final = Key("", "", "PgUp/PgDn", "Scroll the text", "Scroll", palette=False)
OVER_ALL: Final = (
    HELP._replace(action="app.help"),
    PRINT._replace(action="app.print_screen"),
)

EYES: Final = (
    Key(
        "app.choose_department",
        "ctrl+d",
        "Ctrl+D",
        "Choose a department",
        "Department",
        "d",
    ),
    Key(
        "app.next_department(1)",
        "ctrl+right",
        "Ctrl+Right",
        "Next department",
        palette=False,
    ),
    Key(
        "app.next_department(-1)",
        "ctrl+left",
        "Ctrl+Left",
        "Previous department",
        palette=False,
    ),
    Key("app.choose_plan", "ctrl+g", "Ctrl+G", "Choose a plan", "Plan", "p"),
    Key("app.choose_period", "ctrl+e", "Ctrl+E", "Choose a half-year", "Half-year"),
)

OVERVIEW: Final = (
    Key(
        "open",
        "enter",
        "Enter",
        "Open the department's measures",
        "Open",
        palette=False,
    ),
    Key("start", "f10", "F10", "Start reporting what is missing", "Start reporting"),
    Key("remind", "f9", "F9", "Copy a letter about the missing reports", "Copy letter"),
    Key("other_chart", "ctrl+l", "Ctrl+L", "The other chart: reports by state, or by rating", "Chart"),
)

MEASURES: Final = (
    Key("open", "enter", "Enter", "Open the measure", "Open", palette=False),
    Key("start", "f10", "F10", "Start reporting what is missing", "Start reporting"),
    Key(
        "filter",
        "ctrl+f",
        "Ctrl+F",
        "Filter by number, name, department or text",
        "Filter",
        "/",
    ),
    Key("sort", "ctrl+s", "Ctrl+S", "Sort by the next column", "Sort", "s"),
    Key("sheet", "ctrl+t", "Ctrl+T", "The whole sheet, and what happened to the measure", "Sheet"),
    Key("origins", "ctrl+o", "Ctrl+O", "Where each value comes from"),
    Key(
        "back",
        "escape",
        "Esc",
        "Clear the filter, then back to the overview",
        palette=False,
    ),
)

CONFIRM: Final = (
    Key("confirm", "f10", "F10", "Confirm, and next", "Confirm"),
    Key("give_back", "f9", "F9", "Return with a note, and next", "Return"),
    Key(
        "confirm_unchanged",
        "ctrl+k",
        "Ctrl+K",
        "Confirm all unchanged reports without contradiction",
        "",
        "a",
    ),
    Key("open", "enter", "Enter", "Read the whole report", palette=False),
    Key("step(1)", "ctrl+down", "Ctrl+Down", "Next report"),
    Key("step(-1)", "ctrl+up", "Ctrl+Up", "Previous report"),
    Key("scroll(1)", "space", "Space", "Scroll the report", palette=False),
    Key("scroll(-1)", "backspace", "Backspace", "Scroll the report back", palette=False),
    Key("filter", "ctrl+f", "Ctrl+F", "Filter by number, name or department", "", "/"),
    Key("show", "ctrl+s", "Ctrl+S", "Show waiting, confirmed, missing or all reports", "", "s"),
    Key("sheet", "ctrl+t", "Ctrl+T", "The whole sheet, and what happened to the measure", "Sheet"),
    Key("origins", "ctrl+o", "Ctrl+O", "Where each value comes from"),
    Key("back", "escape", "Esc", "Back: the list, all waiting reports, the overview", palette=False),
)

COUNCIL: Final = (
    Key("forward", "f10", "F10", "The half-year's next step: close, submit, decide, publish", "Next step"),
    Key("reopen", "f9", "F9", "Reopen the half-year with a reason and scope", "Reopen"),
    Key(
        "deny",
        "ctrl+n",
        "Ctrl+N",
        "Mark a report as denied by the council, or take the mark back",
        "Deny",
        "x",
    ),
    Key("pack", "ctrl+r", "Ctrl+R", "Write the pack for the council to a file", "Pack"),
    Key("open", "enter", "Enter", "Read the whole report", palette=False),
    Key("scroll(1)", "space", "Space", "Scroll the report", palette=False),
    Key("scroll(-1)", "backspace", "Backspace", "Scroll the report back", palette=False),
    Key("show", "ctrl+s", "Ctrl+S", "Show reports, amendments or steps so far", "Show", "s"),
    Key("back", "escape", "Esc", "Back: the list, the reports, the overview", palette=False),
)

RECORD: Final = (
    Key(
        "unchanged",
        "f9",
        "F9",
        "Unchanged: submit the last half-year's answer again, and next",
    ),
    Key("submit", "f10", "F10", "Submit, and next"),
    Key("step(1)", "ctrl+down,pagedown", "Ctrl+Down", "Next measure", "Next"),
    Key("step(-1)", "ctrl+up,pageup", "Ctrl+Up", "Previous measure"),
    Key("sheet", "ctrl+t", "Ctrl+T", "The whole sheet, and what happened to the measure", "Sheet"),
    Key("origins", "ctrl+o", "Ctrl+O", "Where each value comes from"),
    Key("rate(1)", "", "1-5", "Progress evaluation 1 to 5", "", "1", palette=False),
    Key("rate(2)", "", "", "", "", "2", palette=False),
    Key("rate(3)", "", "", "", "", "3", palette=False),
    Key("rate(4)", "", "", "", "", "4", palette=False),
    Key("rate(5)", "", "", "", "", "5", palette=False),
    Key(
        "as_planned",
        "ctrl+l",
        "Ctrl+L",
        "Stages as planned for this half-year",
        "",
        "=",
    ),
    Key("take_part", "ctrl+r", "Ctrl+R", "Take another department's part into the text"),
    Key(
        "back",
        "escape",
        "Esc",
        "Back to the list; what was typed is kept",
        "Back",
        palette=False,
    ),
)

FIELDS: Final = (
    Key("", "", "Tab", "Next field", palette=False),
    Key("", "", "Left/Right", "Choose within a field", palette=False),
    Key("", "", "Space", "Several stages at once", palette=False),
    Key("", "", "Delete", "Empty a field", palette=False),
)
