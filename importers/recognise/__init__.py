"""Recognisers: each knows one layout, scores a document, and makes staged rows and issues of it."""
