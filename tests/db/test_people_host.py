"""The door to the host's users and groups: POSIX as it is here, Windows by what its programs and calls would say."""

import grp
import os
import pwd
import subprocess
import sys
import types
from collections.abc import Iterator

import pytest

from db.actor import NO_UID, current_actor, group_exists, groups_of, groups_told, knows_users, login_of, user


@pytest.fixture(autouse=True)
def _fresh_session() -> Iterator[None]:
    groups_of.cache_clear()
    yield
    groups_of.cache_clear()


def test_an_account_is_found_by_login_and_by_number() -> None:
    here = pwd.getpwuid(0)
    found = user(here.pw_name)
    assert found is not None
    assert (found.uid, found.login) == (0, here.pw_name)
    assert login_of(0) == here.pw_name
    assert knows_users()


def test_an_account_that_is_not_there_is_nobody() -> None:
    assert user("no-such-login-here") is None
    assert user("nul\0inside") is None
    assert login_of(2**31 - 7) is None
    assert login_of(2**70) is None
    assert groups_of("no-such-login-here") == frozenset()
    assert not group_exists("no-such-group-here")


def test_a_number_without_a_name_is_known_by_its_number() -> None:
    found = user("uid4711")
    assert found is not None
    assert (found.uid, found.login) == (4711, "uid4711")


def test_groups_are_those_the_host_tells_the_first_one_included() -> None:
    name = pwd.getpwuid(0).pw_name
    first = grp.getgrgid(pwd.getpwuid(0).pw_gid).gr_name
    assert first in groups_of(name)
    assert group_exists(first)


def test_a_group_without_a_name_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getgrouplist", lambda login, own: [own, 2**31 - 9])
    assert len(groups_of(pwd.getpwuid(0).pw_name)) == 1


def test_the_host_is_asked_for_groups_once_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    name, asked = pwd.getpwuid(0).pw_name, []
    monkeypatch.setattr(os, "getgrouplist", lambda login, own: asked.append(login) or [own])
    assert groups_of(name) == groups_of(name)
    assert asked == [name]


def test_the_environment_says_nothing_about_who_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    before = current_actor()
    for name in ("USER", "LOGNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(name, "suzuki")
    assert current_actor() == before


# -- Windows

_TOLD = (
    '"Everyone","Well-known group","S-1-1-0","Mandatory group"\n'
    '"CITY\\企画課","Group","S-1-5-21-1","Mandatory group, Enabled"\n'
    '"BUILTIN\\Users","Alias","S-1-5-32-545","Mandatory group"\n'
)


class _Kernel:
    @staticmethod
    def GetSystemDirectoryW(buffer: object, size: int) -> int:
        buffer.value = "C:\\Windows\\System32"  # type: ignore[attr-defined]
        return len("C:\\Windows\\System32")


class _Advapi:
    @staticmethod
    def GetUserNameW(buffer: object, size: object) -> int:
        buffer.value = "Tanaka"  # type: ignore[attr-defined]
        return 1


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """This process as if it ran on Windows; the list takes what is started."""
    import ctypes

    started: list[list[str]] = []

    def run(command: list[str], **_how: object) -> subprocess.CompletedProcess[str]:
        started.append(command)
        return subprocess.CompletedProcess(command, 0, _TOLD, "")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(
        ctypes, "windll", types.SimpleNamespace(kernel32=_Kernel, advapi32=_Advapi), raising=False
    )
    monkeypatch.setattr(subprocess, "run", run)
    return started


def test_windows_has_no_number_and_tells_ones_own_groups_without_their_domain(
    windows: list[list[str]],
) -> None:
    assert (current_actor().uid, current_actor().login) == (NO_UID, "Tanaka")
    assert groups_of("Tanaka") == {"Everyone", "企画課", "Users"}
    [command] = windows
    # From the system's own folder: a program of that name on PATH could say anything.
    assert command[0].startswith("C:\\Windows\\System32")
    assert command[1:] == ["/groups", "/fo", "csv", "/nh"]


def test_windows_tells_nothing_of_others_and_nothing_is_taken_for_missing(windows: list[list[str]]) -> None:
    assert groups_of("Suzuki") == frozenset()
    assert user("Suzuki") is None
    assert login_of(1000) is None
    assert group_exists("企画課")
    assert not knows_users()
    assert windows == []


def test_a_windows_that_does_not_answer_gives_no_groups(
    windows: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(command: list[str], **_how: object) -> None:
        raise subprocess.TimeoutExpired(command, 10)

    monkeypatch.setattr(subprocess, "run", late)
    assert groups_of("Tanaka") == frozenset()


def test_what_is_no_table_gives_no_groups() -> None:
    assert groups_told("") == frozenset()
    assert groups_told("\n\n") == frozenset()
    assert groups_told('"A\\B","x"') == {"B"}
