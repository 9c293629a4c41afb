"""What the roster puts into a unit's file: papers that name it, decisions by which it left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.roster.models import Departure, Listing, RosterEntry
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="roster", title="在库情况", entries=_entries, order=70)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    found = [*_papers(unit), *_departures(unit)]
    found.sort(key=lambda entry: entry.on or date.min)
    yield from found
    for row in Listing.objects.filter(unit=unit).select_related("entry_edition", "exit_edition"):
        last = row.period.upper
        ground = f"，{row.get_ground_display()}" if row.ground else ""
        yield DossierEntry(
            title=f"在库期间：{row.period.lower:%Y-%m-%d} 至 "
            f"{f'{last:%Y-%m-%d}' if last else '今'}{ground}",
            on=row.period.lower,
            facts=(("列入版次", row.entry_edition.name),),
            records=(row,),
        )


def _papers(unit: Unit) -> Iterator[DossierEntry]:
    for row in RosterEntry.objects.filter(unit=unit).select_related("edition"):
        edition = row.edition
        facts = [("当日名称", row.name), ("序号", str(row.order))]
        if row.criteria:
            facts.append(("入库条款", "".join(f"（{code}）" for code in row.criteria)))
        if edition.is_backfill:
            facts.append(("录入", "补录"))
        yield DossierEntry(
            title=edition.name,
            on=edition.published_on,
            number=edition.document_no or edition.number,
            who=edition.organ_name,
            facts=tuple(facts),
            records=(row,),
        )


def _departures(unit: Unit) -> Iterator[DossierEntry]:
    for row in Departure.objects.filter(unit=unit):
        yield DossierEntry(
            title=f"移出名录：{row.get_ground_display()}",
            on=row.left_on,
            number=row.document_no,
            facts=(("说明", row.reason),) if row.reason else (),
            records=(row,),
        )
