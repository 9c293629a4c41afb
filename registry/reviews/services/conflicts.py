"""回避: a person stands aside for an application, or takes back what was a mistake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ipcontact.accounts.rights import can, require
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import record
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.rules import is_final
from registry.applications.services import locked
from registry.reviews.models import ConflictDeclaration

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

DECLARED, WITHDRAWN = "review.recuse", "review.unrecuse"
# From here on a declaration has had its effect on who decides.
_LATE = (ApplicationState.IN_BATCH, ApplicationState.APPROVED, ApplicationState.ON_NOTICE)


def declare_conflict(
    application: Application, *, person: User, reason: str, by: User, today: date
) -> ConflictDeclaration:
    """申明回避; harmless when the person stands aside already.

    The reason is kept with the declaration alone: the steps are read by everybody on the file.

    Args:
        person: who stands aside; another than `by` where a handler enters what was said in the
            meeting.
    Raises: RuleViolation `reason_missing`, `not_staff`, `wrong_state`. PermissionDenied.
    """
    require(by, "applications.view")
    if person.pk != by.pk and not can(by, "reviews.record"):
        raise PermissionDenied("只能为本人申明回避；会上口头申明的，由区局经办登记。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明回避事由，例如：曾在该单位任职。")
    if not Application.objects.visible_to(person).filter(pk=application.pk).exists():
        raise RuleViolation("not_staff", f"{name_of(person)}不参与这件申报的办理，不必申明回避。")
    with act("申明回避", by=by):
        current = locked(application)
        standing = ConflictDeclaration.objects.in_force().filter(application=current, user=person)
        if found := standing.first():
            return found
        if is_final(current.state):
            raise RuleViolation("wrong_state", "这件申报已经办结，不必再申明回避。")
        declaration = ConflictDeclaration.objects.create(
            application=current, user=person, reason=reason.strip(), entered_by=by
        )
        is_own = person.pk == by.pk
        record(
            current,
            code=DECLARED,
            action="申明回避",
            by=person,
            entered_by=by,
            channel=Channel.ONLINE if is_own else Channel.MEETING,
            today=today,
        )
    return declaration


def declare_conflicts(
    applications: Iterable[Application], *, person: User, reason: str, by: User, today: date
) -> list[ConflictDeclaration]:
    """申明回避 for several files in one act; all or nothing."""
    with act("申明回避", by=by):
        return [
            declare_conflict(each, person=person, reason=reason, by=by, today=today)
            for each in applications
        ]


def withdraw_conflict(
    declaration: ConflictDeclaration, *, reason: str, by: User, today: date
) -> ConflictDeclaration:
    """Take back a declaration that was a mistake ®; only who stands aside may, and it stays
    readable. Harmless the second time.

    Raises: RuleViolation `reason_missing`, `wrong_state`. PermissionDenied.
    """
    if by.pk != declaration.user_id:
        raise PermissionDenied("只有申明回避的本人可以撤回。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明撤回的理由，例如：选错了单位。")
    with act("撤回回避", by=by):
        current = locked(declaration.application)
        declaration = ConflictDeclaration.objects.select_for_update().get(pk=declaration.pk)
        if declaration.withdrawn_at is not None:
            return declaration
        if current.state in _LATE or is_final(current.state):
            state = ApplicationState(current.state).label
            raise RuleViolation(
                "wrong_state",
                f"这件申报现在是“{state}”，回避不能再撤回。要撤回的，请先把它移出批次。",
            )
        declaration.withdrawn_at = timezone.now()
        declaration.withdrawn_reason = reason.strip()
        declaration.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        record(current, code=WITHDRAWN, action="撤回回避", by=by, today=today)
    return declaration
