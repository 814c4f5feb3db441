"""The keys of 取込: the list of batches, and the preview of a file."""

from typing import Final

from tui.keys import Key

BATCHES: Final = (
    Key("bring_in", "f10", "F10", "Choose a file and bring it in", "Bring in"),
    Key("undo_batch", "f9", "F9", "Take a batch back; what was changed since stays", "Take back"),
    Key("open", "enter", "Enter", "Open the batch, or the file that waits", "Open", palette=False),
    Key("originals", "ctrl+o", "Ctrl+O", "Answer what is unknown, with the original beside it", "Unknowns"),
    Key("back", "escape", "Esc", "Stop reading, then back to the overview", palette=False),
)

PREVIEW: Final = (
    Key("commit", "f10", "F10", "Bring in what is left", "Bring in"),
    Key("skip", "f9", "F9", "Leave the row out, or take it in again", "Leave out"),
    Key("take", "ctrl+b", "Ctrl+B", "The file's value over the person's, or the book's again", "Value", "b"),
    Key("alike", "ctrl+k", "Ctrl+K", "Do the same to all rows alike", "Alike", "a"),
    Key("correct", "ctrl+r", "Ctrl+R", "Correct a value of the row; what was printed stays", "Correct", "e"),
    Key("labels", "ctrl+l", "Ctrl+L", "Say what labels mean, and keep it", "Labels", "l"),
    Key("plan", "ctrl+g", "Ctrl+G", "Say which plan the file belongs to", "Plan", "p"),
    Key("show", "ctrl+s", "Ctrl+S", "Show all, issues, or rows of one outcome", "Show", "s"),
    Key("filter", "ctrl+f", "Ctrl+F", "Filter by number, name, text or place", "Filter", "/"),
    Key("read", "tab", "Tab", "Into the source lines and back", palette=False),
    Key("back", "escape", "Esc", "Clear the filter, then back; the file waits in the list", palette=False),
)
