"""Recommendations for tests, made through the services that make them in life."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from ipcontact.accounts.models import Agency, User
from ipcontact.accounts.roles import Role
from ipcontact.notifications.services import issue_link
from registry.applications.models import Application
from registry.recommendations import services
from registry.recommendations.models import Recommendation
from registry.recommendations.services.inviting import PURPOSE
from registry.rounds.models import IntakeRound, RecommendationQuota
from tests.factories import make_user
from tests.files import samples
from tests.filing import NOON, TODAY, basic_answers, make_round, region_agency
from tests.workbooks import as_bytes, cells_of

MOBILE = "13900000088"
CONTACT = "示例联络员"


def clerk_of(agency: Agency, **values) -> User:
    return make_user(Role.AGENCY_CLERK, agency=agency, **values)


def head_of(agency: Agency, **values) -> User:
    return make_user(Role.AGENCY_HEAD, agency=agency, **values)


def proposal(**values) -> services.Proposal:
    """What an agency says of a unit; keywords of the proposal, the others of the unit."""
    own = {
        "criteria": ("1",),
        "statement": "创新能力强，多次反映被仿冒。",
        "contact_name": CONTACT,
        "mobile": MOBILE,
    }
    for name in (*own, "email", "phone", "co_agency"):
        if name in values:
            own[name] = values.pop(name)
    return services.Proposal(basic=basic_answers(**values), **own)


def drafted(
    round_: IntakeRound | None = None,
    *,
    agency: Agency | None = None,
    by: User | None = None,
    now: datetime = NOON,
    **values,
) -> Recommendation:
    """A proposal of a station, not signed yet."""
    agency = agency or region_agency()
    return services.propose(
        proposal(**values), round=round_ or make_round(now=now), agency=agency, by=by, now=now
    )


def signed(
    round_: IntakeRound | None = None,
    *,
    agency: Agency | None = None,
    head: User | None = None,
    now: datetime = NOON,
    **values,
) -> Recommendation:
    """A signed proposal: its unit is asked to confirm."""
    made = drafted(round_, agency=agency, now=now, **values)
    head = head or head_of(made.agency)
    services.sign(made, by=head, today=now.date(), now=now)
    made.refresh_from_db()
    made.application.refresh_from_db()
    return made


def set_quota(round_: IntakeRound, agency: Agency, units: int) -> RecommendationQuota:
    return RecommendationQuota.objects.create(round=round_, agency=agency, units=units)


def link_to(application: Application, contact: str = MOBILE) -> str:
    """The secret of a one-time link that asks the unit to confirm."""
    issued = issue_link(
        purpose=PURPOSE, subject=application, contact_name=CONTACT, contact=contact, by=None
    )
    return issued.token


def stamped_page(name: str = "盖章页.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.jpeg(), "image/jpeg")


def facts_of(application: Application, **values: Any) -> services.Facts:
    """The facts as the file has them, but for what is given."""
    basic = application.answers["basic"]
    contacts = application.persons["contacts"]
    own = {
        "unit_name": basic["unit_name"],
        "unit_kind": basic["unit_kind"],
        "registered_address": basic["registered_address"],
        "region": basic["region"],
        "criteria": [claim.criterion.code for claim in application.claims.all()],
        "contact_name": contacts["primary_name"],
        "contact_mobile": contacts["primary_mobile"],
    }
    return services.Facts(**{**own, **values})


def confirmed(recommendation: Recommendation, *, now: datetime = NOON, **values) -> Application:
    """The file after the unit has confirmed with its link."""
    application = recommendation.application
    services.confirm_by_link(
        link_to(application),
        facts=facts_of(application, **values),
        upload=stamped_page(),
        clicked_at=now,
        today=now.date(),
    )
    application.refresh_from_db()
    return application


HEADER = (
    "序号",
    "企业名称",
    "统一社会\n信用代码",
    "所属区域",
    "地址",
    "申报条件",
    "联系人",
    "电话",
)


def office_sheet(lines: Iterable[Sequence[Any]], *, places: int = 2) -> bytes:
    """A 推荐汇总表 as an office writes it: title, merged 所属区域, =ROW() as number, signature.

    Args: lines: name, code, and optionally condition, contact, phone; places: rows per merge.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "推荐汇总表"
    sheet.append(["2026年知识产权保护重点联系单位推荐汇总表"])
    sheet.merge_cells("A1:H1")
    sheet.append(["填报单位：示例塘沽市场监管所"])
    sheet.append(HEADER)
    first = sheet.max_row + 1
    for row, line in enumerate(lines, start=first):
        name, code, *rest = line
        condition, contact, phone = [*rest, *("1", "示例甲", "13900000001")[len(rest) :]]
        address = f"天津市滨海新区塘沽街道示例路{row}号"
        sheet.append(["=ROW()-3", name, code, "塘沽街道", address, condition, contact, phone])
    last = sheet.max_row
    for top in range(first, last, places):
        if top + places - 1 <= last:
            sheet.merge_cells(f"D{top}:D{top + places - 1}")
    sheet.append([])
    sheet.append(["填表人：示例甲", None, None, None, "负责人（签字）："])
    return as_bytes(book)


def later(days: int, start: date = TODAY) -> date:
    return start + timedelta(days=days)


def rows_of(content: bytes) -> list[list[str]]:
    """Every row of the first sheet as strings."""
    book = load_workbook(io.BytesIO(content))
    return [list(row) for row in cells_of(book.worksheets[0])]
