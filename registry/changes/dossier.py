"""What changes put into a unit's file: each cell as it was and as it became, and who checked it."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.changes.models import UnitChange
from registry.changes.wording import cells
from registry.units.dossier import family
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="changes", title="单位变更", entries=_entries, order=75)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = UnitChange.objects.filter(unit__in=family(unit))
    related = ("related", "region", "lead_agency", "proposed_by", "checked_by")
    for row in rows.select_related(*related).order_by("pk"):
        told = (
            *((label, f"{old} → {new}") for label, old, new in cells(row)),
            ("状态", row.get_state_display()),
            ("来源", row.get_source_display()),
            ("依据", row.basis),
            ("登记人", name_of(row.proposed_by)),
            ("核对人", name_of(row.checked_by)),
            ("核对日期", row.checked_on.isoformat() if row.checked_on else ""),
            ("未通过的理由", row.refusal),
            ("未能生效的原因", row.obstacle),
        )
        yield DossierEntry(
            title=row.get_kind_display(),
            on=row.effective_on,
            who=row.get_source_display(),
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
