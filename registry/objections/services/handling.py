"""立项核查, 请补充, 转为线索, 撤回: what the named handler or the objector does with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.acts.models import Act
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.clocks.services import end_all
from ipcontact.files.services import put
from ipcontact.ui.errors import RuleViolation
from registry.notices.services import hold, release
from registry.objections.choices import LeadGround, ObjectionAction, ObjectionState
from registry.objections.models import Objection
from registry.objections.rules import lead_problems, take_up_problems
from registry.objections.services.receiving import EVIDENCE, Identity, start_clock
from registry.objections.services.steps import (
    CODES,
    NO_PROPOSAL,
    OBJECTOR,
    is_unsettled,
    locked,
    refuse_by,
    refuse_objector,
    take,
    tell_handler,
)

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

A = ObjectionAction
ONLINE = "异议人在网上撤回"
EX_OFFICIO, RELEASE = "依职权继续核查", "解除暂缓"
WITHDRAWN = "异议撤回"
UNSETTLED = "请决定解除这家单位的暂缓，还是依职权继续核查。"
CONTACT = ("name", "unit_name", "phone", "email")


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
    gives_name: bool = False,
) -> Objection:
    """补充: name, contact, reasons, evidence; what is empty leaves what was told before. It is
    received again, for the handler to judge anew; one who has not written it down is told.

    Args:
        by: the named handler who writes down what came; None for the objector, whom the page
            has let in with number and 查询码.
        who: what was told; whether the objector is anonymous stays as it was.
        gives_name: the objector says so: no longer anonymous.
    Raises: RuleViolation `nothing_added`, of the step.
    """
    with act("补充异议", by=by):
        current = locked(objection)
        if by is None:
            refuse_objector(current, A.COMPLETE)
        else:
            refuse_by(current, A.COMPLETE, by=by, today=today)
        told = {name: getattr(who, name).strip() for name in CONTACT}
        if not (reason.strip() or evidence or gives_name or any(told.values())):
            raise RuleViolation(
                "nothing_added", "还没有填写补充的内容，请至少填写一项或者上传证据。"
            )
        person = current.objector
        if gives_name:
            person.is_anonymous = False
        for name, value in told.items():
            if value:
                setattr(person, name, value)
        person.save(update_fields=["is_anonymous", *CONTACT])
        for upload in evidence:
            put(person, purpose=EVIDENCE, upload=upload, by=by, erase=False)
        added = reason.strip()
        words = f"{current.reason}\n（补充）{added}"[:2000] if added else current.reason
        how = {"entered_by": by, "actor_name": OBJECTOR}
        take(current, A.COMPLETE, by=None, today=today, values={"reason": words}, **how)
        if by is None:
            tell_handler(
                current,
                title=f"异议人补充异议 {current.number}",
                body="请核对补充的内容，立项核查或者转为线索。",
                by=None,
            )
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
    by: User | None,
    today: date,
    reason: str = "",
    goes_on: bool = False,
    version: int | None = None,
) -> Objection:
    """撤回: the objector takes it back; the bureau may go on of its own accord.

    Args: by: the named handler who writes down what was told ®; None for the objector, whom the
            page has let in with number and 查询码. A unit that is held then stays so until the
            handler has said what follows, see `settle_withdrawal`. Harmless the second time.
        goes_on: 依职权继续核查: the state stays, the wish is kept in the history.
    Raises: RuleViolation `reason_missing`, `withdrawn_before`, of the step.
    """
    words = reason.strip() if by else ONLINE
    with act("登记撤回异议" if by else "撤回异议", by=by, reason=words):
        current = locked(objection)
        if by is not None:
            refuse_by(current, A.WITHDRAW, by=by, today=today, reason=words, version=version)
        elif current.state == ObjectionState.WITHDRAWN:
            return current
        else:
            _refuse_withdrawn_before(current)
            refuse_objector(current, A.WITHDRAW)
        how = {"entered_by": by, "actor_name": OBJECTOR}
        values = {"state": current.state} if goes_on else {}
        words = f"{words}（{EX_OFFICIO}）" if goes_on else words
        take(current, A.WITHDRAW, by=None, today=today, reason=words, values=values, **how)
        if not goes_on:
            end_all(current, on=today, by=by, reason="异议人撤回")
            if by is not None:
                release_if_free(current, by=by, today=today, because=WITHDRAWN)
            else:
                tell_handler(
                    current,
                    title=f"异议人撤回异议 {current.number}",
                    body=UNSETTLED if is_unsettled(current) else "",
                    by=None,
                )
    return current


def settle_withdrawal(
    objection: Objection,
    *,
    reason: str,
    goes_on: bool,
    by: User,
    today: date,
    version: int | None = None,
) -> Objection:
    """处理撤回 ®: the objector has taken it back online while it held a unit. The named handler
    lets the unit go on, or investigates of the bureau's own accord: then the time begins anew, and
    what was proposed before the withdrawal is proposed again or not.

    Raises: RuleViolation `reason_missing`, of the step.
    """
    with act("处理异议撤回", by=by, reason=reason):
        current = locked(objection)
        refuse_by(current, A.SETTLE, by=by, today=today, reason=reason, version=version)
        values = {"state": ObjectionState.INVESTIGATING, **NO_PROPOSAL} if goes_on else {}
        words = f"{EX_OFFICIO if goes_on else RELEASE}：{reason.strip()}"
        take(current, A.SETTLE, by=by, today=today, reason=words, values=values)
        if goes_on:
            start_clock(current, on=today, by=by)
        else:
            release_if_free(current, by=by, today=today, because=WITHDRAWN)
    return current


def has_withdrawn(objection: Objection) -> bool:
    """Whether the objector has taken it back before, although the bureau went on with it."""
    return Act.objects.of(objection).filter(code=CODES[A.WITHDRAW]).exists()


def release_if_free(objection: Objection, *, by: User | None, today: date, because: str) -> None:
    """Let the unit go on when no other objection stands against it.

    Args: because: why, as the history of the notice says it.
    """
    others = Objection.objects.standing_against(objection.item).exclude(pk=objection.pk)
    if not others.exists():
        release(objection.item, because=because, by=by, today=today)


def _refuse_withdrawn_before(current: Objection) -> None:
    if has_withdrawn(current):
        raise RuleViolation("withdrawn_before", "您已经撤回过，区局依职权继续核查，不需要再撤回。")
