"""信用核查: results entered by hand or from the credit division's Excel; the newest counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ipcontact.acts.services import last_step_words, record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.applications.services import locked
from registry.reviews.choices import ENQUIRED_IN, CreditResult
from registry.reviews.comparing import CreditPlan, facts_of, make_plan
from registry.reviews.facts import daily_checks
from registry.reviews.models import CreditCheck
from registry.reviews.returns import LONGEST_CHECKER, LONGEST_DETAIL, CreditLine
from registry.reviews.rules import day_problems
from registry.reviews.services.opinions import require_keeper

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

CHECKED = "review.credit"


def record_credit(
    application: Application,
    *,
    result: str,
    checked_on: date,
    checker: str,
    by: User,
    today: date,
    detail: str = "",
) -> CreditCheck:
    """Write down one result; harmless when the last one of that day says the same.

    Args: detail: what is on record; asked for unless there is nothing.
    Raises: RuleViolation `wrong_state`, `detail_missing`, `checker_missing`, `too_long`,
        `day_future`. PermissionDenied.
    """
    require_keeper(by)
    wanted = (result, detail.strip(), checked_on, checker.strip())
    _refuse_incomplete(*wanted, today=today)
    with act("登记信用核查", by=by):
        current = locked(application)
        if current.state not in ENQUIRED_IN:
            state = ApplicationState(current.state).label
            raise RuleViolation(
                "wrong_state",
                f"{last_step_words(current)}这件申报现在是“{state}”，不作信用核查。",
            )
        before = daily_checks([current.pk]).get((current.pk, checked_on))
        if before is not None and facts_of(before) == wanted:
            return before
        return _write(current, wanted, by=by, today=today)


def import_credit(lines: Sequence[CreditLine], *, by: User, today: date) -> CreditPlan:
    """Write the rows of a returned file that can be taken, in one transaction.

    The plan is made anew under a lock of every application of the file, so that a second run, or
    one at the same time, changes nothing.

    Returns: the plan as it was carried out.
    Raises: RuleViolation `nothing_to_import`. PermissionDenied.
    """
    require_keeper(by)
    with act("导入信用核查结果", by=by):
        keys = [step.application.pk for step in make_plan(lines, by=by).steps]
        rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        list(rows.order_by("pk").values_list("pk"))
        plan = make_plan(lines, by=by)
        if not plan.steps:
            raise RuleViolation("nothing_to_import", "没有可以导入的行，请改好表格后重新上传。")
        for step in plan.fresh:
            line = step.line
            wanted = (line.result, line.detail, line.checked_on, line.checker)
            _refuse_incomplete(*wanted, today=today)
            _write(step.application, wanted, by=by, today=today)
    return plan


def _refuse_incomplete(
    result: str, detail: str, checked_on: date, checker: str, *, today: date
) -> None:
    problems = day_problems(checked_on, today=today, what="核查日期")
    if not checker:
        problems.append(("checker_missing", "请写明核查人或核查部门。"))
    if result != CreditResult.CLEAR and not detail:
        label = CreditResult(result).label
        problems.append(("detail_missing", f"结果为“{label}”的，请写明是什么记录。"))
    if len(detail) > LONGEST_DETAIL or len(checker) > LONGEST_CHECKER:
        problems.append(("too_long", f"说明不超过 {LONGEST_DETAIL} 字，请摘要填写。"))
    refuse_first(problems)


def _write(application: Application, wanted: tuple, *, by: User, today: date) -> CreditCheck:
    result, detail, checked_on, checker = wanted
    check = CreditCheck.objects.create(
        application=application,
        result=result,
        detail=detail,
        checked_on=checked_on,
        checker=checker,
        entered_by=by,
    )
    record(
        application,
        code=CHECKED,
        action=f"信用核查：{check.get_result_display()}",
        by=by,
        event_on=checked_on,
        today=today,
    )
    return check
