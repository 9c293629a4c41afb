"""Files of the demonstration that took another way: answered on paper, filled in by an agent, given
more time, annulled after the meeting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ipcontact.acts.services import extend_limit
from ipcontact.clocks.models import Clock
from registry.applications import consent
from registry.applications import services as filing
from registry.applications.choices import FilePurpose
from registry.batches import services as batches
from registry.demo.deeds import (
    Cast,
    begin,
    claim_certificate,
    draw_up,
    endorse,
    make_ready,
    moment,
    paper,
)
from registry.demo.names import demo_code
from registry.demo.notices import the_round_and_cast
from registry.rounds.models import IntakeRound
from registry.units.choices import UnitKind

FIRST_CODE = 7_200
WORDS = ("甲", "乙", "丙", "丁", "戊")
MENDED = "天津市滨海新区示例大道8号"


def load(stdout, *, today: date) -> None:
    """Take five units through, each on its own way, by the services."""
    found = the_round_and_cast(today)
    if found is None:
        return
    round_, cast = found
    units = (
        (f"示例另行{word}科技有限公司", demo_code(FIRST_CODE + place, UnitKind.ENTERPRISE))
        for place, word in enumerate(WORDS)
    )
    running = IntakeRound.objects.get(name=f"{today.year}年第二批申报")
    _filled_by_agent(running, next(units), today)
    _answered_on_paper(round_, next(units), today, cast)
    _given_more_time(round_, next(units), today, cast)
    _annulled(round_, units, today, cast)
    stdout.write(f"　另行办理的申报 {len(WORDS)} 件")


def _filled_by_agent(round_: IntakeRound, unit: tuple[str, str], today: date) -> None:
    """With 授权书; the unit has its link and has not answered yet."""
    day = today - timedelta(days=2)
    application = begin(round_, unit, day)
    claim_certificate(application, day)
    own = {"by": None, "grant": str(application.key)}
    filler = {
        "is_agent": True,
        "organisation": "示例代理服务有限公司",
        "person": "示例代填人",
    }
    filing.save_section(application, section="filler", values=filler, **own)
    filing.add_file(
        application, purpose=FilePurpose.AUTHORISATION, upload=paper("示例授权书"), **own
    )
    filing.submit(
        application,
        consents=[item.key for item in consent.CONSENTS],
        clicked_at=moment(day, 11),
        today=day,
        **own,
    )


def _answered_on_paper(round_: IntakeRound, unit: tuple[str, str], today: date, cast: Cast) -> None:
    """The unit brought its stamped answer to the station, whose clerk entered it."""
    application = endorse(round_, unit, today - timedelta(days=29), cast)
    filing.mark(
        application, path="basic.registered_address", defect="与执照不一致，请核对", by=cast.handler
    )
    filing.return_to_unit(application, by=cast.handler, today=today - timedelta(days=6))
    application.refresh_from_db()
    answered_on = today - timedelta(days=3)
    address = {**application.answers["basic"], "registered_address": MENDED}
    filing.resubmit_for_unit(
        application,
        mended={
            "sections": {"basic": address},
            "claimed": [],
            "dropped": [],
            "files": {"single": {}},
        },
        upload=paper("示例盖章的补充材料"),
        event_on=today - timedelta(days=4),
        by=cast.clerk,
        now=moment(answered_on),
        today=answered_on,
    )


def _given_more_time(round_: IntakeRound, unit: tuple[str, str], today: date, cast: Cast) -> None:
    application = endorse(round_, unit, today - timedelta(days=22), cast)
    extend_limit(
        Clock.objects.open_for(application).get(),
        n=5,
        reason="示例：专利数量须向登记机关核对。",
        by=cast.handler,
        today=today - timedelta(days=1),
    )


def _annulled(
    round_: IntakeRound, units: Iterator[tuple[str, str]], today: date, cast: Cast
) -> None:
    """One of two is not taken in after all; the other waits for its notice."""
    met_on = today - timedelta(days=8)
    rows = make_ready(round_, units, 2, met_on - timedelta(days=35), cast)
    batch = draw_up(f"{today.year}年第十一批审定名单", rows, met_on, cast)
    batch = batches.submit(batch, recusals_checked=True, by=cast.handler, today=met_on)
    batch = batches.sign(batch, by=cast.second, today=met_on)
    batch = batches.decide(batch, words={}, agree_rest=True, by=cast.leader, today=met_on)
    batches.annul(
        batch,
        application=rows[0],
        reason="示例：核对原件时发现证书已被撤销。",
        by=cast.leader,
        today=met_on + timedelta(days=2),
    )
