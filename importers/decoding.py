"""Bytes of a Japanese text file to text: one fixed order of encodings, no guessing by statistics.

The order: UTF-8 with BOM, UTF-16 with BOM, ISO-2022-JP (only where its escapes stand), UTF-8, cp932, EUC-JP.
"""

import codecs
from dataclasses import dataclass
from typing import ClassVar

from domain.errors import Refusal
from domain.names import clean

_ISO_2022_JP_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")


class UndecodableText(Refusal):
    """No encoding of the list reads the whole file."""

    msgid: ClassVar[str] = "{file} is not text in UTF-8, UTF-16, Shift_JIS (cp932), ISO-2022-JP or EUC-JP."
    exit_code: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the Python name of the encoding that read it."""

    text: str
    encoding: str


def decode(raw: bytes, file: str) -> Decoded:
    """Read raw strictly; raises UndecodableText naming the file.

    Line ends become LF; control marks and halves of pairs go, form feeds stay.
    """
    for encoding in _candidates(raw):
        try:
            # Strict, but for one half of a pair: another encoding would read the whole file as nonsense.
            text = raw.decode(encoding, "surrogatepass")
        except UnicodeDecodeError:
            continue
        if encoding == "cp932" and _is_euc_jp(raw, text):
            encoding, text = "euc_jp", raw.decode("euc_jp")
        if "\0" in text:
            break
        return Decoded("\f".join(clean(page) for page in text.split("\f")), encoding)
    raise UndecodableText(file=file)


def _candidates(raw: bytes) -> tuple[str, ...]:
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if any(escape in raw for escape in _ISO_2022_JP_ESCAPES):
        return ("iso2022_jp", "utf-8", "cp932", "euc_jp")
    return ("utf-8", "cp932", "euc_jp")


def _is_euc_jp(raw: bytes, as_cp932: str) -> bool:
    """cp932 reads most EUC-JP bytes as half-width kana: where these prevail and EUC-JP fits, it is EUC-JP."""
    foreign = [char for char in as_cp932 if ord(char) > 0x7F]
    if sum("\uff61" <= char <= "\uff9f" for char in foreign) * 2 <= len(foreign):
        return False
    try:
        raw.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return True
