"""综合考察: record what was looked at, one by one or many at once; correct it; let files go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ipcontact.accounts.rights import require
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import last_step_words, record
from ipcontact.acts.services.steps import refuse_first
from ipcontact.audit.context import name_of
from ipcontact.audit.services import act
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import has_filed, require_actor
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.models import Application
from registry.applications.services import Outcome, decide, for_each, lock_all, locked
from registry.applications.services.deciding import refuse_held, refuse_involved
from registry.reviews.choices import INSPECTED_IN, InspectionMode
from registry.reviews.facts import why_aside
from registry.reviews.models import Inspection, ScoringSheet
from registry.reviews.rules import Score, inspection_problems

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

RECORDED, CORRECTED = "review.inspect", "review.correct"
_CHANNELS = {InspectionMode.PHONE: Channel.PHONE, InspectionMode.MEETING: Channel.MEETING}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is written down of an assessment.

    Attributes:
        inspectors: who took part, each once.
        sheet, scores: the scoring sheet and all its items, or nothing.
    """

    mode: str
    done_on: date
    inspectors: tuple[User, ...]
    conclusion: str
    remarks: str = ""
    sheet: ScoringSheet | None = None
    scores: Sequence[Score] = ()


def record_inspection(
    application: Application,
    *,
    finding: Finding,
    by: User,
    today: date,
    goes_on: bool = False,
) -> Inspection:
    """Write down one assessment of a file in 考察中 or 待上会.

    Args: goes_on: with it the assessment is complete and the file goes on to 待上会.
    Raises: RuleViolation of `rules.inspection_problems`, `wrong_state`, `held_by_other`,
        `own_application`, `inspector_recused`, `inspector_unfit`. PermissionDenied.
    """
    _require(application, by=by)
    with act("登记考察", by=by):
        current = _open(application, by=by)
        inspection = _write(current, finding, by=by, today=today)
        if goes_on and current.state == ApplicationState.INSPECTION:
            _go_on(current, by=by, today=today)
    return inspection


def record_inspections(
    applications: Iterable[Application],
    *,
    finding: Finding,
    by: User,
    today: date,
    goes_on: bool = False,
) -> Outcome:
    """The same assessment of many files in one act, as 材料审查 of those without fault.

    Returns: those done, and those refused with the reason; a refused one keeps nothing.
    """
    require(by, "reviews.record")
    rows = list(applications)
    with act("批量登记考察", by=by):
        lock_all(rows)
        return for_each(
            rows,
            lambda each: record_inspection(
                each, finding=finding, by=by, today=today, goes_on=goes_on
            ),
        )


def correct_inspection(
    inspection: Inspection, *, finding: Finding, reason: str, by: User, today: date
) -> Inspection:
    """Put a new row in the place of a wrong one, which stays readable.

    Raises: RuleViolation `reason_missing`, `corrected_already`, or of `record_inspection`.
    """
    application = inspection.application
    _require(application, by=by)
    if not reason.strip():
        raise RuleViolation("reason_missing", "请写明更正的理由。")
    with act("更正考察", by=by, reason=reason):
        current = _open(application, by=by)
        if Inspection.objects.filter(corrects=inspection).exists():
            raise RuleViolation("corrected_already", "这条考察记录已经更正过，请更正最新的一条。")
        return _write(current, finding, by=by, today=today, corrects=inspection, reason=reason)


def finish_inspection(application: Application, *, by: User, today: date) -> Application:
    """考察完成: a file with an assessment in force goes on to 待上会.

    Raises: RuleViolation `not_inspected`, or of `applications.services.decide`. PermissionDenied.
    """
    _require(application, by=by)
    with act("考察完成", by=by):
        return _go_on(application, by=by, today=today)


def finish_inspections(applications: Iterable[Application], *, by: User, today: date) -> Outcome:
    """考察完成 for many; those without an assessment stay, each with its reason."""
    require(by, "reviews.record")
    rows = list(applications)
    with act("批量完成考察", by=by):
        lock_all(rows)
        return for_each(rows, lambda each: finish_inspection(each, by=by, today=today))


def _require(application: Application, *, by: User) -> None:
    require(by, "reviews.record")
    require_actor(application, Actor.HANDLER, by=by)


def _open(application: Application, *, by: User) -> Application:
    """The application, locked, in a state in which it is assessed, by somebody who may."""
    current = locked(application)
    if current.state not in INSPECTED_IN:
        state = ApplicationState(current.state).label
        words = f"{last_step_words(current)}这件申报现在是“{state}”，不能登记或更正考察。"
        if current.state == ApplicationState.IN_BATCH:
            words += "请先移出批次。"
        raise RuleViolation("wrong_state", words)
    refuse_held(current, by=by)
    refuse_involved(current, by=by)
    return current


def _write(
    application: Application,
    finding: Finding,
    *,
    by: User,
    today: date,
    corrects: Inspection | None = None,
    reason: str = "",
) -> Inspection:
    people = tuple(dict.fromkeys(finding.inspectors))
    refuse_first(
        inspection_problems(
            mode=finding.mode,
            conclusion=finding.conclusion,
            done_on=finding.done_on,
            inspectors=len(people),
            remarks=finding.remarks,
            today=today,
            scores=finding.scores,
        )
    )
    _refuse_unfit(application, people)
    inspection = Inspection.objects.create(
        application=application,
        mode=finding.mode,
        done_on=finding.done_on,
        conclusion=finding.conclusion,
        remarks=finding.remarks.strip(),
        recorded_by=by,
        corrects=corrects,
        correction_reason=reason.strip(),
        **_scored(finding),
    )
    inspection.inspectors.set(people)
    deed = "更正考察" if corrects else "登记考察"
    words = f"{inspection.get_mode_display()}，{inspection.get_conclusion_display()}"
    record(
        application,
        code=CORRECTED if corrects else RECORDED,
        action=f"{deed}：{words}",
        by=by,
        event_on=finding.done_on,
        channel=_CHANNELS.get(finding.mode, Channel.ONLINE),
        reason=reason,
        today=today,
    )
    return inspection


def _scored(finding: Finding) -> dict[str, Any]:
    """The sheet as it was that day: an administrator may change it later."""
    given = [score for score in finding.scores if score.points is not None]
    if finding.sheet is None or not given:
        return {"sheet": None, "scores": []}
    rows = [
        {"name": score.name, "maximum": str(score.maximum), "points": str(score.points)}
        for score in given
    ]
    return {"sheet": finding.sheet, "scores": rows}


def _refuse_unfit(application: Application, people: Iterable[User]) -> None:
    """Inspectors work here, and none stands aside for this unit, is named in its papers or filled
    its form in."""
    people = list(people)
    for person in people:
        if not person.is_active or person.agency_id is None:
            raise RuleViolation(
                "inspector_unfit", f"{name_of(person)}已停用或没有所属机构，不能作为考察人。"
            )
    for person in people:
        if has_filed(application, person) or why_aside(application, person):
            raise RuleViolation(
                "inspector_recused",
                f"{name_of(person)}对这件申报应当回避，请换一名考察人。",
            )


def _go_on(application: Application, *, by: User, today: date) -> Application:
    if not application.inspections.in_force().exists():
        raise RuleViolation("not_inspected", "还没有登记考察，请先登记再转入待上会。")
    return decide(application, action=ApplicationAction.INSPECTED, by=by, today=today)
