"""Datasette over the live book: read-only, for this machine or behind a password, stopped cleanly."""

import asyncio
import ipaddress
import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, Final

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from db.connection import check_file, check_schema, connect
from domain.errors import Refusal
from web import plugin
from web.book_database import adopt
from web.passwords import protected

METADATA_FILE: Final = "datasette-metadata.json"
METADATA_KEY: Final = "shinchoku"

SETTINGS: Final[Mapping[str, object]] = {
    "default_allow_sql": False,
    "suggest_facets": False,
    "allow_download": False,
    "max_returned_rows": 5000,
    "default_page_size": 50,
    "default_facet_size": 40,
    "num_sql_threads": 3,
    "sql_time_limit_ms": 3000,
    # A row recorded in the terminal is on the page at the next request.
    "default_cache_ttl": 0,
}


class RemoteNotAllowed(Refusal):
    msgid: ClassVar[str] = (
        "{host} would let other machines read the book: ask them for a password with --password-file (--make-password "
        "makes one), let everybody read it with --allow-remote, or leave --host out to serve this machine alone."
    )


class AddressTaken(Refusal):
    msgid: ClassVar[str] = "{host}:{port} cannot be used ({reason}). Choose another port with --port."


class MetadataMissing(Refusal):
    msgid: ClassVar[str] = "{name} is missing from the installation. Install shinchoku again."
    exit_code: ClassVar[int] = 3


def metadata_text() -> str:
    """The metadata file as installed beside the package, or as it lies at the top of the source tree.

    Raises MetadataMissing.
    """
    for place in (files("web") / METADATA_FILE, Path(__file__).resolve().parent.parent / METADATA_FILE):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise MetadataMissing(name=METADATA_FILE)


def metadata_for(name: str, *, allow_sql: bool = False) -> dict[str, Any]:
    """The metadata with the book's descriptions under a database's name, which is its file's stem."""
    metadata: dict[str, Any] = json.loads(metadata_text())
    metadata["databases"] = {name: metadata["databases"][METADATA_KEY]}
    metadata["allow_sql"] = allow_sql
    return metadata


def datasette_for(
    path: Path,
    *,
    allow_sql: bool = False,
    password_hash: str | None = None,
    settings: Mapping[str, object] | None = None,
) -> Datasette:
    """A Datasette over one book, not started. `allow_sql` lets everyone put questions of their own; the guard stays.

    With a password's hash (web.passwords) no page opens before the password was given.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, name="shinchoku")
    metadata = metadata_for(path.stem, allow_sql=allow_sql)
    datasette = Datasette(
        [str(path)],
        metadata=metadata if password_hash is None else protected(metadata, password_hash),
        settings={**SETTINGS, "default_allow_sql": allow_sql, **(settings or {})},
    )
    adopt(datasette, datasette.databases[path.stem])
    return datasette


def serve(
    book_path: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    allow_remote: bool = False,
    password_hash: str | None = None,
    ready: Callable[[str], None] | None = None,
) -> int:
    """Serve the book until Ctrl+C or SIGTERM; `ready` gets the address once it answers. Port 0 takes any free one.

    Raises RemoteNotAllowed, AddressTaken, or what db.connection raises for a file that is no book. Returns the exit
    code.
    """
    _check(book_path)
    # Whoever comes under another name brings no cookie of this server: a password needs no names checked.
    for_others = allow_remote or password_hash is not None
    if not (for_others or is_loopback(host)):
        raise RemoteNotAllowed(host=host)
    with _listening(host, port) as listener:
        datasette = datasette_for(book_path, password_hash=password_hash)
        asyncio.run(datasette.invoke_startup())
        app = datasette.app()
        config = uvicorn.Config(
            app if for_others else _named_here(app), log_config=None, access_log=False, lifespan="on"
        )
        server = _Server(config, lambda: ready(_url(listener, host)) if ready else None)
        with _terminated_quietly(), suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    return 0 if server.started else 1


def _check(path: Path) -> None:
    check_file(path, write=False)
    book = connect(path, mode="ro")
    try:
        check_schema(book, path)
    finally:
        book.close()


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise AddressTaken(host=host, port=port, reason=error.strerror or error) from error
    with listener:
        yield listener


def _url(listener: socket.socket, host: str) -> str:
    port = listener.getsockname()[1]
    name = f"[{host.strip('[]')}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _named_here(app: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse requests that came under another machine's name: a page elsewhere could have had the name point here."""

    async def door(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            named = dict(scope["headers"]).get(b"host", b"").decode("latin-1").rsplit("@", 1)[-1]
            bare = named.rsplit("]", 1)[0] if named.startswith("[") else named.rsplit(":", 1)[0]
            if not is_loopback(bare):
                start = {
                    "type": "http.response.start",
                    "status": 421,
                    "headers": [(b"content-type", b"text/plain")],
                }
                await send(start)
                await send({"type": "http.response.body", "body": b"Misdirected request\n"})
                return
        await app(scope, receive, send)

    return door


@contextmanager
def _terminated_quietly() -> Iterator[None]:
    """uvicorn shuts down on SIGTERM and then raises it again; here that must not kill the process."""
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
