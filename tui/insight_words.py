"""Sentences about what the program worked out, for the dashboard and the command line; loads nothing that draws."""

from typing import Final

from domain.findings import Contradiction, StateContradiction
from domain.renewal import RenewalFinding
from domain.slip import SlipAnswer
from i18n import _

ANSWERS: Final = {
    SlipAnswer.on_time: "on time",
    SlipAnswer.late: "behind plan",
    SlipAnswer.early: "ahead of plan",
    SlipAnswer.never: "never reached",
    SlipAnswer.unplanned: "not planned",
    SlipAnswer.unknown: "not known",
}
RENEWAL: Final = {
    "study_too_late": "the study begins {months} months ahead of operation; the rule is 24",
    "gap": "{months} months between the old system's end and the new one's start",
    "out_of_order": "the study begins {months} months after operation",
    "procurement_before_study": "procurement is over {months} months before the study begins",
    "procurement_after_operation": "procurement begins {months} months after operation",
    "no_time_to_procure": "operation begins in the first month of the procurement's year",
    "study_after_end": "the study begins {months} months after the old system's end",
    "unknown_dates": "not known: {dates}",
}
DATES: Final = {
    "current_end": "end of the running system",
    "next_study_start": "beginning of the study",
    "next_procurement_fy": "year of procurement",
    "next_operation_start": "start of operation",
}
# The same where cells are dear.
RENEWAL_SHORT: Final = {
    "study_too_late": "study {months} mo.",
    "gap": "gap {months} mo.",
    "out_of_order": "study after operation",
    "procurement_before_study": "procured before study",
    "procurement_after_operation": "procured after operation",
    "no_time_to_procure": "no time to procure",
    "study_after_end": "study after the end",
    "unknown_dates": "dates not known",
}


def renewal_words(finding: RenewalFinding, *, short: bool = False) -> str:
    """What the lint found, in a sentence, or in a few words."""
    dates = _(", ").join(_(DATES[name]) for name in finding.dates)
    table = RENEWAL_SHORT if short else RENEWAL
    return _(table[finding.code]).format(months=finding.months, dates=dates)


def contradiction_words(what: Contradiction | StateContradiction, row: int) -> str:
    """What the schedule says against a rating or a state."""
    if isinstance(what, StateContradiction):
        return _("row {row} has reached {reached}").format(row=row, reached=what.reached)
    slip = what.slip
    if slip.answer is SlipAnswer.late:
        return _("row {row} is {n} half-years late ({stage})").format(
            row=row, n=slip.half_years, stage=slip.stage
        )
    if slip.answer is SlipAnswer.never:
        return _("row {row} has not reached {stage}").format(row=row, stage=slip.stage)
    return _("row {row} is on time").format(row=row)
