"""What has happened to a file in the words of the unit: steps of the office stay with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import acts_of
from registry.applications.choices import (
    CONFIRMED,
    DISOWNED,
    PUBLIC_WORDS,
    ApplicationAction,
    ApplicationState,
)
from registry.applications.models import Application
from registry.applications.rules import MOVES
from registry.applications.services.backfilling import as_moment

# Steps that are told by what was done; all others only by the word of the state they led to.
_TOLD = {
    ApplicationAction.SUBMIT: "已提交申报",
    ApplicationAction.RESUBMIT: "已补充并重新提交",
    ApplicationAction.RETURN: "退回，请补充材料",
    ApplicationAction.CONFIRM: "已确认推荐信息并提交",
    ApplicationAction.DECLINE: "已谢绝推荐",
    ApplicationAction.WITHDRAW: "已撤回申报",
    ApplicationAction.REOPEN: "已重新打开",
}
_ENTERED = "推荐单位已按盖章的纸面材料代为录入补充"
# Steps of the unit that leave the state as it is.
_UNIT_DID = {
    "application.sealed": "已上传盖章件",
    CONFIRMED: "单位已确认代填",
    DISOWNED: "单位表示对代填不知情",
}
_PREFIX = "application."


@dataclass(frozen=True)
class PublicStep:
    """One line: when, and what it is called."""

    at: datetime
    words: str


def public_history(application: Application) -> list[PublicStep]:
    """The dates of a file as its unit may know them, the oldest first.

    A step inside the office that leaves the public word as it was is not a line of its own; who
    took it and why is not said.
    """
    found: list[PublicStep] = []
    word = PUBLIC_WORDS[ApplicationState.DRAFT]
    for step in reversed(acts_of(application).filter(taken_back_at=None)):
        at = as_moment(step.event_on) if step.is_backfill else step.entered_at
        if step.code in _UNIT_DID:
            found.append(PublicStep(at, _UNIT_DID[step.code]))
            continue
        action = step.code.removeprefix(_PREFIX)
        if action not in MOVES:
            continue
        target = MOVES[ApplicationAction(action)].target
        after = PUBLIC_WORDS[target] if target else word
        if action == ApplicationAction.RESUBMIT and step.channel == Channel.PAPER:
            found.append(PublicStep(at, _ENTERED))
        elif action in _TOLD:
            found.append(PublicStep(at, _TOLD[ApplicationAction(action)]))
        elif after != word:
            found.append(PublicStep(at, after))
        word = after
    return found
