"""立项核查, 请补充, 转为线索, 撤回: what the named handler does with an objection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.files.services import put
from ipcontact.ui.errors import RuleViolation
from registry.notices.services import hold, release
from registry.objections.choices import LeadGround, ObjectionAction, ObjectionActor
from registry.objections.models import Objection
from registry.objections.rules import lead_problems, take_up_problems
from registry.objections.services.receiving import EVIDENCE, Identity
from registry.objections.services.steps import OBJECTOR, locked, refuse_by, refuse_wrong, take

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = ObjectionAction


def take_up(
    objection: Objection, *, substance: str, by: User, today: date, version: int | None = None
) -> Objection:
    """立项核查: the unit alone is held back until the end.

    Args: substance: what the unit and the leader read; it does not tell who objected.
    Raises: RuleViolation `anonymous`, `contact_missing`, `out_of_window`, `off_list`,
        `substance_missing`, `item_over`, of the step.
    """
    with act("立项核查异议", by=by):
        current = locked(objection)
        refuse_by(current, A.TAKE_UP, by=by, today=today, version=version)
        refuse_first(take_up_problems(current.received))
        if not substance.strip():
            raise RuleViolation("substance_missing", "请写明异议要点，被异议单位和领导看到的是它。")
        hold(current.item, by=by, today=today)
        take(current, A.TAKE_UP, by=by, today=today, values={"substance": substance.strip()})
    return current


def ask_to_complete(
    objection: Objection, *, what: str, until: date, by: User, today: date,
    version: int | None = None,
) -> Objection:  # fmt: skip
    """请补充: what is missing and until when; the objector reads it on asking.

    Raises: RuleViolation `reason_missing`, `not_later`, of the step.
    """
    with act("请异议人补充", by=by, reason=what):
        current = locked(objection)
        refuse_by(current, A.ASK, by=by, today=today, reason=what, version=version)
        if until <= today:
            raise RuleViolation("not_later", "补充期限应晚于今天。")
        values = {"asked_for": what.strip()[:500], "asked_until": until}
        take(current, A.ASK, by=by, today=today, reason=what, values=values)
    return current


def complete(
    objection: Objection,
    *,
    reason: str,
    who: Identity,
    today: date,
    by: User | None,
    evidence: Sequence[Any] = (),
) -> Objection:
    """补充: name, contact, reasons, evidence; what is empty leaves what was told before.

    Args: by: the named handler who writes down what came; None for the objector, whom the page
        has let in with number and 查询码.
    Raises: RuleViolation of the step.
    """
    with act("补充异议", by=by):
        current = locked(objection)
        if by is None:
            refuse_wrong(current, A.COMPLETE, {ObjectionActor.OBJECTOR})
        else:
            refuse_by(current, A.COMPLETE, by=by, today=today)
        person = current.objector
        person.is_anonymous = who.is_anonymous
        for name in ("name", "unit_name", "phone", "email"):
            if told := getattr(who, name).strip():
                setattr(person, name, told)
        person.save(update_fields=["is_anonymous", "name", "unit_name", "phone", "email"])
        for upload in evidence:
            put(person, purpose=EVIDENCE, upload=upload, by=by, erase=False)
        added = reason.strip()
        words = f"{current.reason}\n（补充）{added}"[:2000] if added else current.reason
        how = {"entered_by": by, "actor_name": OBJECTOR}
        take(current, A.COMPLETE, by=None, today=today, values={"reason": words}, **how)
    return current


def treat_as_lead(
    objection: Objection,
    *,
    ground: str,
    reason: str,
    by: User,
    today: date,
    version: int | None = None,
) -> Objection:
    """转为线索 ®: kept, not answered; nothing is held back for it.

    Raises: RuleViolation `ground_untrue`, `reason_missing`, of the step.
    """
    with act("异议转为线索", by=by, reason=reason):
        current = locked(objection)
        refuse_by(current, A.LEAD, by=by, today=today, reason=reason, version=version)
        overdue = current.is_overdue(today)
        refuse_first(lead_problems(ground, current.received, is_overdue=overdue))
        words = f"{LeadGround(ground).label}：{reason.strip()}"
        take(current, A.LEAD, by=by, today=today, reason=words, values={"lead_ground": ground})
        end_all(current, on=today, by=by, reason="转为线索")
    return current


def withdraw(
    objection: Objection,
    *,
    reason: str,
    goes_on: bool,
    by: User,
    today: date,
    version: int | None = None,
) -> Objection:
    """登记撤回: the objector takes it back; the bureau may go on of its own accord.

    Args: goes_on: 依职权继续核查: the state stays, the wish is kept in the history.
    Raises: RuleViolation `reason_missing`, of the step.
    """
    with act("登记撤回异议", by=by, reason=reason):
        current = locked(objection)
        refuse_by(current, A.WITHDRAW, by=by, today=today, reason=reason, version=version)
        how = {"entered_by": by, "actor_name": OBJECTOR}
        values = {"state": current.state} if goes_on else {}
        words = f"{reason.strip()}（依职权继续核查）" if goes_on else reason.strip()
        take(current, A.WITHDRAW, by=None, today=today, reason=words, values=values, **how)
        if not goes_on:
            end_all(current, on=today, by=by, reason="异议人撤回")
            release_if_free(current, by=by, today=today)
    return current


def release_if_free(objection: Objection, *, by: User | None, today: date) -> None:
    """Let the unit go on when no other objection stands against it."""
    others = Objection.objects.standing_against(objection.item).exclude(pk=objection.pk)
    if not others.exists():
        release(objection.item, by=by, today=today)
