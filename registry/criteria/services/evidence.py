"""Proofs of a unit: put (a newer one takes the older one's place), checked, adopted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from ipcontact.accounts.models import User
from ipcontact.accounts.rights import can, require
from ipcontact.audit.services import act
from ipcontact.files.checks import Examined
from ipcontact.files.formats import BY_TYPE
from ipcontact.files.models import StoredFile
from ipcontact.files.services import files_of, read, store
from ipcontact.notifications.services import tell_all
from ipcontact.ui.errors import RuleViolation
from registry.criteria.adapters import criterion_facts, proof_facts, stored_values
from registry.criteria.choices import CheckState, EvidenceSource
from registry.criteria.models import Criterion, Evidence
from registry.criteria.proofs import PROOF_FIELDS, Proof
from registry.criteria.rules import gaps, last_day
from registry.units.models import Unit

PURPOSE = "criteria.proof"
STALE = "您打开之后，这项证明已由别人更新。请刷新页面核对后再提交；您填写的内容已保留。"
OWN = "这份证明由您登记，须由另一人核对。请交给同事。"
_CHECK_FIELDS = ("state", "checked_by", "checked_on", "check_note")


def put_evidence(
    unit: Unit,
    *,
    criterion: Criterion,
    values: Mapping[str, Any],
    uploads: Collection[Any] = (),
    keep_files: bool = True,
    by: User,
    based_on: str | None = None,
) -> Evidence:
    """Register the proof of a condition; it takes the place of the present one, to be checked anew.

    Particulars that are not given are those of the present proof. Nothing new is written when
    nothing differs.

    Args:
        values: by name of `PROOF_FIELDS`; uploads: files or examined uploads.
        keep_files: the new proof also has the files of the present one.
        by: staff, or an account of the unit.
        based_on: mark of the proof the page showed (`Evidence.mark`), "" for none; None: whatever.
    Raises:
        RuleViolation: `stale`; FileRefused. PermissionDenied. Unit.DoesNotExist: not visible.
    """
    require(by, "criteria.submit")
    with act("登记证明材料", by=by):
        unit = _locked_unit(unit, by)
        present = _present(unit, criterion)
        if based_on is not None and based_on != (present.mark if present else ""):
            raise RuleViolation("stale", STALE)
        known = {name: value for name, value in values.items() if name in PROOF_FIELDS}
        if present is not None:
            known = _with_present(present, known)
        row = Evidence(
            unit=unit,
            criterion=criterion,
            source=EvidenceSource.AGENCY if can(by, "criteria.check") else EvidenceSource.UNIT,
            put_by=by,
            **known,
        )
        row.expires_on = _end_of(row)
        is_same = present is not None and stored_values(row) == stored_values(present)
        if is_same and keep_files and not uploads:
            return present
        put_in_place(row, present)
        if present is not None and keep_files:
            copy_files(present, row, by=by)
        for upload in uploads:
            store(upload, purpose=PURPOSE, by=by, owner=row)
    return row


def check_evidence(
    evidence: Evidence,
    *,
    accept: bool,
    note: str = "",
    by: User,
    today: date,
    based_on: str | None = None,
) -> Evidence:
    """Say that a proof holds or does not; harmless when the same was said already.

    Four eyes: whoever registered the proof does not check it.

    Args:
        note: required to reject.
        based_on: mark of the proof the page showed; None: whatever.
    Raises:
        RuleViolation: `replaced`, `stale` (says who checked it, and what), `incomplete`,
            `note_missing`, `own_proof`. PermissionDenied. Evidence.DoesNotExist: not visible.
    """
    require(by, "criteria.check")
    with act("核对证明材料", by=by, reason=note):
        row = _locked_evidence(evidence, by)
        state = CheckState.ACCEPTED if accept else CheckState.REJECTED
        if (row.state, row.check_note) == (state, note):
            return row
        if row.superseded_at is not None:
            raise RuleViolation("replaced", "这份证明已被新的证明替换，请核对新的证明。")
        if based_on is not None and based_on != row.mark:
            raise RuleViolation("stale", _checked_words(row))
        if row.put_by_id == by.pk:
            raise RuleViolation("own_proof", OWN)
        if not accept and not note:
            raise RuleViolation("note_missing", "请写明未通过的原因，单位据此补充或更换证明。")
        if accept:
            _refuse_incomplete(row)
        row.state, row.check_note = state, note
        row.checked_by, row.checked_on = by, today
        row.version += 1
        row.save(update_fields=[*_CHECK_FIELDS, "version", "updated_at"])
        if row.source == EvidenceSource.UNIT:
            _tell_unit(row, by)
    return row


def adopt_claims(
    unit: Unit, claims: Iterable[Proof], *, application_no: str, by: User | None
) -> list[Evidence]:
    """Take the claims of an application into the unit's file when it is listed.

    Rejected claims stay behind, and an unchecked one does not take the place of a proof that was
    accepted. The files are copied: what was submitted stays as it was. Harmless the second time.
    The caller has asked for the right to list the unit.

    Returns: the proofs that were written.
    """
    written = []
    with act("申报依据存入单位档案", by=by):
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        for claim in claims:
            row = Evidence(
                unit=unit,
                criterion=claim.criterion,
                source=EvidenceSource.APPLICATION,
                application_no=application_no,
                **stored_values(claim),
                **{name: getattr(claim, name) for name in _CHECK_FIELDS},
            )
            row.expires_on = _end_of(row)
            present = _present(unit, claim.criterion)
            if not _is_better(row, present):
                continue
            put_in_place(row, present)
            copy_files(claim, row, by=by)
            written.append(row)
    return written


def put_in_place(row: Evidence, present: Evidence | None) -> None:
    """Store a row in place of the present one, if there is one; the caller locked the unit."""
    if present is not None:
        present.superseded_at = timezone.now()
        present.save(update_fields=["superseded_at", "updated_at"])
    row.save()


def copy_files(source: Proof, target: Proof, *, by: User | None) -> list[StoredFile]:
    """Give a proof its own copies of the files of another; the contents were checked before."""
    copies = []
    for file in files_of(source):
        with read(file) as content:
            kept = Examined(
                file.original_name, BY_TYPE[file.content_type], content.read(), file.sha256
            )
        copies.append(store(kept, purpose=file.purpose, by=by, owner=target))
    return copies


def _is_better(row: Evidence, present: Evidence | None) -> bool:
    if row.state == CheckState.REJECTED:
        return False
    if present is None:
        return True
    is_same = (row.application_no, stored_values(row)) == (
        present.application_no,
        stored_values(present),
    )
    outweighed = row.state == CheckState.UNCHECKED and present.state == CheckState.ACCEPTED
    return not is_same and not outweighed


def _with_present(present: Evidence, given: dict[str, Any]) -> dict[str, Any]:
    """Given values over those of the present proof; an end that was counted is counted anew."""
    stored = stored_values(present)
    counted = Evidence(criterion=present.criterion, **{**stored, "expires_on": None})
    values = {**stored, **given}
    if values["expires_on"] and values["expires_on"] == _end_of(counted):
        values["expires_on"] = None
    return values


def _end_of(row: Evidence) -> date | None:
    """Written down with the row, so that what ends can be found."""
    return last_day(criterion_facts(row.criterion), proof_facts(row, has_file=False))


def _present(unit: Unit, criterion: Criterion) -> Evidence | None:
    rows = Evidence.objects.current().filter(unit=unit, criterion=criterion)
    return rows.select_for_update(of=("self",)).select_related("criterion", "unit").first()


def _locked_unit(unit: Unit, by: User) -> Unit:
    """Proofs of one unit are put one after another."""
    reachable = Unit.objects.filter(pk__in=Unit.objects.visible_to(by).filter(pk=unit.pk))
    return reachable.select_for_update(of=("self",)).get()


def _locked_evidence(evidence: Evidence, by: User) -> Evidence:
    # The checker is read afterwards: a join would still be that of the row before the wait.
    rows = Evidence.objects.visible_to(by).select_related("criterion", "unit")
    return rows.select_for_update(of=("self",)).get(pk=evidence.pk)


def _tell_unit(row: Evidence, by: User) -> None:
    """The accounts of the unit learn what came of the proof they handed in."""
    people = User.objects.filter(unit_accounts__unit=row.unit, is_active=True)
    words = row.get_state_display()
    tell_all(
        people,
        by=by,
        subject=row,
        kind="criteria.checked",
        title=f"证明材料{words}：{row.criterion.short_name}",
        body=row.check_note,
        url=row.get_absolute_url(),
    )


def _checked_words(row: Evidence) -> str:
    if row.checked_by is None:
        return STALE
    return (
        f"这份证明已由{row.checked_by.name}于 {row.checked_on} 核对为“{row.get_state_display()}”。"
        "请刷新页面查看；需要更改的，再核对一次。"
    )


def _refuse_incomplete(row: Evidence) -> None:
    facts = proof_facts(row, has_file=files_of(row).exists())
    if lacking := gaps(row.criterion.proof_kind, facts):
        raise RuleViolation(
            "incomplete",
            f"材料不全，不能核实：{''.join(gap.message for gap in lacking)}请补齐后再核对。",
        )
