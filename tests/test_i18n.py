"""The program speaks Japanese first: every sentence has its Japanese, with the same fields, in one place."""

import ast
import string
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

import i18n
from i18n.refusals import sentence

TOP = Path(__file__).resolve().parent.parent
SPEAKING = ("shinchoku", "tui", "web", "domain", "db", "importers", "exports")
JAPANESE = i18n.catalogue("ja")


def spoken(path: Path) -> Iterator[tuple[str, int]]:
    """Every sentence a file says: arguments of _() and ngettext(), and every msgid."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("_", "ngettext")
        ):
            if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value, node.lineno
        elif (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == "msgid"
        ):
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                yield node.value.value, node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "IssueCode":
            yield ast.literal_eval(node.args[2]), node.lineno


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("folder", SPEAKING)
def test_every_sentence_has_its_japanese(folder: str) -> None:
    untold = [
        f"{path.relative_to(TOP)}:{line}: {text}"
        for path in sorted((TOP / folder).rglob("*.py"))
        for text, line in spoken(path)
        if text not in JAPANESE and any(letter.isalpha() for letter in text) and text.isascii()
    ]
    assert not untold


def test_a_translation_names_the_same_fields_as_its_sentence() -> None:
    wrong = {
        msgid: msgstr
        for msgid, msgstr in JAPANESE.items()
        if not fields(msgstr) <= fields(msgid) or (fields(msgid) - fields(msgstr) and "%" not in msgid)
    }
    # A plural's singular may spell its number out.
    assert {msgid: text for msgid, text in wrong.items() if not fields(text) <= fields(msgid) | {"n"}} == {}


def test_no_sentence_is_translated_twice_in_different_words() -> None:
    seen: dict[str, tuple[str, str]] = {}
    clashes = []
    for place in sorted((files("i18n") / "ja").iterdir(), key=lambda place: place.name):
        if not place.name.endswith(".po"):
            continue
        for msgid, msgstr in i18n.entries(place.read_text("utf-8")):
            if msgid in seen and seen[msgid][1] != msgstr:
                clashes.append(f"{msgid}: {seen[msgid]} / {(place.name, msgstr)}")
            seen[msgid] = (place.name, msgstr)
    assert not clashes


def test_english_needs_no_catalogue_and_an_unknown_language_is_japanese(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SHINCHOKU_LANG", raising=False)
    assert i18n.setup("en") == "en"
    assert i18n._("The book is whole.") == "The book is whole."
    assert i18n.setup("fr") == "ja"
    assert i18n._("The book is whole.") == "台帳に異常はありません。"
    monkeypatch.setenv("SHINCHOKU_LANG", "en")
    assert i18n.setup() == "en"
    i18n.setup("ja")


def test_a_refusal_names_states_and_steps_in_the_users_language() -> None:
    from domain.reporting import Action, IllegalStep, State, step

    i18n.setup("ja")
    with pytest.raises(IllegalStep) as caught:
        step(State.approved, Action.submit)
    assert sentence(caught.value) == "承認の報告に「提出」はできません。今できること: 訂正"
    i18n.setup("en")
    assert "approved" in sentence(caught.value)
    i18n.setup("ja")


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a"\nmsgstr b\n',
        'msgstr "x',
        "nonsense\n",
        'msgid "a"b"\n',
        'msgid "a" "b"\n',
        'msgid "a\\q"\n',
        'msgid "a\\"\n',
        'msgctxt "c"\n',
    ],
)
def test_what_is_not_po_syntax_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="line"):
        list(i18n.entries(text))


def test_a_catalogue_keeps_line_breaks_quotes_and_joined_strings() -> None:
    text = 'msgid ""\nmsgstr "Language: ja"\n\nmsgid "a "\n"\\"b\\""\nmsgstr "あ\\n"\n"い"\n\nmsgid "c"\nmsgstr "う"\n'
    assert list(i18n.entries(text)) == [('a "b"', "あ\nい"), ("c", "う")]


def test_reading_every_catalogue_is_no_wait() -> None:
    began = time.process_time()
    i18n.catalogue("ja")
    # A bound that only a change of kind can miss, not a stopwatch: about 15 ms on one core.
    assert time.process_time() - began < 0.5


def test_a_refusal_says_raw_names_in_english_words_and_lists_with_english_commas() -> None:
    from db.errors import UnknownName
    from domain.reporting import Action, IllegalStep, State, step

    i18n.setup("en")
    try:
        with pytest.raises(IllegalStep) as caught:
            step(State.not_started, Action.withdraw)
        said = sentence(caught.value)
        assert "not_started" not in said and "not started" in said
        assert said.endswith("write, report as unchanged")
        known = UnknownName(what="measure", name="99", known="1、2、3…")
        assert "Known: 1, 2, 3…" in sentence(known)
    finally:
        i18n.setup("ja")


def test_taking_unchanged_back_is_not_offered_for_every_submitted_report() -> None:
    from domain.reporting import Action, IllegalStep, State, step

    with pytest.raises(IllegalStep) as caught:
        step(State.submitted, Action.amend)
    assert sentence(caught.value) == "提出済の報告に「訂正」はできません。今できること: 取下げ、差戻し、確認"


def test_why_a_text_is_needed_is_said_in_japanese_however_many_reasons_there_are() -> None:
    from domain.telling import TextNeeded, Why

    one = TextNeeded(title="案内", why=str(Why.changed), reasons=(Why.changed,))
    two = TextNeeded(title="案内", why=f"{Why.late}; {Why.behind}", reasons=(Why.late, Why.behind))
    for refusal in (one, two, TextNeeded(title="案内", why=str(Why.changed))):
        assert not any(letter.isascii() and letter.isalpha() for letter in sentence(refusal))


def test_what_the_system_says_of_a_file_is_said_in_japanese() -> None:
    import sqlite3

    from db.errors import BookDamaged, BookUnreadable

    for reason in (
        "unable to open database file",
        sqlite3.OperationalError("attempt to write a readonly database"),
        PermissionError(13, "Permission denied", "/somewhere/plan.db"),
        "Is a directory",
    ):
        said = sentence(BookUnreadable(path="plan.db", reason=reason))
        assert not any(word in said for word in ("unable", "readonly", "denied", "directory", "Errno")), said
    assert "header" not in sentence(BookDamaged(path="plan.db", reason="cut off inside its header"))


def test_what_the_library_itself_says_of_a_damaged_file_is_in_the_catalogue() -> None:
    import re

    text = (TOP / "db" / "connection.py").read_text("utf-8")
    reasons = re.findall(r'reason="([^"]+)"', text)
    assert reasons and not [reason for reason in reasons if reason not in JAPANESE]
