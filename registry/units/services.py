"""Everything that changes a unit: creation, names, codes, addresses, agencies, registration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ipcontact.accounts.rights import require
from ipcontact.audit.services import act
from ipcontact.text.pinyin import pinyin_initials
from ipcontact.text.rules import search_key
from ipcontact.ui.errors import RuleViolation
from registry.units.choices import AddressKind, UnitKind
from registry.units.models import Unit, UnitAddress, UnitCode, UnitName
from registry.units.rules import name_core

if TYPE_CHECKING:
    from ipcontact.accounts.models import User

BATCH = 2_000
PLAIN_FIELDS = (
    "kind",
    "registration_state",
    "registered_on",
    "registration_authority",
    "legal_form",
    "industry_code",
    "region",
    "lead_agency",
    "co_agency",
    "lead_unit",
    "merged_into",
    "split_from",
    "note",
)
ADDRESS_FIELDS = {
    "registered_address": AddressKind.REGISTERED,
    "business_address": AddressKind.BUSINESS,
}


@dataclass
class NewUnit:
    """Values of a unit to be created; `former_names` are names it no longer bears."""

    name: str
    credit_code: str | None
    values: dict = field(default_factory=dict)
    former_names: Sequence[str] = ()
    code_confirmed: bool = False


def search_keys(names: Iterable[tuple[str, str]]) -> str:
    """Text by which a unit is found.

    Args: names: (name, pinyin initials) pairs, present name first.
    """
    keys = []
    for name, initials in names:
        keys += [search_key(name), initials]
    return "\n".join(dict.fromkeys(key for key in keys if key))


def create_units(new: Sequence[NewUnit], *, by: User | None, today: date) -> list[Unit]:
    """Create units in bulk, with their names, codes, addresses and search keys.

    Raises: RuleViolation `code_taken` when one of the codes is already registered.
    """
    if by is not None:
        require(by, "units.edit")
    with act("登记单位", by=by):
        taken = set(
            Unit.objects.filter(
                credit_code__in=[item.credit_code for item in new if item.credit_code]
            ).values_list("credit_code", flat=True)
        )
        if taken:
            raise RuleViolation(
                "code_taken", f"信用代码 {min(taken)} 已登记，请打开已有单位，不要重复登记。"
            )
        numbers = _reserve_numbers(len(new))
        units = [_build(item, number) for item, number in zip(new, numbers, strict=True)]
        with _code_once():
            Unit.objects.bulk_create(units, batch_size=BATCH)
        names, codes, addresses = [], [], []
        for item, unit in zip(new, units, strict=True):
            names.append(UnitName(unit=unit, name=unit.name, pinyin=unit.pinyin))
            names += [
                UnitName(unit=unit, name=old, pinyin=pinyin_initials(old), until_on=today)
                for old in item.former_names
            ]
            if unit.credit_code:
                codes.append(
                    UnitCode(
                        unit=unit, credit_code=unit.credit_code, is_confirmed=item.code_confirmed
                    )
                )
            addresses += [
                UnitAddress(unit=unit, kind=kind, address=getattr(unit, name))
                for name, kind in ADDRESS_FIELDS.items()
                if getattr(unit, name)
            ]
        UnitName.objects.bulk_create(names, batch_size=BATCH)
        UnitCode.objects.bulk_create(codes, batch_size=BATCH)
        UnitAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return units


@contextmanager
def _code_once() -> Iterator[None]:
    """Somebody who registered the same code, or the same alliance, a moment before is no error,
    but a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        broken = str(error.__cause__.diag.constraint_name)
        if broken == "unit_alliance_name_once":
            raise RuleViolation(
                "name_taken", "同名的联盟刚刚已由别人登记，请刷新后打开已有单位。"
            ) from error
        if "credit_code" not in broken:
            raise
        raise RuleViolation(
            "code_taken", "同一信用代码刚刚已由别人登记，请刷新后打开已有单位。"
        ) from error


def create_unit(new: NewUnit, *, by: User | None, today: date) -> Unit:
    """Create one unit. See `create_units`."""
    return create_units([new], by=by, today=today)[0]


def rename(
    *,
    unit: Unit,
    name: str,
    on: date,
    by: User | None,
    evidence: str = "",
    pinyin: str = "",
    version: int | None = None,
) -> Unit:
    """Give a unit a new name from a day on; the old one stays searchable.

    Args: name: cleaned new name; on: first day of the new name; evidence: the registration notice;
    pinyin: corrected initials when the name has 多音字; version: what the form was based on.
    Raises: RuleViolation `same_name`, `before_last_name`, `stale`.
    """
    if by is not None:
        require(by, "units.edit")
    with act("单位更名", by=by):
        unit = _locked(unit, by, version)
        if name == unit.name:
            raise RuleViolation("same_name", "新名称与现用名称相同，请核对。")
        current = unit.names.get(until_on__isnull=True)
        if current.from_on and on <= current.from_on:
            raise RuleViolation(
                "before_last_name",
                f"更名日期应晚于现用名称的启用日期 {current.from_on:%Y-%m-%d}，请核对。",
            )
        current.until_on = on
        current.save(update_fields=["until_on"])
        initials = pinyin or pinyin_initials(name)
        UnitName.objects.create(
            unit=unit, name=name, pinyin=initials, from_on=on, evidence=evidence
        )
        unit.name, unit.pinyin, unit.name_core = name, initials, name_core(name)
        _save(unit, "name", "pinyin", "name_core", **_found_by(unit))
    return unit


