"""授权代批: given for a time, in writing, never by a shared password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can, require
from ipcontact.accounts.roles import Role
from ipcontact.acts.handlers import kind_of
from ipcontact.acts.models import Delegation
from ipcontact.acts.rules import delegation_problems
from ipcontact.acts.services.steps import locked, refuse_first, stored
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act as audit_act
from ipcontact.files.models import StoredFile
from ipcontact.files.services import attach
from ipcontact.notifications.services import tell
from ipcontact.ui.errors import RuleViolation


def delegate(
    *,
    by: User,
    to_user: User,
    codes: Collection[str],
    from_on: date,
    until_on: date,
    scan: StoredFile | Any,
    today: date,
) -> Delegation:
    """Give somebody dated authority to decide in one's own name.

    Args:
        by: the leader, who gives what is theirs (`delegation.manage`).
        to_user: an active member of the staff.
        codes: kinds of steps that may be delegated.
        from_on, until_on: first and last day.
        scan: the signed 委托书: an upload, or a fresh file of `by`.
    Raises:
        RuleViolation: `delegation_self`, `delegation_empty`, `delegation_dates`,
            `delegation_past`, `delegation_backdated`, `delegation_long`, `not_delegable`,
            `not_yours_to_give`, `delegate_unfit`, `delegation_overlap`.
        PermissionDenied: without the capability.
    """
    require(by, "delegation.manage")
    codes = sorted(set(codes))
    refuse_first(
        delegation_problems(
            is_self=by.pk == to_user.pk,
            codes=codes,
            from_on=from_on,
            until_on=until_on,
            today=today,
        )
    )
    for kind in map(kind_of, codes):
        label = kind.label or kind.code
        if not kind.is_delegable:
            raise RuleViolation("not_delegable", f"“{label}”须由本人或者集体决定，不能委托。")
        if kind.verb and not can(by, kind.verb):
            raise RuleViolation("not_yours_to_give", f"您本人无权办理“{label}”，不能委托他人。")
    if not to_user.is_active or not set(to_user.roles) - {Role.UNIT_USER}:
        raise RuleViolation("delegate_unfit", "受托人应为在职工作人员，请另选一人。")
    with audit_act("授权代批", by=by):
        User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # one of theirs at a time
        _refuse_overlap(by, to_user, codes, from_on, until_on)
        scan = stored(scan, by=by)
        delegation = Delegation.objects.create(
            from_user=by,
            to_user=to_user,
            codes=codes,
            from_on=from_on,
            until_on=until_on,
            scan=scan,
        )
        attach(scan, owner=delegation, by=by)
        _tell(delegation, to_user, "委托您代批", by=by)
    return delegation


def end_delegation(delegation: Delegation, *, by: User, reason: str = "") -> Delegation:
    """End it at once, before its last day; by either of the two.

    Raises: RuleViolation `delegation_of_others`, `delegation_ended`.
    """
    if by.pk not in (delegation.from_user_id, delegation.to_user_id):
        raise RuleViolation("delegation_of_others", "只有委托人或受托人可以终止委托。")
    with audit_act("终止授权代批", by=by, reason=reason):
        delegation = locked(delegation)
        if delegation.ended_at is not None:
            at = timezone.localtime(delegation.ended_at)
            raise RuleViolation("delegation_ended", f"这项委托已于 {at:%Y-%m-%d %H:%M} 终止。")
        delegation.ended_at, delegation.ended_by = timezone.now(), by
        delegation.save(update_fields=["ended_at", "ended_by"])
        other = delegation.to_user if by.pk == delegation.from_user_id else delegation.from_user
        _tell(delegation, other, "终止了授权代批", by=by)
    return delegation


def _tell(delegation: Delegation, user: User, deed: str, *, by: User) -> None:
    """The other of the two learns of it with the change itself."""
    tell(
        user=user,
        subject=delegation,
        kind="delegation.changed",
        title=f"{name_of(by)}{deed}：{delegation.labels}",
        body=f"委托期限 {delegation.from_on} 至 {delegation.until_on}。",
        url=reverse("acts:delegations"),
        by=by,
    )


def _refuse_overlap(
    by: User, to_user: User, codes: Collection[str], from_on: date, until_on: date
) -> None:
    other = (
        Delegation.objects.filter(from_user=by, to_user=to_user, ended_at=None)
        .filter(Q(codes__overlap=list(codes)), from_on__lte=until_on, until_on__gte=from_on)
        .first()
    )
    if other is not None:
        raise RuleViolation(
            "delegation_overlap",
            f"同一事项已在 {other.from_on} 至 {other.until_on} 委托给{name_of(to_user)}，"
            "请先终止原委托或更改日期。",
        )
