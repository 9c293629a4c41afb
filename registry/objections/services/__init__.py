"""Everything that is done with objections."""

from registry.objections.services.answering import answer, draw_letter
from registry.objections.services.concluding import decide, enter_decision, propose, send_back
from registry.objections.services.handling import (
    ask_to_complete,
    complete,
    has_withdrawn,
    settle_withdrawal,
    take_up,
    treat_as_lead,
    withdraw,
)
from registry.objections.services.receiving import (
    Identity,
    code_of,
    find_by_code,
    in_window,
    judge_window_again,
    receive,
    register,
    take_over,
)

__all__ = [
    "Identity",
    "answer",
    "ask_to_complete",
    "code_of",
    "complete",
    "decide",
    "draw_letter",
    "enter_decision",
    "find_by_code",
    "has_withdrawn",
    "in_window",
    "judge_window_again",
    "propose",
    "receive",
    "register",
    "send_back",
    "settle_withdrawal",
    "take_over",
    "take_up",
    "treat_as_lead",
    "withdraw",
]
