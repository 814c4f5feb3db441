"""What a plan is: fiscal years, half-years, stages, departments, the reporting states, slip. Pure: no I/O, no database."""
