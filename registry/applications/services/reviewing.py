"""初审 and 复核: pass, propose not to include, send back, go past an agency, close, open again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.audit.services import act
from ipcontact.clocks.models import Clock
from ipcontact.clocks.services import end_all
from ipcontact.notifications.services import tell_all
from ipcontact.ui.errors import RuleViolation
from registry.applications.choices import ApplicationAction, ApplicationState, CorrectionState
from registry.applications.models import Application
from registry.applications.parts import closings, reopenings
from registry.applications.services.agents import refuse_disowned
from registry.applications.services.claimants import is_claimed, refuse_listed
from registry.applications.services.corrections import ask_again
from registry.applications.services.deciding import Outcome, decide, for_each
from registry.applications.services.messages import tell_reopened, tell_unit
from registry.applications.services.steps import lock_all, locked, start_clock

if TYPE_CHECKING:
    from registry.applications.corrections import CorrectionNotice

A = ApplicationAction


def pass_review(
    application: Application, *, by: User, today: date, version: int | None = None, note: str = ""
) -> Application:
    """复核通过: on to the assessment.

    Args: note: a remark kept with the step.
    Raises: RuleViolation `marks_left` while defects are marked and not sent, `contested` while
        another file also claims to speak for the unit, or of `decide`.
    """
    return decide(
        application,
        action=A.PASS,
        by=by,
        today=today,
        reason=note,
        version=version,
        check=_refuse_unsettled,
    )


def pass_clean(applications: Iterable[Application], *, by: User, today: date) -> Outcome:
    """批量通过: of these, the files without any defect; the others stay, each with its reason."""

    def step(application: Application) -> None:
        decide(application, action=A.PASS, by=by, today=today, check=_refuse_unclean)

    rows = list(applications)
    with act("批量复核通过", by=by):
        lock_all(rows)
        return for_each(rows, step)


def propose_exclude(
    application: Application, *, reason: str, by: User, today: date, version: int | None = None
) -> Application:
    """建议不纳入 ®: to the meeting without assessment, with the reason shown there."""
    return decide(
        application,
        action=A.PROPOSE_EXCLUDE,
        by=by,
        today=today,
        reason=reason,
        version=version,
        check=_refuse_marks,
        changes={"proposal": reason[:500]},
    )


def send_back(
    application: Application, *, reason: str, by: User, today: date, version: int | None = None
) -> Application:
    """退回复核 ®: from the list of those ready for the meeting back to the review."""
    return decide(
        application,
        action=A.SEND_BACK,
        by=by,
        today=today,
        reason=reason,
        version=version,
        changes={"proposal": ""},
    )


def bypass(
    application: Application, *, reason: str, by: User, today: date, version: int | None = None
) -> Application:
    """越过推荐单位 ®: the bureau reviews without the agency's opinion; an exception (例外清单)."""
    return decide(application, action=A.BYPASS, by=by, today=today, reason=reason, version=version)


def forward(
    application: Application,
    *,
    agency: Agency,
    reason: str,
    by: User,
    today: date,
    keep_as_co: bool = False,
    version: int | None = None,
) -> Application:
    """转其他推荐单位 ®: another agency makes the first review, with its own full time.

    Args: agency: the new 主责 one; keep_as_co: the present one stays as 协同 and goes on seeing it.
    Raises: RuleViolation `same_agency`, or of `decide`.
    """
    if agency.pk == application.agency_id:
        raise RuleViolation("same_agency", "这件申报已由该单位初审，请选择另一个单位。")
    co_agency = application.agency if keep_as_co else application.co_agency
    if co_agency == agency:
        co_agency = None
    with act(A.FORWARD.label, by=by, reason=reason):
        application = decide(
            application,
            action=A.FORWARD,
            by=by,
            today=today,
            reason=reason,
            version=version,
            note=f"转{agency.display_name}初审",
            changes={
                "agency": agency,
                "co_agency": co_agency,
                "state_since": timezone.now(),
                "holder": None,
                "held_since": None,
            },
        )
        end_all(application, on=today, by=by, reason=A.FORWARD.label)
        start_clock(application, on=today, by=by)
        clerks = User.objects.filter(
            agency=agency, is_active=True, roles__contains=[Role.AGENCY_CLERK]
        )
        tell_all(
            clerks,
            subject=application,
            kind="application.forwarded",
            title=f"转来一件申报，请初审：{application.unit_name}",
            body=f"申报编号 {application.application_no}。{reason}",
            url=application.get_absolute_url(),
            by=by,
        )
    return application


