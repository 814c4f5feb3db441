"""The `shinchoku` command: a thin skin, one file per group of commands, no rules of its own."""

__version__ = "0.1.0"

# Which book, where none is named.
BOOK = "shinchoku.db"
BOOK_VARIABLE = "SHINCHOKU_DB"
