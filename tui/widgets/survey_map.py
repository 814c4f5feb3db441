"""重要度・満足度: the subjects of a survey between its two means, numbered; the list beside names them."""

from typing import Any, Final

from rich.cells import chop_cells
from rich.text import Text

from db.reads.charts import Survey, SurveyPoint
from i18n import _
from tui.marks import fit
from tui.widgets.chart import PlotWidget, drawn
from tui.widgets.stacked_bars import padded
from tui.words import shown

_LIST_SHARE: Final = 0.5
_MARGIN: Final = 3.0


class SurveyMap(PlotWidget, can_focus=True):
    """Satisfaction to the right, importance upwards, both in per cent; crossed lines are the printed means."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._survey: Survey | None = None

    def show(self, survey: Survey | None) -> None:
        """Another survey."""
        self._survey = survey
        self.refresh()

    def chart(self, width: int, height: int) -> Text:
        survey = self._survey
        if survey is None or not _placed(survey):
            return padded([Text(_("The plan holds no survey with values."))], width, height)
        names = int(width * _LIST_SHARE)
        plot = drawn(
            width - names - 1,
            height,
            lambda figure: self._points(figure, survey),
            ascii_only=self.ascii_only,
        )
        left = padded(list(plot.split("\n")), width - names - 1, height).split("\n")
        right = padded(self._names(survey, names, height), names, height).split("\n")
        lines = [
            Text.assemble(one, " ", other, no_wrap=True, end="")
            for one, other in zip(left, right, strict=True)
        ]
        return padded(lines, width, height)

    def _points(self, figure: Any, survey: Survey) -> None:
        points = _placed(survey)
        for axis in ("x", "y"):
            figure.axes(True, axis=axis, side=0)
        xs = [point.satisfaction or 0.0 for _number, point in points]
        ys = [point.importance or 0.0 for _number, point in points]
        low_x, high_x = max(min(xs) - _MARGIN, 0), min(max(xs) + _MARGIN, 100)
        low_y, high_y = max(min(ys) - _MARGIN, 0), min(max(ys) + _MARGIN, 100)
        if survey.satisfaction_mean is not None and low_x < survey.satisfaction_mean < high_x:
            figure.line(survey.satisfaction_mean, "vertical")
        if survey.importance_mean is not None and low_y < survey.importance_mean < high_y:
            figure.line(survey.importance_mean, "horizontal")
        for (number, _point), x, y in zip(points, xs, ys, strict=True):
            figure.draw(figure.text(x, y, str(number), alignment="center"))
        figure.ruler("x").lim(low_x, high_x)
        figure.ruler("y").lim(low_y, high_y)
        for name, low, high in (("x", low_x, high_x), ("y", low_y, high_y)):
            ticks = [low, (low + high) / 2, high]
            figure.ruler(name).ticks(ticks, [f"{tick:.0f}" for tick in ticks])

    def _names(self, survey: Survey, width: int, height: int) -> list[Text]:
        lines = []
        for number, point in _placed(survey):
            head = f"{number:>2} {fit(shown(point.area) or '-', 2)} {point.satisfaction:>5} {point.importance:>5} "
            first, *_rest = chop_cells(shown(point.item), max(width - len(head) - 1, 8)) or [""]
            lines.append(Text(fit(head + first, width)))
        # The heading gives way to the last subject.
        heading = Text(fit(_("No. area sat. imp. subject"), width), style="bold")
        return lines if len(lines) >= height else [heading, *lines]


def _placed(survey: Survey) -> list[tuple[int, SurveyPoint]]:
    """The subjects that have both values, with their number in the survey."""
    return [
        (number, point)
        for number, point in enumerate(survey.points, 1)
        if point.satisfaction is not None and point.importance is not None
    ]
