"""The papers of a notice, for page and Word alike: 公示, 审查表, 公示情况说明, 公布通知."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ipcontact.documents import render
from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.tables import Grid, Part, chinese_day, tables_context
from ipcontact.notifications.links import absolute
from ipcontact.ui.registry import notice_reports
from ipcontact.workdays.services import current_calendar
from registry.notices.choices import STILL, CheckPoint, NoticeState
from registry.notices.forms import CONTACT
from registry.notices.models import Announcement, Corrigendum, NoticeItem, PublicNotice
from registry.notices.rules import window
from registry.notices.services import facts_of
from registry.notices.services.steps import stopped_on
from registry.roster.exports import NO_RECOGNITION
from registry.roster.models import RosterEntry

TEMPLATE, ANNOUNCING, CORRECTING = "public-notice", "announcement", "corrigendum"
HEADS = ("序号", "单位名称", "统一社会信用代码", "入库条件", "推荐单位")
LIST = [  # the table of a template, filled line by line
    list(HEADS),
    ["{%tr for row in rows %}"],
    [f"{{{{ row[{place}] }}}}" for place in range(len(HEADS))],
    ["{%tr endfor %}"],
]


@dataclass(frozen=True)
class NoticePaper:
    """What a 公示 says, part by part; nothing personal."""

    organ: str
    document_no: str
    title: str
    basis: str
    introduction: str
    period: str
    objection: list[str]
    contact: list[tuple[str, str]]
    rows: list[list[str]]
    day: str


def paper_of(notice: PublicNotice, items: list[NoticeItem]) -> NoticePaper:
    """The words of a notice; before publication with the window as it would be today."""
    return NoticePaper(
        organ=notice.organ_name,
        document_no=notice.document_no,
        title=notice.title,
        basis=notice.basis,
        introduction=notice.introduction,
        period=period_words(notice),
        objection=[line for line in notice.objection_words.splitlines() if line.strip()],
        contact=[(term, notice.contact[name]) for name, term in CONTACT.items()
                 if notice.contact.get(name)],
        rows=[row_of(item) for item in items],
        day=chinese_day(notice.published_on) if notice.published_on else "",
    )  # fmt: skip


def row_of(item: NoticeItem) -> list[str]:
    """A line of the list as it is printed."""
    codes = "".join(f"（{code}）" for code in item.criteria)
    return [str(item.order), item.name, item.credit_code or "—", codes, item.recommended_by or "—"]


def period_words(notice: PublicNotice) -> str:
    """公示期自2026年9月24日起至2026年10月9日24:00止，共5个工作日，发布当日不计。"""
    if notice.ends_on is None:
        return f"公示期{notice.days}个工作日，发布当日不计，起止日期在发布时确定。"
    starts, ends = chinese_day(notice.starts_on), chinese_day(notice.ends_on)
    last = notice.extensions.last()
    if last is not None and not last.is_restart:
        return (
            f"公示期自{starts}起，延长至{ends}24:00止（原截止日{chinese_day(last.ends_before)}）。"
        )
    provisional = "（截止日为暂定，以放假安排公布后的日期为准）" if notice.is_provisional else ""
    counted = f"共{notice.days}个工作日，发布当日不计"
    return f"公示期自{starts}起至{ends}24:00止，{counted}{provisional}。"


def standing_words(notice: PublicNotice) -> str:
    """The window as it stands now, for pages: of a notice that stands still, since when. The paper
    keeps the words under which it was published."""
    if notice.state not in STILL or notice.published_on is None:
        return period_words(notice)
    day = stopped_on(notice)
    again = "，恢复时重新计算公示期" if notice.state == NoticeState.STOPPED else ""
    since = chinese_day(notice.starts_on)
    return f"公示自{since}起，{chinese_day(day) if day else '已'}中止{again}。"


def steps_of(notice: PublicNotice, today: date) -> list:
    """How the last day was found, day by day; empty once it was changed by hand, and of a
    notice that stands still."""
    if notice.state in STILL:
        return []
    if notice.ends_on is None:
        return list(window(today, notice.days, current_calendar()).steps)
    found = window(notice.starts_on, notice.days, current_calendar())
    return list(found.steps) if found.due == notice.ends_on else []


def notice_document(notice: PublicNotice, items: list[NoticeItem]) -> bytes:
    """The 公示 as a Word file."""
    return render(TEMPLATE, asdict(paper_of(notice, items)))


def notice_sheet() -> Sheet:
    """How the template was first made."""
    sheet = Sheet("公示")
    sheet.head(organ="{{ organ }}", number="{{ document_no }}", title="{{ title }}")
    for name in ("basis", "introduction", "period"):
        sheet.line("公文正文", f"{{{{ {name} }}}}")
    sheet.tag("{%p for text in objection %}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.tag("{%p for term, text in contact %}")
    sheet.line("公文正文", "{{ term }}：{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.line("公文正文", "")
    sheet.line("公文正文", "附件：拟纳入知识产权保护重点联系单位名单")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    sheet.new_page("公文表题", "拟纳入知识产权保护重点联系单位名单")
    sheet.table(LIST)
    return sheet


def review_document(notice: PublicNotice) -> bytes:
    """政府信息公开审查表 with three places to sign (政府信息公开条例 17 条)."""
    ticks = [[point.label, "是" if point in notice.checklist else "", ""] for point in CheckPoint]
    facts = Grid(
        heads=("项目", "内容"),
        rows=[
            ["信息名称", notice.title],
            ["公示编号", notice.number],
            ["起草人", notice.created_by.name if notice.created_by else ""],
            ["公开方式", "主动公开"],
            ["单位数", f"{notice.items.count()}家"],
        ],
    )
    points = Grid(heads=("审查内容", "符合", "备注"), rows=ticks)
    signs = Grid(
        heads=("环节", "签名", "日期"),
        rows=[["起草人", "", ""], ["审查人", "", ""], ["负责人", "", ""]],
    )
    parts = [Part(tables=[facts]), Part(heading="审查内容", tables=[points]),
             Part(heading="签署", tables=[signs])]  # fmt: skip
    return render(
        "tables", tables_context(title="政府信息公开审查表", parts=parts, organ=notice.organ_name)
    )


def outcome_lines(notice: PublicNotice) -> list[str]:
    """公示情况说明: what the window brought, a paragraph each."""
    facts = facts_of(notice)
    withdrawn = sum(each.is_withdrawn for each in facts)
    starts, ends = chinese_day(notice.starts_on), chinese_day(notice.ends_on)
    said = [f"“{notice.title}”自{starts}至{ends}公示，共{len(facts)}家单位。"]
    for extension in notice.extensions.all():
        words = "中止后重新起算" if extension.is_restart else "延长"
        said.append(
            f"公示期{words}至{chinese_day(extension.ends_on)}，原因：{extension.reason.rstrip('。')}。"
        )
    said += [line for report in notice_reports for line in report.lines(notice)]
    if withdrawn:
        said.append(f"{withdrawn}家单位自行撤回。")
    clear = sum(each.is_clear for each in facts)
    if notice.state != NoticeState.ANNOUNCED:
        said.append(f"现有{clear}家单位可以公布。")
    return said


def outcome_document(notice: PublicNotice, *, today: date) -> bytes:
    """公示情况说明 as a Word file."""
    parts = [Part(paragraphs=outcome_lines(notice))]
    context = tables_context(title="公示情况说明", parts=parts, organ=notice.organ_name, day=today)
    return render("tables", context)


def announcement_document(announcement: Announcement) -> bytes:
    """公布通知 with the list as its annex, as a Word file (公文格式 GB/T 9704)."""
    notice, edition = announcement.notice, announcement.edition
    lines = edition.entries.order_by("order")
    return render(
        ANNOUNCING,
        {
            "organ": edition.organ_name or notice.organ_name,
            "document_no": edition.document_no or "（文号待编号）",
            "title": f"关于公布{edition.name}的通知",
            "paragraphs": announcement_lines(announcement),
            "annex": edition.name,
            "rows": [line_of(entry) for entry in lines],
            "day": chinese_day(announcement.announced_on),
        },
    )


def announcement_lines(announcement: Announcement) -> list[str]:
    """What the 公布通知 says, a paragraph each."""
    edition = announcement.edition
    scheme = announcement.notice.batch.items.first().application.round.scheme
    later = "，经核查公示期间的异议" if announcement.is_supplement else ""
    return [
        f"根据《{scheme.name}》，经自愿申报和推荐、综合考察、集体研究和公示{later}，"
        f"现将{edition.name}予以公布，共{edition.entry_count}家单位，名单附后。",
        "各单位要确定联络员，及时反映知识产权保护的需求和线索；"
        "单位名称、住所、联络员等发生变化的，请告知我局。",
        NO_RECOGNITION,
    ]


def line_of(entry: RosterEntry) -> list[str]:
    """A line of the edition as it is printed, in the columns of the 公示."""
    former = f"（原名{entry.former_name}）" if entry.former_name else ""
    codes = "".join(f"（{code}）" for code in entry.criteria)
    return [
        str(entry.order),
        f"{entry.name}{former}",
        entry.credit_code or "—",
        codes or "—",
        entry.recommended_by or "—",
    ]


def announcement_sheet() -> Sheet:
    """How the template was first made."""
    sheet = Sheet("公布通知")
    sheet.head(organ="{{ organ }}", number="{{ document_no }}", title="{{ title }}")
    sheet.tag("{%p for text in paragraphs %}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.line("公文正文", "")
    sheet.line("公文正文", "附件：{{ annex }}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    sheet.new_page("公文表题", "{{ annex }}")
    sheet.table(LIST)
    return sheet


def corrigendum_paper(row: Corrigendum) -> dict[str, Any]:
    """What a 更正公告 says; before its publication without a day."""
    notice = row.notice
    called = f"（{notice.document_no or notice.number}）"
    return {
        "organ": notice.organ_name,
        "title": "更正公告",
        "paragraphs": [
            f"{chinese_day(notice.published_on)}发布的《{notice.title}》{called}更正如下：",
            *[line for line in row.text.splitlines() if line.strip()],
            "其余内容不变。",
        ],
        "address": absolute(notice.public_url),
        "day": chinese_day(row.published_on) if row.published_on else "",
    }


def corrigendum_document(row: Corrigendum) -> bytes:
    """更正公告 as a Word file."""
    return render(CORRECTING, corrigendum_paper(row))


def corrigendum_sheet() -> Sheet:
    """How the template was first made."""
    sheet = Sheet("更正公告")
    sheet.head(organ="{{ organ }}", number="", title="{{ title }}")
    sheet.tag("{%p for text in paragraphs %}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.line("公文正文", "原公示和更正公告：{{ address }}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    return sheet
