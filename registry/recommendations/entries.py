"""What recommendations put into the menu, the worklist, the records; links and steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from ipcontact.acts import handlers as steps
from ipcontact.notifications import links
from ipcontact.ui.registry import (
    ApplicationAction,
    ApplicationPanel,
    MenuEntry,
    UnitPanel,
    WorkItem,
    WorkSource,
    application_actions,
    application_panels,
    menu,
    unit_panels,
    worklist,
)
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.parts import Closed, Reopened, closings, reopenings
from registry.applications.services import locked
from registry.recommendations import dossier, exceptions, panels, rounds
from registry.recommendations.access import DRAFT, SETTLE, SIGN, VIEW, may
from registry.recommendations.choices import LineVerdict, SheetState
from registry.recommendations.models import Recommendation, RecommendationSheet
from registry.recommendations.services import inviting, joining, lapsing, revoking, settling

# The file itself ends the asking: a link is refused as soon as nobody waits for the unit.
LINK_DAYS = 30
MOST_ONE_BY_ONE = 3
MOST_SHEETS = 10
MOST_COUNTED = 1_000


def register() -> None:
    """Fill the registries; called once when the app is ready."""
    dossier.register()
    exceptions.register()
    rounds.register()
    menu.add(
        MenuEntry(
            label="推荐",
            url_name="recommendations:list",
            audience=VIEW,
            icon="check",
            group="办理",
            order=40,
            count=_count,
        )
    )
    worklist.add(WorkSource(name="推荐签发", audience=SIGN, items=_to_sign, order=20))
    worklist.add(WorkSource(name="推荐确认", audience=DRAFT, items=_to_ring, order=25))
    worklist.add(WorkSource(name="推荐汇总表", audience=DRAFT, items=_sheets, order=30))
    worklist.add(WorkSource(name="重复主张", audience=SETTLE, items=_claims, order=35))
    worklist.add(WorkSource(name="确认推荐", audience="applications.own", items=_asked, order=10))
    unit_panels.add(
        UnitPanel(
            title="推荐",
            template="registry/recommendations/panel_unit.html",
            audience=VIEW,
            context=panels.of_unit,
            anchor="recommendations",
            order=55,
        )
    )
    application_panels.add(
        ApplicationPanel(
            title="推荐意见",
            template="registry/recommendations/panel_application.html",
            audience="applications.view",
            context=panels.of_application,
            anchor="recommendations",
            order=30,
        )
    )
    reopenings.add(Reopened(follow=inviting.invite_again))
    closings.add(Closed(follow=lapsing.follow_closing))
    _register_actions()
    _register_steps()


def _register_actions() -> None:
    """Buttons on the record of an application."""
    for label, audience, name, offered, kind, order in (
        ("拟写初审意见", DRAFT, "opinion", panels.may_write_opinion, "primary", 20),
        ("认定由哪件代表单位", SETTLE, "settle", panels.may_settle, "", 60),
    ):
        application_actions.add(
            ApplicationAction(
                label=label,
                audience=audience,
                url=lambda each, name=name: reverse(
                    f"recommendations:{name}", args=[each.application_no]
                ),
                offered=offered,
                kind=kind,
                order=order,
            )
        )
    for label, audience, name, offered, order in (
        ("签发意见", SIGN, "sign", panels.may_sign, 10),
        ("登记纸面确认", DRAFT, "paper", panels.may_enter_paper, 15),
    ):
        application_actions.add(
            ApplicationAction(
                label=label,
                audience=audience,
                url=lambda each, name=name: reverse(
                    f"recommendations:{name}", args=[panels.own_recommendation(each).key]
                ),
                offered=offered,
                kind="primary",
                order=order,
            )
        )


def _register_steps() -> None:
    """The link that asks the unit, and what the steps of this part need and how they are undone."""
    links.register(
        links.Purpose(
            code=inviting.PURPOSE,
            label="核对并确认推荐信息",
            url_name="recommendations:confirm",
            days=LINK_DAYS,
        )
    )
    verb = SIGN
    for code, label, undo in (
        ("application.recommend", "签发推荐", revoking.undo_proposal),
        ("application.endorse", "同意推荐", revoking.undo_opinion),
        ("application.not_endorse", "不推荐", revoking.undo_opinion),
        (joining.JOIN_CODE, "推荐并入已有申报", revoking.undo_joining),
    ):
        steps.register(code, label=label, verb=verb, take_back=undo, lock=locked)
    steps.register("application.confirm", label="单位确认推荐", needs_scan=True)
    steps.register(revoking.REVOKE_CODE, label="撤销推荐", needs_reason=True)
    steps.register(settling.SETTLE_CODE, label="认定代表单位的申报", needs_reason=True)


def _mine(user: Any):
    return Recommendation.objects.visible_to(user).filter(agency=user.agency_id)


def _count(user: Any) -> int | None:
    """What waits for the head's signature; for others no figure."""
    if not may(user, SIGN, user.agency_id):
        return None
    return _mine(user).to_sign().values("pk")[:MOST_COUNTED].count() or None


