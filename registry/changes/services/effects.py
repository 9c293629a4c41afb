"""What a checked change does to the register on its day; the register's own services do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.accounts.models import Agency
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.notifications.services import tell_all, tell_colleagues
from ipcontact.ui.errors import RuleViolation
from registry.changes import access
from registry.changes.choices import REGISTRATION_OF, ChangeKind, ChangeState
from registry.changes.models import UnitChange
from registry.changes.rules import is_due
from registry.changes.services.division import link_parts
from registry.changes.services.steps import EFFECT, open_change
from registry.changes.wording import sentence
from registry.units.choices import PersonRole
from registry.units.models import Unit
from registry.units.posts import place
from registry.units.services import change_code, rename, update_unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def take_effect(change: UnitChange, *, by: User | None, today: date) -> UnitChange:
    """Let a checked change count, in the caller's transaction. The checks were made before.

    Raises: RuleViolation of the register's services (`code_taken`, `before_last_name`, …),
        `wrong_state`.
    """
    with act("变更生效", by=by):
        change = open_change(change, ChangeState.ACCEPTED)
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=change.unit_id)
        former = unit.lead_agency
        _APPLY.get(change.kind, _registration)(change, unit, today)
        change = store(
            change,
            state=ChangeState.EFFECTIVE,
            effective_at=timezone.now(),
            obstacle="",
            persons={},
        )
        record(
            change,
            code=EFFECT,
            action=f"{change.get_kind_display()}生效",
            by=by,
            event_on=today,
            today=today,
        )
        _tell(change, former, by=by)
    return change


def take_effect_due(*, today: date, by: None = None) -> int:
    """Let every checked change count whose day has come; the daily job.

    One that cannot (another unit has the code meanwhile) stays and says why; whoever checked it
    is told once. Returns: how many took effect.
    """
    done = 0
    for change in UnitChange.objects.due(today).order_by("effective_on", "pk"):
        try:
            take_effect(change, by=by, today=today)
            done += 1
        except RuleViolation as refusal:
            _note_obstacle(change, refusal, by=by)
    return done


def _note_obstacle(change: UnitChange, refusal: RuleViolation, *, by: None) -> None:
    with act("变更未能生效", by=by):
        change = UnitChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
        if change.state != ChangeState.ACCEPTED or change.obstacle == refusal.message[:300]:
            return
        store(change, obstacle=refusal.message[:300])
        if change.checked_by is not None:
            tell_colleagues(
                change,
                [change.checked_by],
                kind="change.obstacle",
                title=f"未能生效：{change.unit.name}{change.get_kind_display()}",
                body=refusal.message,
                by=by,
            )


def _rename(change: UnitChange, unit: Unit, today: date) -> None:
    rename(
        unit=unit,
        name=change.values["name"],
        on=change.effective_on,
        by=None,
        evidence=change.basis,
    )


def _code(change: UnitChange, unit: Unit, today: date) -> None:
    change_code(
        unit=unit,
        credit_code=change.values["credit_code"],
        on=change.effective_on,
        by=None,
        is_confirmed=bool(change.values.get("is_confirmed")),
    )


def _address(change: UnitChange, unit: Unit, today: date) -> None:
    values: dict = {"registered_address": change.values["registered_address"]}
    if change.region is not None:
        values["region"] = change.region
    if change.lead_agency is not None:
        values["lead_agency"] = change.lead_agency
        if unit.co_agency_id == change.lead_agency_id:
            values["co_agency"] = None
    update_unit(unit=unit, values=values, by=None, today=change.effective_on)


def _legal(change: UnitChange, unit: Unit, today: date) -> None:
    place(
        unit=unit,
        role=PersonRole.LEGAL_REPRESENTATIVE,
        name=change.persons["name"],
        on=change.effective_on,
        by=None,
        today=today,
    )


def _lead_unit(change: UnitChange, unit: Unit, today: date) -> None:
    update_unit(unit=unit, values={"lead_unit": change.related}, by=None, today=today)


def _registration(change: UnitChange, unit: Unit, today: date) -> None:
    """The state in law and the link between the units; membership is another question."""
    values: dict = {"registration_state": REGISTRATION_OF[change.kind]}
    if change.kind == ChangeKind.MERGED:
        values["merged_into"] = change.related
    if change.kind == ChangeKind.ACTIVE:
        values["merged_into"] = None
    update_unit(unit=unit, values=values, by=None, today=today)
    if change.kind == ChangeKind.SPLIT:
        link_parts(change, today=today)


_APPLY: dict[str, Callable[[UnitChange, Unit, date], None]] = {
    ChangeKind.RENAME: _rename,
    ChangeKind.CODE: _code,
    ChangeKind.ADDRESS: _address,
    ChangeKind.LEGAL: _legal,
    ChangeKind.LEAD_UNIT: _lead_unit,
}


def _tell(change: UnitChange, former: Agency | None, *, by: User | None) -> None:
    """The agency that cares for the unit; at a hand-over both, each in its own words."""
    unit = change.unit
    is_handed_over = change.lead_agency is not None and change.lead_agency != former
    if not is_handed_over:
        tell_colleagues(
            change,
            access.staff_of(former, unit.co_agency),
            kind="change.effective",
            title=f"{unit.name}：{change.get_kind_display()}已生效",
            body=f"{sentence(change)}。",
            by=by,
        )
        return
    where = change.lead_agency.name
    tell_all(
        access.staff_of(former),
        subject=change,
        kind="change.handed_over",
        title=f"{unit.name}已移交{where}"[:80],
        body=f"单位迁址，自 {change.effective_on:%Y-%m-%d} 起由{where}主责。请移交在手的事项。",
        by=by,
    )
    tell_colleagues(
        change,
        access.staff_of(change.lead_agency),
        kind="change.handed_over",
        title=f"接收单位：{unit.name}",
        body=f"单位迁入本辖区，自 {change.effective_on:%Y-%m-%d} 起由本机构主责"
        f"（原主责：{former.name if former else '无'}）。请与单位联络员联系。",
        by=by,
    )


def is_effective_today(change: UnitChange, *, today: date) -> bool:
    """Whether it counts as soon as it is checked."""
    return is_due(change.effective_on, today=today)
