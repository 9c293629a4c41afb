"""What the units put into a unit's file: names, codes, addresses, people, figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ipcontact.text.masking import mask_email, mask_mobile, mask_name, mask_phone
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.units.models import Unit
from registry.units.people import UnitPerson, YearlyFigures


def family(unit: Unit) -> list[Unit]:
    """The unit and the rows that were merged into it: what stayed with them belongs to its file."""
    return [unit, *unit.duplicates.order_by("pk")]


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="unit", title="单位基本情况", entries=_entries, order=10)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = family(unit)
    yield DossierEntry(
        title="登记信息",
        number=unit.public_no,
        who=unit.registration_authority,
        facts=_facts(unit),
        records=tuple(rows),
    )
    for twin in rows[1:]:
        yield DossierEntry(title=f"合并来的单位：{twin.name}", number=twin.public_no)
    dated = chain(unit.names.all(), unit.codes.all(), unit.addresses.all())
    for row in dated:
        label = str(row._meta.verbose_name).removeprefix("单位")
        evidence = getattr(row, "evidence", "")
        facts = (("止用", row.until_on.isoformat()),) if row.until_on else ()
        yield DossierEntry(
            title=f"{label}：{row}",
            on=row.from_on,
            facts=(*facts, ("依据", evidence)) if evidence else facts,
            records=(row,),
        )
    yield from map(_person, UnitPerson.objects.filter(unit__in=rows).order_by("period", "pk"))
    for row in YearlyFigures.objects.filter(unit__in=rows).order_by("year", "pk"):
        yield DossierEntry(
            title=f"{row.year}年度知识产权数据", on=row.as_of, who=row.source, records=(row,)
        )


def _facts(unit: Unit) -> tuple[tuple[str, str], ...]:
    told = (
        ("信用代码", unit.credit_code or unit.alliance_no or ""),
        ("单位类型", unit.get_kind_display()),
        ("登记状态", unit.get_registration_state_display()),
        ("名录状态", unit.get_membership_state_display()),
        ("主责单位", unit.lead_agency.name if unit.lead_agency else ""),
        ("住所", unit.registered_address),
        ("实际经营地", unit.business_address),
    )
    return tuple((label, value) for label, value in told if value)


def _person(row: UnitPerson) -> DossierEntry:
    values = (
        ("姓名", row.name, mask_name),
        ("手机", row.mobile, mask_mobile),
        ("电话", row.phone, mask_phone),
        ("邮箱", row.email, mask_email),
    )
    known = [(label, value, mask) for label, value, mask in values if value]
    last = row.period.upper
    return DossierEntry(
        title=row.get_role_display(),
        on=row.period.lower,
        facts=(("任期至", last.isoformat()),) if last else (),
        personal=tuple((label, value) for label, value, _ in known),
        masked=tuple((label, mask(value)) for label, value, mask in known),
        records=(row,),
    )
