"""Stages of a schedule (工程): the words plans print, what they mean, and how a cell of them is read."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple


class Stage(NamedTuple):
    """A printed stage word with the kanji that stands for it where cells are dear.

    rank orders stages along a measure's life; aliases are other spellings of the same word, never of a near one.
    """

    name: str
    mark: str
    rank: int
    aliases: tuple[str, ...] = ()


# 調達・構築 and 調査・研究 are one word each although they hold a ・; 調査 or 見直し alone are other words.
STAGES: Final = (
    Stage("検討", "検", 10, ("検討中",)),
    Stage("調査・研究", "研", 15, ("調査研究",)),
    Stage("計画", "計", 20),
    Stage("設計", "設", 25),
    Stage("策定", "策", 30),
    Stage("準備", "準", 32),
    Stage("調達", "達", 35),
    Stage("調達・構築", "調", 40, ("調達構築",)),
    Stage("構築", "構", 45),
    Stage("開発", "開", 46),
    Stage("導入", "導", 50),
    Stage("移行", "移", 52),
    Stage("整備", "整", 54),
    Stage("試行", "試", 60),
    Stage("実施", "実", 70),
    Stage("運用", "運", 80, ("運用開始",)),
    Stage("随時見直し", "見", 90),
    Stage("拡充", "拡", 92),
    Stage("完了", "完", 95),
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
MARKS: Final = {stage.name: stage.mark for stage in STAGES}
_CONTINUED: Final = re.compile("(?:" + "|".join(re.escape(_key(sign)) for sign in CONTINUES) + ")+")


class StageCell(NamedTuple):
    """A schedule cell as read: stage words in printed order, a modifier, a note in parentheses, what was printed.

    `known` is False when a word is not in STAGES; it is then kept in `stages` as printed, never guessed. A continued
    cell without stages continues nobody knows what.
    """

    stages: tuple[str, ...]
    modifier: str | None
    continued: bool
    note: str | None
    raw: str
    known: bool = True


_NOTE: Final = re.compile(r"[(（]([^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]")
_SEPARATORS: Final = re.compile(r"[/、,⇒→➡⇨]+")


def read_cell(raw: str) -> StageCell | None:
    """Read one printed cell; None for a blank or a dash."""
    text = raw.strip()
    if text in BLANKS:
        return None
    notes = [found.strip() for found in _NOTE.findall(text)]
    bare = _NOTE.sub("", text).strip()
    noted = next((_key(note) for note in notes if _key(note) in MODIFIERS), None)
    note = "、".join(note for note in notes if note and _key(note) != noted) or None
    plain = _key(bare.replace("\n", "、"))
    if _CONTINUED.fullmatch(plain):
        return StageCell((), noted, True, note, raw)
    stages, prefix = _split(plain), ""
    if stages is None:
        prefix = next((word for word in MODIFIERS if plain.startswith(word)), "")
        stages = _split(plain.removeprefix(prefix).removeprefix("・"))
    if stages is None:
        return StageCell((bare,) if bare else (), noted, False, note, raw, known=False)
    return StageCell(stages, prefix or noted, False, note, raw)


def _split(plain: str) -> tuple[str, ...] | None:
    """The stage words of a cell; None if any is not known.

    ・ both joins words and stands inside one (調達・構築・運用), so the longest known word wins, from the left;
    、 and / and an arrow between words only separate (調達、構築 are two).
    """
    stages: list[str] = []
    for group in filter(None, _SEPARATORS.split(plain)):
        parts = [part for part in group.split("・") if part]
        place = 0
        while place < len(parts):
            lengths = range(len(parts) - place, 0, -1)
            words = (("・".join(parts[place : place + length]), length) for length in lengths)
            found = next(((_BY_WORD[word], length) for word, length in words if word in _BY_WORD), None)
            if found is None:
                return None
            stages.append(found[0].name)
            place += found[1]
    return tuple(dict.fromkeys(stages)) or None


def read_row(raws: Sequence[str | None]) -> list[StageCell | None]:
    """Read a row of cells in order of time; one that only continues takes the stages of the cell before it.

    A blank cell ends what went before, so a ⇒ after a blank continues nothing and has no stages.
    """
    cells: list[StageCell | None] = []
    before: StageCell | None = None
    for raw in raws:
        cell = None if raw is None else read_cell(raw)
        if cell is not None and cell.continued and not cell.stages and before is not None:
            cell = cell._replace(stages=before.stages, known=before.known)
        cells.append(cell)
        before = cell
    return cells
