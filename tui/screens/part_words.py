"""The words around a report that several departments write: whose part is there, what it says, why it is read-only."""

from rich.text import Text

from db.reads.parts import Part, Sharing
from domain.parts import Given, moved, seal, split, take
from i18n import _
from tui.words import doer_words, parts_words, shown


def parts_below(sharing: Sharing | None, mine: Part | None) -> Text:
    """Every other department with its part and where it stands; nothing where one department reports."""
    text = Text()
    if sharing is None:
        return text
    text.append(" " + parts_words(sharing), style="bold")
    text.append("  " + _("{name} hands it in").format(name=shown(sharing.sealer.department)) + "\n")
    for part in sharing.others:
        if mine is not None and part.department_id == mine.department_id:
            continue
        text.append("   " + shown(part.department) + "  ")
        text.append(state_of(part), style="" if part.done else "bold")
        if part.by_name:
            text.append("  " + doer_words(part.by_name, part.proxy_for))
        if part.text.strip():
            text.append(f"  「{shown(part.text)}」")
        text.append("\n")
    return text


def state_of(part: Part) -> str:
    """未提出, 書きかけ, 提出済, or 変わりなし."""
    if part.done is None:
        return _("no part yet")
    if not part.done:
        return _("not finished")
    return _("done") if part.text.strip() else _("Unchanged")


def why_part_locked(sharing: Sharing, key: str) -> str:
    """Why a department cannot write its part now, and what it can do."""
    if sharing.sealed:
        words = _(
            "Read only: {name} has handed the report in. If it comes back, your part can be written again."
        )
        return words.format(name=shown(sharing.sealer.department))
    return _("Your part is handed in. {key} takes it back; {name} hands in the report.").format(
        key=key, name=shown(sharing.sealer.department)
    )


def givens(sharing: Sharing | None) -> tuple[Given, ...]:
    """The other departments' parts as the sealing takes them."""
    return tuple(part.given for part in sharing.others) if sharing is not None else ()


def moved_words(told: tuple[Given, ...], sharing: Sharing | None, own: str = "") -> str:
    """Whose part is another than what was shown and asked about before; empty where none is."""
    names = moved(told, givens(sharing), own)
    if sharing is None or not names:
        return ""
    parts = [part for part in sharing.others if part.given.name in names]
    return _("Parts changed meanwhile: {names}.").format(
        names="、".join(f"{shown(part.department)} ({state_of(part)})" for part in parts)
    )


def before_sealing(sharing: Sharing, own: str) -> str:
    """What the sealing department should know before it hands in; empty where nothing is in the way."""
    sealed = seal(own, tuple(part.given for part in sharing.others))
    missing = sharing.missing if sealed.missing else ()
    said = [
        words.format(names="、".join(shown(name) for name in names))
        for names, words in (
            (missing, _("Parts missing: {names}.")),
            (sealed.rewritten, _("Other words than in the part of {names}.")),
        )
        if names
    ]
    return " ".join(said)


def next_part(sharing: Sharing | None, own: str) -> Part | None:
    """The first finished part whose words do not stand in the own text yet."""
    for part in sharing.others if sharing is not None else ():
        given = part.given
        if part.done and part.text.strip():
            blocks = split(own, given.names)[1]
            if not any(block.text.strip() == part.text.strip() for block in blocks):
                return part
    return None


def with_part(own: str, part: Part) -> str:
    """The own text with this part's words in it."""
    return take(own, part.given)
