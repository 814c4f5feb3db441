"""A table whose columns have the widths they were given: nothing is measured, so thousands of rows come at once."""

from collections.abc import Iterable

from textual.widgets.data_table import RowKey

from tui.widgets.rows import Rows


class FixedTable(Rows):
    """For rows of one line without labels, in columns that were all added with a width."""

    def _update_dimensions(self, new_rows: Iterable[RowKey]) -> None:
        """DataTable measures every cell of every new row, which takes longer than all the rest, for widths it has."""
        super()._update_dimensions(())
