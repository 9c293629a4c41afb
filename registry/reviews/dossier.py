"""What assessment puts into a unit's file: looks, answers of other offices, credit, recusals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils import timezone

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.reviews.models import (
    ConflictDeclaration,
    CreditCheck,
    Inspection,
    OpinionException,
    OpinionReply,
)
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(
            code="reviews", title="综合考察、征求意见和信用核查", entries=_entries, order=50
        )
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    yield from _looks(unit)
    yield from _replies(unit)
    yield from _credit(unit)
    yield from _recusals(unit)


def _known(*told: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in told if value)


def _looks(unit: Unit) -> Iterator[DossierEntry]:
    rows = Inspection.objects.filter(application__unit=unit)
    rows = rows.select_related("application", "recorded_by").prefetch_related("inspectors")
    for row in rows.order_by("done_on", "pk"):
        people = [name_of(person) for person in row.inspectors.all()]
        yield DossierEntry(
            title=f"考察：{row.get_mode_display()}",
            on=row.done_on,
            number=row.application.application_no,
            who="、".join(people),
            facts=_known(
                ("结论", row.get_conclusion_display()),
                ("情况和意见", row.remarks),
                ("考察人数", f"{len(people)}人"),
                ("登记人", name_of(row.recorded_by)),
                ("更正理由", row.correction_reason),
            ),
            records=(row,),
        )


def _replies(unit: Unit) -> Iterator[DossierEntry]:
    told = defaultdict(list)
    exceptions = OpinionException.objects.filter(application__unit=unit)
    for reply, text in exceptions.order_by("pk").values_list("reply_id", "text"):
        told[reply].append(text)
    rows = OpinionReply.objects.filter(request__applications__unit=unit).distinct()
    for row in rows.select_related("request", "agency").order_by("request", "pk"):
        yield DossierEntry(
            title=f"征求意见：{row.agency.name}",
            number=row.request.document_no or row.request.number,
            on=row.replied_on,
            who=row.agency.name,
            facts=_known(
                ("函件", row.request.title),
                ("发函", row.request.sent_on.isoformat()),
                ("回函", row.get_state_display()),
                ("对本单位的意见", "；".join(told[row.pk])),
                ("作废理由", row.request.void_reason),
            ),
            records=(row, row.request),
        )


def _credit(unit: Unit) -> Iterator[DossierEntry]:
    rows = CreditCheck.objects.filter(application__unit=unit)
    for row in rows.select_related("application", "entered_by").order_by("checked_on", "pk"):
        yield DossierEntry(
            title=f"信用核查：{row.get_result_display()}",
            on=row.checked_on,
            number=row.application.application_no,
            who=row.checker,
            facts=_known(("说明", row.detail), ("登记人", name_of(row.entered_by))),
            records=(row,),
        )


def _recusals(unit: Unit) -> Iterator[DossierEntry]:
    rows = ConflictDeclaration.objects.filter(application__unit=unit)
    for row in rows.select_related("application", "user", "entered_by").order_by("pk"):
        yield DossierEntry(
            title=f"回避：{name_of(row.user)}",
            on=timezone.localdate(row.declared_at),
            number=row.application.application_no,
            who=name_of(row.user),
            facts=_known(("撤回理由", row.withdrawn_reason), ("登记人", name_of(row.entered_by))),
            records=(row,),
        )
