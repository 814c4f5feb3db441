"""Where the time comes from; tests and pictures freeze it with SHINCHOKU_CLOCK."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

Clock = Callable[[], datetime]

JST = timezone(timedelta(hours=9), "JST")


# Clocks are set by a second or two all the time; what lies further back is a clock that is wrong.
STEP: Final = timedelta(minutes=5)


def lies_before(at: datetime | str, other: str) -> bool:
    """Whether a moment lies clearly before another that was written into the book; what is no time lies nowhere."""
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        return moment < datetime.fromisoformat(other) - STEP
    except (ValueError, TypeError):
        return False


def system_clock() -> datetime:
    """Now in Japan's time (no daylight saving), or the instant that SHINCHOKU_CLOCK names in ISO 8601."""
    frozen = os.environ.get("SHINCHOKU_CLOCK")
    if frozen:
        moment = datetime.fromisoformat(frozen)
        return moment.astimezone(JST) if moment.tzinfo else moment.replace(tzinfo=JST)
    return datetime.now(JST)


def stamp(clock: Clock) -> str:
    """The moment as it is written into the book: ISO 8601 with offset, to the second."""
    return clock().replace(microsecond=0).isoformat()
