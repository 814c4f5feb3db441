"""The dashboard: stepping through a plan's measures in the terminal. Importing this package loads no Textual; `tui.app` does."""
