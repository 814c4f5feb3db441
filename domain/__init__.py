"""What a plan is: fiscal years, half-years, stages, departments, reporting states, slip.

Pure: no I/O, no database, imports nobody.
"""
