"""The papers of a round, for page and Word alike: 申报通知, 推荐名额表, calendar entries."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils import timezone

from ipcontact.clocks import ics
from ipcontact.documents import render
from ipcontact.documents.gbt9704 import Sheet
from ipcontact.documents.tables import Grid, Part, chinese_day, tables_context
from ipcontact.notifications.links import absolute
from ipcontact.ui.models import SiteProfile
from registry.rounds.contents import AgencyUse
from registry.rounds.models import IntakeRound
from registry.rounds.wording import full_moment, lines_of

TEMPLATE = "call-for-applications"


@dataclass(frozen=True)
class Call:
    """What a 申报通知 says, part by part."""

    organ: str
    document_no: str
    title: str
    introduction: list[str]
    conditions: list[str]
    counting: str
    times: list[str]
    ways: list[str]
    materials: list[str]
    contact: list[tuple[str, str]]
    day: str


def title_of(round_: IntakeRound) -> str:
    """关于开展……申报的通知."""
    return f"关于开展{round_.name.removesuffix('申报')}申报的通知"


def call_of(round_: IntakeRound) -> Call:
    """The words of a round's notice; before it is published, as they would be today."""
    agency = round_.contact_agency
    contact = (
        ("联系部门", agency.name),
        ("咨询电话", round_.contact_phone),
        ("电子邮箱", agency.email),
        ("地址", agency.address),
    )
    counted = chinese_day(round_.counted_on) if round_.counted_on else ""
    return Call(
        organ=round_.organ_name or SiteProfile.objects.current().organ_name,
        document_no=round_.document_no,
        title=title_of(round_),
        introduction=lines_of(round_.introduction),
        conditions=[f"（{item.code}）{item.wording}" for item in round_.scheme.criteria.all()],
        counting=f"专利等数据的统计日为{counted}。" if counted else "",
        times=_times(round_),
        ways=_ways(round_),
        materials=[
            f"{place}.{line}" for place, line in enumerate(lines_of(round_.materials), start=1)
        ],
        contact=[(term, text) for term, text in contact if text],
        day=chinese_day(round_.published_on) if round_.published_on else "",
    )


def _times(round_: IntakeRound) -> list[str]:
    if round_.closes_at is None:
        return [f"自{full_moment(round_.opens_at)}起常年申报，截止另行通知。"]
    said = [f"{full_moment(round_.opens_at)}至{full_moment(round_.closes_at)}。"]
    for extension in reversed(round_.extensions.all()):
        before = full_moment(extension.closes_at_before)
        said.append(f"截止时间原为{before}，已延长。原因：{extension.reason.rstrip('。')}。")
    if round_.grace_minutes:
        said.append(f"截止前已打开申报表的，可在截止后{round_.grace_minutes}分钟内提交。")
    return said


def _ways(round_: IntakeRound) -> list[str]:
    return [
        "自愿申报：在本网站点击“我要申报”，先填统一社会信用代码，再按页填写。可以中途离开，已填内容会保留。",
        "推荐申报：由监管所、功能区局或保护中心推荐。单位收到确认链接后，"
        f"请在{round_.confirm_days}日内核对内容并上传盖章件。",
        f"推荐单位在{round_.agency_review_days}个工作日内初审，"
        f"区局在{round_.bureau_review_days}个工作日内复核。需要补充材料的一次性告知，"
        f"请在{round_.correction_days}个工作日内补充。",
        "用申报编号和查询码可以随时查询进度。",
    ]


def call_document(round_: IntakeRound) -> bytes:
    """The notice as a Word file."""
    return render(TEMPLATE, asdict(call_of(round_)))


def call_sheet() -> Sheet:
    """How the template of the notice was first made."""
    sheet = Sheet("申报通知")
    sheet.head(
        organ="{{ organ }}", number="{{ document_no or '（文号待编号）' }}", title="{{ title }}"
    )
    _repeated(sheet, "introduction")
    sheet.line("公文一级标题", "一、申报条件")
    sheet.line("公文正文", "符合下列条件之一的单位可以申报：")
    _repeated(sheet, "conditions")
    sheet.tag("{%p if counting %}")
    sheet.line("公文正文", "{{ counting }}")
    sheet.tag("{%p endif %}")
    sheet.line("公文一级标题", "二、申报时间")
    _repeated(sheet, "times")
    sheet.line("公文一级标题", "三、申报方式")
    _repeated(sheet, "ways")
    sheet.line("公文一级标题", "四、申报材料")
    _repeated(sheet, "materials")
    sheet.line("公文一级标题", "五、联系方式")
    sheet.tag("{%p for term, text in contact %}")
    sheet.line("公文正文", "{{ term }}：{{ text }}")
    sheet.tag("{%p endfor %}")
    sheet.sign(organ="{{ organ }}", day="{{ day }}")
    return sheet


def _repeated(sheet: Sheet, name: str) -> None:
    """A paragraph for each line of a part."""
    sheet.tag(f"{{%p for text in {name} %}}")
    sheet.line("公文正文", "{{ text }}")
    sheet.tag("{%p endfor %}")


def quota_document(
    round_: IntakeRound, rows: list[tuple[str, int | None, AgencyUse]], *, day: date
) -> bytes:
    """推荐名额表 as a Word file. Args: rows: agency, quota (None: no limit), use; day: of today."""
    table = Grid(
        heads=["序号", "推荐单位", "推荐名额（家）", "已推荐（家）"],
        rows=[
            [place, name, "不限" if units is None else units, use.recommended]
            for place, (name, units, use) in enumerate(rows, start=1)
        ],
    )
    return render(
        "tables",
        tables_context(
            title=f"{round_.name}推荐名额表",
            note=f"截至{chinese_day(day)}",
            parts=[Part(tables=[table])],
            organ=round_.contact_agency.name,
            day=day,
        ),
    )


def calendar_of(round_: IntakeRound) -> str:
    """Opening and closing of a round as an .ics file; a later closing replaces the earlier one."""
    moments: list[tuple[str, str, datetime]] = [("opens", "开始申报", round_.opens_at)]
    if round_.closes_at:
        moments.append(("closes", "申报截止", round_.closes_at))
    return ics.calendar(
        ics.Entry(
            uid=f"round-{round_.number}-{key}@ipcontact",
            on=timezone.localtime(moment).date(),
            at=moment,
            title=f"{word}：{round_.name}",
            note=f"咨询电话：{round_.contact_phone}",
            url=absolute(round_.get_absolute_url()),
            changed_at=round_.updated_at,
        )
        for key, word, moment in moments
    )
