"""What removals put into a unit's file: why, what the unit said to it, who decided."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.removals.models import Removal
from registry.units.dossier import family
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="removals", title="移出和退出", entries=_entries, order=80)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = Removal.objects.filter(unit__in=family(unit))
    people = ("proposed_by", "told_by", "decided_by")
    for row in rows.select_related("ground", *people).order_by("pk"):
        told = (
            ("状态", row.get_state_display()),
            ("事由", str(row.ground)),
            ("依据", row.ground.basis),
            ("事实和理由", row.reason),
            ("提出人", name_of(row.proposed_by)),
            ("告知日期", row.told_on.isoformat() if row.told_on else ""),
            ("告知人", name_of(row.told_by)),
            ("单位陈述", row.statement),
            ("陈述日期", row.statement_on.isoformat() if row.statement_on else ""),
            ("陈述方式", row.get_statement_channel_display()),
            ("决定日期", row.decided_on.isoformat() if row.decided_on else ""),
            ("决定人", name_of(row.decided_by)),
            ("决定理由", row.decision_reason),
        )
        yield DossierEntry(
            title=str(row),
            on=row.proposed_on,
            who=row.unit_name if row.is_own_wish else name_of(row.proposed_by),
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
