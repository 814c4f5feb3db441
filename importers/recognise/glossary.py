"""Recognises a glossary: a term in a paragraph of its own, its explanation in the next one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from domain.names import match_key
from importers.document import Document, Line, span_ref
from importers.profiles import Profile
from importers.recognise.blocks import filled, region
from importers.recognise.gathering import Gathering
from importers.repair import one_line
from importers.staged import Cell

_LONGEST_TERM: Final = 40
# A term with its long form in parentheses.
_LONGEST_EXPLAINED: Final = 70
_BULLETS: Final = ("-", "・", "•")
_ENDS: Final = ("。", "）", ")", "」")
# A glossary that ends with the document.
_NEVER: Final = r"(?!)"


def recognise(document: Document, profile: Profile, plan: str) -> Gathering:
    """One row a term; a parenthesis under a term belongs to it. What does not alternate is left out and named once."""
    table = profile.table["glossary"]
    if table.get("blank_lines"):
        return _between_blanks(document, table, plan)
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


def _between_blanks(document: Document, table: Mapping[str, Any], plan: str) -> Gathering:
    """Where a blank line ends a paragraph, a text goes on over it until its sentence ends and the next term stands."""
    found, heading = Gathering(plan), re.compile(table.get("heading", _NEVER))
    known: dict[str, str] = {}
    term: list[Line] = []
    text: list[Line] = []
    ended = True
    lines = list(region(document.lines, table["from"], table.get("to", _NEVER)))[1:]
    for is_filled, group in groupby([*lines], lambda line: bool(line.text.strip())):
        paragraph = list(group)
        printed = one_line(line.text for line in paragraph)
        if not is_filled:
            continue
        if heading.match(printed):
            ended = True
            continue
        is_term = not printed.startswith(_BULLETS) and (
            _is_term(printed) or (len(printed) <= _LONGEST_EXPLAINED and printed.endswith((")", "）")))
        )
        if term and (not text or not (ended and is_term)):
            text += paragraph
            ended = printed.startswith(_BULLETS) or printed.endswith(_ENDS)
        elif is_term:
            _stage_text(found, term, text, known)
            term, text = paragraph, []
        else:
            found.report("glossary_doubtful", paragraph[0].ref, printed, count=len(paragraph))
    _stage_text(found, term, text, known)
    return found


def _stage_text(found: Gathering, term: Sequence[Line], text: Sequence[Line], known: dict[str, str]) -> None:
    if term and text:
        _stage(found, term, text, one_line(line.text for line in text), known)
    elif term:
        found.report("glossary_doubtful", term[0].ref, one_line(line.text for line in term), count=len(term))


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
