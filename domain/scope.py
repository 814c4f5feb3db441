"""What a half-year is reopened for, as a person writes it: numbers of measures, or all of them."""

import re
import unicodedata
from typing import Final

# Words that mean every measure of the plan.
EVERYTHING: Final = frozenset(
    {"すべて", "全て", "全部", "全施策", "すべての施策", "全体", "all", "everything"}
)
_BETWEEN: Final = re.compile(r"[、,，;\s]+")
_BEFORE: Final = "施策"


def read_scope(text: str) -> tuple[str, ...] | None:
    """The measures that a scope names, each as written and once; None for all of them.

    施策3、5 and 「3 5」 name two; (3, ③ and ３ are the same to a book, which looks them up.) Empty: ().
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.lower() in EVERYTHING:
        return None
    words = (word.removeprefix(_BEFORE).strip() for word in _BETWEEN.split(plain))
    return tuple(dict.fromkeys(word for word in words if word))
