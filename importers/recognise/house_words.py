"""What one cell of the house table may say: marks, halves, dates, numbers, departments, former measures.

Every reader takes the printed text and returns the value, or raises ValueError where it cannot be read.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.eras import Era, era_of, parse_fiscal_year, parse_fiscal_years, parse_month
from domain.names import NONE_WORDS, is_collective

YES = frozenset("○〇◯◎●✓✔レ") | {"はい", "有", "該当", "yes"}
NO = frozenset("－-−—―ー×✕") | {"いいえ", "無", "なし", "非該当", "no"}
UNKNOWN = frozenset("?") | {"不明"}

HALVES: Mapping[str, int] = {
    "上半期": 1,
    "上期": 1,
    "前期": 1,
    "上": 1,
    "1": 1,
    "下半期": 2,
    "下期": 2,
    "後期": 2,
    "下": 2,
    "2": 2,
}
DOC_STATUS: Mapping[str, str] = {"素案": "draft", "案": "proposal", "決定": "adopted"}
KINDS: Mapping[str, str] = {
    "計画": "planned",
    "予定": "planned",
    "現状": "actual",
    "実績": "actual",
    "改定": "revised",
}
ITEM_KINDS: Mapping[str, str] = {"実施内容": "achievement", "方向性の内容": "direction_detail"}

_HALF_AT_END = re.compile(r"(上半期|上期|前期|上|下半期|下期|後期|下)$")
_KEYED_HALF = re.compile(r"(\d{4})H([12])")
_RENAMED = re.compile(r"(?P<old>.+?)[（(]現[、,，：:]?\s*(?P<new>.+?)[)）]")
_DATE = re.compile(r"(\d+)[-/年.](\d{1,2})[-/月.](\d{1,2})日?")
_OUTSIDE_BRACKETS = re.compile(r"[、，,\n](?![^（(]*[)）])")
_NUMBER = re.compile(r"[-−]?\d+(\.\d+)?")


def folded(text: str) -> str:
    """A text as it is compared: NFKC without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_mark(text: str) -> bool | None:
    """○ yes, － no, ？ unknown (None); anything else raises."""
    for words, value in ((YES, True), (NO, False), (UNKNOWN, None)):
        if text in words or folded(text) in words:
            return value
    raise ValueError(text)


def read_flag(text: str) -> bool:
    """○ or －, where the column has no unknown."""
    mark = read_mark(text)
    if mark is None:
        raise ValueError(text)
    return mark


def is_none_word(text: str) -> bool:
    """Whether the cell says that there is nothing: a dash or なし."""
    return text in NONE_WORDS or folded(text) in NONE_WORDS


def read_word(text: str, words: Mapping[str, str]) -> str:
    try:
        return words[folded(text)]
    except KeyError:
        raise ValueError(text) from None


def read_half(text: str) -> int:
    try:
        return HALVES[folded(text)]
    except KeyError:
        raise ValueError(text) from None


def read_period(text: str, era: Era | None = None) -> tuple[int, int | None]:
    """A heading of the schedule as (fiscal year, half or None): 令和2年度上半期, R2上, 2020H1, 平成26年度."""
    plain = folded(text)
    keyed = _KEYED_HALF.fullmatch(plain)
    if keyed:
        return int(keyed[1]), int(keyed[2])
    half = _HALF_AT_END.search(plain)
    year = plain[: half.start()] if half else plain
    return parse_fiscal_year(year, era), HALVES[half[1]] if half else None


def read_years(text: str) -> tuple[int, int, Era | None]:
    """The plan's first and last year and the era in which they are printed."""
    return *parse_fiscal_years(text), era_of(text)


def read_day(text: str) -> str:
    """A day as YYYY-MM-DD, or a month as YYYY-MM where no day is given. Raises ValueError."""
    plain = folded(text)
    found = _DATE.fullmatch(plain)
    if found:
        return _day(found[1], found[2], found[3])
    month, day, rest = plain.partition("月")
    if day and rest:
        year_month = parse_month(month + "月")
        return _day(year_month[:4], year_month[5:], rest.removesuffix("日"))
    return parse_month(plain)


