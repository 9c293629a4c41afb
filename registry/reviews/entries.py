"""What the assessment puts into the menu, the desk, the worklist and an application's record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from ipcontact.acts import handlers
from ipcontact.documents import sources
from ipcontact.ui.registry import (
    ApplicationAction,
    ApplicationPanel,
    DeskCard,
    MenuEntry,
    WorkItem,
    WorkSource,
    application_actions,
    application_panels,
    desk_cards,
    menu,
    worklist,
)
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.parts import ConflictJudge, conflict_judges
from registry.applications.rules import is_final
from registry.reviews import dossier, exceptions, letters, panels
from registry.reviews.choices import ENQUIRED_IN, INSPECTED_IN, ReplyState
from registry.reviews.facts import why_aside
from registry.reviews.filters import long_since
from registry.reviews.models import CreditCheck, OpinionRequest
from registry.reviews.rules import LONG_INSPECTION_DAYS
from registry.reviews.services import conflicts, credit, inspections, opinions, replies

AUDIENCE = "reviews.record"
MOST = 20
MOST_ONE_BY_ONE = 3
MOST_COUNTED = 1_000


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    sources.register(letters.TEMPLATE, letters.letter_sheet)
    _register_steps()
    conflict_judges.add(ConflictJudge(why=why_aside))
    exceptions.register()
    dossier.register()
    menu.add(
        MenuEntry(
            label="综合考察",
            url_name="reviews:list",
            audience=AUDIENCE,
            icon="search",
            group="办理",
            order=20,
        )
    )
    desk_cards.add(
        DeskCard(
            title="综合考察",
            template="ui/figures.html",
            audience=AUDIENCE,
            context=_figures,
            order=30,
        )
    )
    worklist.add(WorkSource(name="综合考察", audience=AUDIENCE, items=_work, order=20))
    for order, (anchor, title, context) in enumerate(
        (
            ("assessment", "考察、征求意见和信用核查", panels.assessment),
            ("recusals", "回避", panels.recusals),
        ),
        start=1,
    ):
        application_panels.add(
            ApplicationPanel(
                title=title,
                template=f"registry/reviews/panel_{anchor}.html",
                audience="applications.view",
                context=context,
                anchor=anchor,
                place="main" if anchor == "assessment" else "aside",
                order=order * 20,
            )
        )
    _register_buttons()


def _register_buttons() -> None:
    application_actions.add(
        ApplicationAction(
            label="考察完成",
            audience=AUDIENCE,
            url=lambda application: (
                f"{reverse('reviews:finish')}?{urlencode({'pick': application.application_no})}"
            ),
            offered=_is_assessed,
            kind="primary",
            order=5,
        )
    )
    buttons = (
        ("登记考察", "inspect", AUDIENCE, _is_unassessed, "primary"),
        ("再登记考察", "inspect", AUDIENCE, _may_assess_again, ""),
        ("登记信用核查", "credit", AUDIENCE, _is_in(ENQUIRED_IN[1:]), ""),
        ("申明回避", "recuse", "batches.sign", _may_recuse, ""),
    )
    for order, (label, page, audience, offered, kind) in enumerate(buttons, start=1):
        application_actions.add(
            ApplicationAction(
                label=label,
                audience=audience,
                url=lambda application, page=page: reverse(
                    f"reviews:{page}", args=[application.application_no]
                ),
                offered=offered,
                kind=kind,
                order=order * 10,
            )
        )


def _register_steps() -> None:
    for code, label in (
        (inspections.RECORDED, "登记考察"),
        (inspections.CORRECTED, "更正考察"),
        (opinions.SENT, "征求意见"),
        (opinions.NUMBERED, "登记文号"),
        (opinions.VOIDED, "作废征求意见函"),
        (replies.REPLIED, "登记回函"),
        (replies.REMINDED, "电话催办"),
        (credit.CHECKED, "登记信用核查"),
        (conflicts.DECLARED, "申明回避"),
        (conflicts.WITHDRAWN, "撤回回避"),
    ):
        handlers.register(code, label=label)


def _is_in(states):
    def offered(application: Application, user: Any) -> bool:
        is_free = application.holder_id in (None, user.pk)
        return application.state in states and is_free

    return offered


def _is_unassessed(application: Application, user: Any) -> bool:
    """In 考察中, and nobody has looked yet."""
    waits = _is_in(INSPECTED_IN[:1])(application, user)
    return waits and not application.inspections.in_force().exists()


def _is_assessed(application: Application, user: Any) -> bool:
    """In 考察中, looked at, and may go on."""
    waits = _is_in(INSPECTED_IN[:1])(application, user)
    return waits and application.inspections.in_force().exists()


def _may_assess_again(application: Application, user: Any) -> bool:
    is_open = _is_in(INSPECTED_IN)(application, user)
    return is_open and application.inspections.in_force().exists()


def _may_recuse(application: Application, user: Any) -> bool:
    """Not for those who stand aside already, nor when it is over."""
    declared = application.conflicts.in_force().filter(user=user)
    return not is_final(application.state) and not declared.exists()


def _waiting(user: Any):
    """Files in 考察中 that nobody has assessed yet."""
    rows = Application.objects.visible_to(user).filter(state=ApplicationState.INSPECTION)
    return rows.filter(inspections=None)


def _figures(user: Any) -> dict[str, Any] | None:
    """Small figures beside the day's work; nothing while nothing is under way."""
    address = reverse("reviews:list")
    rows = Application.objects.visible_to(user).filter(state__in=INSPECTED_IN)
    checked = CreditCheck.objects.order_by().values("application")
    letters_out = OpinionRequest.objects.visible_to(user).waiting()
    asked = (
        ("未考察", _waiting(user), f"{address}?inspected=no&state=inspection"),
        ("待回函的函", letters_out, f"{reverse('reviews:opinions')}?state=waiting"),
        ("未核查信用", rows.exclude(pk__in=checked), f"{address}?credit=no"),
    )
    figures = [
        (label, found.order_by().values("pk")[:MOST_COUNTED].count(), url)
        for label, found, url in asked
    ]
    return {"figures": figures} if any(count for _, count, _ in figures) else None


