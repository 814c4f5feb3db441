"""The book: one SQLite file. Opening it, its schema, the one door for writes, its history, reads and backup."""
