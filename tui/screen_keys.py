"""The keys of 図表, 施策の全体, 更新計画 and 原本で確認: read by their screens, and by Ctrl+P without loading those."""

from typing import Final

from tui.keys import Key

# Each chart with its name, and the short one of the line of charts.
TITLES: Final = {
    "states": ("Reports by state", "Reports by state"),
    "map": ("Schedule: planned and reached", "Schedule"),
    "slip": ("Slip: half-years between planned and reached", "Slip"),
    "study": ("Share of study over the half-years", "Study"),
    "progress": ("How far measures are, by goal, field and department", "How far"),
    "figures": ("Figures over the years", "Figures"),
    "costs": ("Estimated cost by year", "Cost"),
    "survey": ("What residents said: importance and satisfaction", "Survey"),
}

CHARTS: Final = (
    Key("switch(1)", "tab,f6", "Tab", "The next chart", "Next chart"),
    Key("switch(-1)", "shift+tab", "Shift+Tab", "The chart before", palette=False),
    *(
        Key(f"show('{name}')", "", str(place), f"Chart: {title}", "", str(place))
        for place, (name, (title, _short)) in enumerate(TITLES.items(), 1)
    ),
    Key("group", "ctrl+b", "Ctrl+B", "Progress by goal, field or lead department", "", "g"),
    Key("open", "enter", "Enter", "Open the measure", "Open", palette=False),
    Key("back", "escape", "Esc", "Back to the overview", "Back", palette=False),
)

WHOLE: Final = (
    Key("part(1)", "tab,right", "Tab", "The next part of the sheet", "Next part"),
    Key("part(-1)", "shift+tab,left", "Shift+Tab", "The part before", palette=False),
    Key("show('sheet')", "", "1", "Part: the sheet as it is printed", "", "1"),
    Key("show('story')", "", "2", "Part: what happened, and who did it", "", "2"),
    Key("show('family')", "", "3", "Part: the measures before and after it in other plans", "", "3"),
    Key("show('figures')", "", "4", "Part: figures over the years", "", "4"),
    Key("show('origins')", "ctrl+o", "Ctrl+O", "Where each value comes from", "Source", "5"),
    Key("step(1)", "ctrl+down", "Ctrl+Down", "Next measure", "Next"),
    Key("step(-1)", "ctrl+up", "Ctrl+Up", "Previous measure"),
    Key("move(1)", "down", "", "", palette=False),
    Key("move(-1)", "up", "", "", palette=False),
    Key("page(1)", "pagedown", "", "", palette=False),
    Key("page(-1)", "pageup", "", "", palette=False),
    Key("follow", "enter", "Enter", "Go to the measure under the cursor", "Go there", palette=False),
    Key("revise", "f9", "F9", "Revise the schedule; the first plan stays"),
    Key("back", "escape", "Esc", "Back", "Back", palette=False),
)

RENEWAL: Final = (
    Key(
        "open",
        "enter",
        "Enter",
        "Open the system's dates and where they were printed",
        "Dates",
        palette=False,
    ),
    Key("department", "f9", "F9", "Only this department's systems, or all", "This department"),
    Key("bcp", "f10", "F10", "Only BCP priority systems, the others, or all", "BCP"),
    Key("filter", "ctrl+f", "Ctrl+F", "Filter by name, department or finding", "Filter", "/"),
    Key("sort", "ctrl+s", "Ctrl+S", "Findings first, next date first, or as printed", "Sort", "s"),
    Key("move(1)", "right", "Left/Right", "Later and earlier years", palette=False),
    Key("move(-1)", "left", "", "", palette=False),
    Key("back", "escape", "Esc", "Clear the filters, then back to the overview", palette=False),
)

ORIGINALS: Final = (
    Key("first", "f10", "F10", "Yes; choose the stage; right as it is", "Yes", "1y"),
    Key("second", "f9", "F9", "No; as printed; settle with a note", "No", "2n"),
    Key("unknown", "ctrl+n", "Ctrl+N", "Still unknown, and next", "Still unknown", "3u"),
    Key("step(1)", "ctrl+down", "Ctrl+Down", "Next question"),
    Key("step(-1)", "ctrl+up", "Ctrl+Up", "Previous question"),
    Key("read", "tab", "Tab", "Into the source lines and back", palette=False),
    Key("back", "escape", "Esc", "Back; every answer is kept", "Back", palette=False),
)
