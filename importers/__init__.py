"""Brings plan documents in: a reader makes a document of a file, recognisers make staged rows and issues of it.

The back half compares staged rows with the book, writes them in one transaction, and takes them back (commit, undo).
"""
