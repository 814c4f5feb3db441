"""A table of rows in which Home and End go to the first and the last row, as everywhere else."""

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import DataTable


class Rows(DataTable[Any]):
    """Textual's own Home and End go to the first and last column, which a cursor over whole rows does not have."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]
