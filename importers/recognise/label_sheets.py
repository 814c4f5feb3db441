"""Recognises sheets whose labels stand left of or above their values, a sheet or a block of one for each measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from domain.names import match_key, plain_number
from importers.document import Document, Sheet
from importers.lexicon import STANDARD, Lexicon
from importers.recognise import list_table, list_top
from importers.recognise.gathering import Gathering
from importers.recognise.label_blocks import Block, is_instruction, is_list, read_blocks, read_part
from importers.recognise.label_grid import Found, Labelled, Lone
from importers.recognise.label_merge import Listed, merge
from importers.recognise.label_ratings import name_ratings
from importers.recognise.label_schedule import NOTE, Schedule
from importers.recognise.label_staging import Goals, stage_block, title_of
from importers.recognise.label_uses import Uses
from importers.recognise.list_fields import Scales
from importers.recognise.list_header import find_header
from importers.recognise.list_legends import Legends, legends_of
from importers.staged import PlanIdentity, Staging

PROFILE: Final = "label-sheets"
TITLE: Final = "施策の個票 (label sheets)"


@dataclass(slots=True)
class _Parts:
    """A document's sheets by what they are."""

    lists: list[Sheet] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    examples: list[tuple[Sheet, str]] = field(default_factory=list)
    joined: list[tuple[Sheet, Block]] = field(default_factory=list)
    left: list[Sheet] = field(default_factory=list)


def score(document: Document, lexicon: Lexicon = STANDARD) -> tuple[float, tuple[str, ...]]:
    """Nothing without a sheet that has a title and two more known labels; then always above a list in the same file.

    0.65 for three known labels, 0.05 more for each further one of the fullest sheet or list.
    """
    parts = _parts(document, lexicon)
    best = max(parts.blocks, key=lambda block: block.known, default=None)
    if best is None or best.known < 3:
        return 0.0, ()
    seen = tuple(
        dict.fromkeys(label.label for label in best.labels if label.field is not None and label.values)
    )
    known = [header.known for sheet in parts.lists if (header := find_header(sheet, lexicon))]
    return round(min(0.95, 0.65 + 0.05 * (max([best.known, *known]) - 3)), 2), seen


def recognise(document: Document, named: PlanIdentity | None = None, lexicon: Lexicon = STANDARD) -> Staging:
    """Every sheet's measure, held against the list where the file has one; the plan is named as a list's is."""
    parts = _parts(document, lexicon)
    listing = replace(document, sheets=tuple(parts.lists), issues=())
    listed_staging = list_table.recognise(listing, named, lexicon) if parts.lists else None
    plan = _plan_of(listed_staging) if listed_staging else list_top.stage_plan(document, named, {})
    listed = Listed(listed_staging.rows) if listed_staging else None
    run = _Run(plan, listed, legends_of(document, {}))
    run.refuse(parts)
    run.stage(parts.blocks)
    labels = run.uses.labels
    if listed is not None and listed_staging is not None:
        plan.rows.extend(merge(plan, listed, run.sheets.rows, plan))
        plan.issues.extend(listed_staging.issues)
        plan.refused.extend(listed_staging.refused)
        labels = (*listed_staging.labels, *labels)
    else:
        plan.rows.extend(run.sheets.rows)
        if not any(row.entity == "measure" for row in plan.rows):
            plan.report("no_measures", "", "")
    plan.issues.extend(run.sheets.issues)
    plan.refused.extend(run.sheets.refused)
    return Staging(tuple(plan.rows), (*document.issues, *plan.issues), PROFILE, tuple(plan.refused), labels)


def _plan_of(listed: Staging) -> Gathering:
    """The plan as the list names it."""
    row = next(row for row in listed.rows if row.entity == "plan")
    return Gathering(row.plan, [row])


def _parts(document: Document, lexicon: Lexicon) -> _Parts:
    parts = _Parts()
    for sheet in document.sheets:
        if not any(cell.text for row in sheet.rows for cell in row):
            continue
        word = is_instruction(sheet)
        if word:
            parts.examples.append((sheet, word))
        elif is_list(sheet, lexicon):
            parts.lists.append(sheet)
        elif blocks := read_blocks(sheet, lexicon):
            parts.blocks.extend(blocks)
        elif document.encoding == "docx" and parts.blocks and (part := read_part(sheet, lexicon)).known:
            parts.blocks[-1].found.extend(part.found)
            parts.joined.append((sheet, parts.blocks[-1]))
        else:
            parts.left.append(sheet)
    return parts


