"""Filling in: start a file, save a page of it, tick conditions, add files; nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from ipcontact.acts.services.records import store
from ipcontact.audit.services import act
from ipcontact.files.models import StoredFile
from ipcontact.files.services import files_of, remove
from ipcontact.files.services import store as store_file
from ipcontact.ui.errors import RuleViolation
from registry.applications.access import require_own
from registry.applications.choices import ApplicationState, FilePurpose
from registry.applications.lookup import new_nonce
from registry.applications.models import Application, Claim
from registry.applications.parts import reworded
from registry.applications.questions import section_of, split
from registry.applications.services.scope import (
    changed_paths,
    claim_path,
    file_path,
    refuse_another_unit,
    refuse_outside,
)
from registry.applications.services.steps import locked
from registry.criteria.choices import CheckState
from registry.criteria.models import Criterion
from registry.criteria.proofs import PROOF_FIELDS
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

PROOF_PURPOSE = "criteria.proof"
EDITABLE = (ApplicationState.DRAFT, ApplicationState.AWAITING_UNIT, ApplicationState.RETURNED)
# Copies of answers by which staff find and sort applications.
_COPIES = ("unit_name", "credit_code", "unit_kind")
# A proof that was changed after it had been checked is to be checked again.
UNCHECKED = {
    "state": CheckState.UNCHECKED,
    "checked_by": None,
    "checked_on": None,
    "check_note": "",
}


def start(
    *,
    round: IntakeRound,
    basic: Mapping[str, Any],
    now: datetime,
    by: User | None,
    drafted_by_agency=None,
    seed: str = "",
) -> Application:
    """Begin a file in a round. A draft blocks nobody: anyone may start one for any code.

    Args:
        round: a round that takes applications at `now` (aware).
        basic: first answers of the section ``basic`` (name, code, kind).
        by: the unit's account or the clerk; None for a person without account, who gets 申报编号
            and 查询码.
        drafted_by_agency: the agency, when its clerk drafts a recommendation.
        seed: of the 查询码; drawn when there is none, see `beginning`.
    Raises:
        RuleViolation: `round_closed`.
    """
    verdict = round.intake(now)
    if not verdict.is_open:
        raise RuleViolation("round_closed", verdict.refusal)
    answers, persons = split(section_of(round.form_version, "basic"), dict(basic))
    with act("开始填报", by=by):
        return Application.objects.create(
            application_no=next_number(now),
            lookup_nonce=seed or new_nonce(),
            round=round,
            state_since=now,
            opened_form_at=now,
            is_self_filed=drafted_by_agency is None,
            is_recommended=drafted_by_agency is not None,
            drafted_by_agency=drafted_by_agency,
            agency=drafted_by_agency,
            owner=by if drafted_by_agency is None else None,
            entered_by=by if drafted_by_agency is not None else None,
            answers={"basic": answers},
            persons={"basic": persons},
            **_copies(answers),
        )


def save_section(
    application: Application,
    *,
    section: str,
    values: Mapping[str, Any],
    by: User | None,
    grant: str = "",
    version: int | None = None,
) -> Application:
    """Keep one page of the form as typed; also half-filled ones (autosave).

    Args:
        section: key of a section of the application's form version.
        values: JSON values by question; names the section does not ask are left out.
        by, grant: who fills in, see `access.is_own`; clerks use `save_section_as_clerk`.
        version: what the page was based on.
    Returns: the application; untouched when nothing was changed.
    Raises:
        RuleViolation: `not_editable`, `stale`, `not_in_notice` (a returned file, see `scope`),
            `unit_fixed`.
        PermissionDenied: somebody else's file.
    """
    require_own(application, by=by, grant=grant)
    return write_section(application, section=section, values=values, by=by, version=version)


def write_section(
    application: Application,
    *,
    section: str,
    values: Mapping[str, Any],
    by: User | None,
    version: int | None = None,
) -> Application:
    """`save_section` for callers that have asked for the right themselves (recommendations)."""
    with act("填写申报", by=by):
        application = editable(application, version)
        asked = section_of(application.round.form_version, section)
        answers, persons = split(asked, dict(values))
        before = {**application.answers.get(section, {}), **application.persons.get(section, {})}
        changed = changed_paths(asked, before, {**answers, **persons})
        if not changed and section in application.answers:
            return application
        refuse_outside(application, changed)
        refuse_another_unit(application, changed)
        changes: dict[str, Any] = {
            "answers": {**application.answers, section: answers},
            "persons": {**application.persons, section: persons},
        }
        if section == "basic":
            changes |= _copies(answers)
        return store(application, **changes)


def set_claim(
    application: Application,
    *,
    criterion: Criterion,
    values: Mapping[str, Any],
    by: User | None,
    grant: str = "",
) -> Claim:
    """Rely on a condition, with the particulars of its proof; a second time replaces them,
    and leaves everything as it is when nothing was changed."""
    require_own(application, by=by, grant=grant)
    known = {name: value for name, value in values.items() if name in PROOF_FIELDS}
    with act("填写入库条件", by=by):
        application = editable(application)
        refuse_outside(application, [claim_path(criterion.code)])
        claim, created = Claim.objects.select_for_update(of=("self",)).get_or_create(
            application=application, criterion=criterion, defaults=known
        )
        changed = {name: v for name, v in known.items() if getattr(claim, name) != v}
        if not (created or changed):
            return claim
        if changed:
            changed |= UNCHECKED
            for name, value in changed.items():
                setattr(claim, name, value)
            claim.version += 1
            claim.save(update_fields=[*changed, "version", "updated_at"])
        store(application)
    return claim


def drop_claim(
    application: Application, *, criterion: Criterion, by: User | None, grant: str = ""
) -> None:
    """No longer rely on a condition; its files go with it. Harmless the second time."""
    require_own(application, by=by, grant=grant)
    with act("取消入库条件", by=by):
        application = editable(application)
        refuse_outside(application, [claim_path(criterion.code)])
        for claim in application.claims.filter(criterion=criterion):
            for file in files_of(claim):
                remove(file, by=by, erase=application.state == ApplicationState.DRAFT)
            claim.delete()
        store(application)


def add_file(
    application: Application,
    *,
    purpose: FilePurpose,
    upload: Any,
    by: User | None,
    grant: str = "",
) -> StoredFile:
    """Keep an attachment with the application. Raises: FileRefused, as `files.services.store`."""
    require_own(application, by=by, grant=grant)
    with act("上传申报材料", by=by):
        application = editable(application)
        refuse_outside(application, [file_path(purpose)])
        file = store_file(upload, purpose=FilePurpose(purpose), by=by, owner=application)
        store(application)
    return file


def add_proof_file(claim: Claim, *, upload: Any, by: User | None, grant: str = "") -> StoredFile:
    """Keep a file that proves a claimed condition."""
    require_own(claim.application, by=by, grant=grant)
    with act("上传证明材料", by=by):
        application = editable(claim.application)
        refuse_outside(application, [claim_path(claim.criterion.code)])
        file = store_file(upload, purpose=PROOF_PURPOSE, by=by, owner=claim)
        application.claims.filter(pk=claim.pk).update(**UNCHECKED)
        store(application)
    return file


def remove_file(
    application: Application, *, file: StoredFile, by: User | None, grant: str = ""
) -> None:
    """Take back an attachment of the application or of one of its claims.

    Raises: RuleViolation `not_its_file`.
    """
    require_own(application, by=by, grant=grant)
    with act("移除申报材料", by=by):
        application = editable(application)
        refuse_outside(application, [_place_of(application, file)])
        if file.owner_table == Claim._meta.db_table:
            application.claims.filter(pk=file.owner_key).update(**UNCHECKED)
        remove(file, by=by, erase=application.state == ApplicationState.DRAFT)
        store(application)


def set_licence_by_bureau(
    application: Application, *, value: bool, by: User | None, grant: str = ""
) -> Application:
    """The licence need not be uploaded: the bureau looks it up itself (优化营商环境条例)."""
    require_own(application, by=by, grant=grant)
    with act("填写申报", by=by):
        application = editable(application)
        refuse_outside(application, [file_path(FilePurpose.LICENCE)])
        return store(application, licence_by_bureau=value)


def editable(application: Application, version: int | None = None) -> Application:
    """The application, locked, when its contents may be changed now.

    Raises: RuleViolation `not_editable`, `stale`.
    """
    application = locked(application, version)
    if application.state not in EDITABLE:
        [told] = reworded([application])
        raise RuleViolation(
            "not_editable",
            f"这件申报现在是“{told.public_word}”，内容不能再改。需要更正的请联系推荐单位或区局。",
        )
    return application


def _place_of(application: Application, file: StoredFile) -> str:
    """Where one of its files stands; RuleViolation `not_its_file` for any other."""
    if files_of(application).filter(pk=file.pk).exists():
        return file_path(file.purpose)
    for claim in application.claims.select_related("criterion"):
        if files_of(claim).filter(pk=file.pk).exists():
            return claim_path(claim.criterion.code)
    raise RuleViolation("not_its_file", "这个文件不属于这件申报，请刷新页面后重试。")


def _copies(answers: Mapping[str, Any]) -> dict[str, str]:
    """Cut to their columns: a draft may hold what cannot be right."""
    found = {
        name: str(answers[name] or "")[: Application._meta.get_field(name).max_length]
        for name in _COPIES
        if name in answers
    }
    if found.get("unit_kind", UnitKind.ENTERPRISE) not in UnitKind.values:
        del found["unit_kind"]
    return found


def next_number(now: datetime) -> str:
    """申报编号 with the year it is at the bureau: own series, gaps allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_application_no')")
        [number] = cursor.fetchone()
    return f"SB{timezone.localtime(now).year}{number:05d}"
