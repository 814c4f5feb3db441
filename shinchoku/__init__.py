"""The `shinchoku` command: a thin skin, one file per group of commands, no rules of its own."""

__version__ = "0.1.0"
