"""What public notices put into a unit's file: each on which it stood, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.notices.models import NoticeItem
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(DossierSection(code="notices", title="公示", entries=_entries, order=65))


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = NoticeItem.objects.filter(application__unit=unit)
    rows = rows.select_related("notice__created_by", "notice__checked_by", "application")
    for row in rows.order_by("pk"):
        notice = row.notice
        told = (
            ("公示编号", notice.number),
            ("公示至", notice.last_day.isoformat() if notice.last_day else ""),
            ("公示状态", notice.get_state_display()),
            ("本单位", row.standing),
            ("理由", row.reason),
            ("起草人", name_of(notice.created_by)),
            ("核稿人", name_of(notice.checked_by)),
        )
        yield DossierEntry(
            title=notice.title,
            number=notice.document_no or notice.number,
            on=notice.published_on,
            who=notice.organ_name,
            facts=tuple((label, value) for label, value in told if value),
            records=(row, notice),
        )
