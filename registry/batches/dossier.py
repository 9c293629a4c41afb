"""What decisions put into a unit's file: the lists it stood on, who signed, what was decided."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.batches.models import BatchItem
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(DossierSection(code="decisions", title="审定", entries=_entries, order=60))


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = BatchItem.objects.filter(application__unit=unit)
    rows = rows.select_related("batch", "application", "decided_by")
    rows = rows.prefetch_related("batch__signers__signed_by", "batch__signers__user")
    for row in rows.order_by("pk"):
        batch = row.batch
        signed = "；".join(
            f"{place.get_role_display()} {name_of(place.signed_by or place.user)}："
            f"{place.get_state_display()}"
            for place in batch.signers.all()
        )
        told = (
            ("申报编号", row.application.application_no),
            ("拟办意见", row.get_proposal_display()),
            ("拟办理由", row.proposal_reason),
            ("审定结果", row.get_decision_display() if row.decision else "未审定"),
            ("理由", row.reason),
            ("审定人", name_of(row.decided_by)),
            ("签署", signed),
            ("不征求意见的理由", batch.opinions_waived),
            ("不作信用核查的理由", batch.credit_waived),
        )
        yield DossierEntry(
            title=f"{batch.name}（{batch.number}）",
            number=batch.minutes_no,
            on=batch.decided_on,
            who=name_of(row.decided_by),
            facts=tuple((label, value) for label, value in told if value),
            records=(row, batch),
        )
