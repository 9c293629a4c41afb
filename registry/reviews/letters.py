"""征求意见函 for page and Word alike: what it says, its list, how the template was first made."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ipcontact.documents import render
from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.tables import chinese_day
from ipcontact.ui.models import SiteProfile
from registry.reviews.models import OpinionRequest

TEMPLATE = "opinion-request"


@dataclass(frozen=True)
class Letter:
    """What a 征求意见函 says. `rows`: 序号, 单位名称, 信用代码, 推荐单位, 入库条件."""

    letterhead: str
    organ: str
    document_no: str
    title: str
    offices: str
    opening: str
    request: str
    contact: str
    list_title: str
    rows: list[tuple[str, str, str, str, str]]
    day: str


def letter_of(request: OpinionRequest) -> Letter:
    """The words of a letter; four queries, however long its list."""
    profile = SiteProfile.objects.current()
    sponsor = profile.sponsor or profile.organ_name
    author = request.created_by
    phone = (author.agency.phone if author and author.agency else "") or profile.phone
    applications = request.applications.select_related("agency").with_codes().order_by("pk")
    rows = [
        (
            str(place),
            row.unit_name,
            row.credit_code or "无",
            row.agency.display_name if row.agency else "",
            "、".join(f"（{code}）" for code in row.codes),
        )
        for place, row in enumerate(applications, start=1)
    ]
    return Letter(
        letterhead=profile.letterhead_line,
        organ=profile.organ_name,
        document_no=request.document_no,
        title=request.title,
        offices="、".join(reply.agency.name for reply in replies_of(request)),
        opening=(
            "按照知识产权保护重点联系机制的安排，我局对申报单位进行了审核和综合考察，"
            f"拟就附件所列{len(rows)}家单位征求贵单位意见。"
        ),
        request=(
            f"请结合职责，对附件所列单位是否存在不宜纳入的情形提出意见，于{chinese_day(request.due_on)}"
            "（含当日）前书面回复。有不同意见的，请写明单位名称和具体情形；没有意见的，也请回复。"
        ),
        contact=f"联系部门：{sponsor}{f'，电话：{phone}' if phone else ''}。",
        list_title="征求意见单位名单",
        rows=rows,
        day=chinese_day(request.sent_on),
    )


def replies_of(request: OpinionRequest) -> list:
    """The offices that were asked, with what they answered, in the order of their codes."""
    replies = request.replies.select_related("agency", "entered_by").order_by("agency__code")
    return list(replies.prefetch_related("exceptions__application"))


def letter_document(request: OpinionRequest) -> bytes:
    """The letter with its list as a Word file."""
    return render(TEMPLATE, asdict(letter_of(request)))


def letter_sheet() -> Sheet:
    """How the template was first made."""
    sheet = Sheet("征求意见函")
    sheet.head(
        organ="{{ letterhead }}",
        number="{{ document_no or '（文号待编号）' }}",
        title="{{ title }}",
    )
    sheet.line("公文正文", "{{ offices }}：").paragraph_format.first_line_indent = 0
    for name in ("opening", "request", "contact"):
        sheet.line("公文正文", f"{{{{ {name} }}}}")
    sheet.line("公文正文", "附件：{{ list_title }}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    sheet.line("公文正文", "附件").paragraph_format.page_break_before = True
    sheet.line("公文表题", "{{ list_title }}")
    sheet.table(
        [
            ["序号", "单位名称", "统一社会信用代码", "推荐单位", "入库条件"],
            ["{%tr for row in rows %}"],
            ["{{ row[0] }}", "{{ row[1] }}", "{{ row[2] }}", "{{ row[3] }}", "{{ row[4] }}"],
            ["{%tr endfor %}"],
        ]
    )
    return sheet
