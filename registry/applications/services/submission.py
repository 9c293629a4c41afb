"""Submitting: complete, in time, consented; frozen as it was, whoever looks at it later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder

from ipcontact.audit.services import act
from ipcontact.files.services import files_of
from ipcontact.ui.errors import RuleViolation
from registry.applications import consent
from registry.applications.access import require_own
from registry.applications.choices import Actor, ApplicationAction, ApplicationState
from registry.applications.completeness import (
    Missing,
    missing_answers,
    missing_claims,
    missing_files,
)
from registry.applications.models import Application, Submission
from registry.applications.services.claimants import agency_for, is_claimed, region_named, unit_of
from registry.applications.services.messages import tell_submitted, tell_withdrawn
from registry.applications.services.steps import advance, locked
from registry.criteria.proofs import PROOF_FIELDS

if TYPE_CHECKING:
    from ipcontact.accounts.models import User


def submit(
    application: Application,
    *,
    consents: Collection[str],
    clicked_at: datetime,
    by: User | None,
    today: date,
    grant: str = "",
) -> Submission:
    """Hand a self-filed application in; harmless the second time (the same receipt).

    Args:
        consents: keys of the statements that were ticked, see `consent.CONSENTS`.
        clicked_at: the moment of the click, aware: the legal time.
        by, grant: the applicant.
    Returns:
        what was frozen.
    Raises:
        RuleViolation: `incomplete` (says everything that is missing), `consent_missing`,
            `round_closed`, `already_listed`, `wrong_state`, `not_self_filed`. PermissionDenied.
    """
    require_own(application, by=by, grant=grant)
    with act("提交申报", by=by):
        application = locked(application)
        if application.state != ApplicationState.DRAFT and application.submissions.exists():
            return application.submissions.first()
        _refuse_drafted(application)
        in_grace = _in_time(application, clicked_at)
        _refuse_incomplete(application, consents)
        unit = unit_of(application, by=by, today=today)
        region = region_named(application.answers.get("basic", {}).get("region", ""))
        application = advance(
            application,
            action=ApplicationAction.SUBMIT,
            actor=Actor.UNIT,
            by=by,
            actor_name=application.unit_name,
            today=today,
            changes={
                "unit": unit,
                "is_rival": is_claimed(unit, but=application),
                "agency": agency_for(region) or unit.lead_agency,
                "is_in_grace": in_grace,
                "submitted_at": clicked_at,
                "consent_version": consent.VERSION,
                "consented_at": clicked_at,
            },
        )
        tell_submitted(application, by=by)
        return freeze(application, clicked_at=clicked_at, by=by)


def withdraw(
    application: Application,
    *,
    by: User | None,
    today: date,
    grant: str = "",
    reason: str = "",
) -> Application:
    """The unit takes its application back, until the leaders have decided."""
    require_own(application, by=by, grant=grant)
    with act("撤回申报", by=by, reason=reason):
        current = locked(application)
        was, holder = current.state, current.holder
        application = advance(
            application,
            action=ApplicationAction.WITHDRAW,
            actor=Actor.UNIT,
            by=by,
            actor_name=application.unit_name,
            today=today,
            reason=reason,
        )
        tell_withdrawn(application, was=was, holder=holder, by=by)
    return application


def discard(
    application: Application, *, by: User | None, today: date, grant: str = ""
) -> Application:
    """Throw a draft away."""
    require_own(application, by=by, grant=grant)
    return advance(
        application,
        action=ApplicationAction.DISCARD,
        actor=Actor.UNIT,
        by=by,
        actor_name=application.unit_name or application.application_no,
        today=today,
    )


def missing_of(application: Application) -> list[Missing]:
    """Everything that is missing before the application can be submitted."""
    claims = list(application.claims.select_related("criterion"))
    with_file = [claim.pk for claim in claims if files_of(claim).exists()]
    answers = missing_answers(
        application.round.form_version,
        application.unit_kind,
        application.answers,
        application.persons,
    )
    if _is_confirmed_code(application):
        answers = [item for item in answers if item.path != "basic.credit_code"]
    return [
        *answers,
        *missing_claims(claims, with_file),
        *missing_files(
            application.answers, files_of(application).values_list("purpose", flat=True)
        ),
    ]


def _is_confirmed_code(application: Application) -> bool:
    """Whether staff compared an early-issued code, whose check fails, with the licence."""
    code = application.credit_code
    if not code or application.unit is None:
        return False
    return application.unit.codes.filter(credit_code=code, is_confirmed=True).exists()


def freeze(application: Application, *, clicked_at: datetime, by: User | None) -> Submission:
    """Keep what was submitted as it is now: answers, claims, check sums of the files."""
    content, digest = contents_of(application)
    return Submission.objects.create(
        application=application,
        number=application.submissions.count() + 1,
        digest=digest,
        consent_version=application.consent_version,
        clicked_at=clicked_at,
        submitted_by=by,
        **content,
    )


def contents_of(application: Application) -> tuple[dict[str, Any], str]:
    """What a submission would hold now, as plain JSON, and its check sum."""
    claims = [
        {
            "criterion": claim.criterion.code,
            **{name: getattr(claim, name) for name in PROOF_FIELDS},
            "files": _files(claim),
        }
        for claim in application.claims.select_related("criterion")
    ]
    content = {
        "answers": application.answers,
        "persons": application.persons,
        "claims": claims,
        "files": _files(application),
    }
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return json.loads(text), hashlib.sha256(text.encode()).hexdigest()


def _files(owner: Any) -> list[dict[str, str]]:
    return [
        {
            "key": str(file.key),
            "purpose": file.purpose,
            "name": file.original_name,
            "sha256": file.sha256,
        }
        for file in files_of(owner)
    ]


def _refuse_drafted(application: Application) -> None:
    """What an agency drafts goes to the unit by the signature of its head, never past it."""
    if not application.is_self_filed:
        raise RuleViolation(
            "not_self_filed",
            "这件由推荐单位起草，不能直接提交。请由推荐单位负责人签发，再请单位确认。",
        )


def _in_time(application: Application, clicked_at: datetime) -> bool:
    verdict = application.round.intake(clicked_at, form_opened_at=application.opened_form_at)
    if not verdict.is_open:
        raise RuleViolation("round_closed", verdict.refusal)
    return verdict.is_in_grace


def _refuse_incomplete(application: Application, consents: Collection[str]) -> None:
    refuse_missing(missing_of(application))
    if {item.key for item in consent.CONSENTS} - set(consents):
        raise RuleViolation("consent_missing", "请逐条阅读承诺事项并全部勾选后再提交。")


def refuse_missing(found: Collection[Missing]) -> None:
    """Say everything that is missing at once. Raises: RuleViolation `incomplete`."""
    if found:
        raise RuleViolation("incomplete", "".join(item.message for item in found))