def _to_sign(user: Any, today: date) -> Iterator[WorkItem]:
    """Drafts of the own agency: few one by one, many as one line."""
    waiting = _mine(user).to_sign().select_related("application").order_by("pk")
    found = list(waiting[: MOST_ONE_BY_ONE + 1])
    if len(found) <= MOST_ONE_BY_ONE:
        for each in found:
            yield WorkItem(
                title=f"{each.application.unit_name}：{each.get_opinion_display()}，待签发",
                url=each.get_absolute_url(),
                reason="经办已拟好，等您签发。",
                action="签发推荐",
            )
        return
    count = waiting.order_by().values("pk")[:MOST_COUNTED].count()
    yield WorkItem(
        title=f"{count}份推荐待签发",
        url=f"{reverse('recommendations:list')}?step=to_sign",
        reason="经办已拟好，可以勾选后一次签发。",
        action="批量签发",
    )


def _to_ring(user: Any, today: date) -> Iterator[WorkItem]:
    """Units that were asked and have not answered: those to be rung first."""
    waiting = _mine(user).unconfirmed().select_related("application").with_deadline()
    ordered = waiting.order_by("confirm_by", "pk")
    found = list(ordered[: MOST_ONE_BY_ONE + 1])
    many = len(found) > MOST_ONE_BY_ONE
    calendar = current_calendar() if found else None
    for each in found[:1] if many else found:
        due_on = each.confirm_by
        name = each.application.unit_name
        rest = waiting.order_by().values("pk")[:MOST_COUNTED].count() if many else 1
        yield WorkItem(
            title=f"{rest}家单位还没有确认推荐" if many else f"{name}还没有确认推荐",
            url=f"{reverse('recommendations:list')}?step=unconfirmed"
            if many
            else each.get_absolute_url(),
            reason=f"最早到期的是“{name}”。逾期自动关闭，请电话提醒。"
            if many
            else "逾期自动关闭，请电话提醒，或者登记纸面确认。",
            action="提醒单位确认",
            due_on=due_on,
            days_left=workdays_between(today, due_on, calendar) if due_on else None,
        )


def _sheets(user: Any, today: date) -> Iterator[WorkItem]:
    """Own sheets that were not imported, or have lines to mend."""
    sheets = RecommendationSheet.objects.filter(created_by=user).exclude(state=SheetState.DROPPED)
    for sheet in sheets.defer("content").order_by("-pk")[:MOST_SHEETS]:
        counts = sheet.summary.get("counts", {})
        ready, wrong = counts.get(LineVerdict.READY, 0), counts.get(LineVerdict.REJECTED, 0)
        if sheet.state == SheetState.IMPORTED and not ready:
            continue
        yield WorkItem(
            title=f"导入推荐汇总表：{sheet.filename}",
            url=sheet.get_absolute_url(),
            reason=sheet.summary.get("sentence", ""),
            action="改正并导入" if wrong else f"导入 {ready} 家",
        )


def _asked(user: Any, today: date) -> Iterator[WorkItem]:
    """For a unit's account: recommendations that wait for its word."""
    rows = Application.objects.visible_to(user).filter(state=ApplicationState.AWAITING_UNIT)
    for each in rows.select_related("drafted_by_agency").order_by("pk")[:MOST_SHEETS]:
        yield WorkItem(
            title=f"{each.drafted_by_agency.name}推荐了{each.unit_name}",
            url=reverse("recommendations:own", args=[each.application_no]),
            reason="请核对推荐信息、附上盖章页后确认；不同意的也可以谢绝。",
            action="核对并确认",
        )


def _claims(user: Any, today: date) -> Iterator[WorkItem]:
    """Units for which somebody else's file is open as well."""
    rivals = Application.objects.visible_to(user).open().filter(is_rival=True)
    for each in rivals.select_related("unit").order_by("pk")[:MOST_SHEETS]:
        if panels.may_settle(each, user):
            yield WorkItem(
                title=f"{each.unit_name}有两件在办的申报",
                url=reverse("recommendations:settle", args=[each.application_no]),
                reason="两个填报人都称代表这个单位，请核对盖章件或证照后认定。",
                action="认定代表单位",
            )
