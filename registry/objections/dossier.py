"""What objections put into a unit's file: the substance and the end of each, never who objected."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.objections.choices import LeadGround
from registry.objections.models import Objection
from registry.units.dossier import family
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="objections", title="异议", entries=_entries, order=66)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    """The row of the objector is no record of the entry: its files tell who sent them."""
    rows = Objection.objects.filter(item__application__unit__in=family(unit))
    people = ("handler", "proposed_by", "decided_by")
    for row in rows.select_related("item__notice", *people).order_by("pk"):
        told = (
            ("公示编号", row.item.notice.number),
            ("提出方式", row.get_channel_display()),
            ("公示期", "期内提出" if row.is_in_window else "不在期内"),
            ("状态", row.get_state_display()),
            ("转为线索的原因", LeadGround(row.lead_ground).label if row.lead_ground else ""),
            ("异议要点", row.substance),
            ("核查情况", row.findings),
            ("结论", row.get_conclusion_display()),
            ("定性的理由", row.conclusion_reason),
            ("单位的去留", row.get_outcome_display()),
            ("答复日期", row.answered_on.isoformat() if row.answered_on else ""),
            ("经办人", name_of(row.handler)),
            ("建议人", name_of(row.proposed_by)),
            ("定性人", name_of(row.decided_by)),
        )
        yield DossierEntry(
            title=f"对{row.item.name}的异议",
            number=row.number,
            on=row.received_on,
            who="异议人",
            facts=tuple((label, value) for label, value in told if value),
            records=(row,),
        )
