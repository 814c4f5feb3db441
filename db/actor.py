"""Who is at the keyboard: taken from the operating system's user id, which the environment cannot forge."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as the operating system knows them; uid is -1 where the system has no numeric ids (Windows)."""

    uid: int
    login: str
    name: str


def _posix_actor() -> Actor:
    import pwd

    uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Actor(uid, f"uid{uid}", f"uid{uid}")
    full_name = entry.pw_gecos.split(",")[0].strip()
    return Actor(uid, entry.pw_name, full_name or entry.pw_name)


def _windows_actor() -> Actor:
    import ctypes

    size = ctypes.c_ulong(256)
    buffer = ctypes.create_unicode_buffer(size.value)
    advapi = getattr(ctypes, "windll").advapi32  # noqa: B009 - the attribute exists on Windows alone
    login = buffer.value if advapi.GetUserNameW(buffer, ctypes.byref(size)) else ""
    return Actor(-1, login or "unknown", login or "unknown")


def current_actor() -> Actor:
    """The person running this process."""
    return _windows_actor() if sys.platform == "win32" else _posix_actor()
