"""The password: without it no page opens, with it everything is as before; its file is its owner's alone."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from shinchoku.tree import cli
from web.passwords import (
    NotAPasswordFile,
    PasswordFileMissing,
    PasswordFileOpen,
    PasswordTooShort,
    read_password_file,
    write_password_file,
)

PASSWORD = "ひらけ 青い 帳簿 2020"
PAGES = [
    "/",
    "/shinchoku",
    "/shinchoku/measure",
    "/shinchoku/measure_list",
    "/shinchoku/measure/1",
    "/shinchoku/period_overview",
    "/shinchoku/measure.json?_shape=array",
    "/shinchoku/measure.csv?_stream=1",
    "/shinchoku/measure_list.xlsx",
    "/shinchoku/find_measure.json?word=防災",
    "/shinchoku.json?sql=select+1",
    "/shinchoku.db",
    "/-/find?word=防災",
    "/-/find.json?word=防災",
    "/-/dashboards",
    *(f"/-/{name}.json" for name in ("databases", "metadata", "settings", "plugins", "versions", "actor")),
]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    write_password_file(path, PASSWORD)
    return path


@pytest.fixture
async def closed(town: Any, serve_book: Callable[..., Any], kept: Path) -> Datasette:
    """The small book behind a password."""
    closed: Datasette = await serve_book(town.path, password_hash=read_password_file(kept))
    return closed


async def log_in(datasette: Datasette, password: str) -> tuple[Any, dict[str, str]]:
    """Fill the login page in as a person does; the answer and the cookies for what follows."""
    page = await datasette.client.get("/-/login")
    token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
    assert token is not None
    form = {"username": "reader", "password": password, "csrftoken": token[1]}
    answer = await datasette.client.post("/-/login", data=form, cookies=dict(page.cookies))
    return answer, {**dict(page.cookies), **dict(answer.cookies)}


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_tells_anything_without_the_password(closed: Datasette, page: str) -> None:
    answer = await closed.client.get(page)
    assert answer.status_code == 403
    assert "防災無線" not in answer.text and "machi-2" not in answer.text
    browsing = await closed.client.get(page, headers={"Accept": "text/html"})
    assert browsing.status_code in (302, 403)
    if browsing.status_code == 302:
        assert browsing.headers["location"] == "/-/login" and not browsing.text


async def test_json_says_that_a_password_is_needed(closed: Datasette) -> None:
    answer = (await closed.client.get("/shinchoku/measure.json")).json()
    assert (answer["ok"], answer["status"]) == (False, 403) and "パスワード" in answer["error"]


async def test_the_login_page_is_japanese_asks_for_the_password_alone_and_opens_everything(
    closed: Datasette,
) -> None:
    page = await closed.client.get("/-/login")
    assert "<h1>ログイン</h1>" in page.text and page.text.count('type="password"') == 1
    assert 'type="text"' not in page.text and "Log in" not in page.text and "Username" not in page.text
    answer, cookies = await log_in(closed, PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    front = await closed.client.get("/", cookies=cookies)
    assert front.status_code == 200 and "第二次計画" in front.text and "ログアウト" in front.text
    rows = await closed.client.get("/shinchoku/measure.json?_shape=array", cookies=cookies)
    assert len(rows.json()) == 7


async def test_the_guard_stands_behind_the_password(closed: Datasette) -> None:
    _answer, cookies = await log_in(closed, PASSWORD)
    for page in (
        "/shinchoku/draft",
        "/shinchoku/draft.json",
        "/shinchoku.json?sql=select+1",
        "/shinchoku.db",
    ):
        assert (await closed.client.get(page, cookies=cookies)).status_code == 403
    for page in ("/", "/shinchoku/report.json", "/shinchoku/decision.json", "/-/databases.json"):
        assert "CANARY" not in (await closed.client.get(page, cookies=cookies)).text
    posted = await closed.client.post("/shinchoku/measure", cookies=cookies)
    assert posted.status_code == 405
    # The hash is of no use to those who know the password, and could be tried offline by the others.
    told = await closed.client.get("/-/metadata.json", cookies=cookies)
    assert told.status_code == 200 and "pbkdf2" not in told.text and told.json()["title"]


async def test_a_wrong_password_is_said_in_japanese_and_opens_nothing(closed: Datasette) -> None:
    answer, cookies = await log_in(closed, PASSWORD + "!")
    assert "パスワードが違います" in answer.text and "ds_actor" not in cookies
    assert (await closed.client.get("/", cookies=cookies)).status_code == 403


async def test_a_cookie_of_another_server_opens_nothing(closed: Datasette, town: Any) -> None:
    forged = Datasette([]).sign({"a": {"id": "reader"}}, "actor")
    assert (await closed.client.get("/", cookies={"ds_actor": forged})).status_code == 403
    other = closed.sign({"a": {"id": "somebody"}}, "actor")
    assert (await closed.client.get("/", cookies={"ds_actor": other})).status_code == 403


async def test_logging_out_closes_the_pages_again(closed: Datasette) -> None:
    _answer, cookies = await log_in(closed, PASSWORD)
    page = await closed.client.get("/-/logout", cookies=cookies)
    token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
    assert token is not None and "<h1>ログアウト</h1>" in page.text
    left = await closed.client.post("/-/logout", data={"csrftoken": token[1]}, cookies=cookies)
    assert left.status_code == 302 and 'ds_actor=""' in left.headers["set-cookie"]
    said = await closed.client.get("/-/login", cookies={"ds_messages": left.cookies["ds_messages"]})
    assert "ログアウトしました。" in said.text


async def test_a_program_gives_the_password_with_its_request(
    town: Any, tmp_path: Path, serve_book: Callable[..., Any]
) -> None:
    write_password_file(tmp_path / "plain", "correct horse battery")
    closed = await serve_book(town.path, password_hash=read_password_file(tmp_path / "plain"))

    def header(text: str) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}

    address = "/shinchoku/measure.json?_shape=array"
    given = await closed.client.get(address, headers=header("reader:correct horse battery"))
    assert given.status_code == 200 and len(given.json()) == 7
    assert (await closed.client.get(address, headers=header("reader:wrong"))).status_code == 403
    # The plugin reads ASCII alone; what it cannot read must be an answer all the same.
    for odd in (
        "Basic あ",
        "Basic a",
        "Basic ////",
        "Basic " + base64.b64encode("reader:あ".encode()).decode(),
    ):
        answer = await closed.client.get(address, headers={"Authorization": odd.encode()})
        assert answer.status_code == 403


async def test_without_a_password_the_pages_offer_no_login(datasette: Datasette) -> None:
    front = await datasette.client.get("/")
    assert front.status_code == 200 and "/-/login" not in front.text and "/-/dashboards" not in front.text


def test_the_file_is_its_owners_alone_and_keeps_no_password(kept: Path) -> None:
    assert kept.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in kept.read_text() and read_password_file(kept).startswith("pbkdf2_sha256$")
    assert [file.name for file in kept.parent.iterdir()] == ["password"]


def test_a_file_that_others_can_read_is_refused(kept: Path) -> None:
    kept.chmod(0o640)
    with pytest.raises(PasswordFileOpen):
        read_password_file(kept)


def test_another_file_is_neither_taken_nor_overwritten(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("a$b$c$d")
    other.chmod(0o600)
    with pytest.raises(NotAPasswordFile):
        read_password_file(other)
    with pytest.raises(NotAPasswordFile):
        write_password_file(other, PASSWORD)
    assert other.read_text() == "a$b$c$d"
    with pytest.raises(PasswordFileMissing):
        read_password_file(tmp_path / "none")


def test_a_short_password_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(PasswordTooShort):
        write_password_file(tmp_path / "password", "123456789")
    assert not list(tmp_path.iterdir())


def test_the_command_makes_the_file_from_what_a_script_gives_it(tmp_path: Path) -> None:
    path = tmp_path / "password"
    done = CliRunner().invoke(
        cli, ["serve", "--make-password", str(path)], input=PASSWORD + "\n", standalone_mode=False
    )
    assert done.return_value == 0 and done.stdout == "" and PASSWORD not in done.stderr
    first = read_password_file(path)
    CliRunner().invoke(cli, ["serve", "--make-password", str(path)], input="another one 2\n")
    assert read_password_file(path) != first
