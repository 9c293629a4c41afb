"""Objections of the demonstration: one upheld, one rejected and answered, one an anonymous lead."""

from __future__ import annotations

from datetime import date, timedelta

from registry.demo.deeds import Cast, moment, paper
from registry.demo.names import demo_code
from registry.demo.notices import publish_list, the_round_and_cast
from registry.notices import services as notices
from registry.notices.models import NoticeItem
from registry.objections import services
from registry.objections.models import Objection
from registry.objections.services import Identity
from registry.units.choices import UnitKind

FIRST_CODE, UNITS = 7_000, 4


def load(stdout, *, today: date) -> None:
    """Publish a list of four units and bring three objections against it to their ends."""
    found = the_round_and_cast(today)
    if found is None:
        return
    round_, cast = found
    names = (f"示例补充{place}知识产权有限公司" for place in "甲乙丙丁")
    codes = (demo_code(FIRST_CODE + n, UnitKind.ENTERPRISE) for n in range(UNITS))
    notice = publish_list(
        f"{today.year}年第六批审定名单",
        zip(names, codes, strict=True),
        round_,
        met_on=today - timedelta(days=25),
        shown_on=today - timedelta(days=20),
        cast=cast,
    )
    upheld, rejected, lead, _ = notice.items.order_by("order")
    came_on = notice.published_on + timedelta(days=1)
    _conclude(upheld, "upheld", came_on, today, cast)
    objection = _conclude(rejected, "rejected", came_on, today, cast)
    services.draw_letter(objection, kind="objection_answer", by=cast.handler, today=today)
    services.answer(
        objection, answered_on=today, scan=paper("示例答复"), by=cast.handler, today=today
    )
    _keep_as_lead(lead, came_on, today, cast)
    notices.end_due(today=today)
    stdout.write(f"　异议 {Objection.objects.count()} 件")


def _conclude(
    item: NoticeItem, conclusion: str, came_on: date, today: date, cast: Cast
) -> Objection:
    is_upheld = conclusion == "upheld"
    objection = services.register(
        item,
        channel="call",
        reason="示例：来电称该单位所列专利已经转让。",
        who=Identity(name="示例异议人", phone="13900009999"),
        received_on=came_on,
        by=cast.handler,
        now=moment(came_on),
    )
    services.draw_letter(objection, kind="objection_receipt", by=cast.handler, today=came_on)
    services.take_up(
        objection, substance="示例：所列专利已经转让。", by=cast.handler, today=came_on
    )
    found = "专利权人已变更为他人" if is_upheld else "专利权人仍为该单位"
    services.propose(
        objection,
        conclusion=conclusion,
        findings=f"示例：查询专利登记簿，{found}。",
        reason=f"示例：{found}。",
        by=cast.handler,
        today=came_on,
    )
    return services.decide(
        objection, conclusion=conclusion, reason=f"示例：{found}。", by=cast.leader, today=today
    )


def _keep_as_lead(item: NoticeItem, came_on: date, today: date, cast: Cast) -> None:
    objection = services.receive(
        item,
        reason="示例：听说这家单位不符合条件。",
        who=Identity(is_anonymous=True),
        now=moment(came_on),
    )
    services.take_over(objection, by=cast.second, today=today)
    services.treat_as_lead(
        objection,
        ground="anonymous",
        reason="示例：没有留姓名和联系方式。",
        by=cast.second,
        today=today,
    )
