"""Recognisers: each knows one layout, scores a document, and turns it into staged rows with issues. None of them guesses."""
