"""Stages of a schedule (工程): the words plans print, what they mean, and how a cell of them is read."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Stage:
    """A printed stage word. rank orders stages along a measure's life; aliases are other spellings of the same word."""

    name: str
    rank: int
    aliases: tuple[str, ...] = ()


# One word each although they hold a ・: 調達・構築, 調査・研究 (CONTRACT). 運用 and 実施 are the last stages.
STAGES: Final = (
    Stage("検討", 10, ("検討中",)),
    Stage("調査・研究", 15, ("調査研究", "調査", "研究")),
    Stage("計画", 20, ("計画策定",)),
    Stage("設計", 25),
    Stage("策定", 30, ("方針策定",)),
    Stage("準備", 32),
    Stage("調達", 35),
    Stage("調達・構築", 40, ("調達構築",)),
    Stage("構築", 45),
    Stage("開発", 46),
    Stage("導入", 50),
    Stage("移行", 52),
    Stage("整備", 54),
    Stage("試行", 60, ("試験運用",)),
    Stage("実施", 70),
    Stage("運用", 80, ("運用開始",)),
    Stage("随時見直し", 90, ("見直し",)),
    Stage("拡充", 92, ("拡大",)),
    Stage("完了", 95),
)

MODIFIERS: Final = ("順次", "一部", "随時", "試験的に")

# Signs that continue the stage before; a blank cell is not one of them.
CONTINUES: Final = ("⇒", "→", "➡", "⇨", "〃", "同上", "々", "->", "=>")

BLANKS: Final = frozenset({"", "-", "－", "—", "―", "ー", "–", "−"})


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


_BY_WORD: Final = {_key(word): stage for stage in STAGES for word in (stage.name, *stage.aliases)}
STAGE_NAMES: Final = tuple(stage.name for stage in STAGES)
RANKS: Final = {stage.name: stage.rank for stage in STAGES}
_CONTINUE_KEYS: Final = frozenset(_key(sign) for sign in CONTINUES)


@dataclass(frozen=True, slots=True)
class StageCell:
    """A schedule cell as read: printed stage words in order, a modifier, a note in parentheses, and what was printed.

    `known` is False when a word is not in STAGES; the word is then kept in `stages` as printed, never guessed.
    """

    stages: tuple[str, ...]
    modifier: str | None
    continued: bool
    note: str | None
    raw: str
    known: bool = True


_NOTE: Final = re.compile(r"[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_SEPARATORS: Final = re.compile(r"[・･/／、,，\n]+")


def read_cell(raw: str) -> StageCell | None:
    """Read one printed cell; None for a blank or a dash."""
    text = raw.strip()
    if text in BLANKS:
        return None
    notes = [found.strip() for found in _NOTE.findall(text)]
    bare = _NOTE.sub("", text).strip()
    modifier = None
    if len(notes) == 1 and _key(notes[0]) in MODIFIERS:
        modifier, notes = _key(notes[0]), []
    note = "、".join(notes) or None
    plain = _key(bare)
    if plain in _CONTINUE_KEYS:
        return StageCell((), modifier, True, note, raw)
    continued = False
    for sign in _CONTINUE_KEYS:
        if plain.startswith(sign) and len(plain) > len(sign):
            plain, continued = plain[len(sign) :], True
            break
    for word in MODIFIERS:
        if plain.startswith(word) and plain not in _BY_WORD and len(plain) > len(word):
            modifier, plain = word, plain[len(word) :].removeprefix("・")
            break
    stages, known = _split(plain)
    if not stages or not known:
        return StageCell((bare,), None, continued, note, raw, known=False)
    return StageCell(stages, modifier, continued, note, raw)


def _split(plain: str) -> tuple[tuple[str, ...], bool]:
    """The longest known words, left to right, between separators; (words, all known)."""
    parts = [part for part in _SEPARATORS.split(plain) if part]
    stages: list[str] = []
    place = 0
    while place < len(parts):
        for length in range(len(parts) - place, 0, -1):
            stage = _BY_WORD.get("・".join(parts[place : place + length]))
            if stage is not None:
                stages.append(stage.name)
                place += length
                break
        else:
            return tuple(parts), False
    return tuple(dict.fromkeys(stages)), True


def read_row(raws: Sequence[str | None]) -> list[StageCell | None]:
    """Read a row of cells in order of time; a cell that only continues takes the stages of the cell before it.

    A blank cell ends what went before, so a ⇒ after a blank continues nothing and has no stages.
    """
    cells: list[StageCell | None] = []
    before: StageCell | None = None
    for raw in raws:
        cell = None if raw is None else read_cell(raw)
        if cell is not None and cell.continued and not cell.stages and before is not None:
            cell = replace(cell, stages=before.stages, known=before.known)
        cells.append(cell)
        before = cell
    return cells
