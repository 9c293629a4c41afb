"""What recommendations put into a unit's file."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.recommendations.models import Recommendation
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="recommendations", title="推荐", entries=_entries, order=40)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = Recommendation.objects.filter(application__unit=unit)
    rows = rows.select_related("application", "agency", "drafted_by", "signed_by")
    for row in rows.order_by("pk"):
        told = (
            ("申报编号", row.application.application_no),
            ("状态", row.get_state_display()),
            ("推荐意见", row.statement),
            ("拟稿人", name_of(row.drafted_by)),
            ("签发人", name_of(row.signed_by)),
            ("撤销理由", row.revoked_reason),
        )
        yield DossierEntry(
            title=f"{row.agency.name}：{row.get_opinion_display()}",
            on=row.signed_on,
            who=row.agency.name,
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
