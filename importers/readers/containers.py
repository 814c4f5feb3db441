"""Opens the zip that an office file is, after looking at what it claims to hold; nothing is unpacked before that."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Final

from importers.errors import DamagedFile, EncryptedFile, TooLarge, WrongKind

MAX_BYTES: Final = 64 * 1_048_576
MAX_UNPACKED: Final = 128 * 1_048_576
MAX_PARTS: Final = 20_000

# What zipfile raises on a directory or a part whose bytes were changed.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(KeyError, ValueError, EOFError, OSError, RuntimeError),
)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def open_container(name: str, content: bytes, main_part: str, kind: str) -> zipfile.ZipFile:
    """The zip of an office file that has `main_part`. Raises EncryptedFile, WrongKind, DamagedFile or TooLarge.

    Sizes are those the directory of the zip declares: reading a part never gives more bytes than that.
    """
    if content.startswith(_OLE):
        raise EncryptedFile(path=name) if _ENCRYPTED in content else WrongKind(path=name, kind=kind)
    if not content.startswith(b"PK"):
        raise WrongKind(path=name, kind=kind)
    if len(content) > MAX_BYTES:
        raise TooLarge(path=name, size=len(content) // 1_048_576, limit=MAX_BYTES // 1_048_576)
    try:
        container = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        raise DamagedFile(path=name) from error
    parts = container.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise TooLarge(path=name, size=unpacked // 1_048_576, limit=MAX_UNPACKED // 1_048_576)
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedFile(path=name)
    if main_part not in container.namelist():
        raise WrongKind(path=name, kind=kind)
    return container


def part(name: str, container: zipfile.ZipFile, path: str) -> bytes:
    """One XML part of the container. Raises DamagedFile, also for XML that declares a document type."""
    try:
        content = container.read(path)
    except _BROKEN as error:
        raise DamagedFile(path=name) from error
    if _DECLARATION.search(content):
        raise DamagedFile(path=name)
    return content
