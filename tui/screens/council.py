"""会議: the half-year's way to the council."""

from textual.app import ComposeResult

from tui.screens.frame import KeyLine, Rule, StatusLine, TabLine, TopLine
from tui.watching import Watching


class Council(Watching):
    """Where the half-year stands on its way to the council."""

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield TabLine("council")
        yield Rule()
        yield StatusLine()
        yield KeyLine()
