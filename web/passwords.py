"""The password of the managers' pages: its file, which only its owner may read, and what Datasette is told of it."""

import os
import stat
from base64 import b64decode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from datasette.app import Datasette
from datasette.utils.asgi import Request
from datasette.views.special import JsonDataView
from datasette_auth_passwords.utils import ALGORITHM, hash_password

from db.errors import FolderMissing, FolderNotWritable
from domain.errors import Refusal

# One password for all who read; the login page does not ask for a name, programs give this one.
READER: Final = "reader"
PLUGIN: Final = "datasette-auth-passwords"
SHORTEST: Final = 10
_LONGEST_FILE: Final = 4096


class PasswordFileMissing(Refusal):
    msgid: ClassVar[str] = "There is no password in {path}. Make one: shinchoku serve --make-password {path}"


class PasswordFileOpen(Refusal):
    msgid: ClassVar[str] = "Others than its owner can read {path}. Close it to them first: chmod 600 {path}"


class NotAPasswordFile(Refusal):
    msgid: ClassVar[str] = (
        "{path} is not a file that --make-password made; it was left as it is. Choose another name for it."
    )


class PasswordTooShort(Refusal):
    msgid: ClassVar[str] = "The password must have at least {shortest} characters. Nothing was written."


def write_password_file(path: Path, password: str) -> None:
    """Keep a password's hash in a file of its owner's own, in the place of an earlier one.

    Raises PasswordTooShort, FolderMissing, FolderNotWritable, or NotAPasswordFile for a file that is something else.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST)
    if not path.parent.is_dir():
        raise FolderMissing(folder=path.parent)
    if path.exists() and not _is_hash(_text(path)):
        raise NotAPasswordFile(path=path)
    if not os.access(path.parent, os.W_OK):
        raise FolderNotWritable(folder=path.parent)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(hash_password(password) + "\n")
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def read_password_file(path: Path) -> str:
    """The hash that write_password_file kept. Raises PasswordFileMissing, PasswordFileOpen or NotAPasswordFile."""
    if not path.is_file():
        raise PasswordFileMissing(path=path)
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise PasswordFileOpen(path=path)
    found = _text(path)
    if not _is_hash(found):
        raise NotAPasswordFile(path=path)
    return found


def _text(path: Path) -> str:
    """The start of a file; empty for a folder and for what this account may not read."""
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST_FILE).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def _is_hash(text: str) -> bool:
    parts = text.split("$")
    return len(parts) == 4 and parts[0] == ALGORITHM and parts[1].isdecimal() and "\n" not in text


def protected(metadata: dict[str, Any], password_hash: str) -> dict[str, Any]:
    """Metadata under which every page asks for the password."""
    plugins = {**metadata.get("plugins", {}), PLUGIN: {f"{READER}_password_hash": password_hash}}
    return {**metadata, "allow": {"id": READER}, "plugins": plugins}


def asks_for_password(datasette: Datasette) -> bool:
    """Whether a password opens this server's pages."""
    return bool(datasette.plugin_config(PLUGIN))


def metadata_view(datasette: Datasette) -> Callable[..., Any]:
    """/-/metadata without the password's hash."""

    def shown() -> dict[str, Any]:
        metadata = dict(datasette.metadata())
        if "plugins" in metadata:
            metadata["plugins"] = {name: told for name, told in metadata["plugins"].items() if name != PLUGIN}
        return metadata

    view: Callable[..., Any] = JsonDataView.as_view(datasette, "metadata.json", shown)
    return view


AsgiApp = Callable[..., Awaitable[None]]


def readable_credentials(app: AsgiApp) -> AsgiApp:
    """The application without credentials that datasette-auth-passwords would fail over: it reads ASCII alone."""

    async def door(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": [pair for pair in scope["headers"] if _is_readable(*pair)]}
        await app(scope, receive, send)

    return door


def _is_readable(name: bytes, value: bytes) -> bool:
    if name != b"authorization" or not value.startswith(b"Basic "):
        return True
    try:
        return b64decode(value.split(b"Basic ")[1]).isascii()
    except ValueError:
        return False


def login_needed(datasette: Datasette, request: Request) -> bool:
    """Whether a refused request would have gone through with the password."""
    return request.actor is None and asks_for_password(datasette)
