"""Public notices of the demonstration: one runs and has an objection, one is stopped, one was
corrected, announced and its units told; `objections` brings the one that has ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ipcontact.accounts.models import User
from registry.batches import services as batches
from registry.demo.deeds import Cast, draw_up, make_ready, moment
from registry.demo.names import demo_code
from registry.notices import services
from registry.notices.choices import CheckPoint
from registry.notices.models import PublicNotice
from registry.notices.wording import edition_name
from registry.objections.services import Identity, receive
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

FIRST_CODE = 7_100
WANTED = ("jingban1", "jingban2", "neiqin1", "suozhang", "lingdao")


def load(stdout, *, today: date) -> None:
    """Publish three lists and take each to where it stands today, through the services."""
    found = the_round_and_cast(today)
    if found is None:
        return
    round_, cast = found
    codes = iter(range(FIRST_CODE, FIRST_CODE + 20))

    def units(words: str) -> list[tuple[str, str]]:
        names = [f"示例公示{word}智能装备有限公司" for word in words]
        return [(name, demo_code(next(codes), UnitKind.ENTERPRISE)) for name in names]

    _announced(units("甲乙"), round_, today, cast)
    _stopped(units("丙"), round_, today, cast)
    _running(units("丁戊"), round_, today, cast)
    stdout.write(f"　公示 {PublicNotice.objects.count()} 份")


def the_round_and_cast(today: date) -> tuple[IntakeRound, Cast] | None:
    """Where the units applied and who acts; None when the demonstration has neither."""
    people = {user.username: user for user in User.objects.filter(username__in=WANTED)}
    round_ = IntakeRound.objects.filter(name=f"{today.year}年第一批申报").first()
    if round_ is None or not people.keys() >= set(WANTED):
        return None
    return round_, Cast(*(people[name] for name in WANTED))


def publish_list(
    name: str,
    units: Iterable[tuple[str, str]],
    round_: IntakeRound,
    *,
    met_on: date,
    shown_on: date,
    cast: Cast,
) -> PublicNotice:
    """A list of these units, decided on one day and published on a later one."""
    rows = list(units)
    day = met_on - timedelta(days=35)
    batch = draw_up(name, make_ready(round_, iter(rows), len(rows), day, cast), met_on, cast)
    batch = batches.submit(batch, recusals_checked=True, by=cast.handler, today=met_on)
    batch = batches.sign(batch, by=cast.second, today=met_on)
    batch = batches.decide(batch, words={}, agree_rest=True, by=cast.leader, today=met_on)
    notice = services.draft(batch, by=cast.handler, today=shown_on)
    notice = services.submit(notice, by=cast.handler, today=shown_on)
    notice = services.pass_check(notice, ticked=CheckPoint.values, by=cast.second, today=shown_on)
    return services.publish(notice, by=cast.handler, now=moment(shown_on))


def _announced(units: list[tuple[str, str]], round_: IntakeRound, today: date, cast: Cast) -> None:
    """A slip in the list was corrected in public; nobody objected; the units have their letters."""
    shown_on = today - timedelta(days=24)
    notice = publish_list(
        f"{today.year}年第五批审定名单",
        units,
        round_,
        met_on=shown_on - timedelta(days=3),
        shown_on=shown_on,
        cast=cast,
    )
    corrected_on = shown_on + timedelta(days=1)
    row = services.draft_corrigendum(
        notice,
        text="示例：联系电话“022-00000001”更正为“022-00000000”。",
        reason="示例：录入有误",
        by=cast.handler,
        today=corrected_on,
    )
    services.publish_corrigendum(row, by=cast.second, today=corrected_on)
    announced_on = today - timedelta(days=4)
    services.end_due(today=announced_on)
    services.announce(
        notice,
        edition_name=edition_name(notice),
        document_no=f"示例市监知〔{announced_on.year}〕31号",
        by=cast.leader,
        today=announced_on,
    )
    services.draw_letters(notice, by=cast.handler, today=announced_on)
    signed_on = announced_on + timedelta(days=1)
    services.sign_letters(notice, by=cast.leader, today=signed_on)
    services.send_letters(
        notice, channel="electronic", sent_on=signed_on, by=cast.handler, today=signed_on
    )


def _stopped(units: list[tuple[str, str]], round_: IntakeRound, today: date, cast: Cast) -> None:
    shown_on = today - timedelta(days=3)
    notice = publish_list(
        f"{today.year}年第八批审定名单",
        units,
        round_,
        met_on=shown_on - timedelta(days=4),
        shown_on=shown_on,
        cast=cast,
    )
    services.stop(
        notice,
        reason="示例：名单须与登记机关核对，核对后恢复。",
        by=cast.leader,
        today=today - timedelta(days=1),
    )


def _running(units: list[tuple[str, str]], round_: IntakeRound, today: date, cast: Cast) -> None:
    """An objection came in online yesterday; nobody has it in hand yet."""
    shown_on = today - timedelta(days=2)
    notice = publish_list(
        f"{today.year}年第九批审定名单",
        units,
        round_,
        met_on=shown_on - timedelta(days=4),
        shown_on=shown_on,
        cast=cast,
    )
    receive(
        notice.items.order_by("order").last(),
        reason="示例：该单位填报的专利数量与公开的登记信息不一致，请核实。",
        who=Identity(name="示例异议人", phone="13900009998"),
        now=moment(today - timedelta(days=1)),
    )
