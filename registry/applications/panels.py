"""What the record of an application shows beside its answers, and who it is for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ipcontact.accounts.rights import can
from ipcontact.clocks import subjects
from ipcontact.clocks.models import Clock
from ipcontact.clocks.wording import Face, face
from ipcontact.ui.registry import WorkItem
from ipcontact.workdays.rules import workdays_between
from ipcontact.workdays.services import current_calendar
from registry.applications.choices import Actor, ApplicationState
from registry.applications.models import Application, Claim
from registry.applications.services.checking import CHECKERS
from registry.units.models import Unit

S = ApplicationState
MOST = 5
# What comes next, and for whom; {agency} is the recommending one.
NEXT = {
    S.AWAITING_UNIT: "等单位确认推荐信息。没有回音的请打电话。",
    S.AGENCY_REVIEW: "由{agency}初审，出具推荐意见。",
    S.RETURNED: "等单位补充材料，补充后回到“{origin}”。",
    S.BUREAU_REVIEW: "核对依据和材料；没有问题的复核通过，进入综合考察。",
    S.INSPECTION: "登记综合考察，完成后待上会。",
    S.READY: "列入审定批次，呈报审定。",
    S.IN_BATCH: "等待审定结果。",
    S.APPROVED: "公示。",
    S.ON_NOTICE: "公示期满后公布。",
}


def next_step(application: Application) -> str:
    """The sentence under the head; empty when nothing more happens."""
    words = NEXT.get(ApplicationState(application.state), "")
    agency = application.agency.display_name if application.agency else "推荐单位（未确定）"
    origin = application.returned_from
    return words.format(agency=agency, origin=ApplicationState(origin).label if origin else "")


def put_faces(rows: Iterable[Application], *, today: date) -> None:
    """Put the face of the most urgent clock on each row (`due_face`). Three queries."""
    rows = list(rows)
    keys = {str(row.pk): row for row in rows}
    clocks = Clock.objects.open().filter(
        subject_table=Application._meta.db_table, subject_key__in=keys
    )
    calendar = current_calendar() if rows else None
    for row in rows:
        row.due_face = None
    for clock in clocks.order_by("-due_on", "-pk").prefetch_related("pauses"):
        keys[clock.subject_key].due_face = face(clock, today, calendar)


def put_agents(rows: Iterable[Application]) -> None:
    """Put who filled each row in for its unit (`agent_name`, empty: the unit itself). One query."""
    rows = list(rows)
    found = Application.objects.filter(pk__in=[row.pk for row in rows]).with_agents()
    names = dict(found.order_by().values_list("pk", "agent_name"))
    for row in rows:
        row.agent_name = names.get(row.pk) or ""


def put_codes(rows: Iterable[Application]) -> None:
    """Put the codes of the conditions each row relies on (`codes`). One query."""
    keys = {row.pk: row for row in rows}
    for row in keys.values():
        row.codes = []
    claims = Claim.objects.filter(application__in=keys).order_by("criterion__code")
    for key, code in claims.values_list("application", "criterion__code"):
        keys[key].codes.append(code)


def of_unit(unit: Unit, user: Any) -> dict[str, Any] | None:
    """The unit's applications, on the unit's record; nothing for people who see none."""
    rows = list(
        Application.objects.visible_to(user)
        .filter(unit=unit)
        .select_related("round")
        .order_by("-pk")[: MOST * 2]
    )
    return {"rows": rows} if rows else None


def judges(actors: Iterable[Actor]) -> bool:
    """Whether this person takes part in judging; business secrets are for those."""
    return bool(set(actors) - {Actor.UNIT})


def faces_of(application: Application, *, today: date) -> list[Face]:
    """The open clocks of an application in words, the most urgent first."""
    calendar = current_calendar()
    return [face(clock, today, calendar) for clock in Clock.objects.open_for(application)]


def work_item(
    application: Application, *, action: str, reason: str, clock: Clock | None, today: date
) -> WorkItem:
    """One line of the desk, with what is left in working days."""
    due_on = clock.due_on if clock else None
    days = workdays_between(today, due_on, current_calendar()) if due_on else None
    return WorkItem(
        title=f"{application.unit_name}：{action}",
        url=application.get_absolute_url(),
        reason=reason,
        action=action,
        due_on=due_on,
        days_left=days,
    )


def clocks_of(applications: Iterable[Application]) -> dict[int, Clock]:
    """The most urgent open clock of each. One query."""
    keys = {subjects.reference(application)[1] for application in applications}
    clocks = Clock.objects.open().filter(
        subject_table=Application._meta.db_table, subject_key__in=keys
    )
    return {int(clock.subject_key): clock for clock in clocks.order_by("-due_on", "-pk")}


def may_check(application: Application, actors: Iterable[Actor], user: Any) -> bool:
    """Whether this person says now of proofs that they hold."""
    is_checker = CHECKERS.get(ApplicationState(application.state)) in actors
    is_free = application.holder_id in (None, user.pk)
    return is_checker and is_free and can(user, "criteria.check")
