"""Questions to the book: small functions from a connection to frozen values, no writes."""