def _day(year: str, month: str, day: str) -> str:
    if len(day) > 2:
        raise ValueError(day)
    return date(int(year), int(month), int(day)).isoformat()


def read_number(text: str) -> int | float:
    """A figure in any width; thousands commas, a leading 約 and a trailing % or 千円 are tolerated."""
    plain = folded(text).replace(",", "").removeprefix("約").removesuffix("%").removesuffix("千円")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(text)
    plain = plain.replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def read_whole(text: str) -> int:
    number = read_number(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


def measure_key(text: str) -> str:
    """A measure's key as it is written in every section: ⑲ is 19, １－２ is 1-2."""
    return re.sub("[−－—―‐ー]", "-", folded(text))


@dataclass(frozen=True, slots=True)
class Department:
    """One department of a cell: its printed name, what it is called now, and the text it was read from."""

    name: str
    renamed_to: str | None
    is_collective: bool
    raw: str


def read_departments(text: str) -> tuple[Department, ...]:
    """Departments in printed order; a dash is none, 「など」 goes, 「X（現、Y）」 is a rename.

    The form joins them with 、 alone: a ・ belongs to the name (子ども・子育て支援課).
    """
    if is_none_word(text):
        return ()
    found: list[Department] = []
    for part in _OUTSIDE_BRACKETS.split(text):
        raw = part.strip()
        name = re.sub(r"(など|等)$", "", raw)
        if not name:
            continue
        renamed = _RENAMED.fullmatch(name)
        old, new = (renamed["old"], renamed["new"]) if renamed else (name, None)
        found.append(Department(old, new, is_collective(old), raw))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Former:
    """One predecessor of a measure: as printed, and the plan and measure meant (None when not resolved)."""

    printed: str
    plan: str | None
    measure: str | None


def read_former(printed: str, resolved: str, plan: str | None) -> tuple[Former, ...]:
    """Predecessors in printed order: 「目標1-⑤、⑥」 is 目標1-⑤ and 目標1-⑥, 「新規」 and a dash are none.

    `resolved` names them as plan/measure or, in the former plan, by the measure alone. Raises ValueError when
    the two lists differ in length or a key names no plan; `unresolved` keeps the references as printed then.
    """
    names = _printed_references(printed)
    keys = [measure_key_of(part, plan) for part in re.split(r"[、，,\s]+", resolved) if part]
    if not keys:
        return tuple(Former(name, None, None) for name in names)
    if not names:
        names = [f"{plan_key}/{measure}" for plan_key, measure in keys]
    if len(names) != len(keys):
        raise ValueError(printed)
    return tuple(Former(name, *key) for name, key in zip(names, keys, strict=True))


def unresolved(printed: str, resolved: str) -> tuple[Former, ...]:
    """The references alone, nothing resolved."""
    return tuple(Former(name, None, None) for name in _printed_references(printed) or [resolved])


def measure_key_of(text: str, plan: str | None) -> tuple[str, str]:
    plan_part, slash, measure = text.rpartition("/")
    if not slash and plan is None:
        raise ValueError(text)
    return (plan_part if slash else plan or ""), measure_key(measure)


def _printed_references(printed: str) -> list[str]:
    if not printed or is_none_word(printed) or folded(printed) == "新規":
        return []
    prefix = ""
    names: list[str] = []
    for part in (part.strip() for part in re.split("[、，,]", printed)):
        head, dash, _ = part.rpartition("-")
        if dash:
            prefix = head + dash
        names.append(part if dash else prefix + part)
    return [name for name in names if name]


def read_row_stages(text: str) -> dict[int, str]:
    """Stages by work item of an example report: 「1=検討;2=構築」."""
    found: dict[int, str] = {}
    for part in re.split("[;；]", text):
        if not part.strip():
            continue
        row, equals, stage = part.partition("=")
        if not equals or not stage.strip():
            raise ValueError(text)
        found[int(folded(row))] = stage.strip()
    return found
