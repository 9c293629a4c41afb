"""The evidence board of an application, and its attachments by purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ipcontact.files.services import files_of
from registry.applications.choices import FilePurpose
from registry.applications.models import Application, Claim
from registry.applications.services.scope import claim_path, file_path
from registry.criteria.board import Board, Row, board_of
from registry.criteria.choices import CheckState, Variant
from registry.criteria.models import Criterion
from registry.criteria.particulars import FILE, PARTICULARS


@dataclass(frozen=True)
class MarkedClaim:
    """One claimed condition: what it says at length, and what is wrong with it."""

    path: str
    row: Row
    defect: str


@dataclass(frozen=True)
class FileGroup:
    """Files of one purpose and the mark on them."""

    path: str
    label: str
    files: tuple
    defect: str


def board(application: Application, *, today: date, may_check: bool = False) -> Board:
    """Every condition of the round's plan with the claim on it. Three queries.

    Args: may_check: claimed conditions lead to the page on which they are checked.
    """
    claims = list(application.claims.select_related("criterion", "checked_by"))
    claimed = {claim.criterion_id for claim in claims} if may_check else set()

    def url_of(criterion: Criterion) -> str:
        if criterion.pk not in claimed:
            return ""
        where = [application.application_no, criterion.code]
        return reverse("applications:check-claim", args=where)

    return board_of(
        application.round.scheme.criteria.all(),
        claims,
        unit_kind=application.unit_kind,
        unit_name=application.unit_name,
        today=today,
        url_of=url_of,
    )


def marked_claims(drawn: Board, marks: Mapping[str, str]) -> list[MarkedClaim]:
    """The claimed conditions with their marks."""
    paths = [(claim_path(row.criterion.code), row) for row in drawn.claimed]
    return [MarkedClaim(path, row, marks.get(path, "")) for path, row in paths]


def unchecked(drawn: Board) -> int:
    """How many claimed conditions nobody has checked."""
    return sum(row.proof.state == CheckState.UNCHECKED for row in drawn.claimed)


def facts_of(claim: Claim) -> list[tuple[str, str]]:
    """The particulars of a claim in words, as far as they are given; lists stand apart."""
    found = []
    for item in PARTICULARS[claim.criterion.proof_kind]:
        if item.name in (FILE, "entries"):
            continue
        value = getattr(claim, item.name)
        if value not in ("", None):
            words = dict(Variant.choices).get(value, value) if item.name == "variant" else value
            found.append((item.label, f"{words}"))
    return found


def attachments(application: Application, marks: Mapping[str, str]) -> list[FileGroup]:
    """Attachments by purpose; the stamped paper has its own line. One query."""
    files = list(files_of(application))
    return [
        FileGroup(
            file_path(purpose),
            purpose.label,
            tuple(file for file in files if file.purpose == purpose),
            marks.get(file_path(purpose), ""),
        )
        for purpose in FilePurpose
        if purpose != FilePurpose.SEALED
    ]
