"""Columns of the staff register: once, for the page, the export and the import of corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ipcontact.accounts.models import Agency, Region
from ipcontact.sheets.writer import ExportColumn
from registry.units.choices import MembershipState, RegistrationState, UnitKind
from registry.units.querysets import UnitQuerySet

CHUNK = 2_000


@dataclass(frozen=True)
class UnitColumn:
    """A column: its name on the page, the stored field, and how it leaves in a file."""

    key: str
    field: str
    export: ExportColumn
    words: str = ""  # which table of words turns the stored value into one


def _column(key, label, field="", *, kind="text", width=16, note="", words="") -> UnitColumn:
    return UnitColumn(
        key, field or key, ExportColumn(key, label, kind=kind, width=width, note=note), words
    )


COLUMNS: tuple[UnitColumn, ...] = (
    _column("public_no", "单位编号", width=12, note="本系统编号，导回修改时用来认单位。"),
    _column("name", "单位名称", width=40),
    _column("credit_code", "统一社会信用代码", width=22, note="18 位文本；无代码的联盟留空。"),
    _column("kind", "单位类型", width=14, words="kinds"),
    _column(
        "membership_state",
        "名录状态",
        width=10,
        words="memberships",
        note="由名录版次得出，导入时不改。",
    ),
    _column("registration_state", "登记状态", width=12, words="registrations"),
    _column("region", "所属区域", "region_id", width=16, words="regions"),
    _column("lead_agency", "主责单位", "lead_agency_id", width=24, words="agencies"),
    _column("co_agency", "协同单位", "co_agency_id", width=24, words="agencies"),
    _column("listed_on", "列入日期", kind="date", width=12, note="由名录版次得出，导入时不改。"),
    _column("left_on", "移出日期", kind="date", width=12, note="由名录版次得出，导入时不改。"),
    _column("registered_address", "住所", width=40),
    _column("business_address", "实际经营地", width=40),
    _column("registered_on", "成立日期", kind="date", width=12),
    _column("registration_authority", "登记机关", width=24),
    _column("industry_code", "行业代码", width=10),
    _column("note", "备注", width=30),
)
ALWAYS = ("public_no", "name", "credit_code")


def chosen_columns(keys: Sequence[str]) -> list[UnitColumn]:
    """The columns of these keys, in their own order; always with number, name and code."""
    wanted = {*keys, *ALWAYS} if keys else {column.key for column in COLUMNS}
    return [column for column in COLUMNS if column.key in wanted]


def export_rows(units: UnitQuerySet, columns: Sequence[UnitColumn]) -> Iterator[list]:
    """Rows of these units in words, through a cursor on the server's side."""
    words: dict[str, dict] = {
        "kinds": dict(UnitKind.choices),
        "memberships": dict(MembershipState.choices),
        "registrations": dict(RegistrationState.choices),
        "regions": dict(Region.objects.values_list("pk", "name")),
        "agencies": dict(Agency.objects.values_list("pk", "name")),
    }
    readers: list[Callable | None] = [
        words[column.words].get if column.words else None for column in columns
    ]
    fields = [column.field for column in columns]
    for stored in units.values_list(*fields).iterator(chunk_size=CHUNK):
        yield [
            (read(value) or "") if read else ("" if value is None else value)
            for read, value in zip(readers, stored, strict=True)
        ]
