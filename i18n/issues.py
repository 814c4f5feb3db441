"""Says an issue of an import in the user's language."""

from collections.abc import Mapping

from i18n import _


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def issue_sentence(msgid: str, params: Mapping[str, str], raw: str, ref: str) -> str:
    """The sentence of an issue's code with what the issue knows; ? stands for what it does not."""
    return _(msgid).format_map(_Shown(dict(params) | {"raw": raw, "ref": ref}))
