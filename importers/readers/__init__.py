"""Readers: one per file format, each from bytes to a document whose cells know where they stood."""
