"""Objections of the demonstration: one upheld, one rejected and answered, one an anonymous lead."""

from __future__ import annotations

from datetime import date, timedelta

from ipcontact.accounts.models import User
from registry.batches import services as batches
from registry.demo.deeds import Cast, draw_up, make_ready, moment, paper
from registry.demo.names import demo_code
from registry.notices import services as notices
from registry.notices.choices import CheckPoint
from registry.notices.models import NoticeItem, PublicNotice
from registry.objections import services
from registry.objections.models import Objection
from registry.objections.services import Identity
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

FIRST_CODE, UNITS = 7_000, 4
WANTED = ("jingban1", "jingban2", "neiqin1", "suozhang", "lingdao")


def load(stdout, *, today: date) -> None:
    """Publish a list of four units and bring three objections against it to their ends."""
    people = {user.username: user for user in User.objects.filter(username__in=WANTED)}
    round_ = IntakeRound.objects.filter(name=f"{today.year}年第一批申报").first()
    if round_ is None or not people.keys() >= set(WANTED):
        return
    cast = Cast(*(people[name] for name in WANTED))
    notice = _notice(round_, today, cast)
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


def _notice(round_: IntakeRound, today: date, cast: Cast) -> PublicNotice:
    names = (f"示例补充{place}知识产权有限公司" for place in "甲乙丙丁")
    codes = (demo_code(FIRST_CODE + n, UnitKind.ENTERPRISE) for n in range(UNITS))
    day = today - timedelta(days=60)
    applications = make_ready(round_, zip(names, codes, strict=True), UNITS, day, cast)
    met_on, shown_on = today - timedelta(days=25), today - timedelta(days=20)
    batch = draw_up(f"{today.year}年补充审定名单", applications, met_on, cast)
    batch = batches.submit(batch, recusals_checked=True, by=cast.handler, today=met_on)
    batch = batches.sign(batch, by=cast.second, today=met_on)
    batch = batches.decide(batch, words={}, agree_rest=True, by=cast.leader, today=met_on)
    notice = notices.draft(batch, by=cast.handler, today=shown_on)
    notice = notices.submit(notice, by=cast.handler, today=shown_on)
    notice = notices.pass_check(notice, ticked=CheckPoint.values, by=cast.second, today=shown_on)
    return notices.publish(notice, by=cast.handler, now=moment(shown_on))


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
