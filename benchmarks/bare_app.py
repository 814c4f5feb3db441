"""The least that shows the same: a bare Textual app with a table of given rows, or a bare text area.

`python benchmarks/bare_app.py ROWS.json [LINES]` where the file is a list of rows of cells, and LINES the height of the
table, which is else the terminal's; no file: the text area.
"""

import json
import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, TextArea


class BareTable(App[None]):
    """A DataTable with these rows and nothing else."""

    def __init__(self, rows: list[list[str]], lines: int | None = None) -> None:
        super().__init__()
        self.rows = rows
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        if self.lines is not None:
            table.styles.height = self.lines
        table.add_columns(*(str(place) for place in range(len(self.rows[0]))))
        table.add_rows(self.rows)
        table.focus()


class BareText(App[None]):
    """A TextArea and nothing else."""

    def compose(self) -> ComposeResult:
        yield TextArea("ここに書く")

    def on_mount(self) -> None:
        self.query_one(TextArea).focus()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        BareTable(json.loads(Path(sys.argv[1]).read_text("utf-8")), *map(int, sys.argv[2:])).run()
    else:
        BareText().run()
