"""make torture: 500 kills of a writer, then a hundred rounds of twenty people; minutes. Exit 1 when a row was lost."""

import sys
import tempfile
from pathlib import Path

from tests.torture.book import make
from tests.torture.crowd import crowd
from tests.torture.kills import kill_writers

KILLS, PEOPLE, TIMES = 500, 20, 50


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        killed, crowded = Path(folder) / "killed.db", Path(folder) / "crowded.db"
        make(killed)
        toll = kill_writers(killed, KILLS, "torture")
        print(
            f"{toll.kills} kills: {toll.acknowledged} reports acknowledged, {toll.lost} lost, {toll.unsaid} in the book"
            f" without having been acknowledged; book {'sound' if toll.sound else 'NOT SOUND'}"
        )
        make(crowded)
        lost = crowd(crowded, PEOPLE, TIMES)
        print(f"{PEOPLE} people, {PEOPLE * TIMES} edits: {len(lost)} lost")
    return 1 if toll.lost or not toll.sound or lost else 0


if __name__ == "__main__":
    sys.exit(main())