def _work(user: Any, today: date) -> Iterator[WorkItem]:
    """Letters whose time is over, then files that have been assessed for long."""
    overdue = OpinionRequest.objects.visible_to(user).overdue(today).order_by("due_on", "pk")
    late = list(overdue.prefetch_related("replies__agency")[:MOST])
    calendar = current_calendar() if late else None
    for letter in late:
        names = [
            reply.agency.display_name
            for reply in letter.replies.all()
            if reply.state == ReplyState.WAITING
        ]
        yield WorkItem(
            title=f"催办回函：{'、'.join(names[:5])}{'等' if len(names) > 5 else ''}",
            url=letter.get_absolute_url(),
            reason=f"{letter.number} 有{len(names)}个单位没有按期回函。",
            action="催办或登记回函",
            due_on=letter.due_on,
            days_left=workdays_between(today, letter.due_on, calendar),
        )
    slow = Application.objects.visible_to(user).filter(pk__in=long_since().order_by().values("pk"))
    count = slow.order_by().values("pk")[: MOST_COUNTED + 1].count()
    if not count:
        return
    if count <= MOST_ONE_BY_ONE:
        for application in slow.order_by("state_since", "pk"):
            yield WorkItem(
                title=f"{application.unit_name}：登记综合考察",
                url=application.get_absolute_url(),
                reason=f"在考察中已超过{LONG_INSPECTION_DAYS}天。",
                action="登记综合考察",
            )
        return
    words = f"{count}件" if count <= MOST_COUNTED else f"超过{MOST_COUNTED}件"
    yield WorkItem(
        title=f"{words}申报：登记综合考察",
        url=f"{reverse('reviews:list')}?other=long",
        reason=f"在考察中已超过{LONG_INSPECTION_DAYS}天。",
        action="登记综合考察",
    )
