"""What people do to the book: each function one short transaction through the door, by the tables of domain.reporting."""
