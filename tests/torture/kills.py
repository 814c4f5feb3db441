"""Kills a process that writes, again and again, and counts what it had acknowledged and the book does not have."""

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from db.backup import verify
from db.book import Book

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Toll:
    """What became of acknowledged reports; `unsaid` are in the book though the writer was killed before saying so."""

    kills: int
    acknowledged: int
    lost: int
    unsaid: int
    sound: bool


def kill_writers(path: Path, kills: int, seed: str, longest: float = 0.08) -> Toll:
    """Start a writer, let it work up to `longest` seconds, kill -9; then look into the book. Repeated `kills` times."""
    chance = random.Random(seed)
    said: set[str] = set()
    sound = True
    for turn in range(kills):
        command = [sys.executable, "-m", "tests.torture.writer", str(path), f"{seed}-{turn}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.random() * longest)
            writer.kill()
            # A line cut by the kill was never read by anybody.
            said.update(line.strip() for line in writer.stdout if line.endswith("\n"))
    with Book.open(path) as book:
        sound = verify(book).sound
        held = {row[0] for row in book.db.conn.execute("SELECT event_id FROM report_revision")}
    return Toll(kills, len(said), len(said - held), len(held - said), sound)
