"""Everything that is done with removals."""

from registry.removals.services.deciding import (
    decide,
    draw_up_papers,
    enter_decision,
    hearing_days,
    may_decide,
    missing_papers,
    problems,
)
from registry.removals.services.hearing import (
    enter_statement,
    enter_statement_by_link,
    is_told_on_paper,
    tell_the_unit,
)
from registry.removals.services.proposing import (
    cancel,
    confirm_request,
    propose,
    request_leave,
)

__all__ = [
    "cancel",
    "confirm_request",
    "decide",
    "draw_up_papers",
    "enter_decision",
    "enter_statement",
    "enter_statement_by_link",
    "is_told_on_paper",
    "may_decide",
    "missing_papers",
    "hearing_days",
    "problems",
    "propose",
    "request_leave",
    "tell_the_unit",
]
