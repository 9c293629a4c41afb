"""The check of a change by a second person, who looks at the paper and at what will show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.files.services import files_of
from ipcontact.notifications.services import tell_colleagues
from registry.changes import access
from registry.changes.choices import ChangeKind, ChangeSource, ChangeState
from registry.changes.models import UnitChange
from registry.changes.rules import Problem, check_problems
from registry.changes.services.effects import is_effective_today, take_effect
from registry.changes.services.steps import ACCEPT, EVIDENCE, REJECT, open_change, tell_unit
from registry.changes.wording import sentence
from registry.units.models import Unit

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def obstacles(change: UnitChange, *, by: User) -> list[Problem]:
    """Why this person cannot let it pass now; empty when they can."""
    found = check_problems(
        is_proposer=change.proposed_by_id == by.pk,
        has_evidence=files_of(change, EVIDENCE).exists(),
        needs_evidence=change.source != ChangeSource.COMPARISON,
    )
    if change.kind == ChangeKind.CODE:
        taken = Unit.objects.filter(credit_code=change.values["credit_code"])
        if taken.exclude(pk=change.unit_id).exists():
            found.append(
                ("code_taken", f"信用代码 {change.values['credit_code']} 已属于另一单位，请核对。")
            )
    if change.kind == ChangeKind.RENAME:
        name = change.unit.names.filter(until_on__isnull=True).first()
        if name is not None and name.from_on and change.effective_on <= name.from_on:
            found.append(
                (
                    "before_last_name",
                    f"生效日期应晚于现用名称的启用日期 {name.from_on:%Y-%m-%d}，请退回后重新登记。",
                )
            )
    return found


def accept(change: UnitChange, *, by: User, today: date) -> UnitChange:
    """Let a change pass. It counts at once, or from its later day on by the daily job.

    Raises: RuleViolation `wrong_state`, `second_person`, `evidence_missing`, `code_taken`,
        `before_last_name`. PermissionDenied.
    """
    access.require_unit(change.unit, access.CHECK, by=by)
    with act("核对变更", by=by):
        change = open_change(change, ChangeState.PROPOSED)
        refuse_first(obstacles(change, by=by))
        change = store(change, state=ChangeState.ACCEPTED, checked_by=by, checked_on=today)
        record(
            change,
            code=ACCEPT,
            action=f"核对通过{change.get_kind_display()}",
            by=by,
            today=today,
        )
        if is_effective_today(change, today=today):
            change = take_effect(change, by=by, today=today)
        day = f"{change.effective_on:%Y-%m-%d} 起生效"
        tell_unit(
            change,
            kind="change.accepted",
            title=f"{change.get_kind_display()}已核对",
            body=f"{sentence(change)}，{day}。",
            by=by,
        )
        _tell_proposer(change, "change.accepted", f"已核对：{change.unit.name}", day, by=by)
    return change


def reject(change: UnitChange, *, reason: str, by: User, today: date) -> UnitChange:
    """Do not let it pass; whoever proposed it reads why.

    Raises: RuleViolation `wrong_state`, `reason_missing`. PermissionDenied.
    """
    access.require_unit(change.unit, access.CHECK, by=by)
    with act("变更核对未通过", by=by, reason=reason):
        change = open_change(change, ChangeState.PROPOSED)
        is_other = change.proposed_by_id != by.pk
        change = store(
            change,
            state=ChangeState.REJECTED,
            refusal=reason.strip()[:300],
            persons={},
            **({"checked_by": by, "checked_on": today} if is_other else {}),
        )
        record(change, code=REJECT, action="变更核对未通过", by=by, reason=reason, today=today)
        words = f"{change.get_kind_display()}没有通过核对"
        tell_unit(change, kind="change.rejected", title=words, body=f"理由：{reason}", by=by)
        _tell_proposer(
            change, "change.rejected", f"{change.unit.name}：{words}", f"理由：{reason}", by=by
        )
    return change


def _tell_proposer(change: UnitChange, kind: str, title: str, body: str, *, by: User) -> None:
    """The colleague who typed it; the unit itself was told already."""
    who = change.proposed_by
    if who is not None and not access.speaks_for(who, change.unit):
        tell_colleagues(change, [who], kind=kind, title=title, body=body, by=by)
