"""A handed-in report as text: who and when, what speaks against it, and field by field what changed since last time."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Final, Literal

from rich.cells import cell_len
from rich.text import Text

from db.reads.answers import Answer
from db.reads.parts import Sharing
from db.reads.queue import Detail, QueueRow, StageLine
from domain.findings import ItemFinding, StateContradiction
from domain.reporting import EVALUATION_BY_CODE, State
from domain.slip import SlipAnswer
from i18n import _, language, ngettext
from tui.marks import STATE_MARKS, fit
from tui.screens.sheet import item_name, measure_name
from tui.words import day_words, doer_words, narrow, rating_label, rating_words, shown, state_words

LABEL: Final = 10
Kind = Literal["same", "removed", "added"]

# Words are not spaced in Japanese: runs of one script stand for them, so that a change is shown as a word.
_PIECES: Final = re.compile(
    r"[\u3400-\u9fff々〇]+|[\u30a0-\u30ff]+|[A-Za-z]+|[0-9０-９.,]+|[\u3041-\u309f]|\s|.", re.DOTALL
)
_SHOWN: Final = {
    "same": ("", "", ""),
    "removed": ("[-", "-]", "dim strike"),
    "added": ("[+", "+]", "bold underline"),
}


def changes(before: str, after: str) -> list[tuple[Kind, str]]:
    """The two texts as pieces that stayed, went or came, in order; joined without the removed ones they are `after`."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    found: list[tuple[Kind, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(new[j1:j2])))
            continue
        if i1 < i2:
            found.append(("removed", "".join(old[i1:i2])))
        if j1 < j2:
            found.append(("added", "".join(new[j1:j2])))
    return found


def marked(before: str, after: str) -> Text:
    """`after` with what went as [-went-] and what came as [+came+]: to be read without colour."""
    text = Text()
    for kind, piece in changes(before, after):
        opening, closing, style = _SHOWN[kind]
        text.append(f"{opening}{piece}{closing}", style=style)
    return text


def finding_words(finding: ItemFinding) -> str:
    """評価は「1 計画どおり」ですが、工程1の調達・構築は予定より2期遅れです."""
    what = finding.what
    if isinstance(what, StateContradiction):
        sentence = {
            "said_not_begun_but_reached": _("Status “{state}”, but row {row} has reached {reached}"),
            "said_done_but_not_reached": _(
                "Status “{state}”, but row {row} is at {reached}, planned to {stage}"
            ),
        }[what.code]
        words = sentence.format(
            state=state_words(what.state),
            row=finding.row,
            reached=shown(what.reached),
            stage=shown(what.stage),
        )
        return narrow(words)
    slip = what.slip
    if slip.answer is SlipAnswer.late and slip.half_years:
        sentence = ngettext(
            "Rated “{rating}”, but {stage} of row {row} came {n} half-year later than planned",
            "Rated “{rating}”, but {stage} of row {row} came {n} half-years later than planned",
            slip.half_years,
        )
    elif slip.answer is SlipAnswer.never:
        sentence = _("Rated “{rating}”, but {stage} of row {row} was planned and has not begun")
    else:
        sentence = _("Rated “{rating}”, but {stage} of row {row} is on time")
    rating = f"{what.rating} {rating_label(EVALUATION_BY_CODE[what.rating])}"
    return narrow(
        sentence.format(rating=rating, stage=shown(slip.stage), row=finding.row, n=slip.half_years or 0)
    )


def moment_words(stamp: str | None, today: date) -> str:
    """4月8日 14:03."""
    if not stamp:
        return ""
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return shown(stamp)
    return f"{day_words(moment.date(), today)} {moment:%H:%M}"


def signs(row: QueueRow) -> str:
    """What a row of the queue should be looked at for: 矛 contradiction, 遅 late, 同 unchanged, 欠 a part missing."""
    found = (
        ("矛", bool(row.findings)),
        ("遅", row.late),
        ("同", row.carried),
        ("欠", bool(row.parts_missing)),
    )
    return "".join(sign for sign, there in found if there)


def report_text(row: QueueRow, detail: Detail, width: int, today: date, read: Answer | None = None) -> Text:
    """The whole report for a column of `width` cells. `read`: what was in sight before somebody handed in another."""
    text = Text()
    text.append(measure_name(row.number, row.title) + "\n", style="bold")
    text.append_text(_who(row, detail, today))
    if read is not None:
        text.append(_("Changed while you were reading") + "\n", style="bold reverse")
        text.append(_("What you read:") + "\n", style="bold").append_text(_answer_lines(read)).append("\n")
    for finding in row.findings:
        text.append(_("Contradiction") + " ", style="bold reverse")
        text.append(" " + finding_words(finding) + "\n")
    text.append_text(_parts(detail.sharing))
    if not detail.revision:
        return text.append("\n" + _("Nothing has been handed in for this measure yet.") + "\n", style="bold")
    if row.repeats_fallen:
        words = _("It repeats an answer that was denied or sent back, and is not one of the unchanged ones.")
        text.append(narrow(words) + "\n", style="bold")
    text.append_text(_fields(detail, width))
    if detail.note:
        text.append("\n" + _("Sent back before with the note:") + " ", style="bold").append(
            shown(detail.note, lines=True) + "\n"
        )
    return text


