"""What the proofs put into a unit's file."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.criteria.models import Evidence
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="evidence", title="入库条件证明", entries=_entries, order=20)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = Evidence.objects.filter(unit=unit).select_related("criterion", "checked_by")
    for row in rows.order_by("criterion__code", "pk"):
        told = (
            ("来源", row.get_source_display()),
            ("到期", row.expires_on.isoformat() if row.expires_on else ""),
            ("核对", row.get_state_display()),
            ("核对人", name_of(row.checked_by)),
            ("核对日期", row.checked_on.isoformat() if row.checked_on else ""),
            ("核对意见", row.check_note),
            ("情况", "已被替换" if row.superseded_at else ""),
        )
        yield DossierEntry(
            title=str(row.criterion),
            on=row.issued_on,
            number=row.document_no,
            who=row.issuer,
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
