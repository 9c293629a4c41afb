"""The protection centre's list becomes proof of 备案 for units that are in the register."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.criteria.access import require_center
from registry.criteria.center import Fate, Line, Plan, Step, make_plan
from registry.criteria.choices import CheckState, EvidenceSource
from registry.criteria.models import Criterion, Evidence
from registry.criteria.services.evidence import copy_files, put_in_place

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

NOTE = "保护中心备案名单"


def import_center_list(lines: Iterable[Line], *, by: User, today: date) -> Plan:
    """Register the 备案 of every unit that is found by its code; a second run changes nothing.

    The centre vouches for its list: the proofs are accepted at once. A claim with the same number
    is accepted as it stands; another number takes its place. What cannot be used is left out.

    Args:
        lines: rows that were looked at (`center.read_lines`).
    Returns:
        what was done, line by line.
    Raises:
        RuleViolation: `no_condition`. PermissionDenied.
    """
    require_center(by)
    with act("导入保护中心备案名单", by=by):
        plan = make_plan(lines, by=by, today=today, lock=True)
        if plan.criterion is None:
            raise RuleViolation(
                "no_condition", "施行中的方案没有“保护中心备案”这一项，请先由系统管理员录入。"
            )
        for step in plan.to_write:
            _write(step, plan.criterion, by=by, today=today)
    return plan


def _write(step: Step, criterion: Criterion, *, by: User, today: date) -> None:
    checked = {
        "state": CheckState.ACCEPTED,
        "checked_by": by,
        "checked_on": today,
        "check_note": NOTE,
    }
    present = step.present
    if step.fate == Fate.UPDATED and present.document_no == step.line.document_no:
        for name, value in {**step.values, **checked}.items():
            setattr(present, name, value)
        present.version += 1
        present.save(update_fields=[*step.values, *checked, "version", "updated_at"])
        return
    row = Evidence(
        unit=step.unit,
        criterion=criterion,
        source=EvidenceSource.CENTER_LIST,
        **step.values,
        **checked,
    )
    put_in_place(row, present)
    if present is not None:
        copy_files(present, row, by=by)
