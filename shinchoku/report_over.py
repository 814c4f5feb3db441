"""Writing over a draft from the command line: both texts are told first, with who and when, and what can be done."""

import json
from typing import ClassVar

import click

from db.book import Book
from db.reads.answers import Answer
from db.reads.drafts import Draft, carried_answer, draft_of, part_of, same_words
from db.reads.measures import sheet
from domain.errors import Refusal
from domain.names import clean
from domain.periods import Half
from domain.reporting import EVALUATION_BY_PHRASE, IMPLEMENTATION_ENGLISH
from i18n import _, language
from i18n.refusals import sentence
from shinchoku.speaking import REFUSED, say


class DraftThere(Refusal):
    msgid: ClassVar[str] = (
        "{name} wrote a draft of “{title}” at {at}, which says something else. Nothing was written; decide between the"
        " two."
    )


class OwnDraftThere(Refusal):
    msgid: ClassVar[str] = (
        "Your draft of “{title}” of {at} says something else than the last report. Nothing was written; decide between"
        " the two."
    )


class OtherVersion(Refusal):
    msgid: ClassVar[str] = (
        "The draft of “{title}” is at version {version} by now: {name} wrote it at {at}. Nothing was written; decide"
        " between the two."
    )


class Two(Exception):
    """Two texts that a person has to decide between; `theirs` is the draft that is there."""

    def __init__(
        self, refusal: Refusal, theirs: Draft, mine: Answer, half: Half | None = None, *, part: bool = False
    ) -> None:
        super().__init__(str(refusal))
        self.refusal, self.theirs, self.mine, self.half, self.part = refusal, theirs, mine, half, part

    def tell(self, as_json: bool, fields: dict[str, object]) -> int:
        """Both texts and the ways to decide, as talk or as one JSON object; the exit code."""
        if as_json:
            told = fields | {
                "refused": sentence(self.refusal),
                "theirs": _fields(self.theirs.answer)
                | {
                    "version": self.theirs.version,
                    "saved_by": self.theirs.by_name,
                    "saved_at": self.theirs.saved_at,
                },
                "yours": _fields(self.mine) | {"carried_from": str(self.half) if self.half else None},
                "options": [line for _way, line in self._ways()],
            }
            click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        say(sentence(self.refusal))
        if as_json:
            return REFUSED
        there = _("In the book ({name}, {at}, version {version}):").format(
            name=clean(self.theirs.by_name), at=self.theirs.saved_at, version=self.theirs.version
        )
        mine = _("Yours:")
        if self.half is not None:
            mine = _("Yours (unchanged, as reported for {period}):").format(period=self.half)
        for head, answer in ((there, self.theirs.answer), (mine, self.mine)):
            say(head)
            for name, value in answer_lines(answer):
                say(f"  {name}: {value}")
        for way, line in self._ways():
            say(f"{way}: {line}")
        return REFUSED

    def _ways(self) -> tuple[tuple[str, str], ...]:
        over = f"--over {self.theirs.version}"
        if self.part:
            return (
                (_("To hand in the draft as it stands"), "report part … --done"),
                (_("To put yours in its place (the draft stays in the history)"), f"report part … {over}"),
                (_("To write both"), f"report part --text … {over}"),
            )
        return (
            (_("To hand in the draft as it stands"), "report submit"),
            (_("To put yours in its place (the draft stays in the history)"), f"report set … {over}"),
            (_("To write both"), f"report set --text … {over}"),
        )


def check_unchanged(
    book: Book, measure_id: int, period_id: int, text: str | None, over: int | None
) -> int | None:
    """The version of the draft that 変わりなし may do away with (0: none). Raises Two where that has to be decided."""
    draft = draft_of(book.db, measure_id, period_id, book.actor)
    carried = carried_answer(book.db, measure_id, period_id, text, draft)
    if draft is None or carried is None:
        return 0 if draft is None else draft.version
    last, answer = carried
    if draft.recorded or same_words(draft.answer, answer) or _empty(draft.answer):
        return draft.version
    if over != draft.version:
        raise Two(_refusal(book, measure_id, draft, over), draft, answer, last.half)
    return draft.version


def check_set(
    book: Book, measure_id: int, period_id: int, now: Answer, wanted: Answer, given: Answer, over: int | None
) -> None:
    """`wanted` is `now` with what is `given`. Raises Two where that changes what somebody else wrote."""
    draft = draft_of(book.db, measure_id, period_id, book.actor)
    if draft is None or draft.recorded or _empty(draft.answer) or same_words(now, wanted):
        return
    if over != draft.version if over is not None else not draft.own:
        raise Two(_refusal(book, measure_id, draft, over), draft, given)


def check_part(
    book: Book, measure_id: int, period_id: int, department_id: int, text: str, over: int | None
) -> None:
    """Raises Two where a text would replace what somebody else wrote of a department's part."""
    there = part_of(book.db, measure_id, period_id, department_id, book.actor)
    if there is None or _empty(there.answer) or same_words(there.answer, Answer(text=text)):
        return
    if over != there.version if over is not None else not there.own:
        raise Two(_refusal(book, measure_id, there, over), there, Answer(text=text), part=True)


def _refusal(book: Book, measure_id: int, draft: Draft, over: int | None) -> Refusal:
    kind = OtherVersion if over is not None else OwnDraftThere if draft.own else DraftThere
    title = sheet(book.db, measure_id).title
    return kind(title=title, name=clean(draft.by_name), at=draft.saved_at, version=draft.version)


def _empty(answer: Answer) -> bool:
    return same_words(answer, Answer())


def _fields(answer: Answer) -> dict[str, object]:
    return {
        "progress_evaluation": answer.progress_evaluation,
        "implementation_state": answer.implementation_state,
        "text": answer.text,
        "stages": [{"row": row, "stages": list(words)} for row, words in sorted(answer.stages.items())],
    }


def answer_lines(answer: Answer) -> list[tuple[str, str]]:
    """What an answer says, name and words; nothing for what it leaves open."""
    told = [
        (_("Progress evaluation"), _rated(answer.progress_evaluation)),
        (_("Implementation state"), _implemented(answer.implementation_state)),
        (_("Text"), answer.text),
        *(
            (_("Work item {row}").format(row=row), "・".join(words))
            for row, words in sorted(answer.stages.items())
        ),
    ]
    return [(name, value) for name, value in told if value]


def _rated(phrase: str | None) -> str | None:
    """The printed phrase; in English its label before it."""
    rated = EVALUATION_BY_PHRASE.get(phrase or "")
    return phrase if rated is None or language() != "en" else f"{rated.english} ({phrase})"


def _implemented(state: str | None) -> str | None:
    english = IMPLEMENTATION_ENGLISH.get(state or "")
    return state if english is None or language() != "en" else f"{english} ({state})"
