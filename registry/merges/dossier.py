"""What merging puts into a unit's file."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.merges.models import UnitMerge
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="merges", title="单位合并", entries=_entries, order=90)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = UnitMerge.objects.filter(Q(surviving=unit) | Q(merged=unit))
    rows = rows.select_related("surviving", "merged", "proposed_by", "settled_by", "undone_by")
    for row in rows.order_by("pk"):
        told = (
            ("状态", row.get_state_display()),
            ("依据", row.reason),
            ("提出人", name_of(row.proposed_by)),
            ("确认人", name_of(row.settled_by)),
            ("撤销人", name_of(row.undone_by)),
        )
        yield DossierEntry(
            title=str(row),
            on=row.settled_on,
            who=name_of(row.settled_by),
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
