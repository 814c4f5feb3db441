"""people and internal on the command line: keys in, rows out; refusals that write nothing."""

import json
import os
import pwd
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from domain.roles import Post
from shinchoku.internal_commands import internal_group
from shinchoku.people_commands import people_group
from tests.cli.conftest import TOP, Run


def _me() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid{os.getuid()}"


ME = _me()
BOOK = "shinchoku.db"


def rows(folder: Path, sql: str) -> list[Any]:
    with sqlite3.connect(folder / BOOK) as conn:
        return conn.execute(sql).fetchall()


def roles(folder: Path) -> list[Any]:
    return rows(
        folder,
        "SELECT coalesce(person.login, os_group), role, department.name, valid_from, valid_to FROM membership"
        " LEFT JOIN person ON person.id = person_id LEFT JOIN department ON department.id = department_id"
        " ORDER BY membership.id",
    )


@pytest.fixture
def coordinated(demo: Run) -> Run:
    """The sample book with whoever runs the tests as its coordinator."""
    assert demo("people", "add", ME, "--name", "鈴木", "--role", "coordinator").code == 0
    return demo


def test_a_book_that_gives_no_roles_says_that_everybody_may_do_everything(demo: Run) -> None:
    assert "だれでもすべての操作ができます" in demo("people", "list").err
    assert demo("people", "list", "--json").json == []
    me = demo("people", "me", "--json").json
    assert me["everybody_may_everything"] is True
    assert (me["uid"], me["login"]) == (os.getuid(), ME)


def test_the_first_role_has_to_be_a_coordinators_whom_the_host_knows(demo: Run, tmp_path: Path) -> None:
    for arguments, words in (
        (["sato", "--role", "lead"], "期限のない情報管理課"),
        ([ME, "--role", "coordinator", "--to", "2022-03-31"], "期限のない情報管理課"),
        # The sample holds two municipalities.
        (
            [ME, "--role", "coordinator", "--department", "秘書広報課", "--municipality", "武蔵野市"],
            "台帳全体",
        ),
        (["no-such-login-here", "--role", "coordinator"], "アカウントもグループもない"),
        (["--group", "no-such-group-here", "--role", "coordinator"], "アカウントもグループもない"),
        ([ME], "役割を指定"),
        (["--role", "lead"], "どちらか一つ"),
    ):
        said = demo("people", "add", *arguments)
        assert said.code == 2, arguments
        assert words in said.err
        assert said.err.count("\n") == 1
    assert roles(tmp_path) == []


def test_roles_are_given_listed_and_taken(coordinated: Run, tmp_path: Path) -> None:
    lead = ["--role", "lead", "--department", "秘書広報課", "--municipality", "武蔵野市"]
    given = coordinated(
        "people", "add", "sato", "--name", "佐藤", *lead, "--from", "2021-04-01", "--to", "2022-03-31"
    )
    assert given.code == 0
    assert "sato 佐藤  主管課  秘書広報課  2021-04-01..2022-03-31" in given.err
    assert coordinated("people", "add", "--group", "users", "--role", "manager").code == 0
    assert coordinated("people", "add", "ono", "--proxy-for", "sato", "--to", "2021-04-30").code == 0
    assert roles(tmp_path) == [
        (ME, "coordinator", None, None, None),
        ("sato", "lead", "秘書広報課", "2021-04-01", "2022-03-31"),
        ("users", "manager", None, None, None),
        ("ono", "lead", None, None, "2021-04-30"),
    ]
    told = coordinated("people", "list", "--json").json
    assert [(one["login"], one["group"], one["role"], one["proxy_for"], one["valid"]) for one in told] == [
        (ME, None, "coordinator", None, True),
        ("ono", None, "lead", "sato", True),
        ("sato", None, "lead", None, True),
        (None, "users", "manager", None, True),
    ]
    lines = coordinated("people", "list").out.splitlines()
    assert "グループ users  閲覧  全課" in lines[3]
    # A proxy's role is for what the other person has, not for every department.
    assert "sato 佐藤の代理（受け持ちも同じ）" in lines[1] and "全課" not in lines[1]
    late = coordinated("people", "list", clock="2022-04-01T09:00:00+09:00").out
    assert late.count("今日は無効") == 2
    assert coordinated("people", "remove", "users").code == 0
    assert coordinated("people", "remove", "4").code == 0
    assert [row[0] for row in roles(tmp_path)] == [ME, "sato"]


