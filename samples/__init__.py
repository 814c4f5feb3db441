"""Facts of four real plans in the house table layout, one CSV per plan; they travel in the wheel.

Numbers, titles, departments, goals, stages, ratings and figures were read from the published plans; their
sentences are not here. Every text in ■報告例 begins with 【記入例】 and is an example of ours, not a city's report.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

# In the order of loading: a plan stands after the plan it names as its predecessor.
SAMPLE_FILES: tuple[str, ...] = (
    "musashino-4.csv",
    "musashino-6.csv",
    "musashimurayama-3.csv",
    "musashimurayama-4.csv",
)


def sample_files() -> tuple[Traversable, ...]:
    """Every sample in the order of loading; use `importlib.resources.as_file` where a real path is needed."""
    folder = files(__name__)
    return tuple(folder / name for name in SAMPLE_FILES)
