"""Says which measures a number leaves out: 統合1・分割2・休止1."""

from collections.abc import Mapping

from i18n import _


def left_out_words(found: Mapping[str, int]) -> str:
    """Every reason with its number; "" where nothing is left out."""
    words = {
        "merged_into": _("merged {n}"),
        "split_into": _("split {n}"),
        "discontinued": _("discontinued {n}"),
        "suspended": _("suspended {n}"),
        "completed": _("completed {n}"),
        "carried_over": _("carried over {n}"),
        "later": _("not begun yet {n}"),
    }
    return _(" · ").join(words[reason].format(n=n) for reason, n in found.items())
