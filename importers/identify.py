"""Which reader a file needs and which layout it has: every recogniser scores, the best one above the bar wins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from domain.names import clean, match_key
from importers.document import Document, Reader
from importers.errors import EmptyFile, UnknownKind, UnknownLayout, UnknownTable, WrongKind
from importers.lexicon import STANDARD, Lexicon
from importers.profiles import Profile, profiles
from importers.readers.csv import read_csv
from importers.readers.html import looks_like_html
from importers.readers.limited import read_limited
from importers.readers.text import read_text
from importers.readers.true_kind import misnamed, same_kind, text_kind, true_kind
from importers.recognise import (
    cost_sentence,
    former_list,
    former_results,
    glossary,
    house_table,
    label_sheets,
    list_table,
    listed_items,
    other_schedule,
    overview_table,
    plan_periods,
    policy_outline,
    process_sheets,
    renewal_table,
    sheet_blocks,
    survey_table,
)
from importers.recognise.foreign_letters import foreign_letters
from importers.recognise.gathering import Gathering
from importers.recognise.plan_row import PrintedText, stage_plan
from importers.staged import PlanIdentity, Staging

READERS: Final[Mapping[str, Reader]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_text,
    ".text": read_text,
    ".md": read_text,
    ".xlsx": read_limited,
    ".xlsm": read_limited,
    ".xls": read_limited,
    ".ods": read_limited,
    ".docx": read_limited,
    ".pdf": read_limited,
    ".html": read_limited,
    ".htm": read_limited,
}
# A text file may hold a table that was pasted from a web page.
_PLAIN_TEXT: Final = frozenset((".txt", ".text"))

# What a profile may name; each contributes the rows of one kind of table to the profile's plan.
RECOGNISERS: Final[Mapping[str, Callable[[Document, Profile, str], Gathering]]] = {
    "sheet_blocks": sheet_blocks.recognise,
    "overview_table": overview_table.recognise,
    "cost_sentence": cost_sentence.recognise,
    "policy_outline": policy_outline.recognise,
    "process_sheets": process_sheets.recognise,
    "listed_items": listed_items.recognise,
    "other_schedule": other_schedule.recognise,
    "plan_periods": plan_periods.recognise,
    "former_list": former_list.recognise,
    "former_results": former_results.recognise,
    "renewal_table": renewal_table.recognise,
    "survey_table": survey_table.recognise,
    "glossary": glossary.recognise,
}

BAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One layout's score between 0 and 1 and what it saw; `missing` are marks that it looked for in vain."""

    profile: str
    title: str
    score: float
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    """The layout of a file, None when nothing reached the bar; candidates are the others that saw something."""

    profile: str | None
    score: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def read(name: str, content: bytes) -> Document:
    """The file as a document. Raises EmptyFile, UnknownKind or what its reader raises."""
    if not content.strip():
        raise EmptyFile(path=name)
    kind = PurePath(name).suffix.lower()
    reader = READERS.get(kind)
    if reader is None:
        raise UnknownKind(path=name, known=" ".join(sorted(READERS)))
    really = true_kind(content)
    if really is not None and not same_kind(kind, really):
        raise misnamed(name, really)
    if kind in _PLAIN_TEXT and looks_like_html(content):
        reader = read_limited
    try:
        return reader(name, content)
    except WrongKind as error:
        really = text_kind(content)
        if really is None or same_kind(kind, really):
            raise
        raise misnamed(name, really) from error


def candidates(document: Document, text: PrintedText, lexicon: Lexicon = STANDARD) -> list[Candidate]:
    """Every layout that saw something of its own in the document, best first."""
    found = [Candidate(house_table.PROFILE, house_table.TITLE, round(house_table.score(document), 2))]
    if document.sheets and found[0].score < BAR:
        value, seen = list_table.score(document, lexicon)
        found.append(Candidate(list_table.PROFILE, list_table.TITLE, value, seen))
        value, seen = label_sheets.score(document, lexicon)
        found.append(Candidate(label_sheets.PROFILE, label_sheets.TITLE, value, seen))
    if document.lines:
        found.extend(_by_marks(profile, text) for profile in profiles())
    return sorted((item for item in found if item.score > 0), key=lambda item: -item.score)


