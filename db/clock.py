"""Where the time comes from; tests and pictures freeze it with SHINCHOKU_CLOCK."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

Clock = Callable[[], datetime]

JST = timezone(timedelta(hours=9), "JST")


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
