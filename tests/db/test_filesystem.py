"""A book on a network share is known by its mount, not written to, and told the way out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import db.connection
from db.book import Book
from db.errors import OnNetworkShare, ShareInUse
from db.filesystem import mount_lines, mountinfo, network_share

MOUNTINFO = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:38 / /srv/plans rw,relatime shared:2 - nfs4 files:/plans rw,vers=4.2
41 22 0:39 / /srv/with\040space rw - cifs //files/share rw
42 40 8:2 / /srv/plans/local rw - xfs /dev/sdb1 rw
43 22 0:50 / /home/a/remote rw - fuse.sshfs a@b:/ rw
"""


def mounts() -> Iterator[tuple[str, str]]:
    yield from mountinfo(MOUNTINFO)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/plans/a.db", "nfs4"),
        ("/srv/plans2/a.db", None),
        ("/srv/with space/a.db", "cifs"),
        ("/srv/plans/local/a.db", None),
        ("/home/a/remote/deep/a.db", "fuse.sshfs"),
        ("/home/a/a.db", None),
    ],
)
def test_the_longest_mount_point_says_what_a_path_lies_on(path: str, kind: str | None) -> None:
    from db.filesystem import _share_among

    assert _share_among(Path(path), mounts) == kind


def test_macos_tells_its_mounts_in_words() -> None:
    text = "/dev/disk1s1 on / (apfs, local, journaled)\n//a@files/p on /Volumes/My Plans (smbfs, nodev, mounted by a)"
    assert list(mount_lines(text)) == [("/", "apfs"), ("/Volumes/My Plans", "smbfs")]


def test_this_disk_is_no_share_and_a_system_that_says_nothing_is_taken_for_a_disk(tmp_path: Path) -> None:
    assert network_share(tmp_path / "book.db") is None
    assert network_share(tmp_path / "no" / "such" / "book.db", lambda: iter(())) is None


@pytest.fixture
def on_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.connection, "network_share", lambda path: "nfs4")


def test_nothing_is_made_or_written_on_a_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.db"
    Book.create(path).close()
    before = path.read_bytes()
    monkeypatch.setattr(db.connection, "network_share", lambda path: "nfs4")
    with pytest.raises(OnNetworkShare) as refused:
        Book.open(path)
    assert "nfs4" in str(refused.value) and "SSH" in str(refused.value)
    assert refused.value.exit_code == 2
    with pytest.raises(OnNetworkShare):
        Book.create(tmp_path / "new.db")
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["book.db"]


def test_a_quiet_book_on_a_share_may_be_read_and_one_in_use_may_not(
    tmp_path: Path, on_share: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "book.db"
    with monkeypatch.context() as patch:
        patch.setattr(db.connection, "network_share", lambda path: None)
        Book.create(path).close()
    with Book.open(path, write=False) as book:
        assert book.db.conn.execute("SELECT count(*) FROM plan").fetchone()[0] == 0
        assert [file.name for file in tmp_path.iterdir()] == ["book.db"], "no side files on the share"
    Path(f"{path}-wal").write_bytes(b"x" * 64)
    with pytest.raises(ShareInUse):
        Book.open(path, write=False)