def correct_pinyin(*, unit: Unit, pinyin: str, by: User) -> Unit:
    """Correct the pinyin initials of the present name (多音字)."""
    require(by, "units.edit")
    with act("更正拼音", by=by):
        unit = _locked(unit, by)
        unit.names.filter(until_on__isnull=True).update(pinyin=pinyin)
        unit.pinyin = pinyin
        _save(unit, "pinyin", **_found_by(unit))
    return unit


def change_code(
    *, unit: Unit, credit_code: str, on: date, by: User | None, is_confirmed: bool = False
) -> Unit:
    """Replace the credit code of a unit from a day on (转企改制, 社团换证).

    Raises: RuleViolation `code_taken` when another unit has the code.
    """
    if by is not None:
        require(by, "units.edit")
    with act("变更信用代码", by=by):
        unit = _locked(unit, by)
        if Unit.objects.filter(credit_code=credit_code).exclude(pk=unit.pk).exists():
            raise RuleViolation("code_taken", f"信用代码 {credit_code} 已属于另一单位，请核对。")
        unit.codes.filter(until_on__isnull=True).update(until_on=on)
        UnitCode.objects.create(
            unit=unit, credit_code=credit_code, from_on=on, is_confirmed=is_confirmed
        )
        unit.credit_code = credit_code
        with _code_once():
            _save(unit, "credit_code")
    return unit


def update_unit(
    *,
    unit: Unit,
    values: dict,
    by: User | None,
    today: date,
    version: int | None = None,
    reason: str = "",
) -> Unit:
    """Change plain values and addresses of a unit; unchanged values are left alone.

    Args: values: field name → new value, of `PLAIN_FIELDS` and `ADDRESS_FIELDS`;
    version: what the form was based on, refused when older.
    Raises: RuleViolation `stale`, `unknown_field`.
    """
    if by is not None:
        require(by, "units.edit")
    unknown = set(values) - set(PLAIN_FIELDS) - set(ADDRESS_FIELDS)
    if unknown:
        raise RuleViolation("unknown_field", "有不能在这里修改的项目，请刷新页面后重试。")
    with act("修改单位信息", by=by, reason=reason):
        unit = _locked(unit, by, version)
        changed = {name: value for name, value in values.items() if getattr(unit, name) != value}
        if not changed:
            return unit
        for name, value in changed.items():
            if name in ADDRESS_FIELDS:
                _move(unit, ADDRESS_FIELDS[name], value, today)
            setattr(unit, name, value)
        _save(unit, *changed)
    return unit


def assign_agency(*, units: Sequence[Unit], lead_agency, by: User) -> int:
    """Hand units over to a lead agency (批量). Returns how many changed.

    Raises: RuleViolation `nothing_chosen`.
    """
    require(by, "units.edit")
    if not units:
        raise RuleViolation("nothing_chosen", "没有选中单位，请回到列表勾选后再试。")
    with act("调整主责单位", by=by):
        reachable = Unit.objects.visible_to(by).select_for_update(of=("self",))
        rows = reachable.filter(pk__in=[unit.pk for unit in units])
        changed = [unit for unit in rows if unit.lead_agency_id != lead_agency.pk]
        for unit in changed:
            unit.lead_agency = lead_agency
            _save(unit, "lead_agency")
    return len(changed)


def _build(item: NewUnit, number: str) -> Unit:
    initials = pinyin_initials(item.name)
    unit = Unit(
        public_no=number,
        name=item.name,
        credit_code=item.credit_code or None,
        pinyin=initials,
        name_core=name_core(item.name),
        **item.values,
    )
    if unit.credit_code is None and unit.kind == UnitKind.ALLIANCE:
        unit.alliance_no = f"LM{number.removeprefix('LX')}"
    unit.search_text = search_keys(
        [(item.name, initials), *((old, pinyin_initials(old)) for old in item.former_names)]
    )
    return unit


def _reserve_numbers(count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('registry_unit_public_no') FROM generate_series(1, %s)", [count]
        )
        return [f"LX{number:06d}" for (number,) in cursor.fetchall()]


def _locked(unit: Unit, by: User | None, version: int | None = None) -> Unit:
    reachable = Unit.objects.visible_to(by) if by is not None else Unit.objects.all()
    locked = reachable.select_for_update(of=("self",)).get(pk=unit.pk)
    if version is not None and locked.version != version:
        raise RuleViolation(
            "stale",
            "保存前该单位已被他人修改。请对照下方现值，确认后再次保存；您填写的内容已保留。",
        )
    return locked


def _found_by(unit: Unit) -> dict[str, str]:
    return {"search_text": search_keys(unit.names.values_list("name", "pinyin"))}


def _move(unit: Unit, kind: AddressKind, address: str, today: date) -> None:
    unit.addresses.filter(kind=kind, until_on__isnull=True).update(until_on=today)
    if address:
        UnitAddress.objects.create(unit=unit, kind=kind, address=address, from_on=today)


def _save(unit: Unit, *fields: str, **more: str) -> None:
    for name, value in more.items():
        setattr(unit, name, value)
    unit.version += 1
    unit.updated_at = timezone.now()
    unit.save(update_fields=[*fields, *more, "version", "updated_at"])
