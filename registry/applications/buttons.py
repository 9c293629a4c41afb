"""Which buttons the record of an application shows: made from the state table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from ipcontact.clocks.models import Clock
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.rules import moves_from
from registry.applications.services.resubmitting import ENTERED

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = ApplicationAction
# Step -> (page, words, look). 退回修改 is the button of the marks.
PAGES = {
    A.RESUBMIT: ("applications:answer-on-paper", ENTERED, ""),
    A.LAPSE: ("applications:close", "逾期关闭", "danger"),
    A.BYPASS: ("applications:bypass", "越过推荐单位", ""),
    A.FORWARD: ("applications:forward", "转其他推荐单位", ""),
    A.PROPOSE_EXCLUDE: ("applications:propose-exclude", "建议不纳入", "danger"),
    A.SEND_BACK: ("applications:send-back", "退回复核", ""),
    A.REOPEN: ("applications:reopen", "重新打开", ""),
    A.PASS: ("applications:pass", "复核通过", "primary"),
}


@dataclass(frozen=True)
class Button:
    """A link that looks like a button."""

    label: str
    url: str
    kind: str = ""


def buttons_of(
    application: Application, actors: Collection[Actor], user: User, today: date
) -> list[Button]:
    """The next steps this person may take here; while a colleague has it in hand none but to enter
    what the unit brings, for which the colleague waits."""
    moves = moves_from(ApplicationState(application.state), set(actors) - {Actor.UNIT})
    if application.holder_id not in (None, user.pk):
        moves = [action for action in moves if action == A.RESUBMIT]
    return [
        Button(words, reverse(page, args=[application.application_no]), kind)
        for action, (page, words, kind) in PAGES.items()
        if action in moves and (action != A.LAPSE or is_overdue(application, today))
    ]


def is_overdue(application: Application, today: date) -> bool:
    """Whether the unit's time to answer is over."""
    due_on = Clock.objects.open_for(application).values_list("due_on", flat=True).first()
    return due_on is not None and due_on < today
