"""Who is at the keyboard: taken from the operating system's user id, which the environment cannot forge.

The one door to the operating system's users and groups. POSIX: by number and name, through whatever the host asks
(files, LDAP). Windows has no numbers here: a person is known by login, and only one's own groups are asked for.
"""

import os
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.names import clean, spelled

if TYPE_CHECKING:
    import pwd


class Actor(NamedTuple):
    """A person as the operating system knows them; uid is -1 where the system has no numeric ids (Windows)."""

    uid: int
    login: str
    name: str


NO_UID: Final = -1
_NAMELESS: Final = re.compile(r"uid(\d+)")


def _posix_actor() -> Actor:
    import pwd

    uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Actor(uid, f"uid{uid}", f"uid{uid}")
    return _of_entry(entry)


def _of_entry(entry: "pwd.struct_passwd") -> Actor:
    """An account as the files or the directory tell it, in whatever encoding these are."""
    login = spelled(entry.pw_name)
    return Actor(
        entry.pw_uid, login, clean(spelled(entry.pw_gecos), lines=False).split(",")[0].strip() or login
    )


def _windows_actor() -> Actor:
    import ctypes

    size = ctypes.c_ulong(256)
    buffer = ctypes.create_unicode_buffer(size.value)
    advapi = getattr(ctypes, "windll").advapi32  # noqa: B009 - the attribute exists on Windows alone
    login = buffer.value if advapi.GetUserNameW(buffer, ctypes.byref(size)) else ""
    login = spelled(login)
    return Actor(NO_UID, login or "unknown", login or "unknown")


def current_actor() -> Actor:
    """The person running this process."""
    return _windows_actor() if sys.platform == "win32" else _posix_actor()


def knows_users() -> bool:
    """Whether this host can be asked for other people's accounts."""
    return sys.platform != "win32"


def user(login: str) -> Actor | None:
    """The account with this login; None where there is none, or where the host cannot be asked (Windows)."""
    if sys.platform == "win32":
        return None
    import pwd

    if nameless := _NAMELESS.fullmatch(login):
        return Actor(int(nameless[1]), login, login)
    try:
        entry = pwd.getpwnam(login)
    except (KeyError, ValueError):
        return None
    return _of_entry(entry)


def login_of(uid: int) -> str | None:
    """The login behind a user id; None where no account has it."""
    if sys.platform == "win32":
        return None
    import pwd

    try:
        return spelled(pwd.getpwuid(uid).pw_name)
    except (KeyError, OverflowError):
        return None


def group_exists(name: str) -> bool:
    """Whether this host has a group of this name; True where it cannot be asked (Windows)."""
    if sys.platform == "win32":
        return True
    import grp

    try:
        grp.getgrnam(name)
    except (KeyError, ValueError):
        return False
    return True


# Once a session, as with a sign-in: a directory service must not be asked at every key.
@lru_cache(maxsize=64)
def groups_of(login: str) -> frozenset[str]:
    """The groups of an account, the first one included; none for an account the host does not know."""
    return _windows_groups(login) if sys.platform == "win32" else _posix_groups(login)


def _posix_groups(login: str) -> frozenset[str]:
    import grp
    import pwd

    try:
        own = pwd.getpwnam(login).pw_gid
    except (KeyError, ValueError):
        return frozenset()
    names = set()
    for number in os.getgrouplist(login, own):
        try:
            names.add(grp.getgrgid(number).gr_name)
        except KeyError:
            continue
    return frozenset(names)


def _windows_groups(login: str) -> frozenset[str]:
    """One's own groups, without the domain before them; `whoami` tells nobody else's."""
    import ctypes
    import subprocess

    if login != current_actor().login:
        return frozenset()
    buffer = ctypes.create_unicode_buffer(260)
    # The system's own folder, not PATH: a program of that name elsewhere could say anything.
    getattr(ctypes, "windll").kernel32.GetSystemDirectoryW(buffer, 260)  # noqa: B009 - on Windows alone
    command = [os.path.join(buffer.value, "whoami.exe"), "/groups", "/fo", "csv", "/nh"]
    try:
        told = subprocess.run(
            command, capture_output=True, encoding="oem", errors="replace", timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return groups_told(told.stdout)


def groups_told(table: str) -> frozenset[str]:
    """Group names out of `whoami /groups /fo csv /nh`: the first column after its domain."""
    import csv

    return frozenset(row[0].rpartition("\\")[2] for row in csv.reader(table.splitlines()) if row and row[0])
