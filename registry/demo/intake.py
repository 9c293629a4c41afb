"""Rounds and applications of the demonstration: every state, a correction, a rival, a decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ipcontact.accounts.models import Agency, Region, User
from ipcontact.acts.choices import Channel
from ipcontact.acts.services import confirm_offline
from ipcontact.notifications.services import issue_link
from registry.applications import services as filing
from registry.applications.models import Application
from registry.batches import services as batches
from registry.batches.choices import BatchItemDecision
from registry.batches.rules import Word
from registry.demo.deeds import (
    Cast,
    begin,
    draw_up,
    endorse,
    file,
    hold_round,
    make_ready,
    moment,
    paper,
    propose,
)
from registry.demo.names import demo_code, enterprise_names
from registry.recommendations import services as recommending
from registry.recommendations.services import inviting
from registry.reviews import services as reviewing
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

FIRST_CODE = 5_000  # codes of candidates stand apart from those of the register
CANDIDATES = 60
MEMBERS = 180  # names before these are the register's


def load(stdout, *, today: date) -> None:
    """Build rounds and applications through the services, relative to today."""
    people = {user.username: user for user in User.objects.select_related("agency")}
    wanted = ("jingban1", "jingban2", "neiqin1", "suozhang", "lingdao")
    if not people.keys() >= set(wanted):
        return
    cast = Cast(*(people[name] for name in wanted))
    names = _candidates()
    closed = hold_round("第一批", today, opens=-70, closes=-21, cast=cast)
    _decided(closed, names, today, cast)
    _under_way(closed, names, today, cast)
    hold_round("第二批", today, opens=-20, closes=2, cast=cast)
    running = IntakeRound.objects.get(name=f"{today.year}年第二批申报")
    _arriving(running, names, today, cast)
    hold_round("常年申报", today, opens=-200, closes=None, cast=cast)
    hold_round("第三批", today, opens=30, closes=60, cast=cast, is_published=False)
    stdout.write(f"　申报 {Application.objects.count()} 件，批次 {IntakeRound.objects.count()} 个")


def _candidates() -> Iterator[tuple[str, str]]:
    for number, name in enumerate(
        enterprise_names(MEMBERS + CANDIDATES)[MEMBERS:], start=FIRST_CODE
    ):
        yield name, demo_code(number, UnitKind.ENTERPRISE)


def _decided(
    round_: IntakeRound, units: Iterator[tuple[str, str]], today: date, cast: Cast
) -> None:
    """A batch the meeting has decided: entered from the minutes, one deferred, one left out."""
    day = today - timedelta(days=60)
    applications = make_ready(round_, units, 6, day, cast)
    met_on = day + timedelta(days=45)
    batch = draw_up(f"{today.year}年第七批审定名单", applications, met_on, cast)
    batch = batches.submit(batch, recusals_checked=True, by=cast.handler, today=met_on)
    batch = batches.sign(batch, by=cast.second, today=met_on)
    words = {
        applications[0].application_no: Word(
            BatchItemDecision.DEFER, "示例：证书正在换发，下批再议。"
        ),
        applications[1].application_no: Word(
            BatchItemDecision.EXCLUDE, "示例：实际经营地不在本区。"
        ),
        **{
            application.application_no: Word(BatchItemDecision.INCLUDE)
            for application in applications[2:]
        },
    }
    result = batches.enter_result(
        batch,
        words=words,
        decider=cast.leader,
        decided_on=met_on,
        channel=Channel.MEETING,
        minutes_no=f"示例纪要〔{met_on.year}〕6号",
        scan=paper("示例纪要"),
        by=cast.handler,
        today=met_on,
    )
    confirm_offline(result, by=cast.second)


def _under_way(
    round_: IntakeRound, units: Iterator[tuple[str, str]], today: date, cast: Cast
) -> None:
    """Files at every step between the first review and the meeting."""
    day = today - timedelta(days=40)
    _asked(make_ready(round_, units, 4, day, cast), today, cast)
    draw_up(
        f"{today.year}年第十批审定名单",
        make_ready(round_, units, 5, day, cast),
        today - timedelta(days=3),
        cast,
    )
    for _ in range(3):
        endorse(round_, next(units), today - timedelta(days=30), cast)
    looked_at = endorse(round_, next(units), today - timedelta(days=30), cast)
    filing.pass_review(looked_at, by=cast.handler, today=today - timedelta(days=8))
    excluded = endorse(round_, next(units), today - timedelta(days=30), cast)
    filing.propose_exclude(
        excluded, reason="示例：主营业务与申报依据不符。", by=cast.handler, today=today
    )
    returned = endorse(round_, next(units), today - timedelta(days=30), cast)
    filing.mark(
        returned, path="basic.registered_address", defect="与执照不一致，请核对", by=cast.handler
    )
    filing.return_to_unit(
        returned, by=cast.handler, today=today - timedelta(days=2), message="请一次补齐。"
    )
    gone = file(round_, next(units), today - timedelta(days=30))
    filing.withdraw(
        gone,
        by=None,
        grant=str(gone.key),
        today=today - timedelta(days=25),
        reason="示例：暂不申报",
    )


def _asked(applications: list[Application], today: date, cast: Cast) -> None:
    """A letter to other offices: one has nothing against, one names a unit, one is silent."""
    offices = Agency.objects.active().filter(kind=Agency.Kind.PARTNER).order_by("code")[:3]
    sent_on = today - timedelta(days=12)
    letter = reviewing.request_opinions(
        applications,
        agencies=list(offices),
        title=f"关于征求{today.year}年第一批拟推荐单位意见的函",
        sent_on=sent_on,
        reply_days=5,
        by=cast.handler,
        today=sent_on,
    )
    answer = {"replied_on": today - timedelta(days=6), "by": cast.handler, "today": today}
    reviewing.reply_no_objection(letter, agencies=[offices[0].code], **answer)
    reviewing.reply(
        letter,
        agency=offices[1].code,
        exceptions={applications[0].application_no: "示例：正在办理一起商标侵权案件，建议核实。"},
        **answer,
    )
    reviewing.declare_conflict(
        applications[1],
        person=cast.second,
        reason="示例：近亲属在该单位任职。",
        by=cast.second,
        today=today,
    )


def _arriving(
    round_: IntakeRound, units: Iterator[tuple[str, str]], today: date, cast: Cast
) -> None:
    """The running round: drafts, fresh files, recommendations, and a stranger's claim."""
    for _ in range(3):
        begin(round_, next(units), today - timedelta(days=1))
    first = None
    for back in (9, 6, 3, 1):
        first = file(round_, next(units), today - timedelta(days=back))
    file(round_, (first.unit_name, first.credit_code), today, registered_address="示例路9号")
    for _ in range(3):
        propose(round_, next(units), today - timedelta(days=2), cast)
    for _ in range(2):
        propose(round_, next(units), today - timedelta(days=1), cast, is_signed=False)
    confirmed = propose(round_, next(units), today - timedelta(days=4), cast)
    recommending.confirm_for_unit(
        confirmed.application,
        upload=paper("示例盖章页"),
        event_on=today - timedelta(days=1),
        by=cast.clerk,
        now=moment(today - timedelta(days=1)),
        today=today,
    )
    revoked = propose(round_, next(units), today - timedelta(days=5), cast)
    recommending.revoke(
        revoked, reason="示例：单位已迁出本辖区。", by=cast.head, today=today - timedelta(days=3)
    )
    propose(round_, next(units), today - timedelta(days=15), cast)
    recommending.lapse_unconfirmed(today=today)
    declined = propose(round_, next(units), today - timedelta(days=4), cast)
    link = issue_link(
        purpose=inviting.PURPOSE,
        subject=declined.application,
        contact_name=declined.contact_name,
        contact=declined.contact_mobile,
        by=cast.clerk,
    )
    recommending.decline_by_link(link.token, reason="示例：今年暂不参加。", today=today)
    zone = Region.objects.filter(kind=Region.Kind.ZONE).order_by("code").first()
    file(round_, next(units), today - timedelta(days=2), region=zone.code)
