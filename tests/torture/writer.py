"""A process that hands in one report after another and says each event's id once the book has it: BOOK SEED."""

import random
import sys
import uuid
from pathlib import Path

from db.book import Book
from db.reads.answers import Answer
from db.reads.reports import form
from db.writes.reports import save_draft, submit, withdraw
from domain.reporting import State
from tests.torture.book import places


def main() -> None:
    path, seed = Path(sys.argv[1]), sys.argv[2]
    chance = random.Random(seed)
    with Book.open(path) as book:
        measures, period = places(book)
        print("ready", flush=True)
        while True:
            measure = chance.choice(measures)
            if form(book.db, measure, period).state is State.submitted:
                withdraw(book, measure, period)
            event = str(uuid.UUID(int=chance.getrandbits(128)))
            answer = Answer("計画どおりに実行できた", "実施中", f"記録 {event}")
            version = form(book.db, measure, period).version
            saved = save_draft(book, measure, period, answer, version)
            submit(book, measure, period, saved.version, event_id=event)
            # Only now may a person be told that it was handed in.
            print(event, flush=True)


main()
