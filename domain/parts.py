"""The one text of a report that several departments write: the sealing one's own, then 課名：文 for each other."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final, NamedTuple

from domain.errors import Refusal

COLON: Final = "："
UNCHANGED: Final = "変わりなし"
# What a sealing's note says, for the record: departments without a part, and departments whose text was rewritten.
NOT_THERE: Final = "分担未提出：{names}"
REWRITTEN: Final = "分担の文を整理：{names}"


class PartsMoved(Refusal):
    """What would be sealed is not what was read."""

    msgid: ClassVar[str] = (
        "Parts of “{title}” changed while it was being handed in: {names}. Nothing was handed in; read them first."
    )


class Block(NamedTuple):
    """What one department says, under its name."""

    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}{COLON}{self.text}"


class Given(NamedTuple):
    """A department's part when the report is sealed; `names` are all it has been called, the first one is printed."""

    names: tuple[str, ...]
    done: bool
    text: str

    @property
    def name(self) -> str:
        """The name to print."""
        return self.names[0]

    @property
    def block(self) -> Block:
        """The part as it stands in the report's text; an empty one that is done says that nothing changed."""
        return Block(self.name, self.text.strip() or UNCHANGED)


class Sealed(NamedTuple):
    """The text that is sealed, the departments whose part is missing, and those whose words were rewritten.

    `told`: at least one part says something.
    """

    text: str
    missing: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()
    told: bool = False

    @property
    def note(self) -> str | None:
        """What the record of the sealing says beside the text; None where there is nothing to say."""
        lines = [
            words.format(names="、".join(names))
            for words, names in ((NOT_THERE, self.missing), (REWRITTEN, self.rewritten))
            if names
        ]
        return "\n".join(lines) or None


def told(given: Iterable[Given]) -> bool:
    """Whether any part that is done says something."""
    return any(part.done and part.text.strip() for part in given)


def moved(seen: Sequence[Given], now: Sequence[Given], own: str = "") -> tuple[str, ...]:
    """The departments whose part is finished with other words than were seen, or open again.

    Words that stand in the own text were read, whatever was seen before.
    """
    before = {part.names: _finished(part) for part in seen}
    taken = [(block.name, block.text.strip()) for block in split(own, _names(now))[1]]
    return tuple(
        part.name
        for part in now
        if _finished(part) != before.get(part.names)
        and not any((name, _finished(part)) in taken for name in part.names)
    )


def _finished(part: Given) -> str | None:
    return part.text.strip() if part.done else None


def split(text: str, names: Iterable[str]) -> tuple[str, list[Block]]:
    """The own text, and the blocks that begin with a line 課名：… in the order they stand. Nothing is left out."""
    heads = [(f"{name}{COLON}", name) for name in sorted(set(names), key=len, reverse=True)]
    own: list[str] = []
    blocks: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        head = next(((head, name) for head, name in heads if line.startswith(head)), None)
        if head is not None:
            blocks.append((head[1], [line.removeprefix(head[0])]))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            own.append(line)
    return "\n".join(own), [Block(name, "\n".join(lines)) for name, lines in blocks]


def join(own: str, blocks: Sequence[Block]) -> str:
    """The own text with the blocks under it."""
    return "\n".join([*([own] if own.strip() else []), *(str(block) for block in blocks)])


def seal(own: str, given: Sequence[Given]) -> Sealed:
    """The sealing department's text with every part that is done under it.

    A part whose line stands there already was taken over: it is not said twice, and where the words are others the
    sealing department's stand.
    """
    taken = split(own, _names(given))[1]
    added: list[Block] = []
    rewritten = []
    for part in given:
        if not part.done:
            continue
        mine = [block.text.strip() for block in taken if block.name in part.names]
        if not mine:
            added.append(part.block)
        elif part.text.strip() and part.text.strip() not in mine:
            rewritten.append(part.name)
    missing = tuple(part.name for part in given if not part.done)
    return Sealed(join(own.rstrip(), added) if added else own, missing, tuple(rewritten), told(given))


def carry(last: str, words: str, given: Sequence[Given]) -> Sealed:
    """変わりなし of the sealing department: the last text, with new parts in the place of the earlier ones.

    `words` stand for the sealing department's own text of last time. Where nobody says anything new, the text stays
    as it was to the letter.
    """
    own, blocks = split(last, _names(given))
    new = [part for part in given if part.done and part.text.strip()]
    missing = tuple(part.name for part in given if not part.done)
    if not words and not new:
        return Sealed(last, missing)
    kept: list[Block] = []
    rest = list(new)
    for block in blocks:
        part = next((one for one in new if block.name in one.names), None)
        if part is None:
            kept.append(block)
        elif part in rest:
            kept.append(part.block)
            rest.remove(part)
    return Sealed(join(words or own, [*kept, *(part.block for part in rest)]), missing)


def unseal(text: str, given: Sequence[Given]) -> str:
    """A sealed text as the sealing department's draft again, without the parts that the next sealing adds by itself."""
    again = [str(part.block) for part in given if part.done]
    while (
        last := next((block for block in again if text == block or text.endswith("\n" + block)), None)
    ) is not None:
        again.remove(last)
        text = text[: -len(last)].removesuffix("\n")
    return text


def take(own: str, part: Given) -> str:
    """The own text with a part taken over: in the place of what stands there under the department's name."""
    before, blocks = split(own, part.names)
    kept = [block for block in blocks if block.name not in part.names]
    return join(before.rstrip(), [*kept, part.block])


def _names(given: Iterable[Given]) -> tuple[str, ...]:
    return tuple(name for part in given for name in part.names)