class _Run:
    """Stages blocks one after another, each under its own key."""

    def __init__(self, plan: Gathering, listed: Listed | None, legends: Legends) -> None:
        self.plan = plan
        self.sheets = Gathering(plan.plan)
        self.listed = listed
        self.legends = legends
        self.uses = Uses()
        self.goals = Goals()
        self.taken: set[str] = set()
        self.alone: dict[str, list[Lone]] = {}
        if listed is not None:
            self.goals.names.update(
                (match_key(str(row.key[0])), str(row.key[0])) for row in listed.rows if row.entity == "goal"
            )

    def refuse(self, parts: _Parts) -> None:
        for sheet, word in parts.examples:
            self.sheets.refuse("sheet_is_example", sheet.name, sheet.name, word=word)
        for sheet in parts.left:
            filled = [cell for row in sheet.rows for cell in row if cell.text]
            name = sheet.name or filled[0].ref
            self.sheets.report("sheet_without_measure", name, name, count=len(filled), first=filled[0].text)
        for sheet, block in parts.joined:
            number = plain_number(block.text("number")) or title_of(block)
            self.sheets.report("table_joined", sheet.name, sheet.name, number=number)

    def stage(self, blocks: Sequence[Block]) -> None:
        position = 0
        for block in blocks:
            self._take_legends(block)
        name_ratings(blocks)
        scales = Scales(self.sheets, self.legends, [(block.sheet, block.rated) for block in blocks])
        for block in blocks:
            if block.example:
                ref = _ref(block)
                self.sheets.refuse(
                    "sheet_is_example", ref, title_of(block) or block.sheet, word=block.example
                )
            elif not block.is_measure:
                self._refuse_untitled(block)
            elif (key := self._key(block)) is not None:
                position += 1
                self.taken.add(key)
                stage_block(self.sheets, key, block, position, self.goals, self.legends, scales)
            if not block.example:
                self.uses.take(block)
                self._take_alone(block)
        scales.finish()
        self._report_alone()
        for label in self.uses.questions:
            self.sheets.report("label_question", label.ref, label.label, count=label.count, first=label.first)

    def _refuse_untitled(self, block: Block) -> None:
        cells = block.cells
        name = block.text("number") or block.sheet or _ref(block)
        first = cells[0].text if cells else ""
        self.sheets.refuse("sheet_without_measure", _ref(block), name, count=len(cells), first=first)

    def _key(self, block: Block) -> str | None:
        """The printed number, the sheet's name where it is one, the list's key, or the place; None for one taken."""
        title, ref = title_of(block), _ref(block)
        number = plain_number(block.text("number"))
        name = plain_number(block.sheet)
        known = self.listed.key_of(number, title) if self.listed else None
        if not number and known is None and name.isdecimal() and name not in self.taken:
            self.sheets.report("number_from_name", ref, title, (name,), kept=name)
            number = name
            known = self.listed.key_of(number, title) if self.listed else None
        if self.listed is not None and known is not None and known.startswith("#") and number:
            self.listed.rename(known, number)
            known = number
        key = known or number
        if not key:
            key = f"#{len(self.taken) + 1}"
            self.sheets.report("sheet_without_number", ref, title, (key,), kept=key)
        if key in self.taken:
            self.sheets.refuse("duplicate_number", ref, title, (key,), number=key)
            return None
        return key

    def _take_legends(self, block: Block) -> None:
        """Refuse what tells the meaning of signs; it is no label and no value."""
        kept: list[Found] = []
        for item in block.found:
            text = "" if isinstance(item, Schedule) else item.cell.text
            is_known = isinstance(item, Labelled) and item.field is not None
            if text and not is_known and self.legends.holds(text, block.sheet, item.ref):
                values = item.values if isinstance(item, Labelled) else []
                raw = "｜".join([text, *(value.text for value in values)])
                self.sheets.refuse("legend_refused", item.ref, raw, caption=text)
            else:
                kept.append(item)
        block.found = kept

    def _take_alone(self, block: Block) -> None:
        for item in block.found:
            if not isinstance(item, Lone):
                continue
            if NOTE.match(item.cell.text):
                self.sheets.refuse("row_is_note", item.cell.ref, item.cell.text)
            else:
                self.alone.setdefault(match_key(item.cell.text), []).append(item)

    def _report_alone(self) -> None:
        for items in self.alone.values():
            cell = items[0].cell
            self.sheets.report("text_beside_no_label", cell.ref, cell.text, count=len(items))


def _ref(block: Block) -> str:
    labels: Iterable[Labelled] = block.labels
    return next((label.cell.ref for label in labels), block.sheet)
