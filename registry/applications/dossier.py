"""What applications put into a unit's file: each with its versions, claims and returns."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from ipcontact.audit.context import name_of
from ipcontact.ui.registry import DossierEntry, DossierSection, dossier_sections
from registry.applications.filling import fillings
from registry.applications.models import Application
from registry.units.models import Unit


def register() -> None:
    """Declare the section; called once when the app is ready."""
    dossier_sections.add(
        DossierSection(code="applications", title="申报", entries=_entries, order=30)
    )


def _entries(unit: Unit) -> Iterator[DossierEntry]:
    rows = Application.objects.filter(unit=unit).submitted().select_related("round", "agency")
    rows = rows.prefetch_related(
        "claims__criterion",
        "submissions__submitted_by",
        "submissions__sealed_copies",
        "correction_notices__drafted_by",
        "correction_notices__items",
    )
    found = list(rows.order_by("pk"))
    filled = fillings([row.pk for row in found])
    for row in found:
        claims = sorted(row.claims.all(), key=lambda claim: claim.criterion.code)
        yield DossierEntry(
            title=f"申报：{row.round.name}",
            number=row.application_no,
            on=timezone.localdate(row.submitted_at) if row.submitted_at else None,
            who=row.unit_name,
            facts=(
                ("来源", row.sources or "—"),
                *([("填报", filled[row.pk].words)] if row.pk in filled else []),
                ("状态", row.get_state_display()),
                ("推荐单位", row.agency.name if row.agency else "—"),
                ("申报依据", "、".join(str(claim.criterion) for claim in claims) or "—"),
            ),
            records=(row, *claims),
        )
        yield from _versions(row)
        yield from _returns(row)


def _versions(application: Application) -> Iterator[DossierEntry]:
    for row in sorted(application.submissions.all(), key=lambda version: version.number):
        copies = row.sealed_copies.all()
        yield DossierEntry(
            title=f"申报表（第{row.number}次提交）",
            number=f"{application.application_no}-{row.number}",
            on=timezone.localdate(row.submitted_at),
            who=name_of(row.submitted_by) or application.unit_name,
            facts=(
                ("内容校验值", row.short_digest),
                ("承诺书版本", row.consent_version),
                ("盖章件", f"{len(copies)}份" if copies else "无"),
            ),
            records=(row, *copies),
        )


def _returns(application: Application) -> Iterator[DossierEntry]:
    for row in sorted(application.correction_notices.all(), key=lambda notice: notice.number):
        if row.sent_on is None:
            continue
        defects = "；".join(f"{item.label}：{item.defect}" for item in row.items.all())
        facts = [("问题和要求", defects)]
        if row.second_reason:
            facts.append(("再次退回的理由", row.second_reason))
        yield DossierEntry(
            title=str(row),
            on=row.sent_on,
            who=name_of(row.drafted_by),
            facts=tuple(facts),
            records=(row,),
        )
