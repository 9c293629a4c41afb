"""The columns of the public roster, defined once: for the page, the exports and the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from import_export import resources
from import_export.fields import Field

from ipcontact.sheets.writer import ExportColumn
from ipcontact.workdays.clock import today
from registry.roster.as_of import entries_on, listed_since
from registry.roster.models import EntryQuerySet, RosterEdition, RosterEntry
from registry.roster.offers import Choices
from registry.units.choices import UnitKind

CHUNK = 2_000


@dataclass(frozen=True)
class RosterColumn:
    """A column that everybody may see (政府信息公开条例 13、15条; domain 5.1).

    `sort` is its name as an order of the list, `short` its label where room is scarce, `note`
    what a reader of the export should know.
    """

    key: str
    label: str
    kind: str = "text"
    width: int = 16
    note: str = ""
    sort: str = ""
    short: str = ""
    is_beside_name: bool = False

    @property
    def export(self) -> ExportColumn:
        return ExportColumn(self.key, self.label, self.kind, self.width, self.note)


COLUMNS = (
    RosterColumn("name", "单位名称", width=40, sort="name", note="以该版名录所载名称为准。"),
    RosterColumn(
        "present_name",
        "现用名称",
        width=30,
        note="名录公布后更名的，填写现用名称；未更名的留空。",
        is_beside_name=True,
    ),
    RosterColumn(
        "credit_code",
        "统一社会信用代码",
        width=22,
        short="信用代码",
        note="18位，文本格式。没有法人资格的产业联盟没有代码。",
    ),
    RosterColumn("unit_kind", "单位类型", width=14),
    RosterColumn(
        "criteria",
        "入库条款",
        width=30,
        note="列入名录时依据的入库条件，可以不止一项；不是对单位的评价。",
    ),
    RosterColumn("region", "所属区域", width=20, note="负责联系的街镇或者功能区。"),
    RosterColumn("recommended_by", "推荐单位", width=22, note="自愿申报的留空。"),
    RosterColumn(
        "listed_on",
        "列入日期",
        kind="date",
        width=12,
        sort="listed",
        note="本次连续在库的起始日期。",
    ),
)
PAGE_COLUMNS = tuple(column for column in COLUMNS if not column.is_beside_name)

STORED = (
    "unit__public_no",
    "name",
    "unit__name",
    "credit_code",
    "unit_kind",
    "criteria",
    "region_id",
    "recommended_by",
    "listed_since",
    "former_name",
)


class RosterRow(NamedTuple):
    """A row of the roster in words, in the order of `COLUMNS`."""

    name: str
    present_name: str
    credit_code: str
    unit_kind: str
    criteria: str
    region: str
    recommended_by: str
    listed_on: date | None


def row_reader(choices: Choices) -> Callable[[tuple], RosterRow]:
    """A function from a stored tuple (`STORED`) to its words; labels are looked up once each.

    Args: choices: the labels of conditions and regions of the day.
    """
    kinds = dict(UnitKind.choices)
    regions = {region.pk: region.name for region in choices.regions}
    regions[None] = ""
    known: dict[tuple[str, ...], str] = {}

    def read(stored: tuple) -> RosterRow:
        _, name, present, code, kind, criteria, region, recommender, since, _ = stored
        codes = tuple(criteria)
        words = known.get(codes)
        if words is None:
            words = known[codes] = criteria_words(codes, choices.criteria)
        other = present if present != name else ""
        return RosterRow(name, other, code, kinds[kind], words, regions[region], recommender, since)

    return read


def criteria_words(codes: Iterable[str], names: dict[str, str]) -> str:
    """高新技术企业、专利30件以上. Args: codes: of the conditions; names: code to short name."""
    return "、".join(names.get(code, f"第（{code}）项") for code in codes)


def export_rows(rows: EntryQuerySet, choices: Choices) -> Iterator[RosterRow]:
    """Every row of a selection in words, through a cursor on the server's side."""
    return map(row_reader(choices), rows.values_list(*STORED).iterator(chunk_size=CHUNK))


class _PublicRoster(resources.ModelResource):
    """The roster of today for django-import-export, to export only."""

    @classmethod
    def get_display_name(cls) -> str:
        return "现行名录（公开的列）"

    def filter_export(self, queryset: QuerySet, **kwargs) -> EntryQuerySet:
        chosen = queryset.order_by().values("pk")
        current = entries_on(today(), is_today=True).filter(pk__in=chosen)
        return current.annotate(listed_since=listed_since(today(), is_today=True))

    def iter_queryset(self, queryset: EntryQuerySet) -> Iterator[RosterRow]:
        """Rows in words: their attributes are the keys of the columns."""
        return export_rows(
            queryset, Choices.on(today(), today(), list(RosterEdition.objects.all()))
        )


_FIELDS = {
    column.key: Field(attribute=column.key, column_name=column.label, readonly=True)
    for column in COLUMNS
}
_META = type("Meta", (), {"model": RosterEntry, "fields": tuple(_FIELDS)})
PublicRosterResource = type(
    "PublicRosterResource",
    (_PublicRoster,),
    {**_FIELDS, "Meta": _META, "__doc__": _PublicRoster.__doc__},
)