def layout_title(profile: str) -> str:
    """What a layout is called; one that is not known any more keeps the name it was brought in under."""
    titles = {
        house_table.PROFILE: house_table.TITLE,
        list_table.PROFILE: list_table.TITLE,
        label_sheets.PROFILE: label_sheets.TITLE,
        **{one.name: one.title for one in profiles()},
    }
    return titles.get(profile, profile)


def _by_marks(profile: Profile, text: PrintedText) -> Candidate:
    seen = tuple(mark for mark in profile.marks if match_key(mark) in text.key)
    missing = tuple(mark for mark in profile.marks if mark not in seen)
    score = round(sum(profile.marks[mark] for mark in seen), 2)
    return Candidate(profile.name, profile.title, score, seen, missing)


def identify(name: str, content: bytes) -> Identified:
    """Which layout a file has, how surely, and why. Raises what read() raises.

    Where nothing reaches the bar, reasons and missing marks are those of the layout that came nearest.
    """
    return identify_read(read(name, content).shown())


def identify_read(document: Document, lexicon: Lexicon = STANDARD) -> Identified:
    """The same of a document that has been read, with what the labels of an unknown layout mean."""
    found = candidates(document, PrintedText(document.lines), lexicon)
    if not found:
        return Identified(None, 0.0, (), (), ())
    best = found[0]
    if best.score < BAR:
        return Identified(None, best.score, best.reasons, best.missing, tuple(found))
    return Identified(best.profile, best.score, best.reasons, best.missing, tuple(found[1:]))


def _labels_seen(document: Document) -> str:
    """The words of the first row that holds the most of them, of the first sheet that looks like a table."""
    for sheet in document.sheets:
        rows = [[cell.text for cell in row if cell.text] for row in sheet.rows[:20]]
        best = max(rows, key=len, default=[])
        if len(best) > 1:
            return "、".join(clean(text, lines=False)[:20] for text in best[:20])
    return ""


def stage(
    name: str, content: bytes, named: PlanIdentity | None = None, lexicon: Lexicon = STANDARD
) -> Staging:
    """Read, identify and recognise a file. `named` says which plan it belongs to where the document does not, and
    `lexicon` what the labels of an unknown layout mean.

    Raises what read() raises, and UnknownLayout.
    """
    return stage_read(read(name, content).shown(), named, lexicon)


def stage_read(document: Document, named: PlanIdentity | None = None, lexicon: Lexicon = STANDARD) -> Staging:
    """Identify and recognise a document that has been read. Raises UnknownTable or UnknownLayout."""
    text = PrintedText(document.lines)
    found = candidates(document, text, lexicon)
    if not found or found[0].score < BAR:
        seen = _labels_seen(document)
        name = document.name
        raise UnknownTable(path=name, labels=seen) if seen else UnknownLayout(path=name)
    if found[0].profile == house_table.PROFILE:
        staging = house_table.recognise(document, named)
        return replace(staging, issues=(*document.issues, *staging.issues))
    if found[0].profile == label_sheets.PROFILE:
        return label_sheets.recognise(document, named, lexicon)
    if found[0].profile == list_table.PROFILE:
        return list_table.recognise(document, named, lexicon)
    profile = next(item for item in profiles() if item.name == found[0].profile)
    plan = stage_plan(document, text, profile, named)
    for recogniser in profile.recognisers:
        plan.join(RECOGNISERS[recogniser](document, profile, plan.plan))
    plan.issues.extend(foreign_letters(plan.rows))
    # The profile has read the lines between the tables.
    left = [issue for issue in document.issues if issue.code != "text_outside_tables"]
    return Staging(tuple(plan.rows), (*left, *plan.issues), profile.name, tuple(plan.refused))
