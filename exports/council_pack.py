"""会議資料: what the council reads of a half-year, as a workbook or as plain text, with counts, base and anchor."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from db.database import Database
from db.reads.answers import Answer
from db.reads.council import Amendment, Standing, amendments, standing
from db.reads.plans import PlanRow, period_of, plan_by_key
from db.reads.queue import Detail, QueueRow, detail
from domain.errors import Refusal
from domain.findings import ItemFinding, StateContradiction
from domain.periods import Half
from domain.reporting import PeriodState, State
from domain.slip import SlipAnswer
from exports.headings import REPORT_STATES
from exports.snapshot import snapshot
from exports.xlsx_export import write_workbook
from exports.xlsx_sheets import Sheet

SUFFIXES: Final = (".xlsx", ".txt")

PERIOD_STATES: Final = {
    PeriodState.scheduled: "受付前",
    PeriodState.open: "受付中",
    PeriodState.overdue: "締切過ぎ・受付中",
    PeriodState.frozen: "受付終了",
    PeriodState.submitted: "付議中",
    PeriodState.decided: "決定済",
    PeriodState.published: "公表済",
}


class PackFormUnknown(Refusal):
    msgid: ClassVar[str] = "“{name}” is neither .xlsx nor .txt; give the file one of these endings."


@dataclass(frozen=True, slots=True)
class Pack:
    """One moment of a half-year as the council reads it."""

    plan: PlanRow
    standing: Standing
    reports: tuple[tuple[QueueRow, Detail], ...]
    amendments: tuple[Amendment, ...]
    at: str


def council_pack(database: Database, plan_key: str, half: Half, *, at: str) -> Pack:
    """Read the pack of a half-year from one moment of the book. Raises UnknownName."""
    with snapshot(database):
        plan = plan_by_key(database, plan_key)
        period = period_of(database, plan.id, half)
        found = standing(database, plan.id, period.id)
        in_order = sorted(found.reports, key=lambda row: row.sort_key)
        return Pack(
            plan,
            found,
            tuple((row, detail(database, row.measure_id, period.id)) for row in in_order),
            tuple(amendments(database, plan.id, half)),
            at,
        )


def write_pack(database: Database, pack: Pack, path: Path) -> None:
    """Write the pack by the file's ending, replacing the file only when the new one is whole.

    Raises PackFormUnknown, or OSError when the file cannot be written.
    """
    if path.suffix.lower() == ".xlsx":
        write_workbook(database, pack.plan.id, _sheets(pack), path)
    elif path.suffix.lower() == ".txt":
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            unfinished.write_text(pack_text(pack), encoding="utf-8")
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    else:
        raise PackFormUnknown(name=path.name)


# -- the cover


def cover(pack: Pack) -> list[tuple[str, str]]:
    """計画, 期, counts with their base, and what anchors them."""
    found = pack.standing
    whole = len(found.reports)
    lines = [
        ("計画", f"{pack.plan.municipality}　{pack.plan.title}"),
        ("期", found.half.long_label()),
        ("期の状態", PERIOD_STATES[found.state]),
        ("施策数（母数）", f"{whole}"),
    ]
    for state in State:
        number = len(found.standing(state))
        if number:
            lines.append((REPORT_STATES[state], f"{number} / {whole}"))
    lines += [
        ("未報告", f"{len(found.missing)} / {whole}"),
        ("期限後", f"{len(found.late)} / {whole}"),
        ("評価と工程の食い違い", f"{sum(bool(row.findings) for row in found.reports)} / {whole}"),
        ("前の期の訂正", f"{len(pack.amendments)}"),
        ("数え方", "施策の件数であり、事業量ではない"),
        ("時点", pack.at),
        ("写しのハッシュ", found.snapshot_hash or "（付議の時に記録）"),
        ("履歴の末尾", f"{found.anchor.count} {found.anchor.hash}" if found.anchor else "（付議の時に記録）"),
    ]
    for step in found.steps:
        if step.meeting:
            lines.append(("会議", f"{step.meeting}（{step.held_on}）"))
    return lines


# -- the sheets

_REPORT_HEADINGS: Final = (
    "番号",
    "施策名",
    "主管課",
    "状態",
    "進捗評価",
    "前回の進捗評価",
    "実施状況",
    "工程（予定・前回・今回）",
    "実施内容",
    "前回の実施内容",
    "変わりなし",
    "期限後",
    "食い違い",
    "否認の理由",
    "提出者",
    "提出日時",
)


def _report_row(pack: Pack, row: QueueRow, found: Detail) -> list[Any]:
    last = found.last.answer if found.last else Answer()
    return [
        row.number,
        row.title,
        row.leads,
        REPORT_STATES[row.state],
        found.answer.progress_evaluation,
        last.progress_evaluation,
        found.answer.implementation_state,
        "\n".join(_stages(found)) or None,
        found.answer.text or None,
        last.text or None,
        "○" if row.carried else None,
        "○" if row.late else None,
        "\n".join(finding_words(finding) for finding in row.findings) or None,
        pack.standing.denied.get(row.measure_id),
        _doer(row.by_name, found.proxy_for),
        row.submitted_at,
    ]


def _doer(name: str | None, proxy_for: str | None) -> str | None:
    """佐藤（田中の代理）."""
    return f"{name}（{proxy_for}の代理）" if name and proxy_for else name


def finding_words(finding: ItemFinding) -> str:
    """工程2 調達・構築: 評価と合わない（予定より1期遅れ）."""
    what = finding.what
    if isinstance(what, StateContradiction):
        return f"工程{finding.row} {what.stage}: 実施状況「{what.state}」と合わない（到達 {what.reached}）"
    slip = what.slip
    behind = f"予定より{slip.half_years}期遅れ" if slip.answer is SlipAnswer.late else _SLIPS[slip.answer]
    return f"工程{finding.row} {slip.stage}: 進捗評価と合わない（{behind}）"


_SLIPS: Final = {
    SlipAnswer.never: "予定の期を過ぎても始まらない",
    SlipAnswer.on_time: "予定どおり",
    SlipAnswer.early: "予定より早い",
}


def _stages(found: Detail) -> list[str]:
    def words(stages: tuple[str, ...] | None) -> str:
        return "－" if stages is None else "・".join(stages) or "？"

    return [
        f"{line.row} {line.label or ''}: {words(line.planned)} / {words(line.last)} / {words(line.now)}"
        for line in found.stages
    ]


_AMENDMENT_HEADINGS: Final = (
    "番号",
    "施策名",
    "期",
    "状態",
    "理由",
    "進捗評価（前）",
    "進捗評価（後）",
    "実施内容（前）",
    "実施内容（後）",
    "訂正者",
    "日時",
)


def _amendment_row(item: Amendment) -> list[Any]:
    after = item.after or Answer(text="（まだ提出されていない）")
    return [
        item.number,
        item.title,
        item.half.label(),
        REPORT_STATES[item.state],
        item.reason,
        item.before.progress_evaluation,
        after.progress_evaluation,
        item.before.text,
        after.text,
        _doer(item.by_name, item.proxy_for),
        item.at,
    ]


def _sheets(pack: Pack) -> list[Sheet]:
    reports = [_report_row(pack, row, found) for row, found in pack.reports if row.revision]
    missing = [[row.number, row.title, row.leads, REPORT_STATES[row.state]] for row in pack.standing.missing]
    changed = [_amendment_row(item) for item in pack.amendments]
    return [
        Sheet("概要", 1, _fixed(("項目", "内容")), _all(cover(pack))),
        Sheet("報告", 2, _fixed(_REPORT_HEADINGS), _all(reports)),
        Sheet("未報告", 2, _fixed(("番号", "施策名", "主管課", "状態")), _all(missing)),
        Sheet("訂正", 2, _fixed(_AMENDMENT_HEADINGS), _all(changed)),
    ]


def _fixed(headings: Sequence[str]) -> Callable[[Database, int], Sequence[str]]:
    return lambda database, plan_id: headings


def _all(rows: Sequence[Sequence[Any]]) -> Callable[[Database, int], Iterator[Sequence[Any]]]:
    return lambda database, plan_id: iter(rows)


# -- the text


def pack_text(pack: Pack) -> str:
    """The pack to be read on paper or in a mail: cover, reports in printed order, who is missing, amendments."""
    lines = ["会議資料", ""]
    lines += [f"{name}: {value}" for name, value in cover(pack)]
    lines += ["", "■ 報告"]
    for row, found in pack.reports:
        if row.revision:
            lines += ["", *_report_lines(pack, row, found)]
    lines += ["", "■ 未報告"]
    lines += [f"{_name(row.number, row.title)}（{row.leads}）" for row in pack.standing.missing] or ["なし"]
    lines += ["", "■ 前の期の訂正"]
    for item in pack.amendments:
        after = item.after.text if item.after else "（まだ提出されていない）"
        lines += [
            f"{_name(item.number, item.title)}　{item.half.label()}　{REPORT_STATES[item.state]}",
            f"  理由: {item.reason}",
            f"  前: {item.before.progress_evaluation or ''} {item.before.text}",
            f"  後: {(item.after.progress_evaluation if item.after else '') or ''} {after}",
        ]
    if not pack.amendments:
        lines.append("なし")
    return "\n".join(lines) + "\n"


def _name(number: str | None, title: str) -> str:
    return f"{number or ''} {title}".strip()


def _report_lines(pack: Pack, row: QueueRow, found: Detail) -> list[str]:
    marks = [word for word, there in (("変わりなし", row.carried), ("期限後", row.late)) if there]
    lines = [
        f"● {_name(row.number, row.title)}（{row.leads}）　{REPORT_STATES[row.state]}"
        + (f"　[{'・'.join(marks)}]" if marks else ""),
        f"  {found.answer.progress_evaluation or ''}　{found.answer.implementation_state or ''}",
    ]
    lines += [f"  {line}" for line in found.answer.text.splitlines()]
    lines += [f"  工程 {line}" for line in _stages(found)]
    lines += [f"  食い違い: {finding_words(finding)}" for finding in row.findings]
    if found.last is not None and found.last.answer.progress_evaluation != found.answer.progress_evaluation:
        lines.append(f"  前回 {found.last.half.label()}: {found.last.answer.progress_evaluation or ''}")
    if row.measure_id in pack.standing.denied:
        lines.append(f"  否認の理由: {pack.standing.denied[row.measure_id]}")
    return lines