def close_unanswered(
    application: Application, *, reason: str, by: User, today: date, version: int | None = None
) -> Application:
    """逾期关闭 ®: the unit did not answer in time. Open again: `reopen`.

    Raises: RuleViolation `not_due`, or of `decide`.
    """

    def check(current: Application) -> None:
        clock, asked = Clock.objects.open_for(current).first(), _asked(current.state)
        if clock is not None and clock.is_paused:
            raise RuleViolation("not_due", f"{asked}期限停表中，恢复计时并到期后才能关闭。")
        due_on = clock.due_on if clock else None
        if due_on is not None and due_on >= today:
            raise RuleViolation(
                "not_due", f"{asked}期限到 {due_on}，还没有过。到期后仍未{asked}的才能关闭。"
            )

    with act(A.LAPSE.label, by=by, reason=reason):
        application = decide(
            application, action=A.LAPSE, by=by, today=today, reason=reason, version=version,
            check=check,
        )  # fmt: skip
        for notice in application.correction_notices.filter(state=CorrectionState.SENT):
            _cancel(notice)
        tell_unit(
            application,
            kind="application.lapsed",
            title=f"申报 {application.application_no} "
            f"因逾期未{_asked(application.returned_from)}已关闭",
            body="在本批次申报期内，可以联系推荐单位或区局重新打开。",
            by=by,
        )
        for part in closings:
            part.follow(application, by=by, today=today)
    return application


def _asked(state: str) -> str:
    """What the unit is asked for in a state in which it has to answer."""
    return "确认" if state == ApplicationState.AWAITING_UNIT else "补充"


def reopen(
    application: Application,
    *,
    reason: str,
    by: User,
    today: date,
    now: datetime,
    version: int | None = None,
) -> Application:
    """重新打开 ®, while its round still takes applications.

    It stands where it was closed: to be mended as the notice says, with a new last day, or to be
    confirmed. The unit and its agency are told. A rival speaks for the unit when the
    file that did has ended meanwhile.

    Raises: RuleViolation `round_closed`, `another_open`, `already_listed`, or of `decide`.
    """

    def check(current: Application) -> None:
        verdict = current.round.intake(now)
        if not verdict.is_open:
            raise RuleViolation("round_closed", f"{verdict.refusal}已关闭的申报不能重新打开。")
        if not current.is_rival and claimed:
            raise RuleViolation(
                "another_open", "该单位另有一件在办的申报，不能重新打开这一件。请在那一件里办理。"
            )
        if current.unit_id is not None:
            refuse_listed(current.unit)

    with act(A.REOPEN.label, by=by, reason=reason):
        current = locked(application)
        claimed = current.unit_id is not None and is_claimed(current.unit, but=current)
        application = decide(
            application, action=A.REOPEN, by=by, today=today, reason=reason, version=version,
            check=check, changes={"is_rival": claimed},
        )  # fmt: skip
        if application.state == ApplicationState.RETURNED:
            ask_again(application, by=by)
            tell_reopened(application, by=by)
        for part in reopenings:
            part.follow(application, by=by)
    return application


def _cancel(notice: CorrectionNotice) -> None:
    notice.state = CorrectionState.CANCELLED
    notice.save(update_fields=["state"])


def _refuse_marks(current: Application) -> None:
    draft = current.correction_notices.filter(state=CorrectionState.DRAFTING).first()
    marked = draft.items.count() if draft else 0
    if marked:
        raise RuleViolation(
            "marks_left",
            f"还有{marked}处标记没有发出。请先发出退回修改，或者清除标记后再办。",
        )


def _refuse_unsettled(current: Application) -> None:
    _refuse_marks(current)
    refuse_disowned(current)
    if Application.objects.filter(pk=current.pk).contested().exists():
        raise RuleViolation(
            "contested",
            "另有一件申报也称代表这个单位。请先核对盖章件或证照、认定由谁代表，再复核。",
        )


def _refuse_unclean(current: Application) -> None:
    """Only what the office calls 无缺陷项 is passed without being opened."""
    if not Application.objects.filter(pk=current.pk).clean().exists():
        raise RuleViolation(
            "not_clean",
            "有标记、未核对或未通过的依据，或者另有主张人，或者单位没有确认代填，请打开后逐件办理。"
            if current.state == ApplicationState.BUREAU_REVIEW
            else f"现在是“{current.get_state_display()}”。",
        )
