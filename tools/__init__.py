"""What makes the pictures in docs; no part of the installed program."""