def _who(row: QueueRow, detail: Detail, today: date) -> Text:
    facts = [STATE_MARKS[detail.state].kanji + " " + STATE_MARKS[detail.state].label]
    if row.leads:
        facts.append(f"{_('Lead')} {shown(row.leads)}")
    if detail.revision:
        who = doer_words(detail.by_name, detail.proxy_for)
        facts.append(f"{_('By')} {who} {moment_words(detail.submitted_at, today)}")
    text = Text("  ".join(facts))
    if row.late:
        text.append("  遅 " + _("after the due date"), style="bold")
    if row.carried:
        text.append("  同 " + _("unchanged"), style="bold")
    if detail.is_example:
        text.append("  " + _("example"), style="dim")
    return text.append("\n")


def _parts(sharing: Sharing | None) -> Text:
    """Where several departments report: whose part is there and who is missing; nothing for a single one."""
    text = Text()
    if sharing is None:
        return text
    text.append(fit(_("Parts"), LABEL), style="bold").append(f"{sharing.done}/{len(sharing.parts)}   ")
    done = "、".join(shown(part.department) for part in sharing.parts if part.done)
    missing = "、".join(shown(name) for name in sharing.missing)
    text.append(_("done: {names}").format(names=done or "-") + "   ")
    text.append(_("missing: {names}").format(names=missing or "-"), style="bold" if missing else "")
    text.append("\n")
    for part in sharing.others:
        if part.text.strip():
            state = "" if part.done else f" ({_('not finished')})"
            text.append(f"  {shown(part.department)}{state} ", style="bold").append(
                shown(part.text, lines=True) + "\n"
            )
    return text


def _fields(detail: Detail, width: int) -> Text:
    last, now = detail.last, detail.answer
    text = _fallen(detail)
    if last is None:
        text.append(_("No confirmed report before this one: all of it is new.") + "\n", style="bold")
    else:
        words = _("Against {half}, {state}:").format(
            half=last.half.label(language()), state=STATE_MARKS[last.state].label
        )
        same = " " + _("nothing changed") if _says_the_same(last.answer, now) else ""
        text.append(words + same + "\n", style="bold")
    old = last.answer if last else None
    for label, before, after in (
        (
            _("Progress"),
            rating_words(old.progress_evaluation) if old else None,
            rating_words(now.progress_evaluation),
        ),
        (
            _("Status"),
            state_words(old.implementation_state) if old else None,
            state_words(now.implementation_state),
        ),
    ):
        text.append_text(_changed_field(label, before, after))
    text.append_text(_stage_table(detail.stages, width, last is not None))
    before = shown(old.text, lines=True) if old else None
    after = shown(now.text, lines=True)
    prose = Text(after or "-") if before is None or before == after else marked(before, after)
    # A line without spaces would be carried whole to the next one: prose that is long starts there at once.
    room = width - LABEL if "\n" not in prose.plain else 0
    text.append(fit(_("Text"), LABEL) if prose.cell_len <= room else _("Text") + "\n", style="bold")
    text.append_text(prose).append("\n")
    if now.reason:
        text.append(fit(_("Reason"), LABEL), style="bold").append(shown(now.reason, lines=True) + "\n")
    return text


def _fallen(detail: Detail) -> Text:
    """That the last half-year's answer is held against nothing; empty where it stands."""
    fallen = detail.fallen
    if fallen is None:
        return Text()
    words = _("Last time {half}: {state}. Nothing is held against that answer.").format(
        half=fallen.half.label(language()), state=STATE_MARKS[State(fallen.state)].label
    )
    return Text(words + "\n", style="bold")


def _says_the_same(one: Answer, other: Answer) -> bool:
    return (one.progress_evaluation, one.implementation_state, one.text, dict(one.stages)) == (
        other.progress_evaluation,
        other.implementation_state,
        other.text,
        dict(other.stages),
    )


def _changed_field(label: str, before: str | None, after: str) -> Text:
    """進捗評価  [-1 計画どおり-] [+2 ほぼ+]; the value alone where it stayed."""
    text = Text(fit(label, LABEL), style="bold")
    if before is None or before == after:
        return text.append((after or "-") + "\n", style="not bold")
    if before:
        text.append(f"[-{before}-] ", style="not bold dim strike")
    return text.append(f"[+{after or '-'}+]\n", style="bold underline")


def _stage_table(lines: Sequence[StageLine], width: int, compared: bool) -> Text:
    """Row by row: planned, last time, now; * before a row that moved."""
    text = Text()
    if not lines:
        return text
    column = 14 if width >= 70 else 11
    name = max(width - 3 * column - 3, 12)
    heads = (_("Due now"), _("Last"), _("Now"))
    text.append("  " + fit(_("Schedule"), name) + "".join(fit(head, column) for head in heads), style="dim")
    text.append("\n")
    for line in lines:
        moved = compared and line.changed
        text.append("* " if moved else "  ", style="bold")
        text.append(fit(item_name(line.row, line.label), name - 1) + " ")
        for stages, here in ((line.planned, False), (line.last, False), (line.now, True)):
            style = "bold underline" if here and moved else ""
            words = _stage_words(stages)
            text.append(words if cell_len(words) < column else fit(words, column - 1), style=style)
            text.append(" " * max(column - cell_len(words), 1))
        text.append("\n")
    return text


def _stage_words(stages: tuple[str, ...] | None) -> str:
    if stages is None:
        return "-"
    return "、".join(shown(stage) for stage in stages) or "？"


def _answer_lines(answer: Answer) -> Text:
    facts = [rating_words(answer.progress_evaluation), state_words(answer.implementation_state)]
    facts += [f"{row} {'、'.join(shown(name) for name in names)}" for row, names in answer.stages.items()]
    text = Text("  ".join(fact for fact in facts if fact) + "\n")
    return text.append(shown(answer.text, lines=True) + "\n")
