"""The server: this machine alone, an address said when it answers, a clean stop."""

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from db.errors import BookMissing, ForeignDatabase, NotABook
from i18n.refusals import sentence
from web.passwords import read_password_file, write_password_file
from web.serving import AddressTaken, RemoteNotAllowed, is_loopback, serve

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = (
    "import sys; from pathlib import Path; from web.serving import serve;"
    "sys.exit(serve(Path(sys.argv[1]), port=0, host=sys.argv[2], password_hash=sys.argv[3] or None,"
    " ready=lambda url: print(url, flush=True)))"
)


@contextmanager
def serving(
    path: Path, host: str = "127.0.0.1", password_hash: str = ""
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own and its address."""
    command = [sys.executable, "-c", PROGRAM, str(path), host, password_hash]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                process.kill()


def fetch(url: str, **headers: str) -> str:
    request = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(answer.read().decode())


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_says_its_address_answers_and_stops_cleanly(town: Any, stop: signal.Signals) -> None:
    with serving(town.path) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert "防災無線の更新" in fetch(url + "shinchoku/measure_list")
        assert town.measures and town.book.db.conn.execute("SELECT 1").fetchone()
        process.send_signal(stop)
        said, complained = process.communicate(timeout=30)
    assert (process.returncode, said, complained) == (0, "", "")


def test_a_request_under_another_machines_name_is_not_answered(town: Any) -> None:
    with serving(town.path) as (_process, url):
        with pytest.raises(HTTPError) as refused:
            fetch(url, Host="evil.example:80")
        assert refused.value.code == 421
        refused.value.close()
        assert "第二次計画" in fetch(url, Host="localhost:9000")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "city.example"])
def test_another_address_than_this_machines_is_refused(town: Any, host: str) -> None:
    with pytest.raises(RemoteNotAllowed) as refused:
        serve(town.path, host=host, port=0)
    assert refused.value.params == {"host": host} and refused.value.exit_code == 2
    assert all(way in sentence(refused.value) for way in ("--password-file", "--allow-remote"))


def test_every_address_is_served_behind_a_password_and_asks_for_it(town: Any, tmp_path: Path) -> None:
    write_password_file(tmp_path / "password", "correct horse battery")
    with serving(town.path, "0.0.0.0", read_password_file(tmp_path / "password")) as (_process, url):
        assert url.startswith("http://0.0.0.0:")
        here = url.replace("0.0.0.0", "127.0.0.1") + "shinchoku/measure.json?_shape=array"
        with pytest.raises(HTTPError) as refused:
            fetch(here, Host="city.example")
        assert refused.value.code == 403
        refused.value.close()
        given = "Basic " + base64.b64encode(b"reader:correct horse battery").decode()
        assert len(json.loads(fetch(here, Host="city.example", Authorization=given))) == 7


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *((host, True) for host in ("127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8")),
        *((host, False) for host in ("0.0.0.0", "10.0.0.1", "localhost.example", "")),
    ],
)
def test_loopback_is_this_machine_alone(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_a_port_in_use_is_said_with_its_number(town: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressTaken, match=str(port)):
            serve(town.path, port=port)


def test_a_file_that_is_no_book_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    with pytest.raises(BookMissing):
        serve(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("no database")
    with pytest.raises(NotABook):
        serve(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE theirs (a)")
    with pytest.raises(ForeignDatabase):
        serve(tmp_path / "other.db")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["other.db", "text.db"]


@pytest.fixture
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("CHROMIUM IS MISSING: the pages were not looked at in a browser (apt install chromium)")
    return found


@pytest.mark.browser
def test_the_front_page_renders_in_a_browser(town: Any, chromium: str, tmp_path: Path) -> None:
    picture = tmp_path / "front.png"
    flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--hide-scrollbars",
    ]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # No name but this machine's leads anywhere: a page that fetched something would show it by failing.
    alone = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with serving(town.path) as (_process, url):
        run: Callable[..., Any] = subprocess.run
        for number, what in enumerate(
            ([f"--screenshot={picture}", "--window-size=1280,900"], ["--dump-dom"])
        ):
            home = [f"--user-data-dir={tmp_path / f'profile-{number}'}"]
            done = run(
                [chromium, *flags, *quiet, *alone, *home, *what, url],
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            )
    assert "よくある問い" in done.stdout and "施策をさがす" in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG") and picture.stat().st_size > 40_000
