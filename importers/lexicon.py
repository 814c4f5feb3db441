"""Label words as plans print them, and the field each one means; a municipal engineer may add to the table."""

from collections.abc import Mapping
from typing import Final

from domain.names import match_key

LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("番号", "No", "施策番号", "整理番号"),
    "title": ("施策名", "施策の名称", "取組名", "事業名", "取組事項"),
    "policy_field": ("分野", "施策分野", "政策分野"),
    "purpose": ("目的", "施策の目的"),
    "current_state": ("現状・課題", "現状と課題", "現状"),
    "content": ("施策内容", "施策概要", "内容", "取組内容", "施策の内容"),
    "target": (
        "達成目標",
        "達成目標（何をどのようにいつまでに）",
        "あるべき姿・達成目標",
        "目標",
        "あるべき姿",
    ),
    "expected_effect": ("期待される効果", "効果"),
    "risk": ("想定されるリスク", "リスク"),
    "countermeasure": ("リスクへの対処方法案", "対処方法案", "対処方法"),
    "lead_department": ("主管課", "担当課", "主な関係課", "所管課", "担当部署"),
    "related_department": ("関係課", "関連課"),
    "parent_plan_ref": ("総合計画との関係", "長期計画"),
    "sectoral_plan_ref": ("個別計画",),
    "predecessor": ("前計画との関係",),
    "schedule": ("実施計画", "工程表", "施策実施までの工程表", "実現までのプロセス"),
    "goals": ("目標区分", "本計画の基本目標との関係", "基本目標"),
    "implementation_state": ("実施状況",),
    "progress_evaluation": ("進捗評価",),
    "achievement": ("実施内容等",),
    "future_direction": ("今後の方向性",),
    "direction_detail": ("今後の方向性の内容・課題",),
}


class Lexicon:
    """What labels mean: the table above, and the words that a person added for one family of files.

    A word that means None is known to be of no use; its cells are left out without a question.
    """

    def __init__(self, words: Mapping[str, str | None] | None = None) -> None:
        self._fields: dict[str, str | None] = {
            match_key(word): field for field, words in LABELS.items() for word in words
        }
        self._own = {match_key(word): field for word, field in (words or {}).items()}
        self._fields.update(self._own)

    def field_of(self, label: str) -> str | None:
        """The field a printed label means, whatever its width and spaces; None for an unknown one."""
        return self._fields.get(match_key(label))

    def is_own(self, label: str) -> bool:
        """Whether a person said what the label means."""
        return match_key(label) in self._own


STANDARD: Final = Lexicon()
field_of: Final = STANDARD.field_of
