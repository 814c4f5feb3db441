"""Recognises a glossary: a term in a paragraph of its own, its explanation in the next one."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.names import match_key
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import filled, region
from importers.recognise.gathering import Gathering
from importers.repair import one_line
from importers.staged import Cell

_LONGEST_TERM: Final = 40
# A glossary that ends with the document.
_NEVER: Final = r"(?!)"


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """One row a term; a parenthesis under a term belongs to it. What does not alternate is left out and named once."""
    table = profile.table["glossary"]
    found = Gathering(plan)
    lines = filled(region(document.lines, table["from"], table.get("to", _NEVER)))
    term: list[Line] = []
    known: dict[str, str] = {}
    doubtful: list[Line] = []
    for paragraph in _paragraphs(lines[1:]):
        text = one_line(line.text for line in paragraph)
        if not term:
            if _is_term(text):
                term = paragraph
            else:
                doubtful.extend(paragraph)
        elif re.fullmatch(r"[（(].*[）)]", text):
            term = [*term, *paragraph]
        elif _is_term(text):
            # Two in a row: a figure's caption, or a term that lost its text.
            doubtful.extend(term)
            term = paragraph
        else:
            _stage(found, term, paragraph, text, known)
            term = []
    doubtful.extend(term)
    if doubtful:
        raw = "\n".join(line.text.strip() for line in doubtful)
        found.report("glossary_doubtful", doubtful[0].ref, raw, count=len(doubtful))
    return found


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines up to the one that ends in a space."""
    current: list[Line] = []
    for line in lines:
        current.append(line)
        if line.text.endswith(" "):
            yield current
            current = []
    if current:
        yield current


def _is_term(text: str) -> bool:
    return len(text) <= _LONGEST_TERM and "。" not in text and not text.endswith("こと")


def _stage(
    found: Gathering, term: Sequence[Line], paragraph: Sequence[Line], text: str, known: dict[str, str]
) -> None:
    name, ref = one_line(line.text for line in term), span_ref([*term, *paragraph])
    before = known.get(match_key(name))
    if before is not None:
        code = "term_repeated" if match_key(before) == match_key(text) else "term_differs"
        found.report(code, ref, name)
        return
    known[match_key(name)] = text
    raw = "\n".join(line.text for line in paragraph)
    found.add("glossary_term", (name,), {"text": Cell(text, raw, span_ref(paragraph))}, ref)
