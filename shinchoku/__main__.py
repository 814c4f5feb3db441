"""`python -m shinchoku` is the same as `shinchoku`."""

from shinchoku.main import main

main()
