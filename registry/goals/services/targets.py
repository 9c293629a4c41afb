"""Setting the target of a year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipcontact.accounts.rights import require
from ipcontact.acts.services import record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.criteria.models import SchemeVersion
from registry.criteria.services import scheme_on
from registry.goals.figures import by_code
from registry.goals.models import Target
from registry.goals.rules import target_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

SET = "goals.set_target"


def set_target(
    *,
    measure: str,
    year: int,
    number: int | None,
    is_priority: bool,
    basis: str,
    by: User,
    today: date,
) -> Target:
    """Set what a measure should reach by the end of a year; it holds on for later years.

    Args: measure: code of a registered measure; number: None for 优先 without a number.
    Raises: RuleViolation `measure_unknown`, `year_past`, `year_far`, `target_empty`,
        `target_small`, `basis_missing`, `no_scheme`. PermissionDenied.
    """
    require(by, "goals.manage")
    known = by_code()
    refuse_first(
        target_problems(
            is_known=measure in known,
            year=year,
            this_year=today.year,
            number=number,
            is_priority=is_priority,
        )
    )
    if not basis.strip():
        raise RuleViolation("basis_missing", "请写明目标的依据，如方案条款或者工作要点的文号。")
    scheme = scheme_on(today)
    if scheme is None:
        raise RuleViolation("no_scheme", "还没有施行中的方案版本，请先由系统管理员录入方案。")
    values = {"number": number, "is_priority": is_priority, "basis": basis.strip()[:200]}
    with act("设定目标", by=by):
        SchemeVersion.objects.select_for_update().get(pk=scheme.pk)
        target, _ = Target.objects.update_or_create(
            scheme=scheme, year=year, measure=measure, defaults=values
        )
        label = known[measure]
        aim = f"至少{number:,}{label.unit}" if number else "优先，不设数量"
        record(
            target,
            code=SET,
            action=f"设定{year}年目标：{label.label}{aim}"[:60],
            by=by,
            reason=basis,
            today=today,
        )
    return target
