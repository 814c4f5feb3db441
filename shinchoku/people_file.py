"""A list of people as CSV: one role a line, headings in English or Japanese, UTF-8 or Shift_JIS."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from db.writes.people import Given
from domain.errors import Refusal
from domain.names import clean, match_key
from domain.roles import Post


class PeopleUnreadable(Refusal):
    msgid: ClassVar[str] = "{path} cannot be read as a list of people ({reason})."
    exit_code: ClassVar[int] = 3


class PeopleHeadings(Refusal):
    msgid: ClassVar[str] = (
        "{path} has no column for logins or groups, or one that means nothing here: {unknown}. Known: {known}"
    )


class LineWrong(Refusal):
    msgid: ClassVar[str] = "Line {line} of {path}: “{text}” is no {what}. Nothing was written."


_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "login": ("login", "ログイン", "ログイン名", "ユーザー名", "アカウント"),
    "group": ("group", "グループ", "グループ名"),
    "name": ("name", "氏名", "名前"),
    "role": ("role", "役割", "権限"),
    "department": ("department", "課", "課名", "所属", "部署"),
    "municipality": ("municipality", "市区町村", "自治体"),
    "from": ("from", "開始", "開始日", "適用開始日"),
    "to": ("to", "終了", "終了日", "適用終了日"),
    "proxy-for": ("proxy-for", "proxy_for", "代理", "代理元"),
}
_BY_HEADING: Final = {match_key(word): name for name, words in _HEADINGS.items() for word in words}
POST_WORDS: Final[Mapping[Post, tuple[str, ...]]] = {
    Post.lead: ("lead", "主管課", "担当課"),
    Post.coordinator: ("coordinator", "情報管理課", "取りまとめ課", "取りまとめ"),
    Post.manager: ("manager", "閲覧", "管理職"),
}
_BY_POST: Final = {match_key(word): post for post, words in POST_WORDS.items() for word in words}


def read_people(path: Path) -> list[Given]:
    """Every line of the file as a role to give.

    Raises PeopleUnreadable, PeopleHeadings, or LineWrong for the first word that is no role and no day.
    """
    rows = list(csv.reader(io.StringIO(_text(path), newline="")))
    head = [_BY_HEADING.get(match_key(word)) for word in rows[0]] if rows else []
    unknown = [word for word, name in zip(rows[0] if rows else (), head, strict=True) if name is None]
    if unknown or not {"login", "group"} & set(head):
        raise PeopleHeadings(path=path, unknown="、".join(unknown) or "-", known="、".join(_HEADINGS))
    found = []
    for line, row in enumerate(rows[1:], 2):
        cells = {name: word.strip() for name, word in zip(head, row, strict=False) if name and word.strip()}
        if cells:
            found.append(_given(cells, path, line))
    return found


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PeopleUnreadable(path=path, reason=error.strerror or type(error).__name__) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return clean(content.decode(encoding, "surrogatepass"))
        except UnicodeDecodeError:
            continue
    raise PeopleUnreadable(path=path, reason="UTF-8, Shift_JIS")


def _given(cells: Mapping[str, str], path: Path, line: int) -> Given:
    return Given(
        login=cells.get("login"),
        group=cells.get("group"),
        post=_post(cells.get("role"), path, line),
        name=cells.get("name"),
        department=cells.get("department"),
        municipality=cells.get("municipality"),
        first=_day(cells.get("from"), path, line),
        last=_day(cells.get("to"), path, line),
        proxy_for=cells.get("proxy-for"),
    )


def _post(word: str | None, path: Path, line: int) -> Post | None:
    post = None if word is None else _BY_POST.get(match_key(word))
    if word is not None and post is None:
        raise LineWrong(line=line, path=path, text=word, what="role")
    return post


def _day(word: str | None, path: Path, line: int) -> date | None:
    try:
        return None if word is None else date.fromisoformat(word.replace("/", "-"))
    except ValueError as error:
        raise LineWrong(line=line, path=path, text=word, what="day") from error
