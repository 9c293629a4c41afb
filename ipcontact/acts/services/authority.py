"""Who may take a step today: by their own right, or as the delegate of an absent leader."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can, refusal
from ipcontact.acts.handlers import kind_of
from ipcontact.acts.models import Delegation
from ipcontact.audit.context import name_of


def authority_of(user: User, code: str, on: date, *, leader: User | None = None) -> User | None:
    """In whose name this person may take such a step: the one question before every decision.

    Whether this record lets them (state, conflict of interest, of both people) is asked by its
    room; the room's page is open to delegates only when its audience is.

    Args:
        user: who wants to decide.
        code: the kind of step, registered with its capability (`verb`).
        on: the day of the decision.
        leader: the person whose decision it must be (a signer named in a chain); None when
            anybody with the capability will do.
    Returns:
        `user` for an own decision; the absent leader for a delegate; None: may not decide.
    """
    if (leader is None or leader.pk == user.pk) and _may_by_own_right(user, code):
        return user
    return acting_for(user, code, on, leader=leader)


def has_any_authority(user: User, codes: Collection[str], on: date) -> bool:
    """Whether this person may take one of these steps in anybody's name, see `authority_of`."""
    if any(_may_by_own_right(user, code) for code in codes):
        return True
    if not Delegation.objects.on(on).filter(to_user=user, codes__overlap=list(codes)).exists():
        return False
    return any(acting_for(user, code, on) for code in codes)


def require_authority(by: User, code: str, on: date, *, leader: User | None = None) -> User:
    """In whose name `by` decides, for the services of the rooms; see `authority_of`.

        leader = require_authority(by, "review.decide", today)
        ...
        record(batch, code="review.decide", action="审定", by=by, on_behalf_of=leader)

    Raises: PermissionDenied, saying who may.
    """
    found = authority_of(by, code, on, leader=leader)
    if found is None:
        kind = kind_of(code)
        if leader is not None:
            raise PermissionDenied(
                f"“{kind.label or code}”应由{name_of(leader)}本人办理"
                + ("，或者由其书面委托的人代办。" if kind.is_delegable else "，不能委托。")
            )
        raise PermissionDenied(refusal(by, kind.verb))
    return found


def acting_for(user: User, code: str, today: date, *, leader: User | None = None) -> User | None:
    """For whom this person may take such a step today, the longest-standing first.

    A leader who no longer may do it, or whose account is closed, is represented by nobody; what
    was delegated is not delegated on. Args: leader: only for this one.
    """
    kind = kind_of(code)
    if not kind.is_delegable or not user.is_active:
        return None
    held = Delegation.objects.on(today).filter(to_user=user, codes__contains=[code])
    if leader is not None:
        held = held.filter(from_user=leader)
    for delegation in held.select_related("from_user").order_by("from_on", "pk"):
        leader = delegation.from_user
        if leader.is_active and (not kind.verb or can(leader, kind.verb)):
            return leader
    return None


def _may_by_own_right(user: User, code: str) -> bool:
    kind = kind_of(code)
    return can(user, kind.verb) if kind.verb else user.is_active
