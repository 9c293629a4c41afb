"""Proposing a removal; the unit's own wish to leave; giving either up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.acts.services.records import store
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.files.services import put
from ipcontact.notifications.services import tell_colleagues
from ipcontact.ui.errors import RuleViolation
from registry.removals import access
from registry.removals.choices import OPEN_STATES, RemovalState
from registry.removals.models import Removal, RemovalGround
from registry.removals.rules import TOLD, proposal_problems
from registry.removals.services.steps import (
    CANCEL,
    CONFIRM,
    EVIDENCE,
    PROPOSE,
    REQUEST,
    open_removal,
    tell_unit,
)
from registry.roster.choices import ExitGround
from registry.roster.services import keep_listed, lock_member, propose_removal
from registry.units.choices import MembershipState

if TYPE_CHECKING:
    from ipcontact.accounts.models import User
    from registry.units.models import Unit


def propose(
    unit: Unit,
    *,
    ground: RemovalGround,
    reason: str,
    evidence: Any,
    by: User,
    today: date,
) -> Removal:
    """Propose that a unit leaves the roster; it stays on it until somebody decides.

    Raises: RuleViolation `not_a_ground`, `reason_missing`, `too_long`, `evidence_missing`,
        `not_listed`, `already_open`. PermissionDenied.
    """
    unit = access.require_unit(unit, access.PROPOSE, by=by)
    refuse_first(proposal_problems(ground=ground.code, reason=reason, has_evidence=bool(evidence)))
    with act("提出移出", by=by, reason=reason):
        removal = _open(
            unit, ground=ground, reason=reason, state=RemovalState.PROPOSED, by=by, today=today
        )
        propose_removal(unit=unit, by=by)
        put(removal, purpose=EVIDENCE, upload=evidence, by=by)
        record(removal, code=PROPOSE, action="提出移出", by=by, reason=reason, today=today)
        tell_colleagues(
            removal,
            access.handlers(),
            kind="removal.proposed",
            title=f"拟移出：{unit.name}，请告知单位",
            body=f"事由：{ground}。告知后听取陈述，再由领导决定。",
            by=by,
        )
    return removal


def request_leave(
    unit: Unit,
    *,
    reason: str,
    evidence: Any,
    by: User,
    today: date,
    channel: str = Channel.ONLINE,
) -> Removal:
    """The unit wishes to leave ▤: by itself, or typed by the staff from its paper.

    ▤ of the state table: always the stamped application. It ends the unit's place for good, and
    whoever holds an account is not for that the one who speaks for the unit in this.

    Args: evidence: the stamped application; channel: paper or phone when the staff types.
    Raises: RuleViolation `evidence_missing`, `reason_missing`, `not_listed`, `already_open`.
        PermissionDenied.
    """
    unit = access.require_unit(unit, access.SPEAK, by=by)
    is_own = access.is_unit_itself(by, unit)
    if not evidence:
        raise RuleViolation("evidence_missing", "请附上盖章的退出申请。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明退出的原因。")
    ground = RemovalGround.objects.get(code=ExitGround.OWN_WISH)
    told = {"channel": channel, "by": None, "entered_by": by, "actor_name": unit.name[:80]}
    with act("申请退出名录", by=by):
        removal = _open(
            unit,
            ground=ground,
            reason=reason,
            state=RemovalState.REQUESTED,
            by=by,
            today=today,
            is_own_wish=True,
        )
        put(removal, purpose=EVIDENCE, upload=evidence, by=by)
        how = {"by": by} if is_own else told
        record(removal, code=REQUEST, action="申请退出名录", today=today, **how)
        tell_colleagues(
            removal,
            access.handlers(),
            kind="removal.requested",
            title=f"申请退出名录：{unit.name}",
            body="请核对申请是否出于单位本意，确认后送领导决定。",
            by=by,
        )
    return removal


def confirm_request(removal: Removal, *, by: User, today: date) -> Removal:
    """The handler has made sure that the unit itself wishes it; now a leader decides.

    Raises: RuleViolation `wrong_state`, `second_person`. PermissionDenied.
    """
    access.require_unit(removal.unit, access.HANDLE, by=by)
    with act("确认退出申请", by=by):
        removal = open_removal(removal, RemovalState.REQUESTED)
        if removal.proposed_by_id == by.pk:
            raise RuleViolation("second_person", "代为登记申请的人不能自己确认，请另一人确认。")
        removal = store(removal, state=RemovalState.READY, told_by=by, told_on=today)
        record(removal, code=CONFIRM, action="确认退出申请", by=by, today=today)
        tell_colleagues(
            removal,
            access.leaders(),
            kind="removal.ready",
            title=f"待决定：{removal}",
            body="单位自愿退出，经办已确认。",
            by=by,
        )
    return removal


def cancel(removal: Removal, *, reason: str, by: User, today: date) -> Removal:
    """Give a proposal up before the unit is told of it, or a request before it is decided.

    Once a unit was told that it may be removed, a leader says whether it stays (states 6).
    Raises: RuleViolation `wrong_state`, `told`. PermissionDenied.
    """
    if removal.is_open and not access.may_cancel(removal, by):
        raise PermissionDenied("只有提出人、区局经办或者申请退出的单位可以撤销。")
    with act("撤销移出", by=by, reason=reason):
        lock_member(removal.unit)
        removal = open_removal(removal, *OPEN_STATES)
        if removal.is_for_the_leader:
            raise RuleViolation("told", TOLD)
        removal = store(removal, state=RemovalState.CANCELLED)
        keep_listed(unit=removal.unit, by=by)
        record(removal, code=CANCEL, action="撤销移出", by=by, reason=reason, today=today)
        if removal.is_own_wish:
            tell_unit(
                removal,
                kind="removal.cancelled",
                title="退出申请已撤销，继续在库",
                body=f"理由：{reason}",
                by=by,
            )
    return removal


def _open(
    unit: Unit,
    *,
    ground: RemovalGround,
    reason: str,
    state: str,
    by: User,
    today: date,
    is_own_wish: bool = False,
) -> Removal:
    unit = lock_member(unit)
    if Removal.objects.open().filter(unit=unit).exists():
        raise RuleViolation("already_open", "该单位已有一件移出在办，请先办完那一件。")
    is_suspended = unit.membership_state == MembershipState.SUSPENDED and not is_own_wish
    if unit.membership_state != MembershipState.LISTED and not is_suspended:
        raise RuleViolation(
            "not_listed",
            f"该单位现在是“{unit.get_membership_state_display()}”，不在库，无须移出。",
        )
    try:
        with transaction.atomic():
            return Removal.objects.create(
                unit=unit,
                unit_name=unit.name,
                is_own_wish=is_own_wish,
                ground=ground,
                reason=reason.strip(),
                state=state,
                registration_state=unit.registration_state,
                proposed_by=by,
                proposed_on=today,
            )
    except IntegrityError as error:
        if "removal_once_open" not in str(error):
            raise
        raise RuleViolation("already_open", "该单位已有一件移出在办，请先办完那一件。") from error
