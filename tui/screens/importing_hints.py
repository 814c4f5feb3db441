"""The preview's last lines: above, what can be done with the row under the cursor; below, with the whole file."""

from typing import Final

from rich.cells import cell_len
from rich.text import Text

from tui.screens.frame import KeyLine, shown_here
from tui.screens.importing_keys import PREVIEW

# Each in the same place for every row, so that only the line above changes; the filter by its short sign.
OF_THE_FILE: Final = tuple(
    key._replace(shown="/") if name == "filter" else key
    for name in ("commit", "show", "plan", "filter")
    for key in PREVIEW
    if key.setting == name
)


class RowKeys(KeyLine):
    """As many keys as there is room for, the first ones first; those of everywhere stand in the line below."""

    def line(self, width: int) -> Text:
        text, room = Text(" "), width - 1
        for usual, word in self._keys:
            key = shown_here(self, usual)
            wide = cell_len(key) + 1 + cell_len(word)
            if wide > room:
                break
            room -= wide + 2
            text.append(key, style="bold").append(f" {word}  ")
        return text
