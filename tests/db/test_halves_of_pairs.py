"""Half of a pair of signs, which no file can hold: refused in a sentence, cleaned where the system itself gives it."""

import os
import pwd

import pytest

from db.actor import current_actor, login_of, user
from db.book import Book
from db.errors import NoText
from db.reads.answers import Answer
from db.writes.periods import freeze_period
from db.writes.preferences import remember
from db.writes.reports import save_draft
from domain.names import clean
from importers.commit import Source
from tests.db.conftest import Cycle

HALVES = ("\ud800", "\udfff", "\udc00\ud83d", "前\ud83d後", "\udcff\udc83")


@pytest.mark.parametrize("text", HALVES)
def test_what_cannot_be_saved_is_said_and_the_next_text_is_saved(cycle: Cycle, text: str) -> None:
    measure = cycle.measures[0]
    before = cycle.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0]
    with pytest.raises(NoText) as refused:
        save_draft(cycle.book, measure, cycle.period, Answer(text=f"広報{text}を"), 0)
    assert str(refused.value).encode("utf-8").decode("utf-8").startswith("“広報")
    with pytest.raises(NoText):
        remember(cycle.book, "looked-at", text)
    assert cycle.book.db.conn.execute("SELECT count(*) FROM history").fetchone()[0] == before
    assert save_draft(cycle.book, measure, cycle.period, Answer(text="広報を"), 0).version == 1
    assert freeze_period(cycle.book, cycle.period).state == "frozen"


def test_a_name_in_another_encoding_in_the_systems_own_files_does_not_stop_its_bearer(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "佐藤".encode("cp932").decode("utf-8", "surrogateescape")
    entry = pwd.struct_passwd(("sato\udcff", "x", os.getuid(), 0, f"{told}\x1b,x", "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: entry)
    monkeypatch.setattr(pwd, "getpwnam", lambda login: entry)
    here = current_actor()
    assert here.login == "sato\ufffd"
    assert "\ufffd" in here.name and here.name == clean(here.name)
    assert user("sato") == here and login_of(os.getuid()) == here.login
    with Book.open(cycle.book.path, actor=here, clock=cycle.book.clock) as book:
        assert save_draft(book, cycle.measures[0], cycle.period, Answer(text="広報を"), 0).version == 1


def test_the_name_of_a_file_that_is_brought_in_is_text() -> None:
    assert Source("計画\udcff\x1b.csv", b"").name == "計画\ufffd.csv"
    assert Source("\ud800", b"").name == "\ufffd"
