"""The evidence board of an application, and its attachments by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from ipcontact.files.models import StoredFile
from registry.applications.choices import FilePurpose
from registry.applications.models import Application, Claim
from registry.applications.services.scope import claim_path, file_path
from registry.criteria.adapters import criterion_facts, proof_facts
from registry.criteria.choices import CheckState, CriterionState
from registry.criteria.rules import Assessment, Verdict, assess

FilesByOwner = Mapping[tuple[str, str], list[StoredFile]]
TONES = {
    CriterionState.PROVEN: "ok",
    CriterionState.EXPIRING: "warn",
    CriterionState.CLAIMED: "go",
    CriterionState.EXPIRED: "bad",
    CriterionState.NOT_MET: "bad",
}


@dataclass(frozen=True)
class BoardRow:
    """One condition: how it stands, the claim behind it with its files."""

    assessment: Assessment
    claim: Claim | None
    files: tuple[StoredFile, ...]
    defect: str

    @property
    def path(self) -> str:
        return claim_path(self.assessment.criterion.code)

    @property
    def tone(self) -> str:
        return TONES.get(self.assessment.state, "idle")


@dataclass(frozen=True)
class FileGroup:
    """Files of one purpose and the mark on them."""

    path: str
    label: str
    files: tuple[StoredFile, ...]
    defect: str


def board(
    application: Application, *, today: date, marks: Mapping[str, str], files: FilesByOwner
) -> tuple[Verdict, list[BoardRow]]:
    """The evidence board: claimed conditions first, then the others. Two queries."""
    claims = {
        claim.criterion.code: claim
        for claim in application.claims.select_related("criterion", "checked_by")
    }
    rows = []
    for criterion in application.round.scheme.criteria.all():
        claim = claims.get(criterion.code)
        own = files.get((Claim._meta.db_table, str(claim.pk)), ()) if claim else ()
        facts = proof_facts(claim, has_file=bool(own)) if claim else None
        assessment = assess(
            criterion_facts(criterion), facts, unit_kind=application.unit_kind, today=today
        )
        rows.append(
            BoardRow(assessment, claim, tuple(own), marks.get(claim_path(criterion.code), ""))
        )
    verdict = Verdict(tuple(row.assessment for row in rows))
    return verdict, sorted(rows, key=lambda row: row.claim is None)


def files_by_owner(application: Application) -> FilesByOwner:
    """Files of an application and of its claims. One query."""
    keys = [str(key) for key in application.claims.values_list("pk", flat=True)]
    own = Q(owner_table=Application._meta.db_table, owner_key=str(application.pk))
    claims = Q(owner_table=Claim._meta.db_table, owner_key__in=keys)
    found: dict[tuple[str, str], list[StoredFile]] = {}
    for file in StoredFile.objects.current().filter(own | claims):
        found.setdefault((file.owner_table, file.owner_key), []).append(file)
    return found


def attachments(
    application: Application, *, files: FilesByOwner, marks: Mapping[str, str]
) -> list[FileGroup]:
    """Attachments by purpose; the stamped paper has its own section."""
    own = files.get((Application._meta.db_table, str(application.pk)), [])
    return [
        FileGroup(
            file_path(purpose),
            purpose.label,
            tuple(file for file in own if file.purpose == purpose),
            marks.get(file_path(purpose), ""),
        )
        for purpose in FilePurpose
        if purpose != FilePurpose.SEALED
    ]


def unchecked(rows: Iterable[BoardRow]) -> int:
    """How many claimed conditions nobody has checked."""
    return sum(row.claim is not None and row.claim.state == CheckState.UNCHECKED for row in rows)
