"""Counts what each label of the sheets was taken for, so that a person can read it otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from domain.names import match_key
from importers.document import CellText
from importers.recognise.label_blocks import Block
from importers.recognise.label_schedule import Schedule
from importers.staged import LabelUse


@dataclass(slots=True)
class Uses:
    """The distinct labels of all sheets in the order in which they were met."""

    found: dict[str, LabelUse] = field(default_factory=dict)

    @property
    def labels(self) -> tuple[LabelUse, ...]:
        return tuple(self.found.values())

    @property
    def questions(self) -> tuple[LabelUse, ...]:
        """Labels of unknown meaning that have values."""
        return tuple(use for use in self.labels if use.field is None and not use.own and use.count)

    def take(self, block: Block) -> None:
        for label in block.labels:
            # A schedule that is a text and no table has no place to go.
            name = None if label.field == "schedule" and label.values else label.field
            self._count(
                LabelUse(
                    label.label, label.cell.ref, name, len(label.values), _first(label.values), label.own
                )
            )
        for schedule in block.schedules:
            for use in _uses(schedule):
                self._count(use)

    def _count(self, use: LabelUse) -> None:
        key = match_key(use.label)
        known = self.found.get(key)
        if known is None:
            self.found[key] = use
            return
        meant = known.field if known.field != "schedule" or use.field == "schedule" else use.field
        self.found[key] = replace(
            known, field=meant, count=known.count + use.count, first=known.first or use.first
        )


def _uses(schedule: Schedule) -> Iterator[LabelUse]:
    names = [line.label for line in schedule.lines if line.label]
    for place, cell in enumerate(schedule.labels):
        named = names if place == len(schedule.labels) - 1 else []
        yield LabelUse(cell.text.replace("\n", ""), cell.ref, "schedule", len(named), _first(named))
    for cell in schedule.over:
        yield LabelUse(cell.text.replace("\n", ""), cell.ref, "period", 0, "")
    for line in schedule.lines:
        if line.kind:
            marks = [mark for mark in line.cells.values() if mark.text]
            yield LabelUse(line.kind.text, line.kind.ref, "schedule", len(marks), _first(marks))
    for column in schedule.others:
        yield LabelUse(column.label, column.ref, None, 0, "")


def _first(cells: list[CellText]) -> str:
    return cells[0].text if cells else ""
