"""Which kind of file system a book lies on: SQLite's write-ahead log is safe on one host's own disks only.

Two hosts on one share do not see each other's locks and shared memory, and lose rows without an error.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

# Types as Linux's mountinfo, macOS' mount and their FUSE names say them.
NETWORK: Final = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "afs", "ncpfs", "9p"),
        *("ceph", "glusterfs", "lustre", "gpfs", "ocfs2", "gfs2", "beegfs", "coda", "virtiofs", "prl_fs"),
        *("fuse.sshfs", "fuse.rclone", "fuse.davfs", "fuse.glusterfs", "fuse.s3fs", "fuse.smbnetfs"),
        *("fuse.gvfsd-fuse", "fuse.ceph", "vboxsf", "fuse.vmhgfs-fuse", "osxfuse", "macfuse"),
    )
)

Mounts = Callable[[], Iterator[tuple[str, str]]]


def network_share(path: Path, mounts: Mounts | None = None) -> str | None:
    """The type of the network file system that holds a path (nfs4, cifs, a share's name on Windows), None for a disk.

    The nearest folder that exists counts. A system that does not say is taken for a disk.
    """
    place = path.resolve()
    while not place.exists() and place != place.parent:
        place = place.parent
    if sys.platform == "win32" and mounts is None:
        return _windows_share(place)
    return _share_among(place, mounts or (_linux_mounts if sys.platform == "linux" else _other_mounts))


def _share_among(place: Path, mounts: Mounts) -> str | None:
    """The type of the longest mount point that holds the place; of equals the later one, which covers the former."""
    best, kind = -1, ""
    for point, name in mounts():
        if len(point) >= best and (place == Path(point) or Path(point) in place.parents):
            best, kind = len(point), name
    return kind if kind in NETWORK else None


def _linux_mounts() -> Iterator[tuple[str, str]]:
    """Mount points and types of /proc/self/mountinfo, whose spaces are written as \\040."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return
    yield from mountinfo(lines)


def mountinfo(text: str) -> Iterator[tuple[str, str]]:
    """Mount point and type of every line of a mountinfo (man 5 proc: the type stands after a lone dash)."""
    for line in text.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if dash and len(fields) > 4 and after:
            yield _unescaped(fields[4]), after.split(" ", 1)[0]


def _unescaped(point: str) -> str:
    raw = os.fsencode(point)
    for code, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        raw = raw.replace(code, byte)
    return os.fsdecode(raw)


def _other_mounts() -> Iterator[tuple[str, str]]:
    """Mount points and types as `mount` prints them on macOS and BSD: //a@b/c on /Volumes/c (smbfs, nodev)."""
    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return
    yield from mount_lines(os.fsdecode(done.stdout))


def mount_lines(text: str) -> Iterator[tuple[str, str]]:
    """Mount point and type of every line of macOS' `mount`."""
    for line in text.splitlines():
        _device, on, rest = line.partition(" on ")
        point, bracket, options = rest.rpartition(" (")
        if on and bracket:
            yield point, options.rstrip(")").split(",", 1)[0].strip()


def _windows_share(place: Path) -> str | None:
    """The share's name for a UNC path, or the drive that is mapped to one (GetDriveTypeW says 4)."""
    import ctypes

    drive = place.drive
    if drive.startswith("\\\\"):
        return drive
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows alone
    return drive if drive and kernel.GetDriveTypeW(f"{drive}\\") == 4 else None
