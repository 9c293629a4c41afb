"""Columns of the list of applications as it leaves in a file. No personal values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone

from ipcontact.accounts.models import Agency, User
from ipcontact.sheets.writer import ExportColumn
from registry.applications.choices import ApplicationState
from registry.applications.querysets import ApplicationQuerySet
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

CHUNK = 2_000
ALWAYS = ("application_no", "unit_name", "credit_code")
COLUMNS: tuple[ExportColumn, ...] = (
    ExportColumn("application_no", "申报编号", width=14),
    ExportColumn("unit_name", "单位名称", width=40),
    ExportColumn("credit_code", "统一社会信用代码", width=22),
    ExportColumn("unit_kind", "单位类型", width=14),
    ExportColumn("sources", "来源", width=14),
    ExportColumn("agency", "推荐单位", width=24),
    ExportColumn("co_agency", "协同单位", width=24),
    ExportColumn("state", "环节", width=16),
    ExportColumn("due_on", "到期日", kind="date", width=12),
    ExportColumn("holder", "在办人", width=12),
    ExportColumn("codes", "入库条件", width=16),
    ExportColumn("round", "申报批次", width=24),
    ExportColumn("submitted_at", "提交日期", kind="date", width=12),
)
_STORED = (
    "application_no", "unit_name", "credit_code", "unit_kind", "is_self_filed", "is_recommended",
    "agency_id", "co_agency_id", "state", "due_on", "holder_id", "codes", "round_id",
    "submitted_at",
)  # fmt: skip


def chosen_columns(keys: Sequence[str]) -> list[ExportColumn]:
    """The columns of these keys, in their own order; always with number, name and code."""
    wanted = {*keys, *ALWAYS} if keys else {column.key for column in COLUMNS}
    return [column for column in COLUMNS if column.key in wanted]


def export_rows(
    applications: ApplicationQuerySet, columns: Sequence[ExportColumn]
) -> Iterator[list[Any]]:
    """Rows in words, through a cursor on the server's side.

    Args: applications: with `due_on` and `codes`.
    """
    words: dict[str, dict] = {
        "unit_kind": dict(UnitKind.choices),
        "state": dict(ApplicationState.choices),
        "agency": dict(Agency.objects.values_list("pk", "name")),
        "holder": dict(User.objects.values_list("pk", "name")),
        "round": dict(IntakeRound.objects.values_list("pk", "name")),
    }
    words["co_agency"] = words["agency"]
    rows = applications.with_agents().values(*_STORED, "agent_name")
    for stored in rows.iterator(chunk_size=CHUNK):
        yield [_cell(stored, column.key, words) for column in columns]


def _cell(stored: dict[str, Any], key: str, words: dict[str, dict]) -> Any:
    if key == "sources":
        named = (("自愿申报", stored["is_self_filed"]), ("推荐", stored["is_recommended"]))
        words = "、".join(word for word, holds in named if holds)
        return f"{words}（{stored['agent_name']}代填）" if stored["agent_name"] else words
    if key == "codes":
        return "、".join(stored["codes"])
    if key == "submitted_at":
        at = stored[key]
        return timezone.localtime(at).date() if at else ""
    value = stored[key] if key in stored else stored[f"{key}_id"]
    return words[key].get(value, "") if key in words else ("" if value is None else value)
