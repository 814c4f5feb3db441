"""How long a key takes to paint, in the dashboard and in a bare program that is sent the same keys."""

from collections.abc import Sequence
from typing import Final

from benchmarks.measuring import Result
from benchmarks.terminal import Terminal

DOWN, UP, PAGE_DOWN, PAGE_UP = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~"
AIM: Final = 1.5


def there_and_back(there: bytes, back: bytes, presses: int) -> list[bytes]:
    """Two thirds of the way there, one third back: a list stands still first, then scrolls, then stands still again."""
    return [there] * (presses * 2 // 3) + [back] * (presses // 3)


def p95(name: str, dashboard: Terminal, bare: Terminal, keys: Sequence[bytes]) -> Result:
    """The 95th percentile of both, pressed by turns."""
    mine, theirs = [], []
    for key in keys:
        theirs.append(bare.press(key))
        mine.append(dashboard.press(key))
    return Result(name, (_p95(mine),), (_p95(theirs),), AIM)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]
