"""What people do to the book: each function one short transaction, by the tables of domain.reporting."""
