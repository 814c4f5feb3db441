"""The schedules of 武蔵村山市第三次情報化基本計画 (2011 to 2015, whole years) as its successor prints and rates them.

Read by hand from the evaluation of the third plan: number, line of the planned row, line of the actual row, both rows
with - for a blank, and the code of the printed rating.
"""

from dataclasses import dataclass
from typing import Final

from domain.periods import slot
from domain.slip import Row
from domain.stages import read_row

FIRST_FY: Final = 2011
SOURCE: Final = "002_fb48f30ea56d1880.txt"


@dataclass(frozen=True)
class Evaluated:
    """One measure of the third plan: its rows as tokens, and its rating."""

    number: int
    planned_line: int
    actual_line: int
    planned: str
    actual: str
    rating: int

    @property
    def rows(self) -> tuple[Row, Row]:
        return slots(self.planned), slots(self.actual)


def slots(tokens: str) -> Row:
    """A row of tokens, one a fiscal year, as slots to stages."""
    cells = read_row(tokens.split())
    return {slot(FIRST_FY + at, None): cell.stages for at, cell in enumerate(cells) if cell is not None}


MEASURES: Final = (
    Evaluated(1, 769, 774, "実施(コンビニ収納) ⇒ ⇒ ⇒ ⇒", "実施(コンビニ収納) ⇒ ⇒ ⇒ ⇒", 1),
    Evaluated(2, 795, 800, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 3),
    Evaluated(3, 825, 830, "検討 ⇒ ⇒ 実施 ⇒", "検討 ⇒ ⇒ ⇒ 実施", 2),
    Evaluated(4, 853, 858, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 3),
    Evaluated(5, 881, 886, "実施 ⇒ ⇒ ⇒ ⇒", "検討 ⇒ ⇒ ⇒ 実施", 3),
    Evaluated(6, 909, 914, "検討 実施 ⇒ ⇒ ⇒", "検討 実施 ⇒ ⇒ ⇒", 1),
    Evaluated(7, 935, 940, "検討 ⇒ - - -", "検討 ⇒ ⇒ ⇒ ⇒", 4),
    Evaluated(8, 961, 966, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 1),
    Evaluated(9, 987, 992, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 1),
    Evaluated(10, 1015, 1020, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 1),
    Evaluated(11, 1043, 1048, "実施(順次導入) ⇒ ⇒ ⇒ ⇒", "検討 ⇒ ⇒ ⇒ ⇒", 4),
    Evaluated(12, 1071, 1076, "検討 ⇒ - - -", "検討 実施 ⇒ ⇒ ⇒", 1),
    Evaluated(13, 1097, 1102, "検討 ⇒ - - -", "検討 ⇒ ⇒ ⇒ ⇒", 4),
    Evaluated(14, 1125, 1130, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 3),
    Evaluated(15, 1153, 1158, "検討 ⇒ ⇒ 実施 ⇒", "検討 ⇒ ⇒ ⇒ 実施", 2),
    Evaluated(16, 1179, 1184, "検討 実施 ⇒ ⇒ ⇒", "検討 ⇒ 実施 ⇒ ⇒", 2),
    Evaluated(17, 1207, 1212, "検討 ⇒ ⇒ ⇒ 実施", "検討 ⇒ ⇒ ⇒ ⇒", 4),
    Evaluated(18, 1235, 1240, "検討 ⇒ - - -", "検討 ⇒ ⇒ ⇒ 一部実施", 3),
    Evaluated(19, 1261, 1266, "検討 ⇒ - - -", "検討 ⇒ ⇒ ⇒ ⇒", 4),
    Evaluated(20, 1287, 1292, "実施 ⇒ ⇒ ⇒ ⇒", "実施 ⇒ ⇒ ⇒ ⇒", 1),
)
BY_NUMBER: Final = {measure.number: measure for measure in MEASURES}