def test_the_last_coordinator_stays(coordinated: Run, tmp_path: Path) -> None:
    for arguments in (
        ["remove", ME],
        ["remove", "1"],
        ["add", ME, "--role", "coordinator", "--to", "2030-01-01"],
    ):
        said = coordinated("people", *arguments)
        assert said.code == 2
        assert "最後の情報管理課" in said.err
    assert roles(tmp_path) == [(ME, "coordinator", None, None, None)]
    assert coordinated("people", "add", "next", "--role", "coordinator").code == 0
    assert coordinated("people", "remove", ME).code == 0
    # From here on the one who runs the tests is nobody.
    assert coordinated("people", "add", ME, "--role", "coordinator").code == 2


CSV = """ログイン,氏名,役割,課,市区町村,開始,終了,代理
tanaka,田中,主管課,秘書広報課,武蔵野市,2021/04/01,,
ito,伊藤,情報管理課,,,,,
kato,加藤,閲覧,,,,,
ono,小野,,,,,2021-09-30,tanaka
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_of_people_comes_in_whole_and_a_second_time_changes_nothing(
    coordinated: Run, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "people.csv").write_text(CSV, encoding=encoding)
    assert "4件" in coordinated("people", "import", "people.csv").err
    found = roles(tmp_path)
    assert found[1:] == [
        ("tanaka", "lead", "秘書広報課", "2021-04-01", None),
        ("ito", "coordinator", None, None, None),
        ("kato", "manager", None, None, None),
        ("ono", "lead", None, None, "2021-09-30"),
    ]
    assert coordinated("people", "import", "people.csv").code == 0
    assert roles(tmp_path) == found


def test_the_first_roles_may_come_in_as_a_list_with_a_coordinator_among_them(
    demo: Run, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(f"login,role\nkato,manager\n{ME},coordinator\n", encoding="utf-8")
    assert demo("people", "import", "people.csv").code == 0
    assert [row[:2] for row in roles(tmp_path)] == [("kato", "manager"), (ME, "coordinator")]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        ("login,role\nkato,boss\n", 2, "2行目:「boss」は役割"),
        ("login,role,to\nkato,manager,2021-02-30\n", 2, "2行目:「2021-02-30」は日付"),
        ("login,shoe\nkato,42\n", 2, "shoe"),
        ("name,role\nkato,manager\n", 2, "ログイン名かグループの列がない"),
        ("", 2, "ログイン名かグループの列がない"),
        ("login,role,department\nkato,manager,\nsato,lead,ない課\n", 2, "ない課"),
    ],
)
def test_a_list_with_one_wrong_line_writes_nothing(
    coordinated: Run, tmp_path: Path, content: str, code: int, words: str
) -> None:
    (tmp_path / "people.csv").write_text(content, encoding="utf-8")
    said = coordinated("people", "import", "people.csv")
    assert said.code == code
    assert words in said.err
    assert [row[0] for row in roles(tmp_path)] == [ME]


def test_a_list_that_is_not_there_or_no_text_could_not_be_read(coordinated: Run, tmp_path: Path) -> None:
    assert coordinated("people", "import", "nowhere.csv").code == 3
    (tmp_path / "people.csv").write_bytes(b"login\xff\xff\x81")
    assert coordinated("people", "import", "people.csv").code == 3


def test_somebody_without_a_role_is_told_so_by_every_command_that_writes(
    coordinated: Run, tmp_path: Path
) -> None:
    coordinated("people", "add", "next", "--role", "coordinator", "--name", "次")
    coordinated("people", "remove", ME)
    before = rows(tmp_path, "SELECT count(*) FROM history")
    where = ["--plan", "musashino-6", "--period", "2020H2"]
    for arguments in (
        ["people", "add", ME, "--role", "coordinator"],
        ["people", "remove", "next"],
        ["internal", "mark", "measure", "risk"],
        ["period", "freeze", *where],
        ["report", "set", *where, "--measure", "4", "--text", "x"],
        ["measure", "complete", *where, "--measure", "4"],
        ["import", "undo", "1"],
    ):
        said = coordinated(*arguments)
        assert said.code == 2, arguments
        assert "次" in said.err, arguments
        assert "役割がありません" in said.err
        assert said.err.count("\n") == 1
    assert rows(tmp_path, "SELECT count(*) FROM history") == before
    assert "役割はありません" in coordinated("people", "me").out
    assert coordinated("export", "json", "--plan", "musashino-6").code == 0


def test_the_coordinator_reports_in_a_departments_place_and_the_export_names_who_did_it(
    coordinated: Run, tmp_path: Path
) -> None:
    where = ["--plan", "musashino-6", "--period", "2020H2", "--measure", "8"]
    state = rows(
        tmp_path,
        "SELECT report.state FROM report JOIN measure ON measure.id = measure_id JOIN period ON period.id = period_id"
        " JOIN plan ON plan.id = measure.plan_id WHERE plan.key = 'musashino-6' AND measure_key = '8' AND fy = 2020"
        " AND period.half = 2",
    )
    assert state == [("not_started",)]
    assert coordinated("report", "set", *where, "--unchanged").code == 0
    [(lead,)] = rows(
        tmp_path,
        "SELECT measure_department.name FROM measure_department JOIN measure ON measure.id = measure_id JOIN plan"
        " ON plan.id = plan_id WHERE plan.key = 'musashino-6' AND measure_key = '8' AND role = 'lead' AND ordinal = 1",
    )
    last = "SELECT action, by_uid, proxy_for FROM decision ORDER BY id DESC LIMIT 1"
    assert rows(tmp_path, last) == [("carry", os.getuid(), lead)]
    told = json.loads(coordinated("export", "json", "--plan", "musashino-6").out)
    measure = next(one for one in told["plans"][0]["measures"] if one["key"] == "8")
    assert measure["reports"][-1]["by"] not in (lead, None)


def test_what_one_may_do_is_said_in_both_languages(coordinated: Run) -> None:
    assert "情報管理課（全課）" in coordinated("people", "me").out
    assert "coordinator of all departments" in coordinated("people", "me", lang="en").out
    assert coordinated("people", "me", "--json").json["roles"] == [
        {"role": "coordinator", "department": None, "municipality": None, "proxy_for": None}
    ]


def test_columns_are_marked_internal_and_shown_again(demo: Run, tmp_path: Path) -> None:
    assert "ありません" in demo("internal", "list").err
    assert demo("internal", "mark", "Measure", "risk").code == 0
    assert demo("internal", "mark", "measure", "RISK").err.startswith("measure.RISK はすでに")
    assert demo("internal", "list", "--json").json == [{"table": "measure", "column": "risk"}]
    for table, column, words in (
        ("masure", "risk", "measure"),
        ("measure", "rsk", "risk"),
        ("measure", "plan_id", "つなぐ列"),
    ):
        said = demo("internal", "mark", table, column)
        assert said.code == 2
        assert words in said.err
        assert said.err.count("\n") == 1
    assert rows(tmp_path, "SELECT table_name, column_name FROM internal_column") == [("measure", "risk")]
    assert demo("internal", "unmark", "measure", "risk").code == 0
    assert demo("internal", "unmark", "measure", "risk").code == 2
    assert demo("internal", "list").out == ""


def test_a_column_marked_internal_is_missing_from_the_published_copy(demo: Run, tmp_path: Path) -> None:
    assert demo("internal", "mark", "measure", "content").code == 0
    assert demo("publish", "out.db").code in (0, 1)
    with sqlite3.connect(tmp_path / "out.db") as conn:
        columns = [row[1] for row in conn.execute("PRAGMA table_info(measure)")]
        told = conn.execute("SELECT content FROM measure").fetchall() if "content" in columns else []
    assert {row[0] for row in told} <= {None}


def test_the_page_on_roles_names_every_command_every_role_and_every_heading() -> None:
    page = (TOP / "docs" / "shared-use.md").read_text(encoding="utf-8")
    for name in people_group.commands:
        assert f"people {name}" in page, name
    for name in internal_group.commands:
        assert f"internal {name}" in page, name
    for post in Post:
        assert f"`{post}`" in page, post
    for heading in CSV.splitlines()[0].split(","):
        assert heading in page, heading
