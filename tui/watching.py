"""Screens that see what other people change: every few seconds they ask the file whether somebody wrote in it."""

from typing import Final

from db.reads.freshness import written_by_others
from tui.screens.frame import PlanScreen

LOOK_SECONDS: Final = 2.0


class Watching(PlanScreen):
    """Asking costs one PRAGMA; the book is read again only when another connection wrote into it."""

    _written: int | None = None

    def on_mount(self) -> None:
        self._written = written_by_others(self.app_.book.db)
        self.set_interval(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Read again what is in sight if somebody wrote since the last look."""
        # While the dashboard closes, timers go on and the screens above have lost their parts.
        if not self.app.is_running or not self.is_current or self.app_.view.plan is None:
            return
        written = written_by_others(self.app_.book.db)
        if self._written is not None and written != self._written:
            self._written = written
            self.others_wrote()
        self._written = written

    def others_wrote(self) -> None:
        """Somebody wrote: the half-year's own state, then what is in sight."""
        self.app_.on_periods_moved()
