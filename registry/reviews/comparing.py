"""What a returned credit list would do: new results, those known already, refusals. No writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ipcontact.sheets.table import Defect
from ipcontact.text.rules import search_key
from registry.applications.choices import ApplicationState
from registry.applications.models import Application
from registry.reviews.choices import CREDIT_TONES, ENQUIRED_IN, CreditResult
from registry.reviews.facts import daily_checks, newest_checks
from registry.reviews.models import CreditCheck
from registry.reviews.returns import CREDIT_CODE, CreditLine, defect_of

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


@dataclass(frozen=True)
class CreditStep:
    """What happens to one application.

    Attributes:
        before: the check that counts so far.
        is_new: False when the last check of that day says the same.
    """

    line: CreditLine
    application: Application
    before: CreditCheck | None
    is_new: bool

    @property
    def result(self) -> str:
        """In words."""
        return CreditResult(self.line.result).label

    @property
    def counts(self) -> bool:
        """Whether it takes the place of the one that counts so far: it was not made earlier."""
        return self.before is None or self.line.checked_on >= self.before.checked_on

    @property
    def tone(self) -> str:
        return CREDIT_TONES[CreditResult(self.line.result)]


@dataclass
class CreditPlan:
    """Everything a file would do, and every reason why a row cannot be taken."""

    steps: list[CreditStep] = field(default_factory=list)
    rejected: list[Defect] = field(default_factory=list)
    warnings: list[Defect] = field(default_factory=list)

    @property
    def fresh(self) -> list[CreditStep]:
        return [step for step in self.steps if step.is_new]

    @property
    def unchanged(self) -> int:
        return len(self.steps) - len(self.fresh)


def make_plan(lines: Sequence[CreditLine], *, by: User) -> CreditPlan:
    """Compare rows with what is there. Reads only, in a few queries.

    Args: by: who imports; rows match what this person sees.
    """
    plan = CreditPlan()
    for line in lines:
        plan.rejected += [defect_of(line, key, reason) for key, reason in line.problems]
    good = [line for line in lines if not line.problems]
    by_code, by_number = _applications(good, by)
    keys = [row.pk for row in by_number.values()]
    checks, daily = newest_checks(keys), daily_checks(keys)
    taken: dict[int, int] = {}
    for line in good:
        key = CREDIT_CODE if line.credit_code else "application_no"
        found = by_code.get(line.credit_code) or by_number.get(line.application_no)
        if found is None or (line.credit_code and found.credit_code != line.credit_code):
            plan.rejected.append(defect_of(line, key, "没有这个代码的在审申报，请核对代码。"))
        elif found.state not in ENQUIRED_IN:
            state = ApplicationState(found.state).label
            plan.rejected.append(defect_of(line, key, f"这家的申报现在是“{state}”，不作信用核查。"))
        elif found.pk in taken:
            plan.rejected.append(
                defect_of(line, key, f"与第 {taken[found.pk]} 行是同一件申报，只看前一行。")
            )
        else:
            taken[found.pk] = line.number
            is_new = not _says_the_same(daily.get((found.pk, line.checked_on)), line)
            _add(plan, CreditStep(line, found, checks.get(found.pk), is_new))
    return plan


def _applications(
    lines: Sequence[CreditLine], by: User
) -> tuple[dict[str, Application], dict[str, Application]]:
    """Open files by code and by number; of a code the one that is not a rival's."""
    rows = Application.objects.visible_to(by).open().filter(is_rival=False)
    codes = {line.credit_code for line in lines if line.credit_code}
    numbers = {line.application_no for line in lines if not line.credit_code}
    coded = rows.filter(credit_code__in=codes).order_by("pk")
    by_code = {row.credit_code: row for row in coded}
    by_number = {row.application_no: row for row in rows.filter(application_no__in=numbers)}
    return by_code, {row.application_no: row for row in by_code.values()} | by_number


def _add(plan: CreditPlan, step: CreditStep) -> None:
    line, found, before = step.line, step.application, step.before
    if line.unit_name and search_key(line.unit_name) != search_key(found.unit_name):
        words = f"名称与申报的“{found.unit_name}”不同，按代码认定，请核对。"
        plan.warnings.append(defect_of(line, "unit_name", words))
    if before is not None and before.result != line.result:
        words = f"原来登记的是“{before.get_result_display()}”（{before.checked_on}）。"
        plan.warnings.append(defect_of(line, "result", words))
    plan.steps.append(step)


def _says_the_same(before: CreditCheck | None, line: CreditLine) -> bool:
    wanted = (line.result, line.detail, line.checked_on, line.checker)
    return before is not None and wanted == facts_of(before)


def facts_of(check: CreditCheck) -> tuple[Any, ...]:
    """What a check says, for comparing."""
    return (check.result, check.detail, check.checked_on, check.checker)
