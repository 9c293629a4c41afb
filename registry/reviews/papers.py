"""考察表: the assessments of one application as a Word file, or empty to be taken along."""

from __future__ import annotations

from ipcontact.documents import render
from ipcontact.documents.tables import Grid, Part, tables_context
from registry.applications.models import Application
from registry.reviews.choices import Conclusion, InspectionMode
from registry.reviews.models import Inspection

BLANK_ROWS = (
    ["考察方式", "　".join(f"□{label}" for label in InspectionMode.labels)],
    ["考察日期", ""],
    ["情况和意见", ""],
    ["结论", "　".join(f"□{label}" for label in Conclusion.labels)],
)
SIGNERS = 2  # an assessment on site is made by two people at least


def inspection_document(application: Application, *, organ: str) -> bytes:
    """The 考察表 of an application; a form to be filled in by hand while nothing is recorded."""
    looks = application.inspections.in_force().prefetch_related("inspectors").order_by("pk")
    recorded = [_recorded(look) for look in looks]
    parts = [Part(tables=[_facts(application)]), *(recorded or [_blank()])]
    context = tables_context(title="重点联系单位综合考察表", parts=parts, organ=organ)
    return render("tables", context)


def _facts(application: Application) -> Grid:
    claims = application.claims.select_related("criterion").order_by("criterion__code")
    claimed = "；".join(f"（{c.criterion.code}）{c.criterion.short_name}" for c in claims)
    agency = application.agency.display_name if application.agency else "—"
    return Grid(
        heads=("项目", "内容"),
        rows=[
            ["申报编号", application.application_no],
            ["单位名称", application.unit_name],
            ["统一社会信用代码", application.credit_code or "—"],
            ["单位类型", application.get_unit_kind_display()],
            ["推荐单位", agency],
            ["申报的入库条件", claimed or "—"],
        ],
    )


def _recorded(look: Inspection) -> Part:
    rows = [
        ["考察日期", f"{look.done_on:%Y-%m-%d}"],
        ["情况和意见", look.remarks or "—"],
        *([s["name"], f"{s['points']}/{s['maximum']}"] for s in look.scores),
        ["结论", look.get_conclusion_display()],
    ]
    names = [person.name for person in look.inspectors.all()]
    return Part(
        heading=look.get_mode_display(),
        tables=[Grid(heads=("项目", "内容"), rows=rows), _signatures(names)],
    )


def _blank() -> Part:
    tables = [Grid(heads=("项目", "内容"), rows=BLANK_ROWS), _signatures([""] * SIGNERS)]
    return Part(heading="考察记录", tables=tables)


def _signatures(names: list[str]) -> Grid:
    return Grid(heads=("考察人", "签名", "日期"), rows=[[name, "", ""] for name in names])
