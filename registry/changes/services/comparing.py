"""The monthly comparison: keep what differs; each cell is accepted or set aside by the staff."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.text.rules import clean_text
from ipcontact.ui.errors import RuleViolation
from registry.changes import access
from registry.changes.choices import (
    ChangeKind,
    ChangeSource,
    ChangeState,
    DifferenceField,
    DifferenceState,
)
from registry.changes.comparison import Comparison, Found, compare, read_file
from registry.changes.models import ComparisonRun, Difference, UnitChange
from registry.changes.services.checking import accept
from registry.changes.services.proposing import Proposal, create
from registry.units.choices import RegistrationState

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

BASIS = "登记信息比对"
MARK = "mark"  # by it the name of a person is known again once the name itself is gone
_KIND_OF_STATE = {
    RegistrationState.ACTIVE: ChangeKind.ACTIVE,
    RegistrationState.REVOKED: ChangeKind.REVOKED,
    RegistrationState.CANCELLED: ChangeKind.CANCELLED,
    RegistrationState.MOVED_OUT: ChangeKind.MOVED_OUT,
    RegistrationState.BANKRUPT: ChangeKind.BANKRUPT,
}


def compare_file(
    *, content: bytes, filename: str, by: User | None, dry_run: bool = False
) -> tuple[Comparison, ComparisonRun | None]:
    """Compare a file with the register and keep what differs.

    A difference that waits already, was accepted and is being checked, or was set aside, is not
    kept twice: the same file a second time brings nothing new. Without a run nothing was written.

    Args: by: None for the command line.
    Raises: SheetError: the file cannot be used. PermissionDenied.
    """
    if by is not None:
        require(by, access.COMPARE)
    name = clean_text(PurePath(filename.replace("\\", "/")).name)[-200:] or "未命名.xlsx"
    table = read_file(content, name)
    if dry_run:
        return compare(table), None
    with act("比对登记信息", by=by):
        _one_at_a_time()
        comparison = compare(table)
        fresh = _fresh(comparison.found)
        summary = comparison.summary()
        run = ComparisonRun.objects.create(
            filename=table.file,
            content_hash=hashlib.sha256(content).hexdigest(),
            summary={**summary, "kept": len(fresh), "known": len(comparison.found) - len(fresh)},
            created_by=by,
        )
        Difference.objects.bulk_create(
            [
                Difference(
                    run=run,
                    unit=each.unit,
                    row=each.row,
                    field=each.field,
                    old=each.old,
                    new=each.new,
                    persons=_with_mark(each.persons),
                )
                for each in fresh
            ]
        )
    return comparison, run


def accept_differences(
    differences: Sequence[Difference], *, by: User, today: date
) -> tuple[list[UnitChange], list[str]]:
    """Take differences over. When somebody else made the comparison this is the check already;
    the one who made it only proposes, and a second person checks.

    Returns: the changes, and why others could not be taken, a sentence each.
    Raises: RuleViolation `nothing_chosen`. PermissionDenied.
    """
    require(by, access.COMPARE)
    if not differences:
        raise RuleViolation("nothing_chosen", "没有选中差异，请回到列表勾选后再试。")
    changes, refused = [], []
    for each in differences:
        try:
            changes.append(_accept(each, by=by, today=today))
        except RuleViolation as refusal:
            refused.append(f"{each.unit.name}（{each.get_field_display()}）：{refusal.message}")
    return changes, refused


def set_aside(differences: Sequence[Difference], *, reason: str, by: User) -> int:
    """Leave the register as it is, for a reason. Returns how many were open.

    Raises: RuleViolation `nothing_chosen`, `reason_missing`. PermissionDenied.
    """
    require(by, access.COMPARE)
    if not differences:
        raise RuleViolation("nothing_chosen", "没有选中差异，请回到列表勾选后再试。")
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明搁置的理由。")
    with act("搁置比对差异", by=by, reason=reason):
        rows = Difference.objects.select_for_update(of=("self",)).open()
        found = list(rows.filter(pk__in=[each.pk for each in differences]))
        for each in found:
            _settle(each, DifferenceState.SET_ASIDE, by=by, reason=reason.strip()[:300])
    return len(found)


def _accept(difference: Difference, *, by: User, today: date) -> UnitChange:
    with act("接受比对差异", by=by):
        each = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
        if each.state != DifferenceState.OPEN:
            raise RuleViolation("wrong_state", f"这项差异{each.get_state_display()}，无须再办。")
        proposer = each.run.created_by or by
        change = create(
            each.unit,
            _proposal(each),
            source=ChangeSource.COMPARISON,
            by=proposer,
            how={"by": proposer, "entered_by": by},
            today=today,
        )
        if proposer.pk != by.pk:
            change = accept(change, by=by, today=today)
        _settle(each, DifferenceState.ACCEPTED, by=by, change=change)
    return change


def _settle(difference: Difference, state: str, *, by: User, **values) -> None:
    change = values.get("change")
    is_over = change is not None and change.state == ChangeState.EFFECTIVE
    left = {} if is_over else {k: v for k, v in difference.persons.items() if k == MARK}
    facts = {"state": state, "persons": left, "settled_by": by, "settled_at": timezone.now()}
    for name, value in {**facts, **values}.items():
        setattr(difference, name, value)
    difference.save(update_fields=[*facts, *values])


def _proposal(difference: Difference) -> Proposal:
    on = timezone.localdate(difference.run.created_at)
    basis = f"{BASIS}：{difference.run.filename}第{difference.row}行"[:200]
    if difference.field == DifferenceField.NAME:
        return Proposal(ChangeKind.RENAME, on, {"name": difference.new}, basis=basis)
    if difference.field == DifferenceField.ADDRESS:
        values = {"registered_address": difference.new}
        return Proposal(ChangeKind.ADDRESS, on, values, basis=basis)
    if difference.field == DifferenceField.CODE:
        return Proposal(ChangeKind.CODE, on, {"credit_code": difference.new}, basis=basis)
    if difference.field == DifferenceField.LEGAL:
        return Proposal(ChangeKind.LEGAL, on, person=difference.persons["new"], basis=basis)
    state = next(state for state in RegistrationState if state.label == difference.new)
    kind = _KIND_OF_STATE.get(state)
    if kind is None:
        raise RuleViolation(
            "by_hand", f"登记状态“{state.label}”要写明相关单位，请在单位页面登记变更。"
        )
    return Proposal(kind, on, basis=basis)


def _fresh(found: Sequence[Found]) -> list[Found]:
    """Without those that wait already, are on their way as a change, or were set aside while the
    register said what it says now."""
    rows = Difference.objects.filter(unit__in={each.unit.pk for each in found})
    on_the_way = [ChangeState.PROPOSED, ChangeState.ACCEPTED]
    known = set(
        map(_kept, rows.filter(Q(state=DifferenceState.OPEN) | Q(change__state__in=on_the_way)))
    )
    aside = {(*_kept(row), row.old) for row in rows.filter(state=DifferenceState.SET_ASIDE)}
    return [
        each for each in found if _told(each) not in known and (*_told(each), each.old) not in aside
    ]


def _kept(row: Difference) -> tuple[int, str, str]:
    return row.unit_id, row.field, row.persons.get(MARK, row.new)


def _told(each: Found) -> tuple[int, str, str]:
    return each.unit.pk, each.field, _with_mark(each.persons).get(MARK, each.new)


def _with_mark(persons: dict[str, str]) -> dict[str, str]:
    """Two people may look the same when masked; who cannot read the name learns nothing of it."""
    if not persons:
        return {}
    return {**persons, MARK: salted_hmac(BASIS, persons["new"], algorithm="sha256").hexdigest()}


def _one_at_a_time() -> None:
    """Two comparisons at once would keep the same difference twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('registry.changes.comparison'))")
