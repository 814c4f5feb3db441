"""Ways to damage a file: bytes, lines, tabs, encodings, numbers, and the parts inside a zip."""

import io
import random
import re
import zipfile
from collections.abc import Callable

Damage = Callable[[bytes, random.Random], bytes]

# Numbers that stand at the edges of what anything keeps, or that no calendar has.
HOSTILE = (
    "0",
    "-1",
    "9" * 25,
    "2147483648",
    "9223372036854775808",
    "1e999",
    "NaN",
    "平成0年",
    "令和99年度",
    "13月32日",
)
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，.]*")
_ATTRIBUTE = re.compile(rb'="([^"]{0,40})"')


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return (
        content[:place]
        if chance.random() < 0.5
        else content[:place] + content[place + chance.randint(1, 400) :]
    )


def _doubled(content: bytes, chance: random.Random) -> bytes:
    start, place = chance.randrange(len(content)), chance.randrange(len(content))
    return content[:place] + content[start : start + chance.randint(1, 2000)] + content[place:]


def _lines(content: bytes, chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randint(1, 6)):
        one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[one], lines[other] = lines[other], lines[one]
            case 1:
                del lines[one]
            case 2:
                lines[one] = lines[one].rstrip(b"\r\n")
            case _:
                lines.insert(one, lines[other])
        lines = lines or [b"x"]
    return b"".join(lines)


def _separators(content: bytes, chance: random.Random) -> bytes:
    lost, put = chance.choice(
        ((b"\t", b" "), (b"\t", b""), (b",", b"\t"), (b'"', b""), (b"\n", b"\r"), (b",", b",,"))
    )
    parts = content.split(lost)
    return b"".join(
        part + (b"" if place == len(parts) - 1 else put if chance.random() < 0.3 else lost)
        for place, part in enumerate(parts)
    )


def _encodings(content: bytes, chance: random.Random) -> bytes:
    text, place = content.decode("utf-8", "replace"), chance.randrange(len(content))
    other = chance.choice(("cp932", "euc_jp", "utf-16", "iso2022_jp"))
    start = 0 if chance.random() < 0.3 else place % max(len(text), 1)
    return text[:start].encode() + text[start:].encode(other, "replace")


def _numbers(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return _NUMBER.sub(
        lambda found: chance.choice(HOSTILE) if chance.random() < 0.05 else found.group(), text
    ).encode()


def _attributes(content: bytes, chance: random.Random) -> bytes:
    values = ("", "-1", "9" * 20, "x", "A1:XFD1048576", "true", "../../x", "&#0;")
    return _ATTRIBUTE.sub(
        lambda found: f'="{chance.choice(values)}"'.encode() if chance.random() < 0.03 else found.group(),
        content,
    )


BYTES: tuple[Damage, ...] = (_flipped, _cut, _doubled)
TEXT: tuple[Damage, ...] = (*BYTES, _lines, _lines, _separators, _encodings, _numbers, _numbers)
_PART: tuple[Damage, ...] = (*BYTES, _numbers, _attributes, _attributes)


def _member(content: bytes, chance: random.Random) -> bytes:
    """One part of the zip damaged, lost, or put in another's place."""
    place = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = old.namelist()
        chosen, way = chance.choice(names), chance.randrange(8)
        for name in names:
            part = old.read(name)
            if name == chosen and way == 0:
                continue
            if name == chosen:
                other = old.read(chance.choice(names))
                part = other if way == 1 else chance.choice(_PART)(part or b"x", chance)
            new.writestr(name, part)
    return place.getvalue()


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with one to three damages of the kind that its format can suffer."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        if content.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(content)):
            ways: tuple[Damage, ...] = (_member, _member, _member, chance.choice(BYTES))
        elif b"\0" in content[:4096] or content.startswith(b"%PDF"):
            ways = (*BYTES, _attributes)
        else:
            ways = TEXT
        try:
            content = chance.choice(ways)(content or b"x", chance) or b"x"
        except Exception:
            content = _flipped(content, chance)  # an earlier damage left a zip that cannot be opened again
    return content
