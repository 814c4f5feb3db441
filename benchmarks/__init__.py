"""How fast the program is, each figure as a ratio to the least that could do the same, measured in one run.

`python -m benchmarks [screen] [import] [xlsx] [commit] [save]`; without names all of them.
"""
