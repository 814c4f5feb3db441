"""Label words as plans print them, and the field each one means; a municipal engineer may add to the tables."""

from collections.abc import Mapping
from typing import Final

from domain.names import match_key

LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        *("番号", "No", "No.", "#", "項番", "通番", "連番", "整理番号", "整理No", "整理No."),
        *("施策番号", "施策No", "施策No.", "取組番号", "取組No", "取組No.", "事業番号", "事業No", "事業No."),
        *("管理番号", "施策コード", "事業コード"),
    ),
    "title": (
        *("施策名", "施策名称", "施策の名称", "個別施策名", "施策項目名", "取組名", "取組み名", "取組名称"),
        *(
            "取組の名称",
            "取組項目名",
            "取組事項",
            "取組事項名",
            "事業名",
            "事業名称",
            "事業の名称",
            "施策・事業名",
        ),
        *("施策・取組名", "取組・事業名", "施策（事業）名", "推進項目名", "プロジェクト名"),
    ),
    "policy_field": ("分野", "施策分野", "政策分野", "取組分野", "推進分野"),
    "is_priority": (
        *("重点", "重点施策", "重点区分", "重点取組", "重点事業", "重点項目", "重点施策区分", "重点の別"),
        *("最重点"),
    ),
    "purpose": ("目的", "施策の目的", "取組の目的", "事業の目的", "事業目的", "目的・ねらい", "ねらい"),
    "current_state": ("現状・課題", "現状と課題", "現状及び課題", "現状", "現状・背景", "背景・課題"),
    "content": (
        *("施策内容", "施策概要", "内容", "取組内容", "施策の内容", "施策の概要", "取組概要", "取組の内容"),
        *(
            "取組の概要",
            "取組み内容",
            "事業概要",
            "事業の概要",
            "事業内容",
            "事業の内容",
            "概要",
            "具体的な取組",
        ),
        *("具体的な取組内容", "具体的取組", "具体的な内容", "施策・事業の概要"),
    ),
    "target": (
        *("達成目標", "達成目標（何をどのようにいつまでに）", "あるべき姿・達成目標", "目標", "あるべき姿"),
        *("目指す姿", "めざす姿", "目指すべき姿", "取組目標", "到達目標", "将来像"),
    ),
    "expected_effect": ("期待される効果", "効果", "期待する効果", "期待効果", "導入効果", "想定される効果"),
    "risk": ("想定されるリスク", "リスク", "想定リスク"),
    "countermeasure": ("リスクへの対処方法案", "対処方法案", "対処方法", "リスクへの対応", "リスク対応策"),
    "lead_department": (
        *(
            "主管課",
            "担当課",
            "主な関係課",
            "所管課",
            "担当部署",
            "所管部署",
            "主管部署",
            "担当課名",
            "所管課名",
        ),
        *("主管課名", "担当所属", "所管所属", "主担当課", "主担当部署", "担当部課", "所管部課", "担当課等"),
        *("担当課室", "実施主体", "推進担当課", "取りまとめ課"),
    ),
    "related_department": (
        *("関係課", "関連課", "関係部署", "関連部署", "関係所属", "関係課名", "関係各課", "連携課", "協力課"),
        *("副担当課", "関係課等", "関係部課"),
    ),
    "parent_plan_ref": (
        "総合計画との関係",
        "長期計画",
        "総合計画",
        "総合計画との関連",
        "総合計画上の位置付け",
    ),
    "sectoral_plan_ref": ("個別計画", "関連計画", "関連する個別計画", "関連する計画"),
    "predecessor": ("前計画との関係", "前計画", "前計画との関連", "前計画の施策"),
    "schedule": (
        *("実施計画", "工程表", "施策実施までの工程表", "実現までのプロセス", "工程", "スケジュール"),
        *("年度別計画", "年次計画", "ロードマップ", "実施スケジュール", "取組スケジュール", "実施工程"),
        *("実施時期", "取組時期", "実施年度", "取組期間", "計画期間", "実施期間", "年度", "年次スケジュール"),
    ),
    "goals": ("目標区分", "本計画の基本目標との関係", "基本目標", "基本方針", "基本目標との関係"),
    "implementation_state": ("実施状況", "実施状態", "進捗区分", "着手状況"),
    "progress_evaluation": (
        *(
            "進捗評価",
            "進捗状況評価",
            "進捗状況の評価",
            "進捗度",
            "達成度",
            "達成度評価",
            "評価区分",
            "評価結果",
        ),
        *("自己評価", "内部評価", "総合評価", "年度評価", "取組評価"),
    ),
    "achievement": (
        *(
            "実施内容等",
            "取組実績",
            "実績内容",
            "実績・成果",
            "取組の実績",
            "主な実績",
            "これまでの取組",
        ),
        *("進捗内容", "進捗状況の内容", "取組結果", "実施結果"),
    ),
    "future_direction": ("今後の方向性", "方向性", "今後の方針"),
    "direction_detail": (
        *(
            "今後の方向性の内容・課題",
            "今後の取組",
            "今後の取組内容",
            "今後の予定",
            "今後の課題",
            "今後の展開",
        ),
        *("今後の取組予定", "次年度の取組"),
    ),
    "indicator": (
        "指標",
        "指標名",
        "成果指標",
        "活動指標",
        "評価指標",
        "数値指標",
        "KPI",
        "KPI名",
        "KPI項目",
    ),
    "unit": ("単位", "指標の単位"),
}

# Words that head a list's titles where no better word does; 施策 over 取組 may also be a field or a group.
TITLE_WORDS: Final = (
    *("施策", "取組", "取り組み", "取組み", "事業", "施策・事業", "施策・取組", "取組・事業", "取組項目"),
    *("施策項目", "個別施策", "具体的施策", "推進項目", "推進施策", "プロジェクト", "実施項目", "取組施策"),
    *("主な取組", "主要施策", "実施事業", "項目", "名称", "件名"),
)

# Words that head a state, a rating or a text; what stands under them tells which.
STATE_WORDS: Final = ("進捗状況", "進捗", "達成状況", "取組状況", "状況", "評価", "進捗状況等", "実績評価")

_TITLE_KEYS: Final = frozenset(map(match_key, TITLE_WORDS))
_STATE_KEYS: Final = frozenset(map(match_key, STATE_WORDS))


def may_title(label: str) -> bool:
    """Whether a label heads titles where nothing better does."""
    return match_key(label) in _TITLE_KEYS


def may_rate(label: str) -> bool:
    """Whether a label heads states, ratings or texts."""
    return match_key(label) in _STATE_KEYS


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
