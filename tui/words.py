"""Sentences of the dashboard: refusals, half-years, times, ratings in the reader's language, safe for any terminal."""

from datetime import date, datetime
from typing import Final

from db.reads.parts import Sharing
from db.reads.people import Standing
from db.reads.plans import PeriodRow
from domain.eras import era_year_label
from domain.errors import Refusal
from domain.names import clean
from domain.periods import Half
from domain.reporting import (
    EVALUATION_BY_PHRASE,
    IMPLEMENTATION_ENGLISH,
    PROGRESS_EVALUATIONS,
    Action,
    IllegalStep,
    ProgressEvaluation,
    State,
    possible,
)
from domain.roles import Post
from i18n import _, language
from i18n.refusals import cause, translated, word

# Characters of our own sentences that are two cells wide in some Japanese terminals.
_NARROW: Final = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "…": "..", "—": "-", "–": "-", "→": "->"}
)

# What can be done to a report next, by whom (domain.reporting.Action).
ACTIONS: Final = {
    "save": "write",
    "submit": "submit",
    "carry": "submit as unchanged",
    "withdraw": "withdraw ({key})",
    "undo-carry": "undo “unchanged”",
    "return": "return (coordinator)",
    "confirm": "confirm (coordinator)",
    "compile": "compile (coordinator)",
    "approve": "approve (council)",
    "deny": "deny (council)",
    "amend": "amend with a reason (shinchoku report amend)",
}

TEXT_FIELD_WORDS: Final = {
    "purpose": "Purpose",
    "current_state": "Current state and problems",
    "content": "Content",
    "target": "Target",
    "expected_effect": "Expected effect",
    "risk": "Expected risk",
    "countermeasure": "Countermeasure",
    "parent_plan_ref": "Parent plan",
    "sectoral_plan_ref": "Sectoral plan",
}


def shown(text: str | None, *, lines: bool = False) -> str:
    """Text of the book as it may go to a terminal: no control, ESC or bidi characters; one line unless `lines`."""
    return clean(text or "", lines=lines)


def parts_words(sharing: Sharing) -> str:
    """分担 2/3: how many of the departments that report a measure have handed in theirs."""
    return _("parts {done}/{all}").format(done=sharing.done, all=len(sharing.parts))


def narrow(text: str) -> str:
    """A sentence of our own without characters of ambiguous width."""
    return text.translate(_NARROW)


def sentence(error: BaseException) -> str:
    """What went wrong, in one line: a refusal in the reader's language, anything else by its name."""
    if not isinstance(error, Refusal):
        said = cause(error)
        return shown(str(said) if said != str(error) else f"{type(error).__name__}: {error}")
    params = translated(error)
    if isinstance(error, IllegalStep):
        params["possible"] = _(", ").join(possible_words(State(str(error.params["state"])))) or "-"
    for name in ("period", "since"):
        if name in params:
            params[name] = _half_in(str(params[name]))
    return narrow(shown(_(error.msgid).format(**params)))


def possible_words(state: State, withdraw_key: str = "") -> list[str]:
    """What can be done to a report in a state, by whom; with the key that withdraws, where it is known.

    Taking 変わりなし back is not told of: it is the same key as withdrawing, and only some submitted reports are one.
    """
    return [
        _(ACTIONS[str(action)]).format(key=withdraw_key)
        if withdraw_key or action is not Action.withdraw
        else word(str(action))
        for action in possible(state)
        if action is not Action.undo_carry
    ]


def doer_words(name: str | None, proxy_for: str | None) -> str:
    """Who did something, and in whose place."""
    return shown(name) + (_(" for {name}").format(name=shown(proxy_for)) if proxy_for else "")


def role_words(who: Standing) -> str:
    """主管課, 情報管理課, 閲覧: what somebody is in a book; nothing where the book gives no roles."""
    if who.is_open:
        return ""
    for post in (Post.coordinator, Post.lead, Post.manager):
        held = [seat for seat in who.seats if seat.post is post]
        if held:
            in_place = all(seat.stands_in_for is not None for seat in held)
            return _(str(post)) + (f"({_('proxy')})" if in_place else "")
    return _("no role")


def _half_in(text: str) -> str:
    try:
        return Half.parse(text).label(language())
    except ValueError:
        return text


def half_words(half: Half) -> str:
    """R2上 (令和2年4-9月), FY2020 H1 (Apr-Sep 2020)."""
    if language() == "en":
        return narrow(half.long_label("en"))
    (first_year, first), (last_year, last) = half.months
    ending = "" if first_year == last_year else era_year_label(last_year, last)
    until = f"{ending}{last}月"
    return f"{half.label()} ({era_year_label(first_year, first)}{first}{'月' if ending else ''}-{until})"


_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, today: date | None = None) -> str:
    """10月15日, 15 Oct; with its year where that is not `today`'s."""
    if language() == "en":
        words = f"{day.day} {_MONTHS[day.month - 1]}"
        return words if today is None or day.year == today.year else f"{words} {day.year}"
    words = f"{day.month}月{day.day}日"
    return words if today is None or day.year == today.year else era_year_label(day.year, day.month) + words


def day_of(stamp: str, today: date | None = None) -> str:
    """The day of a moment as the book keeps it; the text itself where it is none."""
    try:
        return day_words(datetime.fromisoformat(stamp).date(), today or date.min)
    except ValueError:
        return shown(stamp)


def due_words(period: PeriodRow, today: date) -> str:
    """締切 10月15日 あと6日; nothing where no date is set."""
    if not period.due_on:
        return ""
    due = date.fromisoformat(period.due_on)
    left = (due - today).days
    day = day_words(due, today)
    if period.state not in ("open", "overdue"):
        return _("due {day}").format(day=day)
    if left < 0:
        return _("due {day}, {days} days ago").format(day=day, days=-left)
    if left == 0:
        return _("due {day}, today").format(day=day)
    return _("due {day}, {days} days left").format(day=day, days=left)


def time_words(stamp: str | None, today: date) -> str:
    """14:03 for today's moments, 10月3日 for others."""
    if not stamp:
        return ""
    moment = datetime.fromisoformat(stamp)
    return moment.strftime("%H:%M") if moment.date() == today else day_words(moment.date(), today)


def rating_label(item: ProgressEvaluation) -> str:
    """The short name of a progress evaluation."""
    return item.english if language() == "en" else item.short


def rating_words(phrase: str | None, *, code_only: bool = False) -> str:
    """1 計画どおり for a stored phrase, the phrase itself when it is none of ours, nothing for none."""
    if not phrase:
        return ""
    item = EVALUATION_BY_PHRASE.get(phrase)
    if item is None:
        return shown(phrase)
    return str(item.code) if code_only else f"{item.code} {rating_label(item)}"


RATING_OPTIONS: Final = tuple(item.phrase for item in PROGRESS_EVALUATIONS)


def state_words(name: str | None) -> str:
    """実施中, or its English."""
    return (
        IMPLEMENTATION_ENGLISH[name] if language() == "en" and name in IMPLEMENTATION_ENGLISH else shown(name)
    )
