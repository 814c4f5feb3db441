"""How fast the program is, each figure as a ratio to the least that could do the same, measured in one run.

`python -m benchmarks [NAME …]` with names from PARTS in `__main__.py`; without names all of them.
"""
