"""The dashboard: stepping through a plan's measures in the terminal. Only `tui.app` loads Textual, not this package."""
